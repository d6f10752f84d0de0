"""What became of the EPCI between two perimeter years: deduced from where their communes went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.territories.actions.load.draft import Arrow, Draft, Key, Span
from portal.territories.actions.load.naming import expand_epci_name, is_same_epci_name
from portal.territories.actions.load.rows import GroupRow
from portal.territories.actions.load.vintages import Vintage
from portal.territories.models import Event, Kind
from portal.territories.succession import Lineage

What = Event.What
MAIN_SHARE = 0.5
"""From this share of its communes on, an EPCI that is gone has merged into the other one."""


@dataclass(frozen=True)
class Flows:
    """Communes that passed from an EPCI to another: ``into[after][before]``, ``out_of[before][after]``."""

    into: dict[str, Counter[str]]
    out_of: dict[str, Counter[str]]
    sizes: dict[str, int]


def add_epci_history(draft: Draft, vintages: list[Vintage], lineage: Lineage) -> None:
    """Existence, names and events of the EPCI over the perimeter years."""
    for before, after in pairwise(vintages):
        draft.arrows += _build_arrows(before, after, lineage)
    renamings = _list_renamings(vintages)
    draft.arrows += renamings
    _add_spans(draft, vintages, renamings)


def compute_flows(before: Vintage, after: Vintage, lineage: Lineage) -> Flows:
    """Count communes of ``before`` by their EPCI then and the EPCI of what they became."""
    into: dict[str, Counter[str]] = defaultdict(Counter)
    out_of: dict[str, Counter[str]] = defaultdict(Counter)
    day = date(before.year, 1, 1)
    for code, group in before.epci_of.items():
        present = code if code in after.communes else next(iter(lineage.carry(code, day)), code)
        destination = after.epci_of.get(present, "")
        if destination != group:
            into[destination][group] += 1
        out_of[group][destination] += 1
    return Flows(into, out_of, dict(Counter(before.epci_of.values())))


def _build_arrows(before: Vintage, after: Vintage, lineage: Lineage) -> list[Arrow]:
    flows = compute_flows(before, after, lineage)
    new = after.epci.keys() - before.epci.keys()
    arrows = []
    for code in sorted(before.epci.keys() - after.epci.keys()):
        passages = _name_passages(code, flows, new)
        arrows += [_arrow(what, before, after, code, heir) for heir, what in sorted(passages.items())]
    arrived = {arrow.after[1] for arrow in arrows if arrow.after}
    for code in sorted(new - arrived):
        origins = sorted(origin for origin in flows.into[code] if origin)
        arrows += [_arrow(What.SPLIT, before, after, origin, code) for origin in origins]
        if not origins:
            arrows.append(_arrow(What.CREATION, before, after, "", code))
    return arrows


def _name_passages(code: str, flows: Flows, new: Set[str]) -> dict[str, What]:
    """What became of an EPCI that is gone, by successor; empty text for none.

    One that was there before and receives a few communes is extended: no event of its own. Only
    when all the communes went so are they told, as shares of a dissolution.
    """
    heirs = [heir for heir in flows.out_of[code] if heir]
    passages = {heir: _name_passage(code, heir, flows, new) for heir in heirs}
    told = {heir: what for heir, what in passages.items() if what != What.SPLIT or heir in new}
    return told or dict.fromkeys(heirs or [""], What.DISSOLUTION)


def _name_passage(code: str, destination: str, flows: Flows, new: Set[str]) -> What:
    if flows.out_of[code][destination] / flows.sizes[code] < MAIN_SHARE:
        return What.SPLIT
    # The same communes under another SIREN: a change of category can create a new legal person.
    if destination in new and set(flows.into[destination]) == {code} and len(flows.out_of[code]) == 1:
        return What.RECODING
    return What.MERGER


def _arrow(what: What, before: Vintage, after: Vintage, old: str, new: str) -> Arrow:
    return Arrow(
        what=what,
        effective_on=date(after.year, 1, 1),
        before=_key(old) if old else None,
        after=_key(new) if new else None,
        name_before=expand_epci_name(before.epci[old].nom) if old else "",
        name_after=expand_epci_name(after.epci[new].nom) if new else "",
        source=f"Périmètres des EPCI {after.year}",
    )


def _key(code: str) -> Key:
    return (Kind.EPCI.value, code)


def _list_renamings(vintages: list[Vintage]) -> list[Arrow]:
    """Names that change within the DGCL's own files; other files write the same name differently."""
    renamings = []
    for before, after in pairwise(vintages):
        for code in sorted(before.epci.keys() & after.epci.keys()):
            old, new = before.epci[code], after.epci[code]
            is_same = is_same_epci_name(old.nom, new.nom)
            if _has_own_name(old) and _has_own_name(new) and not is_same:
                renamings.append(_arrow(What.RENAMING, before, after, code, code))
    return renamings


def _has_own_name(row: GroupRow) -> bool:
    return bool(row.mode_financement)


def _add_spans(draft: Draft, vintages: list[Vintage], renamings: list[Arrow]) -> None:
    changes: dict[Key, list[Arrow]] = defaultdict(list)
    for arrow in renamings:
        if arrow.after:
            changes[arrow.after].append(arrow)
    years: dict[str, list[int]] = defaultdict(list)
    for vintage in vintages:
        for code in vintage.epci:
            years[code].append(vintage.year)
    for code, found in sorted(years.items()):
        end = None if found[-1] == vintages[-1].year else date(found[-1] + 1, 1, 1)
        draft.spans += _build_spans(draft, _key(code), date(found[0], 1, 1), end, changes[_key(code)])


def _build_spans(draft: Draft, key: Key, start: date, end: date | None, changes: list[Arrow]) -> list[Span]:
    spans = []
    for change in changes:
        spans.append(Span(key, change.name_before, start, change.effective_on))
        start = change.effective_on
    return [*spans, Span(key, draft.territories[key].name, start, end)]
