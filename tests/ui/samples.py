"""Data of the style guide: every kind of figure, absence and drawing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.template import engines
from jinja2 import Environment

from portal.kernel.figures import Absence, Figure, Status
from portal.ui.cells import write_cell
from portal.ui.charts.bands import Band
from portal.ui.charts.bars import Bar, draw_bars
from portal.ui.charts.bins import cut_bins
from portal.ui.charts.histogram import Spot, draw_histogram, find_quartiles
from portal.ui.charts.scatter import Axis, Named, draw_scatter
from portal.ui.charts.series import Line, draw_series
from portal.ui.charts.shares import Part, Stack, draw_shares
from portal.ui.charts.sparkline import draw_sparkline
from portal.ui.charts.strip import Distribution, describe_marks, draw_strip, draw_wide_strip
from portal.ui.charts.tables import build_series_twin
from portal.ui.charts.waterfall import Step, draw_waterfall
from portal.ui.maps.frame import Shape, draw_map
from portal.ui.words import STATUSES

STYLEGUIDE = Path(__file__).with_name("styleguide.html")


@dataclass(frozen=True)
class Dated:
    year: int
    figure: Figure


def get_environment() -> Environment:
    """The environment of public pages, as Django built it."""
    environment: Environment = engines["public"].env  # type: ignore[attr-defined]
    return environment


def make_points(*values: float | Absence | tuple[float, Status], start: int = 2013) -> list[Dated]:
    """Points of successive years: a value, an absence, or a value and its status."""
    points = []
    for year, given in enumerate(values, start):
        if isinstance(given, Absence):
            figure = Figure(None, given)
        elif isinstance(given, tuple):
            figure = Figure(given[0], status=given[1])
        else:
            figure = Figure(given)
        points.append(Dated(year, figure))
    return points


def make_square(x: float, y: float, label: str, **options: Any) -> Shape:
    """A skewed square of side 90 whose corner is at (x, y)."""
    path = f"M{x} {y}l90 8l-8 84l-86 -4z"
    return Shape(path=path, box=(x - 4, y, x + 90, y + 92), label=label, **options)


RISING = make_points(210_000, 213_454, 215_366, 216_268, 216_815, 217_728, 220_488, 222_485, 225_081, 227_830)
BROKEN = make_points(5.1, 5.3, Absence.SECRET, 5.6, Absence.NOT_AVAILABLE, (6.4, Status.BREAK), 6.6, 6.1)
DISTRIBUTION = Distribution(q10=22, q25=48, median=91, q75=180, q90=420)


def build_context() -> dict[str, Any]:
    """What the style guide's template needs."""
    population = draw_sparkline(RISING, label="Population municipale", unit="hab.")
    broken = draw_sparkline(BROKEN, label="Taux", unit="%", decimals=1)
    key = [
        _key(
            "Population municipale",
            Figure(227_830),
            "hab.",
            sentence="2,1 fois la moyenne des communes de plus de 100 000 habitants.",
            rank="1re sur 332 communes du département",
            sparkline=population,
        ),
        _key(
            "Densité de population",
            Figure(4520.6),
            "hab./km²",
            decimals=0,
            sentence="Près de 25 fois celle du département.",
            rank="1re sur 332",
            sparkline=population,
        ),
        _key(
            "Taux d’exemple",
            Figure(6.1, status=Status.PROVISIONAL),
            "%",
            decimals=1,
            sentence="0,5 point de moins que la moyenne de la strate.",
            sparkline=broken,
        ),
        _key("Revenu médian", Figure(None, Absence.SECRET), "€"),
        _key(
            "Part des femmes au conseil",
            Figure(49.2),
            "%",
            decimals=1,
            sentence="Comparable à la moyenne du département.",
            rank="112e sur 332",
        ),
        _key("Taux de taxe d’habitation", Figure(None, Absence.NOT_APPLICABLE), "%", sentence=""),
    ]
    rows = [
        _row("Population municipale", Figure(227_830), "hab.", 400.0, RISING),
        _row("Densité de population", Figure(4520.6), "hab./km²", 4520.6, RISING),
        _row("Taux avec ruptures", Figure(6.1, status=Status.PROVISIONAL), "%", 60.0, BROKEN, decimals=1),
        _row("Revenu médian", Figure(None, Absence.SECRET), "€", None, []),
    ]
    names = ["Acigné", "Bécherel", "Bourgbarré", "Brécé", "Bruz", "Cesson-Sévigné", "Chantepie"]
    members = [
        (
            name,
            [
                write_cell(Figure(1000.0 * rank + 234), year=2023),
                write_cell(Figure(12.34 * rank), decimals=1),
                write_cell(Figure(None, Absence.SECRET) if rank == 3 else Figure(0.04 * rank), decimals=2),
            ],
        )
        for rank, name in enumerate(names)
    ]
    neighbours = [
        make_square(
            x * 92, y * 92, f"Commune {x}{y}", href=f"/communes/{x}{y}", is_highlighted=(x, y) == (1, 1)
        )
        for x in range(3)
        for y in range(3)
        if (x, y) != (0, 2)
    ]
    classes = [
        make_square(
            x * 92, y * 92, f"Commune {x}-{y}", note="12 hab./km²", href="/x", value_class=(x + y) % 7 + 1
        )
        for x in range(8)
        for y in range(4)
    ] + [
        make_square(8 * 92, 0, "Secrète", absence="secret", note="secret statistique"),
        make_square(8 * 92, 92, "Inconnue", absence="other", note="non disponible"),
    ]
    return {
        "key": key,
        "charts": _draw_charts(),
        "twin": build_series_twin([Line("Rennes", RISING)], caption="Population municipale", unit="hab."),
        "rows": rows,
        "members": members,
        "provisional": STATUSES[Status.PROVISIONAL],
        "page_path": lambda page: f"?page={page}",
        "map_small": draw_map(neighbours, map_id="carte", title="Rennes et ses voisines"),
        "map_classes": draw_map(classes, map_id="choroplethe", title="Densité"),
        "legend": [(rank, f"{rank * 10} à {rank * 10 + 9}") for rank in range(1, 8)]
        + [("secret", "secret statistique"), ("other", "non disponible")],
    }


