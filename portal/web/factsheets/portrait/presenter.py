"""The portrait of a territory: asks for everything it needs, and hands plain values to the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.timezone import localtime

from portal.kernel.french import NO_BREAK_SPACE, fix_name, format_date, typeset
from portal.stats.queries import Series, SourceInfo
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Surroundings, get_surroundings
from portal.ui.exports.pdf import Cover
from portal.ui.exports.printing import print_drawing
from portal.ui.frozen import build_frozen_address, keep_version
from portal.web.factsheets import maps
from portal.web.factsheets.areas import write_area
from portal.web.factsheets.comparator_words import ComparatorWords
from portal.web.factsheets.comparators import Comparator, ComparedFigures, read_figures
from portal.web.factsheets.figures import list_series_sources
from portal.web.factsheets.history import build_history, find_banner
from portal.web.factsheets.identity import Identity, build_identity
from portal.web.factsheets.key_figures import KeyFigure, list_key_figures
from portal.web.factsheets.lead import find_extent, write_lead
from portal.web.factsheets.portrait import notes
from portal.web.factsheets.portrait.around import SHOWN, build_tables
from portal.web.factsheets.portrait.explanations import present_explanations
from portal.web.factsheets.portrait.rows import ROWS, ROWS_BESIDE_EXPLANATIONS, choose_rows, present_theme
from portal.web.factsheets.tiles import Tile, build_tiles
from portal.web.factsheets.wording import MEMBER_NOUNS, MEMBERS_OF

TEMPLATE: Final = Path(__file__).with_name("portrait.typ")
_MAP_PX: Final = 320
_SPARK_PX: Final = 200
_HISTORY_SHOWN: Final = 12
_SILENCE: Final = "Les sources du portail ne donnent aucun chiffre propre à ce territoire."


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a portrait is made from."""

    territory: Territory
    comparator: Comparator | None
    around: Surroundings
    figures: ComparedFigures
    path: str

    @property
    def words(self) -> ComparatorWords | None:
        return self.comparator.words if self.comparator else None

    @property
    def address(self) -> str:
        """The path of the page, with what it is compared with."""
        return self.path + (self.comparator.query if self.comparator else "")


def build_portrait(territory: Territory, comparator: Comparator | None) -> tuple[dict[str, Any], Cover]:
    """The values of the template, and what the document says of itself."""
    asked = _ask(territory, comparator)
    sheet, key_figures = asked.figures.sheet, list_key_figures(asked.figures.sheet, asked.figures.comparisons)
    explanations, explained_by = present_explanations(territory, asked.path)
    themes = choose_rows(sheet.series.values(), ROWS_BESIDE_EXPLANATIONS if explanations else ROWS)
    shown = [one for theme in themes for one in theme.shown]
    tables = build_tables(territory, asked.around, asked.path)
    around = [source for table in tables for source in table.pop("sources")]
    sources = _list_sources([*(one.series for one in key_figures), *shown], [*explained_by, *around])
    dated, front = notes.find_data_date(sources), _present_cover(asked, key_figures)
    data = {
        **front,
        "figures": [_present_tile(one) for one in build_tiles(key_figures, asked.words, territory.kind)],
        "comparator": _present_comparator(asked.words),
        "themes": [present_theme(theme, asked.figures, asked.path) for theme in themes],
        "explanations": explanations,
        "tables": tables,
        "silence": "" if themes else _SILENCE,
        "words": notes.list_words_of_figures(list(sheet.series.values())),
        "definitions": notes.list_definitions(shown),
        "sources": notes.list_sources(sources),
        "citation": notes.write_citation(front["name"], build_frozen_address(asked.address), dated),
    }
    cover = Cover(
        title=f"{front['name']}, portrait de territoire",
        subject=front["lead"],
        address=settings.SITE_URL + keep_version(asked.address),
        dated=dated,
        dated_words=f"données au {format_date(localtime(dated).date())}" if dated else "",
        keywords=(front["name"], front["kicker"], territory.code),
    )
    return data, cover


def _ask(territory: Territory, comparator: Comparator | None) -> _Asked:
    drawn = maps.DRAWN_MEMBERS.get(territory.kind)
    members = [kind for kind in MEMBERS_OF[territory.kind] if kind != drawn]
    around = get_surroundings(territory, members, largest=SHOWN, whole_kinds=[drawn] if drawn else [])
    path = path_of(territory.kind, territory.code, territory.slug)
    figures = read_figures(territory.kind, territory.code, comparator)
    return _Asked(territory, comparator, around, figures, path)


def _list_sources(shown: Sequence[Series], around: Sequence[SourceInfo]) -> list[SourceInfo]:
    """Without repetition, in the order of the pages."""
    found = (source for series in shown for source in list_series_sources(series))
    return list({source.dataset: source for source in (*found, *around)}.values())


def _present_cover(asked: _Asked, key_figures: Sequence[KeyFigure]) -> dict[str, Any]:
    territory, around = asked.territory, asked.around
    area = write_area(territory, asked.figures.sheet)
    card = build_identity(territory, around.parents, around.seat, area=area)
    lines = build_history(territory, around.events)
    banner = find_banner(lines)
    extent = find_extent(territory, around)
    lead = write_lead(territory, around.parents, key_figures, asked.words, extent)
    drawn = maps.build_map(territory, around)
    return {
        "name": card.name,
        "of_name": card.of_name,
        "kicker": " · ".join(card.badges),
        "trail": [{"text": name, "href": href} for name, href in card.trail],
        "lead": typeset(lead),
        "banner": typeset(f"{banner.day} : {banner.sentence}") if banner else "",
        "map": print_drawing(drawn, width_px=_MAP_PX),
        "map_caption": typeset(maps.write_caption(territory, around)),
        "facts": [{"label": one.label, "text": one.text, "href": one.href} for one in card.facts],
        "contact": _present_contact(territory, card),
        "parts": _present_parts(around),
        "history": [{"day": one.day, "sentence": typeset(one.sentence)} for one in lines[:_HISTORY_SHOWN]],
        "history_left": max(0, len(lines) - _HISTORY_SHOWN),
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
        "dated": cell.dated.replace(", ", f",{NO_BREAK_SPACE}"),
        "sentences": [typeset(sentence) for sentence in tile.sentences],
        "rank": tile.rank,
        "spark": print_drawing(tile.sparkline, width_px=_SPARK_PX),
        "source": typeset(tile.source),
    }


def _present_parts(around: Surroundings) -> dict[str, Any]:
    """The communes that make a merged one, the arrondissements of Paris, Lyon and Marseille."""
    nouns = {MEMBER_NOUNS[one.kind][1] for one in around.parts}
    title = nouns.pop() if len(nouns) == 1 else "parties de la commune"
    return {"title": title.capitalize(), "names": [fix_name(one.name) for one in around.parts]}


def _present_comparator(words: ComparatorWords | None) -> dict[str, str] | None:
    return {"heading": fix_name(words.heading), "label": words.label} if words else None
