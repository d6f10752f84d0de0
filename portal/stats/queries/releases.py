"""Which releases are online, and where their figures come from."""

from __future__ import annotations

from portal.stats.queries.answers import SourceInfo


class UnknownDatasetError(LookupError):
    """No release of this dataset is online."""


def get_source(dataset: str) -> SourceInfo:
    """Title, producer, licence, page and release of a dataset. Raises UnknownDatasetError."""
    raise UnknownDatasetError(dataset)


def list_sources() -> list[SourceInfo]:
    """The datasets online, by slug."""
    return []


def get_data_version() -> str:
    """A short string that changes whenever a release or the territories change: for ETags.

    Cached for a few seconds per process. Ask for it before the figures: a publication in between
    then gives an outdated tag, which only costs one more request.
    """
    return "0"
