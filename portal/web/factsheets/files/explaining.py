"""What explains a file of a territory: definitions, sources, perimeter, how to cite it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.utils.timezone import localtime

from portal.kernel.french import NO_BREAK_SPACE, fix_name, format_date, format_period, typeset
from portal.stats.addresses import dataset_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Series, SourceInfo
from portal.stats.queries.formulas import write_formula
from portal.stats.queries.versions import get_version_key
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.ui.exports.citations import Citation, write_citation
from portal.ui.exports.tables import Definition, ReadMe, Source
from portal.ui.frozen import build_frozen_address
from portal.web.factsheets.comparators import Comparator
from portal.web.factsheets.figures import list_point_sources, list_series_sources
from portal.web.factsheets.wording import name_type


def build_readme(
    territory: Territory, series: Sequence[Series], comparator: Comparator | None, *, part: str = ""
) -> ReadMe:
    """The first sheet of a file of the figures of a territory. ``part`` is the segment of a theme."""
    citation = build_citation(territory, series, comparator, part=part)
    return ReadMe(
        title=citation.title,
        address=citation.address,
        dated=format_date(citation.dated) if citation.dated else "",
        sentences=tuple(_write_sentences(territory, comparator)),
        definitions=tuple(define_series(one) for one in series),
        sources=tuple(cite_source(one) for one in list_sources(series, whole=True)),
        citation=write_citation(citation),
    )


def build_citation(
    territory: Territory, series: Sequence[Series], comparator: Comparator | None, *, part: str = ""
) -> Citation:
    """How to cite a sheet, or the page of one of its themes."""
    sources = list_sources(series, whole=False)
    path = path_of(territory.kind, territory.code, territory.slug) + (f"/{part}" if part else "")
    compared = f"comparaison avec les {comparator.words.heading}" if comparator else ""
    return Citation(
        title=name_sheet(territory, series if part else ()),
        authors=list_producers(sources),
        publisher=settings.SITE_NAME,
        dated=find_date(sources),
        version=get_version_key(),
        address=build_frozen_address(path + (comparator.query if comparator else "")),
        note=typeset(compared[:1].upper() + compared[1:]),
        licence=" ; ".join(dict.fromkeys(one.licence for one in sources)),
    )


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


def list_producers(sources: Iterable[SourceInfo]) -> tuple[str, ...]:
    """Acronyms of the producers, each once."""
    catalogue = get_catalogue()
    producers = (catalogue.producers[catalogue.datasets[one.dataset].producer] for one in sources)
    return tuple(dict.fromkeys(one.acronym for one in producers))


def find_date(sources: Iterable[SourceInfo]) -> date | None:
    """The day of the newest of the data."""
    return max((localtime(one.published_at).date() for one in sources if one.published_at), default=None)


def define_series(series: Series) -> Definition:
    """What an indicator means, where its figures of this territory come from."""
    indicator = series.indicator
    formula = write_formula(indicator)
    texts = [indicator.question, indicator.method, f"Calcul : {formula}." if formula else None]
    titles = (source.title for source in list_sources([series], whole=True))
    return Definition(
        label=typeset(indicator.label),
        unit=get_catalogue().units[indicator.unit].plural,
        definition=typeset(" ".join(text for text in texts if text)),
        source=typeset(" ; ".join(titles)),
        years=format_period(series.points[0].year, series.points[-1].year) if series.points else "",
        caveats=typeset(" ".join(indicator.caveats)),
    )


def cite_source(source: SourceInfo) -> Source:
    """A dataset as a line of the first sheet: its release, and the page where all its files are."""
    dated = f"version {source.number}"
    if source.published_at:
        dated += f" du {format_date(localtime(source.published_at).date())}"
    title = f"{source.title} (extrait : {source.extract})" if source.extract else source.title
    address = f"{settings.SITE_URL}{dataset_path(source.dataset)}"
    return Source(typeset(title), typeset(source.producer), source.licence, address, dated)


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
