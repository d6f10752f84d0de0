"""A page of explanations for one territory: its sections in order, and why the others are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from portal.kernel.french import fix_name, of_place, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.explanation import (
    AnyDrawing,
    Explanation,
    Figures,
    Gauge,
    Lines,
    Note,
    Section,
    Shares,
    Waterfall,
    Word,
)
from portal.stats.queries import Comparison, Sheet, SourceInfo, get_sheet, get_source
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.web.factsheets.comparator_words import list_comparators
from portal.web.factsheets.comparators import PARAMETER, Comparator, find_comparator, read_figures
from portal.web.factsheets.finances.drawn import Drawn
from portal.web.factsheets.finances.keys import KeyFigure, Place, build_keys
from portal.web.factsheets.finances.reading import Reading
from portal.web.factsheets.finances.shares import build_shares
from portal.web.factsheets.finances.steps import build_gauge, build_waterfall
from portal.web.factsheets.finances.tables import build_figures, build_lines, build_year_table
from portal.web.factsheets.identity import list_trail
from portal.web.factsheets.wording import GroupWords, list_compared, list_groups, name_strate


@dataclass(frozen=True, slots=True)
class Unit:
    """A section as it is shown. ``sources`` are those of its figures."""

    slug: str
    title: str
    question: str
    text: tuple[str, ...]
    keys: tuple[KeyFigure, ...]
    drawings: tuple[Drawn, ...]
    words: tuple[Word, ...]
    notes: tuple[Note, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A section that this page does not have, and the reason."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything the page tells; ``used`` are the slugs of the indicators it is made of."""

    units: tuple[Unit, ...]
    left_out: tuple[LeftOut, ...]
    sources: tuple[SourceInfo, ...]
    used: tuple[str, ...]
    is_empty: bool

    @property
    def is_of_extracts(self) -> bool:
        """Whether groups of comparison are short of the territories that no file at hand has."""
        return any(source.extract for source in self.sources)


def find_explanation(segment: str, kind: str) -> Explanation | None:
    """The explanation at this address, when it is for this kind of territory."""
    page = get_catalogue().explanations.get(segment.replace("-", "_"))
    return page if page and kind in page.levels else None


def explain(
    page: Explanation,
    territory: Territory,
    sheet: Sheet,
    groups: Sequence[GroupWords] = (),
    chosen: Mapping[str, Comparison] | None = None,
) -> Explained:
    """The sections that hold for this territory, told with its figures and compared with ``groups``."""
    reading = Reading(page, sheet, chosen=chosen)
    place = Place(
        fix_name(territory.name),
        of_place(territory.name, territory.article_kind, territory.kind),
        path_of(territory.kind, territory.code, territory.slug),
    )
    units, left_out = [], []
    for section in page.sections:
        reason = _find_reason(reading, section)
        if reason is None:
            units.append(_build_unit(reading, section, place, groups, territory.code))
        elif reason:
            left_out.append(LeftOut(typeset(section.title), typeset(reason)))
    return Explained(
        tuple(units),
        tuple(left_out),
        _list_sources(reading, reading.used),
        tuple(reading.used),
        is_empty=not reading.has_any(page.needs),
    )


def _find_reason(reading: Reading, section: Section) -> str | None:
    """Why a section is left out, empty when nothing has to be said of it; None when it is shown."""
    if reading.level not in section.levels:
        return section.elsewhere or ""
    if section.needs and not reading.has_any(section.needs):
        return section.without or ""
    return None


def _build_unit(
    reading: Reading, section: Section, place: Place, groups: Sequence[GroupWords], code: str
) -> Unit:
    before = set(reading.used)
    keys = build_keys(reading, section.keys, place, groups)
    held = [drawing for drawing in section.drawings if reading.level in drawing.levels]
    drawings = [
        drawn
        for rank, drawing in enumerate(held)
        for drawn in _draw(reading, drawing, f"{section.slug}-{rank + 1}", groups, code)
    ]
    here = [slug for slug in reading.used if slug not in before] or list(reading.used)
    return Unit(
        section.slug,
        typeset(section.title),
        typeset(section.question),
        tuple(map(typeset, section.text)),
        tuple(keys),
        tuple(drawings),
        section.words,
        tuple(note for note in section.notes if reading.level in note.levels),
        tuple(_name_source(source) for source in _list_sources(reading, here)) if keys or drawings else (),
    )


