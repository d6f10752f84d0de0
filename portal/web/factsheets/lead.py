"""The two sentences of a sheet: what the territory is, where, and how many people live there; what is most
telling among its key figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import (
    add_article,
    at_place,
    fix_name,
    format_count,
    format_with_unit,
    is_plural,
    join_words,
    of_place,
)
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative, Surroundings, get_directory
from portal.territories.queries.universe import get_universe
from portal.ui.sentences import word_status, write_since
from portal.web.factsheets.comparator_words import ComparatorWords
from portal.web.factsheets.key_figures import KeyFigure
from portal.web.factsheets.summary import write_summary
from portal.web.factsheets.wording import MEMBER_NOUNS, name_type

_MASCULINE: Final = ("Département", "Établissement", "Territoire", "District")
_GROUPS: Final = frozenset({"epci", "ept"})
_MOST_NAMED: Final = 3
"""Beyond that many départements, the région alone is named."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What an intercommunality covers: its communes, and the départements and régions they are in.

    Those that hold the most of its communes come first. Of a région, the départements only.
    """

    communes: int = 0
    departements: tuple[Relative, ...] = ()
    regions: tuple[Relative, ...] = ()


def find_extent(territory: Territory, around: Surroundings) -> Extent:
    """The extent of an intercommunality or région; an empty one for other kinds."""
    if territory.kind == "region":
        return Extent(departements=around.members.get("departement", ()))
    communes = around.members.get("commune", ())
    if territory.kind not in _GROUPS or not communes:
        return Extent()
    positions = [commune.position for commune in communes]
    return Extent(
        around.member_counts["commune"],
        tuple(_list_groups("departement", positions)),
        tuple(_list_groups("region", positions)),
    )


def _list_groups(grouping: str, positions: list[int]) -> Iterator[Relative]:
    universe, directory = get_universe(), get_directory()
    codes = universe.group_codes("commune", grouping)
    numbers = Counter(int(number) for number in universe.group_index("commune", grouping)[positions])
    for number, _ in numbers.most_common():
        found = directory.by_code.get((grouping, codes[number])) if number >= 0 else None
        if found is not None:
            yield found


def write_lead(
    territory: Territory,
    parents: Mapping[str, Relative],
    figures: Sequence[KeyFigure],
    words: ComparatorWords | None,
    extent: Extent | None = None,
) -> str:
    """What it is, where and how many people live there; then what is most telling among its key figures.

    Two sentences at most, also the description given to search engines. ``words`` name what the figures
    are compared with.
    """
    sentences = [write_identity(territory, parents, _write_population(figures), extent or Extent())]
    summary = write_summary(figures, words)
    return " ".join([*sentences, summary] if summary else sentences)


def write_identity(
    territory: Territory, parents: Mapping[str, Relative], population: str, extent: Extent
) -> str:
    """« Rennes est une commune d’Ille-et-Vilaine, en Bretagne, qui compte 227 830 habitants en 2023. »

    ``population`` is « compte 227 830 habitants en 2023 », « ne compte aucun habitant en 2023 » or empty.
    """
    if territory.kind == "france":
        subject = "La France, départements et régions d’outre-mer compris,"
        return f"{subject} {population}." if population else ""
    subject = add_article(territory.name, territory.article_kind, territory.kind)
    is_gathering = extent.communes > 1
    words = _write_group(territory, extent) if is_gathering else _write_is(territory, parents)
    if territory.kind == "region" and len(extent.departements) > 1:
        words += f" de {format_count(len(extent.departements), *MEMBER_NOUNS['departement'])}"
    if population and is_gathering:
        words += f"{',' if ',' in words else ''} et {population}"
    elif population:
        words += f", qui {population}"
    return f"{subject[:1].upper()}{subject[1:]} {words}."


def _write_population(figures: Sequence[KeyFigure]) -> str:
    """« compte 227 830 habitants en 2023, soit 9,1 % de plus qu’en 2013 »: the first key figure if it counts
    people."""
    if not figures or not figures[0].words.counts_people or figures[0].value is None:
        return ""
    figure, value, unit = figures[0], figures[0].value, figures[0].words.unit
    year, first, noun = figure.point.year, figure.first, unit.singular if value < 2 else unit.plural
    since = ""
    if first.figure.value is not None and first.year < year:
        told = write_since(first.figure.value, value, first.year, figure.words.measure)
        since = f", {told}" if told else ""
    if not value:
        return f"ne compte aucun {unit.singular} en {year}{since}"
    return f"compte {format_with_unit(value, noun)} en {year}{word_status(figure.point.figure.status)}{since}"


def _write_group(territory: Territory, extent: Extent) -> str:
    """« réunit 12 communes d’Ille-et-Vilaine, en Bretagne », its nature first when the name is silent."""
    nature = (
        "collectivité à statut particulier" if territory.type == "MET69" else _lower(name_type(territory))
    )
    is_said = nature in fix_name(territory.name).lower()
    words = "réunit" if is_said else f"est {_add_indefinite(nature)} qui réunit"
    words += f" {format_count(extent.communes, *MEMBER_NOUNS['commune'])}"
    named, regions = extent.departements, extent.regions
    if len(named) > _MOST_NAMED:
        return f"{words} {join_words([_of(region) for region in regions])}" if regions else words
    words += f" {join_words([_of(one) for one in named])}" if named else ""
    if len(regions) == 1 and regions[0].name not in {one.name for one in named}:
        words += f", {at_place(regions[0].name, regions[0].article_kind, 'region')}"
    return words


def _of(place: Relative) -> str:
    return of_place(place.name, place.article_kind, place.kind)


def _write_is(territory: Territory, parents: Mapping[str, Relative]) -> str:
    """« est une commune d’Ille-et-Vilaine, en Bretagne », « sont un département situé dans le Grand Est »."""
    verb = "sont" if is_plural(territory.name, territory.article_kind, territory.kind) else "est"
    nature = _lower(name_type(territory))
    if nature.startswith("commune "):
        nature = "commune"  # « d’une collectivité d’outre-mer »: its name comes next
    if territory.kind in {"departement", "region"} and territory.type == "drom":
        nature += " d’outre-mer"
    words = f"{verb} {_add_indefinite(nature)}"
    departement, region = parents.get("departement"), parents.get("region")
    # Paris is no commune « de Paris »: the département of the same name says nothing more.
    within = departement if departement is not None and departement.name != territory.name else None
    if within is not None:
        words += f" {_of(within)}"
    if region is None or region.name == territory.name or (within and region.name == within.name):
        return words
    place = at_place(region.name, region.article_kind, "region")
    if within is not None:
        return f"{words}, {place}"
    return f"{words} {'situé' if nature.startswith(_lower(_MASCULINE[0])) else 'située'} {place}"


def _lower(nature: str) -> str:
    return nature[:1].lower() + nature[1:]


def _add_indefinite(nature: str) -> str:
    return f"{'un' if nature.startswith(tuple(map(_lower, _MASCULINE))) else 'une'} {nature}"
