"""The datasets of the catalogue, online or waiting, and the one that the portal computes itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils.timezone import localdate

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.fetching import HandedFetch
from portal.stats.models import COMPUTED_DATASET, FetchAttempt, PublicationRefusal
from portal.stats.queries.releases import get_data_version, get_source
from portal.stats.store.read import get_layouts, get_snapshot

_SUMMARY_COMPUTED = (
    "Indicateurs que le portail calcule à partir de plusieurs jeux de données, avec la formule donnée sur la "
    "page de chacun."
)


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """What a dataset is. ``indicators`` are public slugs: ``read`` in its files, ``computed`` from them.

    ``instructions``: what an agent has to hand over, when a file is not fetched by itself.
    """

    slug: str
    title: str
    summary: str
    producer: str
    acronym: str
    producer_page: str
    licence: str
    licence_page: str
    page: str
    refresh: str
    caveats: tuple[str, ...]
    read: tuple[str, ...]
    computed: tuple[str, ...]
    instructions: tuple[str, ...]

    @property
    def is_online(self) -> bool:
        return self.slug in get_snapshot().releases

    @property
    def is_computed(self) -> bool:
        return self.slug == COMPUTED_DATASET


def get_source_version() -> str:
    """Changes with the figures, with every attempt on a source, every refusal, and every day."""
    last = FetchAttempt.objects.aggregate(last=Max("pk"))["last"] or 0
    refused = PublicationRefusal.objects.aggregate(at=Max("at"), count=Count("pk"))
    refusals = f"{refused['count']}.{refused['at']:%Y%m%d%H%M%S%f}" if refused["at"] else "0"
    return f"{get_data_version()}-{last}-{refusals}-{localdate():%Y%m%d}"


def list_datasets() -> list[DatasetInfo]:
    """Every dataset of the catalogue, by title; the computed one is not among them."""
    found = [_describe(entry) for entry in get_catalogue().datasets.values()]
    return sorted(found, key=lambda one: one.title)


def find_dataset(slug: str) -> DatasetInfo | None:
    """One of them, or the computed one when it is online."""
    entry = get_catalogue().datasets.get(slug)
    if entry is not None:
        return _describe(entry)
    if slug == COMPUTED_DATASET and slug in get_snapshot().releases:
        return _describe_computed()
    return None


def _describe(entry: Dataset) -> DatasetInfo:
    catalogue = get_catalogue()
    public = [one.slug for one in catalogue.list_public_indicators()]
    online = _list_online(entry.slug)
    read = set(entry.indicators)
    producer, licence = catalogue.producers[entry.producer], catalogue.licences[entry.licence]
    return DatasetInfo(
        slug=entry.slug,
        title=entry.title,
        summary=entry.summary,
        producer=producer.name,
        acronym=producer.acronym,
        producer_page=producer.page,
        licence=licence.title,
        licence_page=licence.page,
        page=entry.page,
        refresh=entry.refresh,
        caveats=entry.caveats,
        read=tuple(slug for slug in public if slug in read),
        computed=tuple(slug for slug in public if slug in online and slug not in read),
        instructions=tuple(
            file.fetch.instructions for file in entry.files if isinstance(file.fetch, HandedFetch)
        ),
    )


def _describe_computed() -> DatasetInfo:
    source = get_source(COMPUTED_DATASET)
    public = [one.slug for one in get_catalogue().list_public_indicators()]
    online = _list_online(COMPUTED_DATASET)
    return DatasetInfo(
        slug=COMPUTED_DATASET,
        title=source.title,
        summary=_SUMMARY_COMPUTED,
        producer=source.producer,
        acronym="",
        producer_page="",
        licence=source.licence,
        licence_page="",
        page="",
        refresh="",
        caveats=(),
        read=(),
        computed=tuple(slug for slug in public if slug in online),
        instructions=(),
    )


def _list_online(dataset: str) -> set[str]:
    """Slugs of the indicators in the release online; none without one."""
    release = get_snapshot().releases.get(dataset)
    if release is None:
        return set()
    layout = get_layouts([release.release_id])[release.release_id]
    return {slug for kind in layout.kinds.values() for slug, _ in kind.cells}
