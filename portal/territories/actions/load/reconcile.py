"""The history of the communes carried on through the vintages, up to today.

The sources with dates stop before the present (2019 without a mirror, 2023 with INSEE's file of the
mirror). What the vintages show beyond, code by code, becomes arrows of the 1 January on which it is
first seen: exact for mergers and restorations, a latest date for changes of name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from portal.territories.actions.load.draft import Arrow, Draft, Key
from portal.territories.actions.load.movements import commune
from portal.territories.actions.load.naming import fold
from portal.territories.actions.load.timeline import BEGINNING, Timelines, apply_day, build_timelines
from portal.territories.actions.load.vintages import Vintage
from portal.territories.models import Event

What = Event.What


def build_commune_history(draft: Draft, known: list[Arrow], vintages: list[Vintage]) -> Timelines:
    """Complete ``known`` arrows with what the vintages show; arrows go to the draft.

    Returns timelines that agree with the communes of every vintage.
    """
    first = date(vintages[0].year, 1, 1)
    known = [arrow for arrow in known if not _is_unchanged(arrow)]
    arrows = [arrow for arrow in known if arrow.effective_on <= first]
    timelines = build_timelines(arrows)
    _begin_silent_ones(timelines, vintages[0], first)
    for index, vintage in enumerate(vintages):
        day = date(vintage.year, 1, 1)
        if index:
            since = date(vintages[index - 1].year, 1, 1)
            dated = [arrow for arrow in known if since < arrow.effective_on <= day]
            for moment in sorted({arrow.effective_on for arrow in dated}):
                apply_day(timelines, [a for a in dated if a.effective_on == moment], moment)
            arrows += dated
        _respell(timelines, vintage)
        found = _compare(draft, timelines, vintages, index)
        apply_day(timelines, found, day)
        arrows += found
        if not vintage.is_deduced:
            renamed = _list_renamings(timelines, vintage, day)
            apply_day(timelines, renamed, day)
            arrows += renamed
    draft.arrows += arrows
    return timelines


def _is_unchanged(arrow: Arrow) -> bool:
    """A commune that lets another one go and keeps its name: the arrow of the other one tells it."""
    is_itself = arrow.what == What.SPLIT and arrow.before == arrow.after
    return is_itself and fold(arrow.name_before) == fold(arrow.name_after)


def _respell(timelines: Timelines, vintage: Vintage) -> None:
    for row in vintage.communes.values():
        if commune(row.code) in timelines.periods:
            timelines.respell(commune(row.code), row.nom)


def _begin_silent_ones(timelines: Timelines, vintage: Vintage, first: date) -> None:
    """Communes that no arrow names have always been there, as far as the sources know.

    Those of the collectivités d'outre-mer are in no history: known since the first vintage.
    """
    for row in vintage.communes.values():
        if commune(row.code) not in timelines.periods:
            timelines.begin(commune(row.code), row.nom, first if row.collectivite_outremer else BEGINNING)


def _compare(draft: Draft, timelines: Timelines, vintages: list[Vintage], index: int) -> list[Arrow]:
    """Arrows for the communes that are gone from a vintage, or new in it, without a known reason."""
    vintage = vintages[index]
    day = date(vintage.year, 1, 1)
    alive = timelines.list_alive(day)
    expected = {commune(code) for code in vintage.communes}
    gone, new = sorted(alive.keys() - expected), sorted(expected - alive.keys())
    targets = {key: _find_whole(key[1], vintages[index:]) for key in gone}
    # One commune that alone takes a code that was nobody's has only changed its seat, hence its code.
    arriving = Counter(targets.values())
    arriving.update(key[1] for key in expected & alive.keys())
    arrows = [
        _explain_end(draft, (key, alive[key]), target, arriving, vintage) for key, target in targets.items()
    ]
    ended = {arrow.before for arrow in arrows}
    for key in new:
        name = vintage.communes[key[1]].nom
        if not any(arrow.after == key for arrow in arrows):
            arrows.append(_explain_start(draft, timelines, key, name, vintages, index))
    arrows += _name_remainders(arrows, alive, vintage)
    absorbing = {arrow.after for arrow in arrows if arrow.what == What.MERGER} - ended
    for after in sorted(key for key in absorbing if key and key in alive):
        name = vintage.communes[after[1]].nom
        arrows.append(_arrow(What.MERGER, vintage, after, after, (alive[after], name)))
    return arrows


def _name_remainders(arrows: list[Arrow], alive: dict[Key, str], vintage: Vintage) -> list[Arrow]:
    """What is left of a commune that came apart, when it takes another name by the same change."""
    mothers = {arrow.before for arrow in arrows if arrow.before and arrow.before[1] in vintage.communes}
    found = []
    for key in sorted(mothers & alive.keys()):
        name = vintage.communes[key[1]].nom
        if fold(alive[key]) != fold(name):
            found.append(_arrow(What.SPLIT, vintage, key, key, (alive[key], name)))
    return found


def _explain_end(
    draft: Draft, gone: tuple[Key, str], target: str | None, arriving: Counter[str | None], vintage: Vintage
) -> Arrow:
    """``arriving`` counts the communes that each code is the present of, itself included."""
    key, name = gone
    if target is None or target not in vintage.communes:
        draft.differences["successor_unknown"].append(f"{key[1]} {name}, gone from the COG {vintage.year}")
        return _arrow(What.DISSOLUTION, vintage, key, None, (name, ""))
    what = What.MERGER if arriving[target] > 1 else What.RECODING
    return _arrow(what, vintage, key, commune(target), (name, vintage.communes[target].nom))


def _find_whole(code: str, vintages: Iterable[Vintage]) -> str | None:
    """The commune that a code is a part of, or that remembers it, in the first vintage to say so."""
    for vintage in vintages:
        for row in vintage.sub_entities:
            if row.code == code:
                return row.parent_code
        for row in vintage.communes.values():
            if code in row.anciens_codes:
                return row.code
    return None


def _explain_start(
    draft: Draft, timelines: Timelines, key: Key, name: str, vintages: list[Vintage], index: int
) -> Arrow:
    mother = _find_whole(key[1], reversed(vintages[:index]))
    vintage = vintages[index]
    if mother is None:
        draft.differences["origin_unknown"].append(f"{key[1]} {name}, new in the COG {vintage.year}")
        return _arrow(What.CREATION, vintage, None, key, ("", name))
    before = timelines.find_name(commune(mother), date(vintage.year - 1, 12, 31)) or ""
    # The part that keeps the name may be the one under the new code: Les Hauts-Talican in 2024.
    what = What.RECODING if fold(before) == fold(name) else What.SPLIT
    return _arrow(what, vintage, commune(mother), key, (before, name))


def _list_renamings(timelines: Timelines, vintage: Vintage, day: date) -> list[Arrow]:
    """Other letters are another name; other accents, capitals or hyphens are a spelling."""
    renamings = []
    for row in vintage.communes.values():
        key = commune(row.code)
        name = timelines.find_name(key, day)
        if name is not None and fold(name) != fold(row.nom):
            renamings.append(_arrow(What.RENAMING, vintage, key, key, (name, row.nom)))
    return renamings


def _arrow(
    what: What, vintage: Vintage, before: Key | None, after: Key | None, names: tuple[str, str]
) -> Arrow:
    return Arrow(what, date(vintage.year, 1, 1), before, after, *names, f"COG {vintage.year}")
