"""The page of one release: where it comes from, what was checked, what it changed, its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import Http404
from django.utils.timezone import localdate

from portal.kernel.figures import Figure
from portal.kernel.french import (
    fix_name,
    format_bytes,
    format_count,
    format_date,
    format_number,
    format_percent,
    format_period,
    plural,
)
from portal.stats.addresses import dataset_path, indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import find_category
from portal.stats.queries.changes import (
    ChangedFigure,
    UnknownReleaseError,
    Wanted,
    What,
    compare_releases,
    list_changed_figures,
)
from portal.stats.queries.datasets import DatasetInfo
from portal.stats.queries.history import Check, Original, ReleaseInfo, find_archive
from portal.territories.queries.universe import get_universe
from portal.ui.cells import Cell, write_cell
from portal.ui.words import LEVELS
from portal.web.datasets.checks import group_checks
from portal.web.datasets.states import Badge, word_release

PAGE_SIZE: Final = 50
WHATS: Final[dict[str, tuple[What | None, str]]] = {
    "": (None, "Tous les changements"),
    "nouvelles": ("appeared", "Valeurs nouvelles"),
    "disparues": ("vanished", "Valeurs disparues"),
    "modifiees": ("changed", "Valeurs modifiées"),
}
_ORIGIN_WORDS: Final = {
    "handed over by an agent": "déposé par un agent",
    "catalogue": "fourni avec le portail",
}
_WHAT_WORDS: Final[dict[What, str]] = {
    "appeared": "nouvelle",
    "vanished": "disparue",
    "changed": "modifiée",
}


@dataclass(frozen=True, slots=True)
class OriginalLine:
    """A file a release was made from; ``fetched_on`` may be empty."""

    name: str
    origin: str
    url: str
    fetched_on: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReleaseCard:
    """A release in words. ``size`` is that of its Parquet file, empty when it is gone."""

    number: int
    path: str
    badge: Badge
    is_withdrawn: bool
    published_on: str
    value_count: int
    values: str
    years: str
    levels: str
    passed: str
    warnings: tuple[Check, ...]
    changes: str
    extract: str
    originals: tuple[OriginalLine, ...]
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One figure before and after."""

    what: str
    place: str
    indicator: str
    indicator_path: str
    year: int
    before: Cell | None
    after: Cell | None
    relative: str


def build_card(dataset: DatasetInfo, release: ReleaseInfo) -> ReleaseCard:
    archive = find_archive(release)
    return ReleaseCard(
        number=release.number,
        path=f"{dataset_path(dataset.slug)}/versions/{release.number}",
        badge=word_release(release),
        is_withdrawn=release.is_withdrawn,
        published_on=format_date(localdate(release.published_at)) if release.published_at else "",
        value_count=release.value_count,
        values=format_count(release.value_count, "valeur"),
        years=format_period(release.years[0], release.years[-1]) if release.years else "",
        levels=", ".join(LEVELS[kind] for kind in release.kinds),
        passed=format_count(release.passed, "contrôle passé", "contrôles passés"),
        warnings=release.warnings,
        changes=word_changes(release),
        extract=release.extract,
        originals=tuple(map(_build_original, release.originals)),
        size=format_bytes(archive.size_bytes) if archive else "",
        sha256=release.archive_sha256,
    )


def word_changes(release: ReleaseInfo) -> str:
    """« 12 valeurs nouvelles, 3 disparues, 45 modifiées », against the release it followed."""
    counts = release.changes
    if counts.previous is None:
        return "première version"
    parts = [
        (count, word)
        for count, word in (
            (counts.appeared, "nouvelle"),
            (counts.vanished, "disparue"),
            (counts.changed, "modifiée"),
        )
        if count
    ]
    if not parts:
        return "aucun changement"
    words = [f"{format_number(count)} {plural(count, word)}" for count, word in parts[1:]]
    first, word = parts[0]
    return ", ".join([f"{format_count(first, 'valeur')} {plural(first, word)}", *words])


