"""Pages about the same ground, or about the authority that took over: what a reader may be looking for.

One authority may be two territories of the COG (Paris), one territory two authorities (Rhône), and two
territories one authority (Alsace). The messages of the back-office say why; these are the links.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from portal.kernel.french import fix_name
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.queries.universe import get_universe

_Ref = tuple[str, str]
_GROUPS: Final[tuple[tuple[_Ref, ...], ...]] = (
    (("commune", "75056"), ("departement", "75")),
    (("epci", "200046977"), ("departement", "69")),
    (("region", "94"), ("departement", "2A"), ("departement", "2B")),
    (("departement", "67"), ("departement", "68")),
    (("region", "01"), ("departement", "971")),
    (("region", "02"), ("departement", "972")),
    (("region", "03"), ("departement", "973")),
    (("region", "04"), ("departement", "974")),
    (("region", "06"), ("departement", "976")),
    (("commune", "97701"), ("departement", "977")),
    (("commune", "97801"), ("departement", "978")),
)
_TWINS: Final[dict[_Ref, tuple[_Ref, ...]]] = {
    one: tuple(other for other in group if other != one) for group in _GROUPS for one in group
}
_NOUNS: Final = {"commune": "commune", "departement": "département", "region": "région", "epci": "métropole"}
_OVERSEAS: Final = "com"


def list_twins(territory: Territory) -> list[tuple[str, str]]:
    """Words and path of each: « Paris (département) »; empty for nearly all territories."""
    if territory.kind == "ept":
        found = list(_find_metropole(territory))
    else:
        refs = _TWINS.get((territory.kind, territory.code))
        if refs is None:
            return []
        directory = get_directory()
        found = [directory.by_code[ref] for ref in refs if ref in directory.by_code]
    return [(_name(one), path_of(one.kind, one.code, one.slug)) for one in found]


def _find_metropole(territory: Territory) -> Iterator[Relative]:
    """The intercommunality of its communes, which is that of all of them."""
    universe = get_universe()
    members = universe.members_of("ept", territory.code, "commune").tolist()
    codes = {universe.group_of("commune", universe.codes["commune"][at], "epci") for at in members}
    if len(codes) == 1:
        found = get_directory().by_code.get(("epci", codes.pop()))
        if found is not None:
            yield found


def _name(one: Relative) -> str:
    """Its nature only where the name does not say it."""
    name = fix_name(one.name)
    if one.kind == "epci":
        return name
    noun = (
        "collectivité d’outre-mer"
        if one.type == _OVERSEAS and one.kind == "departement"
        else _NOUNS[one.kind]
    )
    return f"{name} ({noun})"
