"""Groups to start from, on the page that says what they are: true places, whatever is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from portal.kernel.french import fix_name, of_place
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import get_universe
from portal.web.groups.asked import NEW_PATH


@dataclass(frozen=True, slots=True)
class Example:
    label: str
    address: str


def build_examples() -> list[Example]:
    """A few starting points with places that exist here; none before the territories are loaded."""
    return list(_build_examples(get_universe().version))


@lru_cache(maxsize=1)
def _build_examples(version: int) -> tuple[Example, ...]:
    directory = get_directory()
    epci = [one for (kind, _), one in directory.by_code.items() if kind == "epci"]
    communes = [one for (kind, _), one in directory.by_code.items() if kind == "commune"]
    if len(epci) < 2 or not communes:
        return ()
    universe = get_universe()
    population = universe.population("epci")
    largest = sorted(epci, key=lambda one: -int(population[one.position]))
    first, second = largest[min(10, len(epci) - 2)], largest[min(11, len(epci) - 1)]
    seat = max(communes, key=lambda one: int(universe.population("commune")[one.position]))
    return (
        Example(
            f"Les communes {of_place(first.name, first.article_kind, 'epci')}",
            _write([("communes-de", f"epci:{first.code}")]),
        ),
        Example(
            f"{fix_name(first.name)} et {fix_name(second.name)} prises ensemble",
            _write([("t", f"epci:{first.code}"), ("t", f"epci:{second.code}")]),
        ),
        Example(
            f"{fix_name(seat.name)} et ses communes voisines",
            _write([("voisins-de", f"commune:{seat.code}")]),
        ),
        Example("Une liste de noms et de codes mêlés", _write([("liste", _list_names())])),
    )


def _list_names() -> str:
    communes = [one for (kind, _), one in get_directory().by_code.items() if kind == "commune"]
    population = get_universe().population("commune")
    largest = sorted(communes, key=lambda one: -int(population[one.position]))[30:36] or communes[:3]
    return "\n".join(one.name if rank % 2 else one.code for rank, one in enumerate(largest))


def _write(pairs: list[tuple[str, str]]) -> str:
    return f"{NEW_PATH}?{urlencode(pairs, safe=':')}"
