"""Reading packed figures of the releases that are online."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Subquery

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import encode_open_key
from portal.stats.models import CurrentRelease, PackedRow, Release
from portal.stats.store.columns import forget_columns
from portal.stats.store.layout import KindLayout, Layout
from portal.territories.models import Load

# A publication is seen by all processes after this long at most; releases that were replaced keep
# their rows much longer (actions.releases), so a page is never left without them.
_FRESH_SECONDS: Final = 2.0


# Of its kind, or of the communes. Below, the year is that of a few territories (a census of their
# own, say), and its absence is no news for the others.
_COVERED_FROM: Final = 0.5


class Place(NamedTuple):
    """Where a figure of one indicator and year is: which release, which cell of its rows.

    ``is_covered``: most territories of the kind, or most communes, have a value that year;
    ``filled``: how many of the kind do; ``is_partial``: see ``KindLayout.partial``.
    """

    year: int
    dataset: str
    release_id: int
    cell: int
    is_covered: bool
    filled: int
    is_partial: bool


class Named(NamedTuple):
    """A key of an open nomenclature, and its label."""

    key: str
    label: str


@dataclass(frozen=True)
class OnlineRelease:
    """A release that readers follow."""

    release_id: int
    dataset: str
    number: int
    published_at: datetime | None
    extract: str = ""

    @property
    def is_extract(self) -> bool:
        return bool(self.extract)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The releases online at one moment: a page reads all its figures from one snapshot.

    ``version`` changes whenever a release or the territories change; ``key`` names these releases and
    nothing else, for ever: see ``DataVersion``. ``is_past``: others are online now.
    """

    releases: Mapping[str, OnlineRelease]
    version: str
    key: str = ""
    is_past: bool = False
    _places: dict[str, dict[str, tuple[Place, ...]]] = field(default_factory=dict)

    @property
    def release_ids(self) -> list[int]:
        return [release.release_id for release in self.releases.values()]

    def list_by_precedence(self) -> list[OnlineRelease]:
        """The releases online, the one that wins over the others first; extracts win over none."""
        catalogue = get_catalogue()
        return sorted(
            self.releases.values(), key=lambda one: (one.is_extract, catalogue.get_precedence(one.dataset))
        )

    def places(self, kind: str) -> dict[str, tuple[Place, ...]]:
        """Slug → where its figures are, by increasing year, for a kind of territory.

        When two datasets give the same indicator and year, the one of smallest precedence is served,
        then the first by name, and an extract of a source only where nothing else is. It is served
        whole, even for the territories of which it says nothing: figures of two datasets are never
        mixed in one year of one level, for their ranks, their totals and their source would no longer
        be theirs. The checks of a release say what its rivals alone have.
        """
        if kind not in self._places:
            self._places[kind] = _build_places(self, kind)
        return self._places[kind]


def _build_places(snapshot: Snapshot, kind: str) -> dict[str, tuple[Place, ...]]:
    found: dict[str, dict[int, Place]] = {}
    layouts = get_layouts(snapshot.release_ids)
    for release in snapshot.list_by_precedence():
        layout, dataset = layouts[release.release_id], release.dataset
        if kind not in layout.kinds:
            continue
        of_kind = layout.kinds[kind]
        finest = layout.kinds.get("commune", of_kind)
        for cell, (slug, year) in enumerate(of_kind.cells):
            shares = (of_kind.coverage[slug, year], finest.coverage.get((slug, year), 0.0))
            is_covered = max(shares) >= _COVERED_FROM
            filled, is_partial = of_kind.counts[cell], cell in of_kind.partial
            place = Place(year, dataset, release.release_id, cell, is_covered, filled, is_partial)
            found.setdefault(slug, {}).setdefault(year, place)
    return {slug: tuple(places[year] for year in sorted(places)) for slug, places in found.items()}


_snapshot: tuple[float, Snapshot] | None = None
_layouts: dict[int, Layout] = {}
_nomenclatures: dict[int, Mapping[str, Mapping[float, Named]]] = {}


# The snapshot that a page asked at a past version is answered from, with all that it asks.
_held: ContextVar[Snapshot | None] = ContextVar("held_snapshot", default=None)


@contextmanager
def hold_snapshot(snapshot: Snapshot) -> Iterator[None]:
    """Everything asked within is answered from this snapshot, whatever is online."""
    token = _held.set(snapshot)
    try:
        yield
    finally:
        _held.reset(token)


def get_snapshot() -> Snapshot:
    """The one that is held, else what is online, looked up at most every two seconds in a process."""
    held = _held.get()
    return held if held is not None else get_online_snapshot()