def _draw(
    reading: Reading, drawing: AnyDrawing, chart_id: str, groups: Sequence[GroupWords], code: str
) -> Iterator[Drawn]:
    if isinstance(drawing, Figures):
        yield from build_figures(reading, drawing, groups)
        return
    drawn: Drawn | None
    if isinstance(drawing, Shares):
        drawn = build_shares(reading, drawing, chart_id)
    elif isinstance(drawing, Waterfall):
        drawn = build_waterfall(reading, drawing, chart_id)
    elif isinstance(drawing, Gauge):
        drawn = build_gauge(reading, drawing, code)
    elif isinstance(drawing, Lines):
        drawn = build_lines(reading, drawing)
    else:
        drawn = build_year_table(reading, drawing)
    if drawn is not None:
        yield drawn


def _list_sources(reading: Reading, slugs: Iterable[str]) -> tuple[SourceInfo, ...]:
    """The datasets that the latest figures were read in; those of its operands for a computed one."""
    found: dict[str, SourceInfo] = {}
    for slug in slugs:
        series = reading.find_series(slug)
        if series is not None and series.latest is not None and series.latest.figure.value is not None:
            for dataset in _trace(reading, slug, series.latest.year):
                found.setdefault(dataset, get_source(dataset))
    return tuple(found.values())


def _trace(reading: Reading, slug: str, year: int) -> Iterator[str]:
    """Datasets behind a figure of a year. One computed across datasets names all those that could have
    fed it: what it was made of here is behind its operands."""
    series = reading.find_series(slug)
    point = series.point(year) if series else None
    if series is None or point is None:
        return
    if point.dataset in reading.catalogue.datasets:
        yield point.dataset
        return
    for operand in series.indicator.compute.operands:
        yield from _trace(reading, operand.indicator, year)


def _name_source(source: SourceInfo) -> str:
    """« OFGL, Comptes des communes (extrait : communes de Guadeloupe) »."""
    catalogue = get_catalogue()
    dataset = catalogue.datasets.get(source.dataset)
    start = catalogue.producers[dataset.producer].acronym if dataset else source.producer
    extract = f" (extrait : {source.extract})" if source.extract else ""
    return typeset(f"{start}, {source.title}{extract}")


def present_page(territory: Territory, segment: str, asked: str = "") -> dict[str, Any] | None:
    """Everything the template places; None when there is no such page for this kind of territory.

    ``asked`` is the key of a comparator; without it, the page is compared with all the groups of the
    sheet. Raises ImpossibleComparison.
    """
    page = find_explanation(segment, territory.kind)
    if page is None:
        return None
    path = path_of(territory.kind, territory.code, territory.slug)
    comparator = find_comparator(territory, asked) if asked else None
    chosen: Mapping[str, Comparison] | None = None
    groups = list_compared(territory)
    if comparator is None:
        sheet = get_sheet(territory.kind, territory.code, list_groups(territory))
    else:
        figures = read_figures(territory.kind, territory.code, comparator)
        sheet, chosen, groups = figures.sheet, figures.comparisons, (_name_group(comparator),)
    return {
        "territory": territory,
        "name": fix_name(territory.name),
        "of_name": of_place(territory.name, territory.article_kind, territory.kind),
        "sheet_path": path,
        "trail": list_trail(territory),
        "page_path": f"{path}/{segment}",
        "page": page,
        "explained": explain(page, territory, sheet, groups, chosen),
        "comparators": _link(territory, comparator, f"{path}/{segment}"),
        "strate": name_strate(territory) if any(group.grouping == "strate" for group in groups) else "",
    }


def _name_group(comparator: Comparator) -> GroupWords:
    words = comparator.words
    return GroupWords(words.key, f"Médiane : {words.label}", "", words.members)


def _link(territory: Territory, chosen: Comparator | None, path: str) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is this page) of what the page may be compared with."""
    here = chosen.words.key if chosen is not None else ""
    offered = [
        (one.label, f"{path}?{urlencode({PARAMETER: one.key})}", one.key == here)
        for one in list_comparators(territory)
    ]
    return [("Plusieurs groupes", path, not here), *offered] if offered else []
