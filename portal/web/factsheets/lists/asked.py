"""What the reader of a list asked: all of it is in the address, and nothing else.

``?q=`` filters by name or code, ``?theme=`` or ``?i=`` (several) choose the columns, ``?tri=`` sorts,
``?carte=`` draws an indicator on the map, ``?page=`` goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import MemberFigures, get_data_version, get_latest_year
from portal.stats.queries.gathered import GATHERED_KINDS, list_had
from portal.ui.refusing import Impossible
from portal.web.factsheets.wording import find_level

NAME_ORDER: Final = "nom"
COLUMNS_AT_MOST: Final = 6
_TEXT_AT_MOST: Final = 80
_PAGE_DIGITS: Final = 3


class ImpossibleList(Impossible):
    """The address asks for what cannot be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The state of a list of territories of ``kind``; words that are empty were not given.

    ``theme`` and ``indicators`` are slugs; ``order`` is « nom » or the slug of a column, with « - » first
    for descending; ``map`` is the slug drawn.
    """

    kind: str
    text: str = ""
    theme: str = ""
    indicators: tuple[str, ...] = ()
    order: str = ""
    map: str = ""
    page: int = 1

    @property
    def has_columns(self) -> bool:
        """Whether the columns were chosen."""
        return bool(self.theme or self.indicators)

    def write_query(self, **changes: Any) -> str:
        """The query string of this state with changes, from « ? »; a change leads to the first page."""
        state = replace(self, **{"page": 1, **changes})
        pairs: list[tuple[str, str]] = [("q", state.text), ("theme", state.theme)]
        pairs += [("i", slug) for slug in state.indicators]
        pairs += [("tri", state.order), ("carte", state.map), ("page", str(state.page))]
        kept = [(key, value) for key, value in pairs if value and (key, value) != ("page", "1")]
        return f"?{urlencode(kept)}" if kept else ""

    def write_columns(self) -> tuple[tuple[str, str], ...]:
        """What else a form must carry for the columns and the order to stay."""
        return (*(("i", slug) for slug in self.indicators), *((("tri", self.order),) if self.order else ()))


def parse_asked(query: QueryDict, kind: str) -> Asked:
    """The state that an address asks. Raises ImpossibleList, and Http404 for what is no page."""
    catalogue = get_catalogue()
    theme = query.get("theme", "")
    if theme and theme not in catalogue.themes:
        raise ImpossibleList("Ce thème n’existe pas.")
    indicators = tuple(dict.fromkeys(slug for slug in query.getlist("i") if slug))
    if len(indicators) > COLUMNS_AT_MOST:
        raise ImpossibleList(f"Un tableau montre au plus {COLUMNS_AT_MOST} indicateurs à la fois.")
    for slug in indicators:
        if not _is_shown(slug, kind):
            raise ImpossibleList("Un des indicateurs demandés n’existe pas pour ces territoires.")
    drawn = query.get("carte", "")
    if drawn and (not _is_shown(drawn, kind) or catalogue.indicators[drawn].is_categorical):
        raise ImpossibleList("Cet indicateur ne peut pas être mis en carte pour ces territoires.")
    text = " ".join(query.get("q", "").split())[:_TEXT_AT_MOST]
    return Asked(kind, text, theme, indicators, query.get("tri", ""), drawn, _parse_page(query))


def _parse_page(query: QueryDict) -> int:
    text = query.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= _PAGE_DIGITS and int(text)):
        raise Http404(f"no page {text!r}")
    return int(text)


def _is_shown(slug: str, kind: str) -> bool:
    indicator = get_catalogue().indicators.get(slug)
    return indicator is not None and not indicator.internal and find_level(kind) in indicator.levels


def choose_columns(asked: Asked) -> list[Indicator]:
    """The indicators of the table: those asked, else the first ones of the theme, else key figures.

    The one that is drawn is always among them: the table says what the map says.
    """
    catalogue = get_catalogue()
    if asked.indicators:
        chosen = [catalogue.indicators[slug] for slug in asked.indicators]
    elif asked.theme:
        chosen = [one for one in list_known(asked.kind) if one.theme == asked.theme][:COLUMNS_AT_MOST]
    else:
        known = {one.slug for one in list_known(asked.kind)}
        key_figures = [one for one in catalogue.list_key_figures(find_level(asked.kind)) if one.slug in known]
        chosen = [one for one in key_figures if not one.is_categorical][:COLUMNS_AT_MOST]
        chosen += [one for one in catalogue.list_drawn(find_level(asked.kind))[:1] if one not in chosen]
    drawn = catalogue.indicators.get(asked.map)
    if drawn is not None and drawn not in chosen:
        chosen.append(drawn)
    return chosen


def keep_filled(asked: Asked, figures: list[MemberFigures]) -> list[MemberFigures]:
    """Key figures that nobody chose are left out where most of these territories have none."""
    if asked.has_columns:
        return figures
    return [
        one
        for one in figures
        if one.indicator.slug == asked.map
        or 2 * sum(figure.value is not None for figure in one.figures) >= len(one.figures)
    ]


def find_order(asked: Asked, columns: Sequence[Indicator]) -> str:
    """The order asked, else the first column from the largest. Raises ImpossibleList."""
    slugs = {NAME_ORDER, *(one.slug for one in columns)}
    if not asked.order:
        first = next((one.slug for one in columns if not one.is_categorical), None)
        return f"-{first}" if first else NAME_ORDER
    if asked.order.removeprefix("-") not in slugs:
        raise ImpossibleList("Cette liste ne peut pas être triée ainsi.")
    return asked.order


def list_known(kind: str) -> tuple[Indicator, ...]:
    """Public indicators of which a year is known for territories of a kind, in the catalogue's order."""
    return _list_known(kind, get_data_version())


@lru_cache(maxsize=16)
def _list_known(kind: str, version: str) -> tuple[Indicator, ...]:
    if kind in GATHERED_KINDS:
        return list_had(kind)
    return tuple(
        one
        for one in get_catalogue().list_public_indicators()
        if kind in one.levels and get_latest_year(one.slug, kind) is not None
    )


def forget_known() -> None:
    """Drop what is kept: for tests."""
    _list_known.cache_clear()


def group_by_theme(indicators: tuple[Indicator, ...]) -> Iterator[tuple[str, str, list[Indicator]]]:
    """Slug and label of each theme with its indicators."""
    themes: dict[str, list[Indicator]] = {}
    for one in indicators:
        themes.setdefault(one.theme, []).append(one)
    labels: Mapping[str, Any] = get_catalogue().themes
    for slug, found in themes.items():
        yield slug, labels[slug].label, found
