"""The columns that a comparison was asked, found and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings

from portal.api.compare.schemas import Column
from portal.api.problems import ProblemError, refuse_parameter
from portal.api.references import build_ref, get_territory
from portal.stats.queries.references import (
    Reference,
    count_members,
    name_members,
    name_stat,
    parse_reference,
)
from portal.territories.models import GROUP_KIND
from portal.territories.queries.groups import GroupCard, find_group
from portal.territories.queries.named import find_named


@dataclass(frozen=True)
class Asked:
    """Columns in the order asked, each once, and the saved groups among them by id."""

    references: tuple[Reference, ...]
    columns: list[Column]
    groups: dict[str, GroupCard] = field(default_factory=dict)


def find_columns(texts: Sequence[str]) -> Asked:
    """Raises ProblemError: 400 for what is no reference, 404 for what does not exist."""
    asked = Asked(tuple(dict.fromkeys(_parse(text) for text in texts)), [])
    for one in asked.references:
        asked.columns.append(_find(one, asked.groups))
    return asked


def _parse(text: str) -> Reference:
    found = parse_reference(text)
    if found is None:
        raise refuse_parameter(
            "t",
            f"« {text[:40]} » n’a pas la forme « commune:35238 », « group:<id> » ni "
            "« mediane:commune@departement:35 ».",
        )
    return found


def _find(one: Reference, groups: dict[str, GroupCard]) -> Column:
    if one.stat:
        return _name_summary(one)
    if one.kind == GROUP_KIND:
        return _name_group(one, groups)
    territory = get_territory(one.kind, one.code)
    return Column(**build_ref(territory).model_dump(), reference=one.text, stat=None, grouping=None)


def _name_summary(one: Reference) -> Column:
    if not count_members(one):
        raise ProblemError(404, "unknown_territory", f"Aucun territoire ne forme le groupe « {one.text} ».")
    found = find_named([] if one.grouping == "strate" else [one.place])
    name = f"{name_stat(one)} {name_members(one, found.get(one.place))}"
    return Column(
        kind=one.kind,
        code=one.code,
        name=name,
        label=name,
        url=None,
        path=None,
        reference=one.text,
        stat=one.stat or None,
        grouping=one.grouping,
    )


def _name_group(one: Reference, groups: dict[str, GroupCard]) -> Column:
    card = find_group(one.code)
    if card is None:
        raise ProblemError(404, "unknown_territory", f"Aucun groupe enregistré n’a l’identifiant {one.code}.")
    groups[one.code] = card
    return Column(
        kind=GROUP_KIND,
        code=card.id,
        name=card.name,
        label=card.name,
        url=settings.SITE_URL + card.path,
        path=card.path,
        reference=one.text,
        stat=None,
        grouping=None,
    )
