"""Files of the figures of a territory, of one of its themes, and how to cite its page."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse

from portal.stats.addresses import write_segment
from portal.territories.models import Territory
from portal.ui.exports.citations import CitationFormat, build_citation_response
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.responses import build_file_response, parse_format
from portal.web.factsheets.answering import refuse, territory_view
from portal.web.factsheets.comparators import (
    PARAMETER,
    ComparedFigures,
    find_comparator,
    read_figures,
)
from portal.web.factsheets.files.explaining import build_citation, build_readme
from portal.web.factsheets.files.tables import Compared, list_sheet_table
from portal.web.factsheets.finding import FRANCE_CODE, get_territory

_SITE = "open-collectivites"


@territory_view
def download_sheet(
    request: HttpRequest,
    kind: str,
    extension: str,
    code: str = FRANCE_CODE,
    tail: str = "",
    theme: str = "",
) -> HttpResponse:
    """All the figures of a territory, or those of a theme, beside the comparator of the page."""
    suffix = f"/{theme}.{extension}" if theme else f".{extension}"
    territory = get_territory(request, kind, code, tail, suffix=suffix)
    wanted = parse_format(extension, request.GET.get("format"))
    if wanted is None:
        return refuse(request, "Ce format n’existe pas.")
    figures = _read(request, territory)
    comparator = figures.comparator
    series = _choose(figures, theme)
    compared = Compared(comparator, figures.comparisons) if comparator is not None else None
    table = list_sheet_table(territory, series, compared)
    readme = build_readme(territory, series, comparator, part=theme)
    name = build_file_name(_SITE, territory.kind, territory.code, territory.slug, theme)
    return build_file_response(wanted, [table], readme, file_name=name)


@territory_view
def cite_sheet(
    request: HttpRequest,
    kind: str,
    extension: str,
    code: str = FRANCE_CODE,
    tail: str = "",
    theme: str = "",
) -> HttpResponse:
    """The page of a territory, or of one of its themes, for a reference manager."""
    suffix = f"/{theme}.{extension}" if theme else f".{extension}"
    territory = get_territory(request, kind, code, tail, suffix=suffix)
    figures = _read(request, territory)
    citation = build_citation(territory, _choose(figures, theme), figures.comparator, part=theme)
    parts = (_SITE, territory.kind, territory.code, territory.slug, theme)
    return build_citation_response(citation, cast("CitationFormat", extension), *parts)


def _read(request: HttpRequest, territory: Territory) -> ComparedFigures:
    """Raises ImpossibleComparison."""
    comparator = find_comparator(territory, request.GET.get(PARAMETER, ""))
    return read_figures(territory.kind, territory.code, comparator)


def _choose(figures: ComparedFigures, theme: str) -> list[Any]:
    """All the series, or those of the theme of that segment. Raises Http404 for one that has none."""
    series = list(figures.sheet.series.values())
    if not theme:
        return series
    found = [one for one in series if write_segment(one.indicator.theme) == theme]
    if not found:
        raise Http404(f"no theme {theme!r}")
    return found
