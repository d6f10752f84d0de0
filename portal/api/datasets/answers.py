"""Datasets and releases of the domain → their schemas."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from portal.api.datasets import schemas
from portal.api.problems import ProblemError
from portal.stats.addresses import dataset_path
from portal.stats.queries import UnknownDatasetError, get_source
from portal.stats.queries.datasets import DatasetInfo, find_dataset
from portal.stats.queries.freshness import Freshness
from portal.stats.queries.history import ReleaseInfo, UnknownArchiveError, find_archive, get_release

_CSV: Final = "text/csv"
_MADE_WHEN_ASKED: Final[tuple[tuple[str, str, str], ...]] = (
    ("csv", _CSV, ".csv"),
    ("csv-excel", _CSV, ".csv?format=excel"),
    ("table-schema", "application/json", ".schema.json"),
    ("sha256", "text/plain", ".sha256"),
)


def get_dataset(slug: str) -> DatasetInfo:
    """Raises ProblemError 404."""
    found = find_dataset(slug)
    if found is None:
        detail = f"Aucun jeu de données « {slug[:80]} ». Liste : /api/v1/datasets."
        raise ProblemError(404, "unknown_dataset", detail)
    return found


def get_dataset_release(slug: str, number: int) -> ReleaseInfo:
    """Raises ProblemError 404."""
    get_dataset(slug)
    try:
        return get_release(slug, number)
    except UnknownArchiveError as error:
        detail = f"« {slug} » n’a pas de version {number}. Liste : /api/v1/datasets/{slug}/releases."
        raise ProblemError(404, "unknown_release", detail) from error


def build_dataset(dataset: DatasetInfo, fresh: Freshness | None) -> schemas.Dataset:
    try:
        source = get_source(dataset.slug)
    except UnknownDatasetError:
        source = None
    path = dataset_path(dataset.slug)
    return schemas.Dataset(
        dataset=dataset.slug,
        title=dataset.title,
        producer=dataset.producer,
        licence=dataset.licence,
        page=dataset.page,
        release=source.number if source else None,
        published_at=source.published_at if source else None,
        state="online" if source else "waiting",
        freshness=fresh.state if fresh else None,
        next_expected_on=fresh.next_expected_on if fresh else None,
        extract=fresh.extract if fresh else "",
        summary=dataset.summary,
        refresh=dataset.refresh,
        licence_page=dataset.licence_page,
        caveats=list(dataset.caveats),
        indicators=list(dataset.read),
        computed=list(dataset.computed),
        page_here=settings.SITE_URL + path,
        releases=f"{settings.SITE_URL}/api/v1/datasets/{dataset.slug}/releases",
    )


def build_release(release: ReleaseInfo) -> schemas.Release:
    page = f"{settings.SITE_URL}{dataset_path(release.dataset)}/versions/{release.number}"
    changes = release.changes
    return schemas.Release(
        dataset=release.dataset,
        number=release.number,
        state="online" if release.is_online else "withdrawn" if release.is_withdrawn else "replaced",
        published_at=release.published_at,
        values=release.value_count,
        years=list(release.years),
        levels=list(release.kinds),
        indicators=list(release.indicators),
        extract=release.extract,
        inputs=dict(release.inputs),
        originals=[
            schemas.OriginalFile(
                name=one.name, sha256=one.sha256, origin=one.origin, fetched_at=one.fetched_at
            )
            for one in release.originals
        ],
        checks=schemas.Checks(passed=release.passed, warnings=[one.message for one in release.warnings]),
        changes=schemas.Changes(
            previous=changes.previous,
            appeared=changes.appeared,
            vanished=changes.vanished,
            changed=changes.changed,
            unchanged=changes.unchanged,
        ),
        files=_list_files(release, page),
        page=page,
    )


def _list_files(release: ReleaseInfo, page: str) -> list[schemas.File]:
    """None when the archive is gone: everything is made from it."""
    archive = find_archive(release)
    if archive is None:
        return []
    files = [
        schemas.File(
            format="parquet",
            media_type="application/vnd.apache.parquet",
            url=f"{page}.parquet",
            sha256=archive.sha256,
            bytes=archive.size_bytes,
        )
    ]
    for name, media_type, suffix in _MADE_WHEN_ASKED:
        files.append(
            schemas.File.model_validate(
                {
                    "format": name,
                    "media_type": media_type,
                    "url": page + suffix,
                    "sha256": None,
                    "bytes": None,
                }
            )
        )
    return files
