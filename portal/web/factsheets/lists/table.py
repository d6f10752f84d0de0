"""A list of territories with some figures of each: filtered, sorted, one page of it, what it sums up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from portal.kernel.figures import Figure
from portal.kernel.french import fix_name, sort_key
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import MemberFigures, UnknownColumnError, find_category, get_column
from portal.stats.queries.ordering import rank_members
from portal.territories.addresses import path_of, write_comparison_path
from portal.territories.queries.surroundings import Relative
from portal.territories.queries.universe import get_universe
from portal.ui.cells import Cell, write_cell
from portal.ui.paging import PAGE_SIZE
from portal.web.factsheets.lists.asked import NAME_ORDER, Asked


@dataclass(frozen=True, slots=True)
class ListColumn:
    """``sort`` leads to the list sorted by this column; ``direction`` is set on the one that sorts it;
    ``links`` are verbs and paths: its map, the table without it."""

    label: str
    note: str
    sort: str
    direction: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListRow:
    """``is_here``: the territory of the page among others."""

    name: str
    code: str
    path: str
    cells: tuple[Cell, ...]
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A line under the list: « Médiane »; a cell is None where it would mean nothing."""

    label: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class ListTable:
    """``total`` counts all territories of the list, ``found`` those that the filter keeps."""

    columns: tuple[ListColumn, ...]
    rows: tuple[ListRow, ...]
    summaries: tuple[SummaryRow, ...]
    name_sort: str
    name_direction: str
    total: int
    found: int
    page: int
    compare_path: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE_SIZE))


@dataclass(frozen=True)
class Listed:
    """The territories of a list in order, with the figures of each column in the same order."""

    members: tuple[Relative, ...]
    figures: tuple[MemberFigures, ...]
    order: str


def keep_asked(members: Iterable[Relative], text: str) -> list[Relative]:
    """Those whose name has these words, wherever they are, or whose code begins like them."""
    wanted, code = sort_key(text).split(), text.upper()
    return [
        one
        for one in members
        if not wanted
        or one.code.startswith(code)
        or all(word in sort_key(fix_name(one.name)) for word in wanted)
    ]


def sort_members(members: Sequence[Relative], figures: Sequence[MemberFigures], order: str) -> Listed:
    """Absent values last, whatever the direction; equal values by name."""
    ranks = rank_members(members, figures, order)
    if order == f"-{NAME_ORDER}":
        ranks.reverse()
    moved = tuple(
        MemberFigures(one.indicator, one.year, tuple(one.figures[rank] for rank in ranks), one.dataset)
        for one in figures
    )
    return Listed(tuple(members[rank] for rank in ranks), moved, order)


def build_table(
    listed: Listed,
    asked: Asked,
    *,
    path: str,
    total: int,
    whole: tuple[str, str, str] | None = None,
    here: int | None = None,
    can_draw: bool = False,
) -> ListTable:
    """One page of the list at ``path``.

    ``whole``: label, kind and code of the territory that they make together, whose own figures end the
    table. ``here``: id of the territory of the page.
    """
    start = (asked.page - 1) * PAGE_SIZE
    shown = range(start, min(start + PAGE_SIZE, len(listed.members)))
    columns = [_write_column(one, asked, listed, path, can_draw=can_draw) for one in listed.figures]
    compared = ((one.kind, one.code) for one in listed.members[start:])
    by_name = listed.order.removeprefix("-") == NAME_ORDER
    name_order = f"-{NAME_ORDER}" if listed.order == NAME_ORDER else NAME_ORDER
    return ListTable(
        columns=tuple(columns),
        rows=tuple(_write_row(listed, rank, here) for rank in shown),
        summaries=tuple(_list_summaries(listed, whole)),
        name_sort=path + asked.write_query(order=name_order),
        name_direction=_write_direction(listed.order) if by_name else "",
        total=total,
        found=len(listed.members),
        page=asked.page,
        compare_path=write_comparison_path(compared) if len(listed.members) > 1 else "",
    )


def _write_direction(order: str) -> str:
    return "descending" if order.startswith("-") else "ascending"


def _write_column(
    figures: MemberFigures, asked: Asked, listed: Listed, path: str, *, can_draw: bool
) -> ListColumn:
    indicator = figures.indicator
    slug, symbol = indicator.slug, get_catalogue().units[indicator.unit].symbol
    is_sorted = listed.order.removeprefix("-") == slug
    chosen = tuple(one.indicator.slug for one in listed.figures)
    others = tuple(one for one in chosen if one != slug)
    is_drawn = asked.map == slug
    links = []
    if can_draw and not indicator.is_categorical and not is_drawn:
        links.append(("carte", f"{path}{asked.write_query(map=slug, page=asked.page)}#carte"))
    if others and not is_drawn and asked.has_columns:
        order = "" if is_sorted else asked.order
        links.append(("retirer", path + asked.write_query(theme="", indicators=others, order=order)))
    return ListColumn(
        label=indicator.short_label,
        note=", ".join(str(part) for part in (symbol, figures.year) if part),
        sort=path + asked.write_query(order=slug if listed.order == f"-{slug}" else f"-{slug}"),
        direction=_write_direction(listed.order) if is_sorted else "",
        links=tuple(links),
    )


def _write_row(listed: Listed, rank: int, here: int | None) -> ListRow:
    member = listed.members[rank]
    return ListRow(
        fix_name(member.name),
        member.code,
        path_of(member.kind, member.code, member.slug),
        tuple(write_figure(one.indicator, one.figures[rank], one.year) for one in listed.figures),
        member.id == here,
    )


def write_figure(indicator: Indicator, figure: Figure | None, year: int | None) -> Cell:
    """The cell of a figure without its unit, which the header of its column has."""
    category = None
    if indicator.is_categorical and figure is not None and figure.value is not None:
        found = find_category(indicator.slug, figure.value)
        category = found.label if found else None
    return write_cell(figure, decimals=indicator.decimals, year=year, category=category)


def _list_summaries(listed: Listed, whole: tuple[str, str, str] | None) -> Iterable[SummaryRow]:
    if len(listed.members) > 1:
        yield SummaryRow("Médiane de la liste", tuple(_write_median(one) for one in listed.figures))
    if whole is not None:
        label, kind, code = whole
        yield SummaryRow(label, tuple(_write_whole(one, kind, code) for one in listed.figures))


def _write_median(figures: MemberFigures) -> Cell | None:
    """Of the values known; nothing for categories."""
    known = [figure.value for figure in figures.figures if figure.value is not None]
    if figures.indicator.is_categorical or not known:
        return None
    return write_cell(Figure(median(known)), decimals=figures.indicator.decimals, year=figures.year)


def _write_whole(figures: MemberFigures, kind: str, code: str) -> Cell | None:
    """The territory's own figure of the year of the column: published or worked out by its own rule."""
    position = get_universe().position(kind, code)
    if figures.year is None or position is None or kind not in figures.indicator.levels:
        return None
    try:
        column = get_column(figures.indicator.slug, figures.year, kind)
    except UnknownColumnError:
        return None
    return write_figure(figures.indicator, column.figure(position), figures.year)
