"""Catalogues of Opendatasoft through the Explore API 2.1.

Pages hold 100 datasets at most and the first 10 000 only: beyond, the list, which is sorted by date of
change, is asked again from the last date seen. An error met while a body is sent is written at its end,
under status 200: such a body is no JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from pydantic import Field

from portal.harvest.counting import Part, iterate_parts
from portal.harvest.formats.answers import build_faulty, read_object, refuse
from portal.harvest.formats.opendatasoft import build_dataset, find_id, open_row, read_metas, split_words
from portal.harvest.formats.saying import choose_language, join_address
from portal.harvest.pages import Asking, Content, Faulty, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Many, Url
from portal.library.harvested import Harvested

MOST_ROWS: Final = 100


class CONFIG(Descriptor):
    """``url``: root of the portal. ``where``: in ODSQL; ``refine`` and ``exclude``: « facet:value ».
    ``window``: how far its pages go."""

    kind: Literal["opendatasoft"]
    url: Url
    where: Annotated[str, Field(max_length=1000)] = ""
    refine: Many[Annotated[str, Field(pattern=r"^[\w.]+:.+$")]] = ()
    exclude: Many[Annotated[str, Field(pattern=r"^[\w.]+:.+$")]] = ()
    page_size: Annotated[int, Field(ge=1, le=MOST_ROWS)] = MOST_ROWS
    window: Annotated[int, Field(ge=1)] = 10_000


@dataclass(frozen=True, slots=True)
class _Place:
    """« 300|300| » : the row, how many were read in all, and the date from which rows are asked."""

    offset: int = 0
    before: int = 0
    bound: str = ""

    def __str__(self) -> str:
        return f"{self.offset}|{self.before}|{self.bound}"


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Every dataset, the oldest change first; with ``since``, those changed from then on."""

    def read(words: str) -> Part:
        place = _parse_place(words)
        content = asking.get(_build_url(config, place, since), accept="application/json")
        return _read_part(config, content, place)

    yield from iterate_parts(config.url, read, after)


def _parse_place(words: str) -> _Place:
    if not words:
        return _Place()
    parts = words.split("|")
    if len(parts) != 3 or not all(re.fullmatch(r"[0-9]{1,11}", part) for part in parts[:2]):
        raise PartialHarvest(f"Reprise impossible : « {words[:80]} » n’est pas un endroit de cette source.")
    return _Place(int(parts[0]), int(parts[1]), parts[2])


def _build_url(config: CONFIG, place: _Place, since: datetime | None) -> str:
    wheres = [f"({config.where})"] if config.where else []
    bound = place.bound or (f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if since else "")
    if bound:
        wheres.append(f"modified >= date'{bound}'")
    asked = [("order_by", "modified"), ("limit", str(config.page_size)), ("offset", str(place.offset))]
    asked += [("where", " and ".join(wheres))] if wheres else []
    asked += [("refine", one) for one in config.refine] + [("exclude", one) for one in config.exclude]
    return f"{join_address(config.url, 'api/explore/v2.1/catalog/datasets')}?{urlencode(asked)}"


def _read_part(config: CONFIG, content: Content, place: _Place) -> Part:
    if b"Streaming interrupted" in content.body[-4000:]:
        raise refuse(content, "une liste entière était attendue ; le portail s’est interrompu en l’envoyant.")
    told, notes = read_object(content)
    rows = told.get("results", told.get("datasets"))
    total = told.get("total_count")
    if not isinstance(rows, list) or not isinstance(total, int):
        raise refuse(content, "une liste « results » et un nombre « total_count » étaient attendus.")
    records: list[Harvested | Faulty] = []
    ignored: list[str] = []
    for one in rows:
        row = open_row(one)
        if row is None:
            records.append(build_faulty(one, "un jeu de données est un objet JSON."))
        elif _is_excluded(row, config):
            ignored.append(find_id(row))
        else:
            records.append(build_dataset(row, config.url))
    following, failure = _find_next(config, place, rows, total, content)
    whole = None if place.bound else total
    return Part(
        tuple(records), following, whole, place.before, tuple(ignored), notes, failure, question=place.bound
    )


def _find_next(
    config: CONFIG, place: _Place, rows: list[Any], total: int, content: Content
) -> tuple[str, PartialHarvest | None]:
    """The place of the following page, empty at the end; or why it cannot be reached."""
    offset, before = place.offset + len(rows), place.before + len(rows)
    if offset >= total:
        return "", None
    if not rows:
        return "", refuse(
            content, f"le jeu de données {place.offset + 1} sur {total} était attendu, la page est vide."
        )
    if offset + config.page_size <= config.window:
        return str(_Place(offset, before, place.bound)), None
    bound = _find_last_change(rows)
    if not bound or bound == place.bound:
        return "", PartialHarvest(
            f"{config.url} : {total} jeux de données, et les pages du portail s’arrêtent à {config.window}."
            " Trop ont la même date de changement pour continuer : restreignez « where » ou « refine »."
        )
    return str(_Place(0, before, bound)), None


def _find_last_change(rows: list[Any]) -> str:
    """The date of change of the last row, when it has one that can be asked."""
    row = open_row(rows[-1])
    words = choose_language(read_metas(row).get("default.modified")) if row else ""
    try:
        datetime.fromisoformat(words)
    except ValueError:
        return ""
    return words


def _is_excluded(row: Mapping[str, Any], config: CONFIG) -> bool:
    """Whether it has a value that is not wanted: some portals do not know « exclude »."""
    metas = read_metas(row)
    for one in config.exclude:
        facet, _, value = one.partition(":")
        name = facet if "." in facet else f"default.{facet}"
        if value in split_words(metas.get(name)):
            return True
    return False
