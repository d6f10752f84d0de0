"""``/explorer/<indicateur>.csv``, ``.xlsx``, ``.geojson``, ``.png``…: what the page shows, to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from django.http import HttpRequest, HttpResponse

from portal.kernel.french import format_number, typeset
from portal.ui.exports.citations import CitationFormat, build_citation_response
from portal.ui.exports.documents import answer_in_turn
from portal.ui.exports.images import ImageFormat, build_image_response
from portal.ui.exports.responses import Format, build_file_response, parse_format
from portal.ui.exports.tables import Table
from portal.ui.refusing import Impossible
from portal.web.explore.asked import MAP, read_asked
from portal.web.explore.files.contours import CONTENT_TYPE, write_geojson
from portal.web.explore.files.explaining import build_caption, build_citation, build_readme, name_file
from portal.web.explore.looks import VIEWS
from portal.web.explore.reading import Explored, explore
from portal.web.explore.refusing import explore_view
from portal.web.explore.view import View

CELLS_AT_MOST: Final[dict[Format, int]] = {"xlsx": 600_000, "ods": 1_500_000}
"""Of a workbook: four seconds of a worker on the reference machine, for the communes of France and fifteen
columns. CSV and Parquet have no bound: those take half a second."""

QUICK_MEMBERS: Final[dict[str, int]] = {"xlsx": 2000, "ods": 4000, "png": 500}
"""Measured: those of so many territories take less than a third of a second of a core, and no turn."""
_QUICK_OTHERWISE: Final = 6000
"""Of the other files."""

_MAP_ROOM: Final = (760.0, 820.0)
"""Pixels of a map in an image: 1,600 wide in a PNG, margins included."""

_NOTHING: Final = "Rien n’est en ligne pour cette demande : aucun fichier à en donner."
_UNDRAWN: Final = "Cette vue n’a pas de dessin : demandez le tableau (.csv, .xlsx) ou une autre vue."


@explore_view
def download_table(request: HttpRequest, segment: str, extension: str) -> HttpResponse:
    wanted = parse_format(extension, request.GET.get("format"))
    if wanted is None:
        raise Impossible("« format= » : attendu rien, ou « excel » pour un CSV qu’Excel ouvre en français.")
    explored, view = _read(request, segment)

    def write() -> HttpResponse:
        table, readme = view.tabulate(explored), build_readme(explored, view)
        _ensure_fits(table, wanted)
        return build_file_response(wanted, [table], readme, file_name=name_file(explored))

    return _answer(request, explored, wanted, write)


@explore_view
def download_contours(request: HttpRequest, segment: str) -> HttpResponse:
    explored, _ = _read(request, segment)
    response = HttpResponse(write_geojson(explored), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name_file(explored)}.geojson"'
    response["X-Content-Type-Options"] = "nosniff"
    return _send(response)


@explore_view
def download_image(request: HttpRequest, segment: str, image: ImageFormat) -> HttpResponse:
    explored, view = _read(request, segment)

    def draw() -> HttpResponse:
        drawing = view.draw(explored)
        if not drawing:
            raise Impossible(_UNDRAWN)
        caption = build_caption(explored, view.list_keys(explored))
        room = _MAP_ROOM if view.key == MAP else None
        return build_image_response(image, drawing, caption, file_name=name_file(explored), room=room)

    return _answer(request, explored, image, draw)


@explore_view
def cite_view(request: HttpRequest, segment: str, extension: str) -> HttpResponse:
    explored, _ = _read(request, segment)
    wanted = cast("CitationFormat", extension)
    return _send(build_citation_response(build_citation(explored), wanted, name_file(explored)))


def _read(request: HttpRequest, segment: str) -> tuple[Explored, View]:
    """Raises Http404 or Impossible."""
    explored = explore(read_asked(segment, request.GET))
    if explored.column is None:
        raise Impossible(_NOTHING)
    return explored, VIEWS[explored.asked.view]


def _answer(
    request: HttpRequest, explored: Explored, kind: str, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """The file, in its turn when it is long to make. Raises what ``make`` raises."""
    is_quick = len(explored.positions) <= QUICK_MEMBERS.get(kind, _QUICK_OTHERWISE)
    return _send(make() if is_quick else answer_in_turn(request, make))


def _ensure_fits(table: Table, wanted: Format) -> None:
    """Raises Impossible for a workbook that would keep a worker too long."""
    cells, most = len(table.rows) * len(table.columns), CELLS_AT_MOST.get(wanted)
    if most is not None and cells > most:
        raise Impossible(
            typeset(
                f"Un classeur de {format_number(cells)} cases serait trop long à écrire "
                f"({format_number(most)} au plus) : demandez le CSV, qui a tout, ou une zone plus petite."
            )
        )


def _send(response: HttpResponse) -> HttpResponse:
    """Files of every zone and year are without number: search engines have the pages."""
    response["X-Robots-Tag"] = "noindex"
    return response