def _build_original(original: Original) -> OriginalLine:
    try:
        fetched_on = format_date(localdate(datetime.fromisoformat(original.fetched_at)))
    except ValueError:
        fetched_on = ""
    url = original.url or original.origin
    is_address = url.startswith(("https://", "http://"))
    return OriginalLine(
        original.name, _word_origin(original.origin), url if is_address else "", fetched_on, original.sha256
    )


def _word_origin(origin: str) -> str:
    """Where a file without an address comes from, for a reader."""
    if origin.startswith("territories,"):
        return "territoires du portail"
    return _ORIGIN_WORDS.get(origin, origin)


def present_release(dataset: DatasetInfo, release: ReleaseInfo, what: str, page: int) -> dict[str, Any]:
    """All that the template shows. Raises Http404 beyond the last page of changes."""
    card = build_card(dataset, release)
    context: dict[str, Any] = {
        "dataset": dataset,
        "release": card,
        "previous": release.changes.previous,
        "path": dataset_path(dataset.slug),
        "page": page,
        "pages": 1,
        "what": what,
        "total": 0,
        "lines": [],
        "largest": [],
        "filters": [],
        "page_path": lambda number: _address(card.path, what, number),
        "api": f"/api/v1/datasets/{dataset.slug}/releases/{release.number}",
        "checks": group_checks(release.warnings),
    }
    if release.changes.previous is not None:
        context |= _list_changes(release, card, what, page)
    if page > context["pages"]:
        raise Http404(f"page {page} of {context['pages']}")
    return context


def _list_changes(release: ReleaseInfo, card: ReleaseCard, what: str, page: int) -> dict[str, Any]:
    wanted = Wanted(what=WHATS[what][0])
    try:
        found = list_changed_figures(
            release.dataset, release.number, wanted=wanted, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
        largest = compare_releases(release.dataset, release.number).largest
    except UnknownReleaseError:  # the archive of one of them is gone: the counts remain
        return {}
    return {
        "total": found.total,
        "pages": max(1, -(-found.total // PAGE_SIZE)),
        "lines": [_build_line(one) for one in found.figures],
        "largest": [_build_line(one) for one in largest],
        "filters": [(label, _address(card.path, key, 1), key == what) for key, (_, label) in WHATS.items()],
    }


def _address(path: str, what: str, page: int) -> str:
    query = "&".join(
        part for part in (f"quoi={what}" if what else "", f"page={page}" if page > 1 else "") if part
    )
    return f"{path}?{query}#changements" if query else f"{path}#changements"


def _build_line(figure: ChangedFigure) -> ChangeLine:
    indicator = get_catalogue().indicators.get(figure.indicator)
    relative = figure.relative
    return ChangeLine(
        what=_WHAT_WORDS[figure.what],
        place=_name_place(figure.kind, figure.code),
        indicator=indicator.label if indicator else figure.indicator,
        indicator_path=indicator_path(figure.indicator) if indicator and not indicator.internal else "",
        year=figure.year,
        before=_write(figure, figure.before),
        after=_write(figure, figure.after),
        relative="" if relative is None else format_percent(100 * relative, sign=True),
    )


def _name_place(kind: str, code: str) -> str:
    """« Rennes (35238) »; its kind and code when it is not among the territories of today."""
    table = get_universe().table(kind)
    position = table.positions.get(code)
    return f"{fix_name(table.names[position])} ({code})" if position is not None else f"{kind} {code}"


def _write(changed: ChangedFigure, figure: Figure | None) -> Cell | None:
    catalogue = get_catalogue()
    indicator = catalogue.indicators.get(changed.indicator)
    if figure is None or indicator is None:
        return None
    category = None
    if indicator.is_categorical and figure.value is not None:
        known = find_category(indicator.slug, figure.value)
        category = known.label if known else format_number(figure.value)
    symbol = catalogue.units[indicator.unit].symbol
    return write_cell(figure, symbol=symbol, decimals=indicator.decimals, category=category)
