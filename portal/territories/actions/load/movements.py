"""Changes of communes as the sources tell them: historique-communes.json and INSEE's movements.

Both become the same arrows. Up to the COG of 2019 the history file is the basis, complete and always
there; INSEE's file, which needs the mirror, adds where communes created or suppressed came from and
went to, and the years after. The two were compared arrow by arrow: 8,270 are the same, and what
differs is told apart here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from portal.kernel.packages import PackageError
from portal.territories.actions.load.draft import Arrow
from portal.territories.actions.load.rows import HistoryRow
from portal.territories.models import Event, Kind

What = Event.What
HISTORY_SOURCE: Final = "Historique des communes (COG 2019)"
MOVEMENT_SOURCE: Final = "INSEE, mouvements de communes"

_REASONS: Final = {
    "changement de nom": What.RENAMING,
    "renommage suite à création d’une commune fille": What.RENAMING,
    "changement de département": What.RECODING,
    "changement de chef lieu": What.RECODING,
    "dé-fusion": What.SPLIT,
    "rétablissement": What.SPLIT,
    "création": What.CREATION,
    "suppression": What.DISSOLUTION,
}
"""Every other reason of the history file is a merger of some kind."""

_INTERNAL_REASONS: Final = frozenset({"fusion totale", "fusion partielle"})
"""Between a commune and its own parts: no event for the commune unless its name changes."""

_MOVEMENTS: Final = {
    "10": What.RENAMING,
    "20": What.SPLIT,  # creation out of one or several communes
    "21": What.SPLIT,  # restoration
    "30": What.DISSOLUTION,  # suppression: the territory is shared out
    "31": What.MERGER,
    "32": What.MERGER,
    "33": What.MERGER,
    "34": What.MERGER,
    "35": What.MERGER,
    "41": What.RECODING,
    "50": What.RECODING,
}
_INTERNAL: Final = frozenset({"34", "35", "70"})
"""Movements between a commune and its own parts: no event for the commune unless its name changes."""

_SHARING: Final = frozenset({"20", "30"})

_COLUMNS: Final = (
    "MOD",
    "DATE_EFF",
    "TYPECOM_AV",
    "COM_AV",
    "LIBELLE_AV",
    "TYPECOM_AP",
    "COM_AP",
    "LIBELLE_AP",
)


def commune(code: str) -> tuple[str, str]:
    """Key of a commune."""
    return (Kind.COMMUNE.value, code)


def build_history_arrows(rows: Iterable[HistoryRow]) -> list[Arrow]:
    """Arrows between communes, from the states of the history file, without repetition."""
    states = {row.id: row for row in rows}
    find_commune = _make_pole_finder(states)
    arrows: dict[tuple[str, str, str], Arrow] = {}
    for row in states.values():
        if row.type == "COM":
            built = (_build_end(row, states, find_commune), _build_start(row, states, find_commune))
        else:
            built = (_build_passage(row, states, find_commune), None)
        for arrow in built:
            if arrow is not None:
                key = (str(arrow.effective_on), (arrow.before or ("", ""))[1], (arrow.after or ("", ""))[1])
                arrows[key] = arrow
    return list(arrows.values())


_FindPole = Callable[[HistoryRow], HistoryRow | None]


def _make_pole_finder(states: dict[str, HistoryRow]) -> _FindPole:
    def find(row: HistoryRow) -> HistoryRow | None:
        """The commune that a state is, or is a part of; parts can be parts of parts."""
        for _ in range(8):
            if row.type == "COM":
                return row
            if row.pole not in states:
                return None
            row = states[row.pole]
        return None

    return find


def _build_end(row: HistoryRow, states: dict[str, HistoryRow], find: _FindPole) -> Arrow | None:
    if not row.date_fin or (not row.successeur and row.raison_fin == "dé-fusion"):
        return None  # a group that comes apart: the arrows are those of the communes that start
    after = find(states[row.successeur]) if row.successeur in states else None
    what = _REASONS.get(row.raison_fin, What.MERGER)
    if after is not None and after.code == row.code and row.raison_fin in _INTERNAL_REASONS:
        if after.nom == row.nom:
            return None
        what = What.RENAMING
    return Arrow(
        what=what,
        effective_on=date.fromisoformat(row.date_fin),
        before=commune(row.code),
        after=commune(after.code) if after else None,
        name_before=row.nom,
        name_after=after.nom if after else "",
        source=HISTORY_SOURCE,
    )


def _build_start(row: HistoryRow, states: dict[str, HistoryRow], find: _FindPole) -> Arrow | None:
    if not row.date_debut or (not row.predecesseur and row.raison_debut != "création"):
        return None
    previous = states.get(row.predecesseur)
    if previous is not None and previous.type == "COM":
        return None  # told by its end
    before = find(previous) if previous else None
    return Arrow(
        what=_REASONS.get(row.raison_debut, What.SPLIT),
        effective_on=date.fromisoformat(row.date_debut),
        before=commune(before.code) if before else None,
        after=commune(row.code),
        name_before=before.nom if before else "",
        name_after=row.nom,
        source=HISTORY_SOURCE,
    )


def _build_passage(row: HistoryRow, states: dict[str, HistoryRow], find: _FindPole) -> Arrow | None:
    """A part that leaves a commune for another on the same day: three cases, around Madine in 1983."""
    previous = states.get(row.predecesseur)
    if previous is None or not row.raison_debut.startswith("dé-fusion +"):
        return None
    before, after = find(previous), find(row)
    if before is None or after is None or before.code == after.code:
        return None
    return Arrow(
        what=What.SPLIT,
        effective_on=date.fromisoformat(row.date_debut),
        before=commune(before.code),
        after=commune(after.code),
        name_before=before.nom,
        name_after=after.nom,
        source=HISTORY_SOURCE,
    )


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of INSEE's file between two communes, with its MOD."""

    mod: str
    arrow: Arrow


