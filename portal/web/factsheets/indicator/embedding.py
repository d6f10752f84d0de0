"""One figure of a territory in the pages of other sites: its value, a sentence, its series, its source."""

from __future__ import annotations

from typing import Any, Final

from portal.kernel.french import fix_name, typeset
from portal.ui.embedding import Embed
from portal.ui.exports import readme
from portal.ui.sentences import capitalise, write_absence
from portal.web.factsheets.figures import write_label
from portal.web.factsheets.indicator.comparing import write_sentences
from portal.web.factsheets.indicator.drawn import draw_history, write_point
from portal.web.factsheets.indicator.origins import name_licences, name_origins
from portal.web.factsheets.indicator.presenter import list_sources, path_of_figure, write_evolutions
from portal.web.factsheets.indicator.reading import Reading

_HEIGHT_PX: Final = 650
_UNDRAWN_PX: Final = 260


def build_embed(reading: Reading) -> Embed:
    """What the frame is called and how large it is."""
    territory, indicator = reading.territory, reading.indicator
    query = reading.chosen.comparator.query if reading.chosen else ""
    title = typeset(f"{write_label(indicator.label)} : {fix_name(territory.name)}")
    path = path_of_figure(territory, indicator.slug) + query
    height = _HEIGHT_PX if len(reading.known) > 1 and reading.measure else _UNDRAWN_PX
    return Embed(title, path, height_px=height)


def present_embed(reading: Reading) -> dict[str, Any]:
    """What the template of the frame places."""
    point, sources = reading.point, list_sources(reading)
    name = fix_name(reading.territory.name)
    reason = (
        ""
        if point is None or point.figure.value is not None
        else write_absence(point.figure.absence, year=point.year, of=name)
    )
    heading = "Sources" if len(sources) > 1 else "Source"
    dated = readme.write_dated(sources)
    return {
        "cell": write_point(reading, point) if point else None,
        "absence": f"{capitalise(reason)}." if reason else "",
        "sentences": [*write_sentences(reading), *write_evolutions(reading)],
        "history": draw_history(reading),
        "source": typeset(
            f"{heading} : {name_origins(sources)}. {name_licences(sources)}."
            f"{f' Données au {dated}.' if dated else ''}"
        ),
    }
