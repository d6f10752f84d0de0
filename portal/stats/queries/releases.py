"""Which releases are online, and where their figures come from."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel.levels import LEVELS
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.models import COMPUTED_DATASET
from portal.stats.queries.answers import SourceInfo
from portal.stats.store.read import OnlineRelease, Snapshot, get_snapshot


class UnknownDatasetError(LookupError):
    """No release of this dataset is online."""


def get_source(dataset: str) -> SourceInfo:
    """Title, producer, licence, page and release of a dataset. Raises UnknownDatasetError."""
    release = get_snapshot().releases.get(dataset)
    if release is None:
        raise UnknownDatasetError(f"no release of {dataset!r} is online")
    if dataset == COMPUTED_DATASET:
        return _describe_computed(release)
    catalogue = get_catalogue()
    entry = catalogue.datasets.get(dataset)
    if entry is None:
        raise UnknownDatasetError(f"{dataset!r} is online but no longer in the catalogue")
    return SourceInfo(
        dataset=dataset,
        title=entry.title,
        producer=catalogue.producers[entry.producer].name,
        licence=catalogue.licences[entry.licence].title,
        page=entry.page,
        number=release.number,
        published_at=release.published_at,
        extract=release.extract,
        acronym=catalogue.producers[entry.producer].acronym,
    )


def list_sources() -> list[SourceInfo]:
    """The datasets online, by slug; the computed one has no line of its own."""
    known = get_catalogue().datasets
    return [get_source(dataset) for dataset in sorted(get_snapshot().releases) if dataset in known]


def list_indicator_sources(indicator: str, level: str = "") -> list[SourceInfo]:
    """The datasets online that an indicator comes from, through its operands when it is computed.

    One whose figures are all hidden by a dataset of smaller precedence is none of them. Of one ``level``,
    those that its figures come from (those of communes where the level has none of its own); else of all.
    """
    snapshot, catalogue = get_snapshot(), get_catalogue()
    if indicator not in catalogue.indicators:
        return []
    inputs = catalogue.list_inputs(indicator) or (indicator,)
    serving = _list_serving(snapshot, inputs, [level] if level in LEVELS else [] if level else LEVELS)
    serving = serving or _list_serving(snapshot, inputs, ["commune"])
    hidden = {name for name in inputs if catalogue.indicators[name].internal}  # no release keeps them
    return [
        get_source(dataset)
        for dataset in catalogue.list_sources(indicator)
        if dataset in snapshot.releases
        and (dataset in serving or hidden.intersection(catalogue.datasets[dataset].indicators))
    ]


def _list_serving(snapshot: Snapshot, slugs: Iterable[str], kinds: Iterable[str]) -> set[str]:
    """The datasets that serve some figure of these indicators at these levels."""
    places = [snapshot.places(kind) for kind in kinds]
    return {place.dataset for of_kind in places for slug in slugs for place in of_kind.get(slug, ())}


def get_data_version() -> str:
    """A short string that changes whenever a release or the territories change: for ETags.

    Cached for a few seconds per process. Ask for it before the figures: a publication in between
    then gives an outdated tag, which only costs one more request.
    """
    return get_snapshot().version


def _describe_computed(release: OnlineRelease) -> SourceInfo:
    inputs = tuple(list_sources())
    licences = list(dict.fromkeys(source.licence for source in inputs))
    producers = list(dict.fromkeys(source.producer for source in inputs))
    return SourceInfo(
        dataset=release.dataset,
        title="Calculs du portail à partir de plusieurs sources",
        producer=", ".join(producers),
        licence=", ".join(licences),
        page="",
        number=release.number,
        published_at=release.published_at,
        inputs=inputs,
    )
