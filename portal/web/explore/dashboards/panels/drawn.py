"""Panels that are a view of the explorer in a smaller place: map, distribution, evolution, cloud."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from markupsafe import Markup

from portal.kernel.french import typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.panels import Distribution, Evolution, Scatter
from portal.web.explore.asked import DISTRIBUTION, EVOLUTION, SCATTER, TABLE
from portal.web.explore.charts.distribution import summarise_bins
from portal.web.explore.dashboards.content import Content, list_explored_sources, word_about
from portal.web.explore.dashboards.reading import NothingToShow, PanelReading
from portal.web.explore.looks import VIEWS
from portal.web.explore.reading import Explored


@dataclass(frozen=True, slots=True)
class ShownDrawing:
    """A drawing, and the lines of its legend when the drawing does not hold them: what a swatch of 20 by
    12 holds, and its words. ``picture``: the address of an image, where a page cannot hold the drawing."""

    drawing: Markup
    legend: tuple[tuple[Markup, str], ...] = field(default=())
    picture: str = ""
    alternative: str = ""


def build_distribution(panel: Distribution, reading: PanelReading) -> Content:
    """Raises NothingToShow where no member has a value."""
    explored = reading.explore(panel.indicator, reading.choose_level(panel))
    title = f"Répartition : {explored.indicator.label}"
    content = _build(explored, DISTRIBUTION, title, word_about(explored))
    return replace(content, finding=summarise_bins(explored) or content.finding)


def build_evolution(panel: Evolution, reading: PanelReading) -> Content:
    """Raises NothingToShow where no member has a value."""
    explored = reading.change(panel.indicator, reading.choose_level(panel), since=panel.since)
    by_year = explored.by_year
    years = [year for year, row in zip(by_year.years, by_year.values, strict=True) if not np.isnan(row).all()]
    if len(years) < 2:
        raise NothingToShow("Une seule année est en ligne : il en faut deux pour montrer une évolution.")
    first = max(years[0], panel.since or 0)
    dated = f"de {first} à {years[-1]}"
    return _build(
        explored,
        EVOLUTION,
        f"Évolution : {explored.indicator.label}",
        word_about(explored, dated),
        years=(first, years[-1]),
    )


def build_scatter(panel: Scatter, reading: PanelReading) -> Content:
    """Raises NothingToShow where no member has both values."""
    level = reading.choose_level(panel)
    other = reading.explore(panel.crossed, level)
    crossed = get_catalogue().indicators[panel.crossed]
    explored = reading.change(panel.indicator, level, crossed=crossed)
    title = f"{explored.indicator.label} et {crossed.label[0].lower()}{crossed.label[1:]}"
    return _build(explored, SCATTER, title, word_about(explored), other)


def _build(
    explored: Explored, view: str, title: str, about: str, *others: Explored, years: tuple[int, ...] = ()
) -> Content:
    look = VIEWS.get(view)
    if look is None:
        raise NothingToShow("Ce dessin n’est pas encore prêt.")
    drawing = look.draw(explored)
    if not drawing:
        raise NothingToShow("Trop peu de valeurs pour un dessin : le tableau les donne.")
    return Content(
        title=typeset(title),
        about=about,
        finding=look.summarise(explored),
        drawing=drawing,
        tabulate=partial(look.tabulate, explored),
        shown=ShownDrawing(
            drawing,
            tuple((Markup(key.swatch), key.text) for key in look.list_keys(explored)),  # noqa: S704 - ours
        ),
        sources=list_explored_sources(explored, *others, years=years),
        explore_path=explored.asked.address(view=view),
        table_path=explored.asked.address(view=TABLE),
    )
