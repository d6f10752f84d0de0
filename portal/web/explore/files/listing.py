"""The links of a page to the files of its view: what each holds, in which format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from portal.kernel.french import format_count, format_number
from portal.ui.exports.citations import write_citation
from portal.ui.frozen import keep_version
from portal.web.explore.asked import DISTRIBUTION, MAP, TABLE
from portal.web.explore.files.calls import build_api_call
from portal.web.explore.files.contours import FEATURES_AT_MOST
from portal.web.explore.files.explaining import build_citation
from portal.web.explore.reading import Explored
from portal.web.explore.view import View

_DRAWN_OF_CATEGORIES: Final = frozenset({MAP, DISTRIBUTION})
_BYTES_A_FEATURE: Final = 1000
"""Measured on the communes of a département; 600 where there are more of them, with coarser contours."""


def present_downloads(explored: Explored, view: View) -> dict[str, Any]:
    """What the block of the downloads places."""
    return {
        "files": [
            (label, keep_version(path), details) for label, path, details in list_files(explored, view)
        ],
        "api_path": build_api_call(explored),
        "citation": write_citation(build_citation(explored)),
        "bibtex_path": find_path(explored, "bib"),
        "ris_path": find_path(explored, "ris"),
    }


def list_files(explored: Explored, view: View) -> Iterator[tuple[str, str, str]]:
    """Words, address and details (« CSV, 332 communes ») of each file."""
    count = len(explored.positions)
    lines = format_count(count, *explored.nouns)
    csv = find_path(explored, "csv")
    yield "Les valeurs", csv, f"CSV, {lines}"
    yield (
        "Les mêmes, pour Excel en français",
        f"{csv}{'&' if '?' in csv else '?'}format=excel",
        f"CSV, {lines}",
    )
    yield "Classeur avec définitions et sources", find_path(explored, "xlsx"), f"XLSX, {lines}"
    yield "Le même, pour LibreOffice", find_path(explored, "ods"), f"ODS, {lines}"
    yield "Pour l’analyse de données", find_path(explored, "parquet"), f"Parquet, {lines}"
    if count <= FEATURES_AT_MOST:
        weight = max(1, round(count * _BYTES_A_FEATURE / 100_000)) / 10
        details = f"GeoJSON, environ {format_number(weight, 1)}\u00a0Mo"
        yield "Valeurs et contours", find_path(explored, "geojson"), details
    if _is_drawn(explored, view):
        drawing = "La carte" if view.key == MAP else "Le graphique"
        yield f"{drawing}, en image", find_path(explored, "png"), "PNG"
        yield f"{drawing}, à retoucher", find_path(explored, "svg"), "SVG"


def _is_drawn(explored: Explored, view: View) -> bool:
    """Whether the view has a drawing of such an indicator: asking for it would cost as much as the page."""
    return view.key in _DRAWN_OF_CATEGORIES if explored.indicator.is_categorical else view.key != TABLE


def find_path(explored: Explored, extension: str) -> str:
    """The address of a file: that of the page with another ending."""
    asked = explored.asked
    return asked.address(f"{asked.path}.{extension}", page=1)
