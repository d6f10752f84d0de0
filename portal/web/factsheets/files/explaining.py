"""What explains a file of a territory: definitions, sources, perimeter, how to cite it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from portal.kernel.french import NO_BREAK_SPACE, fix_name, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Series, SourceInfo
from portal.stats.queries.definitions import describe
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.ui.exports import readme
from portal.ui.exports.citations import Citation, write_citation
from portal.ui.exports.tables import Definition, ReadMe
from portal.web.factsheets.comparators import Comparator
from portal.web.factsheets.figures import list_point_sources, list_series_sources
from portal.web.factsheets.wording import name_type


def build_readme(
    territory: Territory, series: Sequence[Series], comparator: Comparator | None, *, part: str = ""
) -> ReadMe:
    """The first sheet of a file of the figures of a territory. ``part`` is the segment of a theme."""
    return replace(
        readme.build_readme(
            name_sheet(territory, series if part else ()),
            _find_path(territory, comparator, part),
            origins=list_sources(series, whole=True),
            definitions=[define_series(one) for one in series],
            sentences=_write_sentences(territory, comparator),
        ),
        citation=write_citation(build_citation(territory, series, comparator, part=part)),
    )


def build_citation(
    territory: Territory, series: Sequence[Series], comparator: Comparator | None, *, part: str = ""
) -> Citation:
    """How to cite a sheet, or the page of one of its themes."""
    compared = f"comparaison avec les {comparator.words.heading}" if comparator else ""
    return readme.build_citation(
        name_sheet(territory, series if part else ()),
        _find_path(territory, comparator, part),
        list_sources(series, whole=False),
        note=compared[:1].upper() + compared[1:],
    )


def _find_path(territory: Territory, comparator: Comparator | None, part: str) -> str:
    path = path_of(territory.kind, territory.code, territory.slug) + (f"/{part}" if part else "")
    return path + (comparator.query if comparator else "")


def name_sheet(territory: Territory, series: Sequence[Series] = ()) -> str:
    """« Rennes (commune, 35238) », « Rennes (commune, 35238) : Population » for the series of one theme."""
    name = fix_name(territory.name)
    if territory.kind != "france":
        kind = name_type(territory)
        name = f"{name} ({kind[:1].lower()}{kind[1:]}, {territory.code})"
    themes = get_catalogue().themes
    labels = dict.fromkeys(themes[one.indicator.theme].label for one in series)
    return f"{name}{NO_BREAK_SPACE}: {', '.join(labels)}" if len(labels) == 1 else name


def list_sources(series: Iterable[Series], *, whole: bool) -> list[SourceInfo]:
    """The datasets behind the latest figures, or behind all of them (``whole``), without repetition."""
    found = (
        source
        for one in series
        for source in (
            (each for point in one.points for each in list_point_sources(one.indicator.slug, point))
            if whole
            else list_series_sources(one)
        )
    )
    return list({source.dataset: source for source in found}.values())


def define_series(series: Series) -> Definition:
    """What an indicator means, where its figures of this territory come from."""
    years = [point.year for point in series.points]
    return readme.define(describe(series.indicator), list_sources([series], whole=True), years)


def _write_sentences(territory: Territory, comparator: Comparator | None) -> Iterable[str]:
    yield "Une ligne par indicateur et par année, dans les limites administratives d’aujourd’hui."
    if territory.kind == "commune":
        yield (
            "Avant une fusion de communes, les chiffres sont la somme de ceux des anciennes communes quand "
            "ils s’additionnent ; sinon ils manquent, et la colonne « Statut » le dit."
        )
    if comparator is not None:
        yield (
            f"Comparaison : {typeset(comparator.words.heading)}, pour la dernière année de chaque "
            "indicateur. Le rang 1 est celui de la valeur la plus élevée."
        )
