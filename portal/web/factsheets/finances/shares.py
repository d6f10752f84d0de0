"""« Pour 100 € »: what a total is made of, and what to say when its parts are no shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.figures import Figure
from portal.kernel.french import format_with_unit, join_words, typeset
from portal.stats.descriptors.explanation import Part, Shares
from portal.ui.cells import Cell
from portal.ui.charts import shares as chart
from portal.ui.money import Money, choose_money
from portal.web.factsheets.finances.drawn import (
    NOTHING,
    Drawn,
    Grid,
    Row,
    say_provisional,
    write_money_cell,
)
from portal.web.factsheets.finances.reading import (
    Reading,
    count_inhabitants,
    write_per_inhabitant,
)

_TOO_MUCH: Final = 0.005
"""Of the total: parts that exceed it by more are not its parts, whatever rounding did."""
_NOTHING_LEFT: Final = 0.0005
"""Of the total: a smaller remainder is rounding, not a part."""
_HEADERS: Final = ("Montant", "Par habitant", "Pour 100 €")


@dataclass(frozen=True, slots=True)
class _Slice:
    label: str
    amount: float
    figure: Figure
    note: str = ""


def build_shares(reading: Reading, drawing: Shares, chart_id: str) -> Drawn | None:
    """None when the total, or every part, is absent from all years."""
    parts = reading.hold(drawing.parts)
    year = _find_year(reading, drawing.total, parts)
    total = None if year is None else reading.find_value(drawing.total.indicator, year)
    if year is None or total is None:
        return None
    reading.used[drawing.total.indicator] = None
    known, unknown = _split(reading, parts, year)
    rest = total - sum(one.amount for one in known)
    refusal = _find_refusal(total, rest, known)
    slices = known if refusal or rest <= _NOTHING_LEFT * total else [*known, _make_rest(drawing.rest, rest)]
    notes = _list_notes(reading, drawing, unknown, year, has_rest=len(slices) > len(known))
    drawn, sentence = NOTHING, ""
    if not refusal:
        shown = [chart.Part(one.label, one.amount) for one in slices if one.amount]
        stacks = [chart.Stack("", chart.group_small(shown))]
        refusal = chart.find_refusal(stacks)
        if not refusal:
            drawn = chart.draw_shares(stacks, chart_id=chart_id, title=f"{typeset(drawing.title)}, {year}")
            sentence = _tell(shown, typeset(drawing.rest))
    return Drawn(
        title=typeset(drawing.title),
        dated=str(year),
        grid=_build_grid(reading, drawing.total, slices, total, year, is_divided=not refusal),
        svg=drawn,
        sentence=sentence,
        refusal=refusal,
        notes=notes,
    )


def _find_year(reading: Reading, total: Part, parts: Sequence[Part]) -> int | None:
    """The last year of the total for which one part at least is known."""
    years = [reading.find_latest_year([total.indicator, part.indicator]) for part in parts]
    return max((year for year in years if year is not None), default=None)


def _split(reading: Reading, parts: Sequence[Part], year: int) -> tuple[list[_Slice], list[str]]:
    known, unknown = [], []
    for part in parts:
        figure = reading.find_figure(part.indicator, year)
        if figure is None or figure.value is None:
            unknown.append(reading.name(part))
        else:
            known.append(_Slice(reading.name(part), figure.value, figure, typeset(part.note or "")))
    return known, unknown


def _make_rest(label: str, rest: float) -> _Slice:
    return _Slice(typeset(label), rest, Figure(rest))


def _find_refusal(total: float, rest: float, known: Sequence[_Slice]) -> str:
    """Why the parts cannot be told for 100 €, for readers; empty when they can."""
    if total <= 0:
        return "Le total est nul ou négatif : il n’y a rien à répartir."
    negative = [one.label for one in known if one.amount < 0]
    if negative:
        are = "est un montant négatif" if len(negative) == 1 else "sont des montants négatifs"
        return (
            f"Pas de dessin : {join_words(negative)} {are} (plus est versé que reçu), "
            "que des parts de 100 € ne montreraient pas."
        )
    if rest < -_TOO_MUCH * total:
        return "Pas de dessin : dans la source, les parties additionnées dépassent le total."
    return ""


def _tell(shown: Sequence[chart.Part], rest: str) -> str:
    """The two largest parts that have a name of their own, in a sentence."""
    hundred = chart.compute_hundred([part.value for part in shown if part.value is not None])
    named = [(share, part) for share, part in zip(hundred, shown, strict=True) if part.label != rest]
    ranked = sorted(named, key=lambda pair: -pair[0])[:2]
    words = [f"{part.label} ({format_with_unit(share, '€')})" for share, part in ranked]
    if len(words) < 2:
        return ""
    return f"Les deux postes les plus importants : {join_words(words)}."


def _list_notes(
    reading: Reading, drawing: Shares, unknown: Sequence[str], year: int, *, has_rest: bool
) -> tuple[str, ...]:
    notes = [typeset(drawing.note)] if drawing.note else []
    if unknown:
        inside = f", ou compté dans « {typeset(drawing.rest)} »" if has_rest else ""
        notes.append(f"Sans montant dans la source pour {year} : {join_words(list(unknown))} (nul{inside}).")
    slugs = [part.indicator for part in drawing.all_parts]
    return (*map(typeset, notes), *say_provisional(reading, slugs, year))


def _build_grid(
    reading: Reading, whole: Part, slices: Sequence[_Slice], total: float, year: int, *, is_divided: bool
) -> Grid:
    money = choose_money([total, *(one.amount for one in slices)])
    inhabitants = reading.find_inhabitants(year)
    shares = [100 * one.amount / total for one in slices] if is_divided else []
    rows = [
        Row(
            one.label,
            (
                write_money_cell(money, one.figure),
                *_write_ratios(money, one.amount, inhabitants, shares[rank] if is_divided else None),
            ),
            one.note,
        )
        for rank, one in enumerate(slices)
    ]
    figure = reading.find_figure(whole.indicator, year)
    cells = _write_ratios(money, total, inhabitants, 100.0 if is_divided else None)
    rows.append(Row(reading.name(whole), (write_money_cell(money, figure), *cells), is_total=True))
    headers = [_HEADERS[0]]
    if inhabitants:
        headers.append(f"{_HEADERS[1]} ({count_inhabitants(inhabitants)})")
    if is_divided:
        headers.append(_HEADERS[2])
    return Grid("Poste", tuple(headers), tuple(rows))


def _write_ratios(
    money: Money, amount: float, inhabitants: int | None, share: float | None
) -> tuple[Cell, ...]:
    cells = [Cell(write_per_inhabitant(amount, inhabitants))] if inhabitants else []
    return (*cells, *([Cell(format_with_unit(share, "€", 1))] if share is not None else []))