def _key(label: str, figure: Figure, unit: str, *, decimals: int = 0, **words: Any) -> dict[str, Any]:
    cell = write_cell(figure, symbol=unit, decimals=decimals, year=2023)
    return {"label": label, "cell": cell, "sentence": "", "rank": "", "sparkline": ""} | words


def _row(
    label: str, figure: Figure, unit: str, placed: float | None, points: list[Dated], *, decimals: int = 0
) -> dict[str, Any]:
    drawn = draw_strip(
        DISTRIBUTION, placed, place="Rennes", group="les communes d’Ille-et-Vilaine", unit=unit
    )
    return {
        "label": label,
        "cell": write_cell(figure, symbol=unit, decimals=decimals, year=2023),
        "strip": drawn if placed else "",
        "sparkline": draw_sparkline(points, label=label, unit=unit, decimals=decimals, compact=True),
    }


def _draw_charts() -> list[tuple[Any, str]]:
    """Every larger drawing, with its caption."""
    band = Band("La moitié centrale des communes de même taille", [(2013 + y, 4.5, 6.0) for y in range(8)])
    names = ["Rennes", "Brest", "Lorient", "Vannes", "Quimper", "Saint-Brieuc", "Fougères", "Dinan"]
    eight = [
        Line(name, make_points(*(10.0 * rank + (rank * year) % 7 for year in range(9))), is_main=not rank)
        for rank, name in enumerate(names)
    ]
    median = Line("Médiane", make_points(5.0, 5.1, 5.2, 5.2, 5.1, 5.3, 5.4, 5.5))
    rate = draw_series(
        [Line("Rennes", BROKEN, is_main=True), median], title="Taux", unit="%", decimals=1, bands=[band]
    )
    parts = [Part("Personnel", 55.4), Part("Achats", 31.2), Part("Subventions", 13.1), Part("Intérêts", 0.3)]
    steps = [
        Step("Recettes de fonctionnement", 320e6, is_total=True),
        Step("Dépenses de fonctionnement", -280e6),
        Step("Épargne brute", 40e6, is_total=True),
        Step("Remboursement de la dette", -55e6),
        Step("Épargne nette", -15e6, is_total=True),
    ]
    bars = [
        Bar("Rennes", Figure(1200.0), is_main=True),
        Bar("Brest", Figure(None, Absence.SECRET)),
        Bar("Lorient", Figure(-400.0), note="2021"),
        Bar("Médiane des communes du département", Figure(300.0), is_reference=True),
    ]
    strip = draw_wide_strip(DISTRIBUTION, 900, place="Rennes", group="les communes", unit="hab./km²")
    return [
        (draw_series([Line("Rennes", RISING, is_main=True)], title="Population", unit="hab."), "Une ligne"),
        (rate, "Un groupe, une rupture, des absences"),
        (draw_series(eight, title="Huit communes", unit="%"), "Huit lignes"),
        (draw_shares([Stack("", parts)], chart_id="parts", title="Pour 100 €"), "Pour 100 €"),
        (
            draw_shares([Stack("Rennes", parts), Stack("Brest", parts)], chart_id="deux", title="Pour 100 €"),
            "Deux barres",
        ),
        (draw_waterfall(steps, chart_id="budget", title="Budget"), "Du budget à l’épargne"),
        (draw_bars(bars, title="Solde", unit="€/hab."), "Comparaison"),
        (strip, describe_marks("Rennes")),
        *_draw_zones(),
    ]


def _draw_zones() -> list[tuple[Any, str]]:
    """What is drawn of the many members of a zone."""
    values = np.array([float((rank * 37) % 900) for rank in range(300)] + [40_000.0])
    bins, spot = cut_bins(values), Spot("Rennes", 640.0)
    histogram = draw_histogram(
        bins, title="Dette", members="communes", quartiles=find_quartiles(values), unit="€/hab.", here=spot
    )
    x = np.array([float(1 + (rank * 53) % 997) for rank in range(2000)])
    axes = Axis("Population", x, "hab.", is_log=True), Axis("Dette", x % 89, "€/hab.")
    named = [Named(3, "Rennes", is_main=True), Named(40, "Brest")]
    few = draw_scatter(
        Axis("Population", x[:60], "hab."),
        Axis("Dette", x[:60] % 89, "€/hab."),
        title="Peu",
        description="",
        members="communes",
        named=named,
    )
    many = draw_scatter(*axes, title="Beaucoup", description="", members="communes", named=named)
    return [(histogram, "Répartition"), (few, "Nuage de points"), (many, "Nuage d’hexagones")]
