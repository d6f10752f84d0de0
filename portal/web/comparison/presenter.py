"""The page of a comparison: what is compared, the rows, the other views of it, its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup, escape

from portal.kernel.french import format_number, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.aligned import SideBySide
from portal.stats.queries.references import count_members
from portal.stats.queries.side_by_side import SideFigure
from portal.web.comparison.asked import PATH, YEARS, Selection
from portal.web.comparison.choosing import Section, get_plan, list_read, list_sections
from portal.web.comparison.columns import MEMBER_NOUNS
from portal.web.comparison.drawn import BARS, BLOCKS_AT_MOST, LINES, Block, build_block, build_blocks
from portal.web.comparison.figures import read_figures
from portal.web.comparison.rows import draw_row, join_rows
from portal.web.comparison.words import Frame, build_frame, find_manner

_FILES: Final = (
    ("Document à imprimer", "pdf", "PDF"),
    ("Classeur Excel", "xlsx", "XLSX"),
    ("Classeur LibreOffice", "ods", "ODS"),
    ("Données", "csv", "CSV"),
    ("Données compactes", "parquet", "Parquet"),
)
_Row = tuple[Indicator, Sequence[SideFigure]]


@dataclass(frozen=True, slots=True)
class Link:
    """``is_current``: the page asked; it has no address then."""

    label: str
    address: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` is the body of the table."""

    rows: Markup
    has_marks: bool


@dataclass(frozen=True, slots=True)
class Drawings:
    """``left_out``: how many indicators are beyond what a page draws."""

    blocks: list[Block]
    left_out: int


def measure_groups(selection: Selection) -> dict[int, tuple[int, str]]:
    """Rank of each median and mean → number of members of its group, and their noun."""
    return {
        rank: (count_members(one), MEMBER_NOUNS[one.kind])
        for rank, one in enumerate(selection.columns)
        if one.stat
    }


def build_page(selection: Selection) -> Table | Drawings:
    """The rows of the page, or its drawings, with one SQL query."""
    figures = read_figures(selection, list_read(selection))
    frame = build_frame(selection, measure_groups(selection))
    sections = list_sections(selection, figures)
    if selection.years or selection.has_charts:
        indicators = [one for section in sections for one in section.indicators]
        blocks = build_blocks(selection, indicators, figures, frame)
        left = len(indicators) - BLOCKS_AT_MOST
        return Drawings(blocks, max(0, left))
    drawn = [_draw_section(one, selection, figures, frame) for one in sections]
    return Table(join_rows(drawn), bool(frame.marked))


def _draw_section(section: Section, selection: Selection, figures: SideBySide, frame: Frame) -> str:
    width = len(selection.columns) + 1
    valued: list[_Row] = []
    absent: list[_Row] = []
    for one in section.indicators:
        row = figures.find_row(one.slug)
        known = any(figure.value is not None for figure in row) or selection.indicators
        (valued if known else absent).append((one, row))
    rows = "".join(draw_row(one, row, frame) for one, row in valued)
    more = ""
    if section.total > len(section.indicators):
        address = escape(selection.build_theme_address(section.segment))
        more = f'<a href="{address}">Les {format_number(section.total)} indicateurs</a>'
    anchor = section.segment or "essentiel"
    heading = (
        f'<tr><th scope="rowgroup" colspan="{width}" class="oc-compare__theme" id="{anchor}">'
        f"<span>{escape(section.label)}{more}</span></th></tr>"
    )
    return f"<tbody>{heading}{rows}{_fold(absent, width)}</tbody>"


def _fold(absent: Sequence[_Row], width: int) -> str:
    """Indicators without a value in any column, said once."""
    if not absent:
        return ""
    labels = ", ".join(find_manner(one).label for one, _ in absent)
    count = len(absent)
    words = f"{count} indicateurs sans valeur" if count > 1 else "1 indicateur sans valeur"
    return (
        f'<tr class="oc-rows__folded"><td colspan="{width}"><details class="oc-details"><summary>'
        f"{words} dans ces colonnes</summary><p>{labels}.</p></details></td></tr>"
    )


def list_views(selection: Selection) -> list[Link]:
    """Latest year, retrospectives, drawings: the same columns otherwise."""
    views = [Link("Dernière année", _at(selection, 0, charts=False), _is(selection, 0, charts=False))]
    views += [
        Link(f"Sur {years} ans", _at(selection, years, charts=False), _is(selection, years, charts=False))
        for years in YEARS
    ]
    views.append(Link("Graphiques", _at(selection, 0, charts=True), _is(selection, 0, charts=True)))
    return views


def _at(selection: Selection, years: int, *, charts: bool) -> str:
    return selection.build_address(years=years, has_charts=charts)


def _is(selection: Selection, years: int, *, charts: bool) -> bool:
    return selection.years == years and selection.has_charts is charts


def list_themes(selection: Selection) -> list[Link]:
    """« L’essentiel », then each theme that these levels have something of."""
    is_overview = not (selection.theme or selection.indicators)
    themes = [Link("L’essentiel", selection.build_address(theme="", indicators=()), is_overview)]
    for one in get_plan(selection).themes:
        address = selection.build_theme_address(one.segment)
        themes.append(Link(one.label, address, one.slug == selection.theme and not selection.indicators))
    return themes


def list_files(selection: Selection) -> Iterator[tuple[str, str, str]]:
    """Label, address and format of each file."""
    for label, extension, words in _FILES:
        yield label, selection.build_address(f"{PATH}.{extension}", has_charts=False), words
    yield "CSV pour Excel en français", _excel(selection), "CSV"


def _excel(selection: Selection) -> str:
    return selection.build_address(f"{PATH}.csv", has_charts=False, format="excel")


def word_shown(selection: Selection) -> str:
    """« l’essentiel de chaque thème », « Population », « 4 indicateurs choisis »."""
    if selection.indicators:
        count = len(selection.indicators)
        return f"{count} indicateurs choisis" if count > 1 else "1 indicateur choisi"
    if selection.theme:
        return typeset(get_catalogue().themes[selection.theme].label)
    return "les chiffres clés" if selection.years or selection.has_charts else "l’essentiel de chaque thème"


@dataclass(frozen=True, slots=True)
class OnePage:
    """The page of one indicator for the columns of a comparison."""

    block: Block
    has_marks: bool
    definition: str
    grows: bool
    images: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str, str], ...]


def build_one(selection: Selection, indicator: Indicator) -> OnePage:
    figures = read_figures(selection, [indicator.slug])
    frame = build_frame(selection, measure_groups(selection))
    years = selection.years or YEARS[-1]
    block = build_block(selection, indicator, figures, frame, years=years, has_bars=True)
    one = replace(selection, indicators=(indicator.slug,), theme="")
    return OnePage(
        block,
        bool(frame.marked),
        typeset(indicator.method or indicator.question or ""),
        find_manner(indicator).grows,
        tuple(_list_images(selection, indicator, block)),
        tuple(list_files(one)),
    )


def _list_images(selection: Selection, indicator: Indicator, block: Block) -> Iterator[tuple[str, str, str]]:
    """Label, address and format of each image."""
    path = f"{PATH}/{find_manner(indicator).segment}"
    for drawing, words, form in ((block.bars, "Barres", BARS), (block.lines, "Courbes", LINES)):
        for image in ("svg", "png") if drawing else ():
            changes = {"theme": "", "indicators": (), "has_charts": False, "forme": form}
            yield words, selection.build_address(f"{path}.{image}", **changes), image.upper()