def read_movements(path: Path) -> list[Movement]:
    """INSEE's v_mvtcommune: the lines between communes that change something for them.

    Only named columns are read: a known copy carries two stray ones. Raises PackageError naming the
    file and line that cannot be used.
    """
    movements = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            missing = set(_COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise PackageError(f"{path.name}: no column {', '.join(sorted(missing))}.")
            for row in reader:
                movement = _parse_movement(row, f"{path.name}, line {reader.line_num}")
                if movement is not None:
                    movements.append(movement)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PackageError(f"{path.name}: not a CSV file in UTF-8 ({error}).") from error
    return movements


def _parse_movement(row: dict[str, str], where: str) -> Movement | None:
    if row["TYPECOM_AP"] != "COM" or row["TYPECOM_AV"] not in {"COM", ""}:
        return None
    mod, before, after = row["MOD"], row["COM_AV"], row["COM_AP"]
    if before == after and mod in _INTERNAL | _SHARING and row["LIBELLE_AV"] == row["LIBELLE_AP"]:
        return None
    if mod not in _MOVEMENTS:
        raise PackageError(f"{where}: unknown MOD {mod!r}. Expected one of {', '.join(_MOVEMENTS)}.")
    try:
        effective_on = date.fromisoformat(row["DATE_EFF"])
    except ValueError as error:
        raise PackageError(f"{where}: DATE_EFF {row['DATE_EFF']!r}, expected YYYY-MM-DD.") from error
    what = _MOVEMENTS[mod] if before else What.CREATION
    if mod in _INTERNAL | _SHARING and before == after:
        what = What.RENAMING
    arrow = Arrow(
        what=what,
        effective_on=effective_on,
        before=commune(before) if before else None,
        after=commune(after),
        name_before=row["LIBELLE_AV"],
        name_after=row["LIBELLE_AP"],
        source=MOVEMENT_SOURCE,
    )
    return Movement(mod, arrow)


def merge_movements(history: list[Arrow], movements: list[Movement], until: date) -> list[Arrow]:
    """History completed by INSEE's movements; ``until`` is the last date of the history file.

    Before that date, a movement is added when it tells where a commune was created from, how a
    suppressed one was shared out, or the end of a code that the history does not know (Mayotte's
    codes before 2011). After it, all are taken.
    """
    known = {arrow.before for arrow in history} | {arrow.after for arrow in history}
    told = {_identify(arrow) for arrow in history}
    steps = {(m.arrow.effective_on, m.arrow.after) for m in movements if m.arrow.before != m.arrow.after}
    added = []
    for movement in movements:
        arrow = movement.arrow
        is_older_code = movement.mod == "41" and arrow.before not in known
        # Codes made for one day within a merger across départements (44225 in 2018) are no communes.
        is_step = (arrow.effective_on, arrow.before) in steps
        is_sharing = movement.mod in _SHARING and _identify(arrow) not in told
        if arrow.effective_on <= until and (is_sharing or (is_older_code and not is_step)):
            added.append(arrow)
    starts = {What.SPLIT, What.CREATION}
    explained = {(arrow.effective_on, arrow.after) for arrow in added if arrow.what in starts}
    explained |= {(arrow.effective_on, arrow.before) for arrow in added if arrow.what == What.DISSOLUTION}
    kept = [arrow for arrow in history if not _is_explained(arrow, explained)]
    later = [movement.arrow for movement in movements if movement.arrow.effective_on > until]
    return [*kept, *added, *later]


def _identify(arrow: Arrow) -> tuple[object, ...]:
    """A change, whatever the source and its spelling of the names."""
    return arrow.what, arrow.effective_on, arrow.before, arrow.after


def _is_explained(arrow: Arrow, explained: set[tuple[date, tuple[str, str] | None]]) -> bool:
    if arrow.what == What.CREATION and arrow.before is None:
        return (arrow.effective_on, arrow.after) in explained
    if arrow.what == What.DISSOLUTION and arrow.after is None:
        return (arrow.effective_on, arrow.before) in explained
    return False
