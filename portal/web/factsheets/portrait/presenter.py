"""The portrait of a territory: asks for everything it needs, and hands plain values to the template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.timezone import localtime

from portal.kernel.french import fix_name, format_count, format_date, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Series, Sheet, SourceInfo
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import get_surroundings
from portal.ui.exports.pdf import Cover
from portal.web.factsheets.comparators import Comparator, read_figures
from portal.web.factsheets.figures import list_series_sources
from portal.web.factsheets.identity import Identity
from portal.web.factsheets.portrait import notes
from portal.web.factsheets.portrait.around import SHOWN, build_tables
from portal.web.factsheets.portrait.drawn import print_drawing
from portal.web.factsheets.portrait.rows import choose_rows, present_theme
from portal.web.factsheets.sheet import present_sheet
from portal.web.factsheets.tiles import Tile
from portal.web.factsheets.wording import MEMBERS_OF

TEMPLATE: Final = Path(__file__).with_name("portrait.typ")
_MAP_PX: Final = 320
_SPARK_PX: Final = 200
_HISTORY_SHOWN: Final = 12


def build_portrait(territory: Territory, comparator: Comparator | None) -> tuple[dict[str, Any], Cover]:
    """The values of the template, and what the document says of itself.

    The words of the page and those of the document are the same: they come from the same place.
    """
    page = present_sheet(territory, comparator, since="")
    figures = read_figures(territory.kind, territory.code, comparator)
    themes = choose_rows(figures.sheet.series.values())
    everything, shown = list(figures.sheet.series.values()), [one for theme in themes for one in theme.shown]
    sources = _list_sources(figures.sheet, shown)
    path, name = path_of(territory.kind, territory.code, territory.slug), page["identity"].name
    address = f"{settings.SITE_URL}{path}{comparator.query if comparator else ''}"
    dated = notes.find_data_date(sources)
    around = get_surroundings(territory, MEMBERS_OF[territory.kind], largest=SHOWN)
    data = {
        **_present_cover(territory, page),
        "count": _count_figures(everything),
        "figures": [_present_tile(tile) for tile in page["tiles"]],
        "comparator": _present_comparator(comparator),
        "themes": [present_theme(theme, figures, path) for theme in themes],
        "tables": build_tables(territory, around, path),
        "words": notes.list_words_of_figures(everything),
        "definitions": notes.list_definitions(shown),
        "sources": notes.list_sources(sources),
        "citation": notes.write_citation(name, address, dated),
    }
    return data, _write_cover(page, address, dated)


def _write_cover(page: dict[str, Any], address: str, dated: datetime | None) -> Cover:
    card: Identity = page["identity"]
    return Cover(
        title=f"{card.name}, portrait de territoire",
        subject=page["lead"],
        address=address,
        dated=dated,
        dated_words=f"données au {format_date(localtime(dated).date())}" if dated else "",
        keywords=(card.name, card.type, page["territory"].code),
    )


def _list_sources(sheet: Sheet, shown: Sequence[Series]) -> list[SourceInfo]:
    """Those of the key figures and of the rows, without repetition."""
    key_figures = [
        sheet.series[one.slug]
        for one in get_catalogue().list_key_figures(sheet.kind)
        if one.slug in sheet.series
    ]
    found = (source for series in (*key_figures, *shown) for source in list_series_sources(series))
    return list({source.dataset: source for source in found}.values())


def _present_cover(territory: Territory, page: dict[str, Any]) -> dict[str, Any]:
    card: Identity = page["identity"]
    banner, history = page["banner"], page["history"]
    return {
        "name": card.name,
        "of_name": card.of_name,
        "kicker": " · ".join(card.badges),
        "trail": [{"text": name, "href": href} for name, href in card.trail],
        "lead": typeset(page["lead"]),
        "banner": typeset(f"{banner.day} : {banner.sentence}") if banner else "",
        "map": print_drawing(page["map"], width_px=_MAP_PX) if page["map"] else None,
        "map_caption": page["map_caption"],
        "facts": [{"label": one.label, "text": one.text, "href": one.href} for one in card.facts],
        "contact": _present_contact(territory, card),
        "parts": {"title": page["parts_title"], "names": [name for _, name in page["parts"]]},
        "history": [
            {"day": line.day, "sentence": typeset(line.sentence)} for line in history[:_HISTORY_SHOWN]
        ],
        "history_left": max(0, len(history) - _HISTORY_SHOWN),
    }


def _present_contact(territory: Territory, card: Identity) -> list[dict[str, str]]:
    """Who heads the territory and how to reach it: a portrait that is handed over names them."""
    found = []
    if card.head is not None:
        words = f"{card.head.name} ({card.head.elected})" if card.head.elected else card.head.name
        found.append({"label": card.head.title, "text": words, "href": ""})
    hall = card.town_hall
    if hall is not None:
        label = "Mairie" if territory.kind == "commune" else "Adresse"
        found += [
            {"label": label, "text": ", ".join(hall.address), "href": ""},
            {"label": "Téléphone", "text": hall.phone, "href": f"tel:{hall.phone_href}"},
            {"label": "Courriel", "text": hall.email, "href": f"mailto:{hall.email}"},
            {"label": "Site internet", "text": hall.website_label, "href": hall.website},
        ]
    return [one for one in found if one["text"]]


def _present_tile(tile: Tile) -> dict[str, Any]:
    cell = tile.cell
    return {
        "label": tile.label,
        "number": cell.number,
        "unit": cell.unit,
        "absence": cell.absence.label if cell.absence else "",
        "dated": cell.dated,
        "sentences": [typeset(sentence) for sentence in tile.sentences],
        "rank": tile.rank,
        "spark": print_drawing(tile.sparkline, width_px=_SPARK_PX),
        "source": typeset(tile.source),
    }


def _present_comparator(comparator: Comparator | None) -> dict[str, str] | None:
    if comparator is None:
        return None
    words = comparator.words
    return {"heading": fix_name(words.heading), "members": fix_name(words.members), "label": words.label}


def _count_figures(series: list[Series]) -> str:
    return format_count(notes.count_valued(series), "indicateur", "indicateurs")