def get_online_snapshot() -> Snapshot:
    """What is online, whatever version a page is about."""
    global _snapshot  # noqa: PLW0603 - one value per process, replaced whole: safe between threads
    now = time.monotonic()
    kept = _snapshot
    if kept is not None and now - kept[0] < _FRESH_SECONDS:
        return kept[1]
    fresh = _fetch_snapshot()
    if kept is not None and kept[1].version == fresh.version:
        fresh = kept[1]  # with what was already worked out for it
    _snapshot = (now, fresh)
    return fresh


def reset_snapshot() -> None:
    """Forget what is known of the releases online: after a publication, and between tests."""
    global _snapshot  # noqa: PLW0603
    _snapshot = None
    _layouts.clear()
    _nomenclatures.clear()
    forget_columns()


def _fetch_snapshot() -> Snapshot:
    load = Subquery(Load.objects.order_by("-id").values("id")[:1])
    rows = CurrentRelease.objects.order_by("dataset").values_list(
        "dataset", "release_id", "release__number", "release__published_at", "release__extract",
        "release__archive_sha256", load,
    )  # fmt: skip
    releases = {
        dataset: OnlineRelease(release_id, dataset, number, published_at, extract)
        for dataset, release_id, number, published_at, extract, *_ in rows
    }
    key = compute_version_key((dataset, number, sha256) for dataset, _, number, _, _, sha256, _ in rows)
    facts = [(dataset, release_id, load_id) for dataset, release_id, *_, load_id in rows]
    return Snapshot(releases, _hash(repr(facts))[:16], key)


def compute_version_key(releases: Iterable[tuple[str, int, str]]) -> str:
    """Name of a set of releases (dataset, number, SHA-256 of the archive): twelve hexadecimal digits.

    A portal made again from nothing, whose first release has other figures, does not give it again.
    """
    return _hash(repr(sorted(releases)))[:12]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def get_layouts(release_ids: Sequence[int]) -> Mapping[int, Layout]:
    """Layouts of releases, read once each: they never change."""
    _keep_releases(release_ids)
    return {release_id: _layouts[release_id] for release_id in release_ids}


def get_nomenclature(release_id: int, indicator: str) -> Mapping[float, Named]:
    """What the store keeps for each key of an open nomenclature → the key and its label; may be empty."""
    _keep_releases([release_id])
    return _nomenclatures[release_id].get(indicator, {})


def _keep_releases(release_ids: Sequence[int]) -> None:
    missing = [release_id for release_id in release_ids if release_id not in _layouts]
    if not missing:
        return
    rows = Release.objects.filter(pk__in=missing).values_list("pk", "layout", "nomenclatures")
    for pk, layout, nomenclatures in rows:
        _nomenclatures[pk] = {
            slug: {encode_open_key(key): Named(key, label) for key, label in known.items()}
            for slug, known in nomenclatures.items()
        }
        _layouts[pk] = Layout.from_json(layout)  # last: what has a layout is whole, for other threads


def get_kind_layout(release_id: int, kind: str) -> KindLayout:
    """The layout of the rows of one kind of territory in a release. Raises KeyError without any."""
    layout = _layouts.get(release_id)
    return (layout or get_layouts([release_id])[release_id]).kinds[kind]


def read_payloads(release_ids: Sequence[int], keys: Sequence[str]) -> dict[tuple[int, str], bytes]:
    """Payloads of these keys in these releases, with one SQL query; keys without a row are left out."""
    if not release_ids or not keys:
        return {}
    table = connection.ops.quote_name(PackedRow._meta.db_table)
    # The ORM would build the same statement; this runs on every page.
    statement = (
        f"SELECT release_id, key, payload FROM {table}"  # noqa: S608 - the name of our model
        f" WHERE release_id IN ({_marks(release_ids)}) AND key IN ({_marks(keys)})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*release_ids, *keys])
        return {(release_id, key): payload for release_id, key, payload in cursor.fetchall()}


def read_payload_parts(parts: Sequence[tuple[Sequence[int], Sequence[str]]]) -> dict[tuple[int, str], bytes]:
    """The same for several (releases, keys), with one SQL query: rows of different kinds are not in the same
    releases, and looking for what is nowhere costs as much as reading it."""
    asked = [(releases, keys) for releases, keys in parts if releases and keys]
    if not asked:
        return {}
    table = connection.ops.quote_name(PackedRow._meta.db_table)
    statement = " UNION ALL ".join(
        f"SELECT release_id, key, payload FROM {table}"  # noqa: S608 - the name of our model
        f" WHERE release_id IN ({_marks(releases)}) AND key IN ({_marks(keys)})"
        for releases, keys in asked
    )
    with connection.cursor() as cursor:
        given: list[int | str] = []
        for releases, keys in asked:
            given += [*releases, *keys]
        cursor.execute(statement, given)
        return {(release_id, key): payload for release_id, key, payload in cursor.fetchall()}


def _marks(items: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(items))
