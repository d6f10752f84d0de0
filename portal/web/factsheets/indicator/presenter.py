"""The page of one figure of one territory: words for the template to place."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from portal.kernel.figures import Origin as FigureOrigin
from portal.kernel.french import fix_name, of_place
from portal.stats.addresses import explore_path, explore_peers_path, indicator_path, write_segment
from portal.stats.compute.trend import TrendClass
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Point, SourceInfo, find_category, list_indicator_sources
from portal.stats.queries.formulas import build_formula
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative
from portal.ui.sentences import capitalise, write_absence, write_evolution, write_trend
from portal.ui.words import ORIGINS
from portal.web.factsheets.comparators import link_comparators
from portal.web.factsheets.figures import list_point_sources, write_label
from portal.web.factsheets.identity import list_trail
from portal.web.factsheets.indicator.calculation import build_calculation
from portal.web.factsheets.indicator.comparing import build_around, build_rows, write_sentences
from portal.web.factsheets.indicator.drawn import (
    build_years,
    draw_history,
    draw_place,
    has_group,
    is_group_drawn,
    write_breaks,
    write_point,
)
from portal.web.factsheets.indicator.origins import build_origin, write_citation
from portal.web.factsheets.indicator.reading import Reading
from portal.web.factsheets.row_words import INDICATORS_SEGMENT

_AGGREGATES: Final = {
    "sum": "somme des valeurs des communes",
    "recompute": "calcul refait à partir des composantes, additionnées d’abord",
    "unanimous": "valeur commune à toutes les communes",
}

_PEERS: Final = {
    "commune": "du département",
    "epci": "des intercommunalités du département",
    "ept": "de ses communes",
    "departement": "des départements",
    "region": "des régions",
}
"""Kind of a territory → those among which the explorer shows it."""


def path_of_figure(territory: Territory | Relative, slug: str) -> str:
    """« /communes/35238-rennes/indicateurs/population »."""
    sheet = path_of(territory.kind, territory.code, territory.slug)
    return f"{sheet}/{INDICATORS_SEGMENT}/{write_segment(slug)}"


def present_figure(reading: Reading) -> dict[str, Any]:
    """All that the template places."""
    territory, indicator = reading.territory, reading.indicator
    sheet_path = path_of(territory.kind, territory.code, territory.slug)
    path = path_of_figure(territory, indicator.slug)
    query = reading.chosen.comparator.query if reading.chosen else ""
    name, label = fix_name(territory.name), write_label(indicator.label)
    segment, theme = write_segment(indicator.slug), get_catalogue().themes[indicator.theme]
    sources = list_sources(reading)
    strip, strip_legend = draw_place(reading)
    history = draw_history(reading)
    return {
        "territory": territory,
        "name": name,
        "of_name": of_place(territory.name, territory.article_kind, territory.kind),
        "indicator": indicator,
        "label": label,
        "unit": reading.unit.plural or reading.unit.symbol,
        "path": path,
        "query": query,
        "sheet_path": sheet_path,
        "trail": list_trail(territory),
        "theme": theme,
        "theme_path": f"{sheet_path}/{write_segment(theme.slug)}{query}",
        "anchor": segment,
        "indicator_path": indicator_path(indicator.slug),
        "cell": write_point(reading, reading.point) if reading.point else None,
        "category": _describe_category(reading),
        "nature": _write_nature(reading),
        "absence": _write_absence(reading),
        "sentences": [*write_sentences(reading), *write_evolutions(reading)],
        "comparators": link_comparators(territory, reading.chosen.comparator, path) if reading.chosen else [],
        "compared": reading.chosen.comparator.words if reading.chosen else None,
        "rows": build_rows(reading, path),
        "around": build_around(reading),
        "strip": strip,
        "strip_legend": strip_legend,
        "history": history,
        "far": _tell_far(reading) if history else "",
        "breaks": write_breaks(reading),
        "years": build_years(reading),
        "formula": [
            (part.text, indicator_path(part.indicator) if part.indicator else "")
            for part in build_formula(indicator)
        ],
        "calculation": build_calculation(reading, sheet_path, query),
        "is_read": reading.point is None or reading.point.figure.origin is FigureOrigin.PUBLISHED,
        "origins": [build_origin(source) for source in sources],
        "files": _list_files(path, query, has_drawing=bool(history)),
        "explore": list_explored(territory, indicator.slug),
        "compare": f"/comparer?{urlencode({'t': f'{territory.kind}:{territory.code}', 'i': indicator.slug})}",
        "citation": write_citation(f"{label}, {name}", sources, path),
    }


def list_explored(territory: Territory, slug: str) -> list[tuple[str, str]]:
    """Where the explorer shows this figure among others: labels and addresses."""
    where = _PEERS.get(territory.kind, "")
    place = (territory.kind, territory.code, territory.departement_code)
    around = [("La carte", ""), ("Le classement", "classement")] if where else []
    links = [(f"{label} {where}", explore_peers_path(slug, *place, view=view)) for label, view in around]
    if territory.kind == "france":
        links = [
            ("La carte des départements", explore_path(slug)),
            ("Le classement", explore_path(slug, view="classement")),
        ]
    return [link for link in links if link[1]]


def list_sources(reading: Reading) -> tuple[SourceInfo, ...]:
    """Those of the latest point; of the indicator when nothing is told here."""
    if reading.point is not None:
        return list_point_sources(reading.indicator.slug, reading.point)
    return tuple(list_indicator_sources(reading.indicator.slug))


def write_evolutions(reading: Reading) -> list[str]:
    """Since the first year that compares with the last, then where it is heading."""
    series, measure = reading.series, reading.measure
    known = [point for point in series.points if point.figure.value is not None]
    starts = [rank for rank, point in enumerate(known) if point.figure.status.slug == "break"]
    since = known[starts[-1] if starts else 0 :]
    if measure is None or len(since) < 2:
        return []
    first, last = since[0], since[-1]
    sentences = []
    if first.figure.value is not None and last.figure.value is not None:
        sentences.append(
            write_evolution(first.figure.value, last.figure.value, measure, since=first.year, until=last.year)
        )
    trend = series.trend
    if trend is not None:
        words = write_trend(
            trend.kind.value,
            since=trend.first_year,
            slope=trend.slope,
            slope_pct=trend.slope_pct,
            measure=measure,
        )
        # « Stable » is under 0,2 % a year: beside a change over ten years, it would seem to deny it.
        if trend.kind is not TrendClass.STABLE:
            sentences.append(words)
    return [f"{capitalise(one)}." for one in sentences if one]


def _describe_category(reading: Reading) -> str:
    """What the category means, when the catalogue says more than its label."""
    point = reading.point
    if point is None or point.figure.value is None or not reading.indicator.is_categorical:
        return ""
    found = find_category(reading.indicator.slug, point.figure.value)
    return getattr(found, "description", "") if found else ""


def _write_nature(reading: Reading) -> str:
    """How the value came to be, for those that the portal made."""
    point, indicator = reading.point, reading.indicator
    if point is None or point.figure.value is None:
        return ""
    wording = ORIGINS.get(point.figure.origin)
    if wording is None:
        return ""
    is_summed = (
        point.figure.origin is FigureOrigin.AGGREGATED
        and indicator.compute.kind == "column"
        and reading.territory.kind != "commune"
    )
    how = _AGGREGATES.get(indicator.aggregate, "") if is_summed else ""
    return f"{capitalise(wording.sentence)}{f' : {how}' if how else ''}."


def _write_absence(reading: Reading) -> str:
    """Why there is no value; empty when there is one."""
    point: Point | None = reading.point
    name = fix_name(reading.territory.name)
    if point is None:
        return f"Aucune valeur connue pour {name} : la source n’en donne pas, ou n’est pas encore en ligne."
    if point.figure.value is not None:
        return ""
    return f"{capitalise(write_absence(point.figure.absence, year=point.year, of=name))}."


def _tell_far(reading: Reading) -> str:
    if reading.chosen is None or not has_group(reading) or is_group_drawn(reading):
        return ""
    return (
        f"Les valeurs des {reading.chosen.comparator.words.members} sont trop éloignées pour tenir sur "
        "le même dessin."
    )


def _list_files(path: str, query: str, *, has_drawing: bool) -> list[tuple[str, str, str]]:
    joined = f"{query}&" if query else "?"
    files = [
        ("Toutes les années", f"{path}.csv{query}", "CSV"),
        ("Les mêmes, pour Excel en français", f"{path}.csv{joined}format=excel", "CSV"),
        ("Classeur avec définitions et sources", f"{path}.xlsx{query}", "XLSX"),
        ("Le même, pour LibreOffice", f"{path}.ods{query}", "ODS"),
    ]
    if has_drawing:
        files += [
            ("Le graphique", f"{path}.png{query}", "PNG"),
            ("Le graphique à retoucher", f"{path}.svg{query}", "SVG"),
        ]
    return files
