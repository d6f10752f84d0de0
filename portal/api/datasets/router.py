"""``/datasets``: where the figures come from, release by release."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Path, Query, Router

from portal.api.datasets import schemas
from portal.api.datasets.answers import build_dataset, build_release, get_dataset, get_dataset_release
from portal.api.door import ensure_parameters, write
from portal.api.problems import Problem
from portal.stats.queries.datasets import list_datasets
from portal.stats.queries.freshness import list_freshness
from portal.stats.queries.history import list_releases

router = Router(tags=["Sources"])

Slug = Annotated[str, Path(examples=["insee_populations"])]

Number = Annotated[int, Path(ge=1, le=999_999)]


@router.get(
    "",
    response={200: schemas.DatasetList, 400: Problem},
    operation_id="list_datasets",
    summary="Jeux de données",
)
def get_list(request: HttpRequest, filters: Query[schemas.DatasetFilters]) -> HttpResponse:
    """Producteur, licence, page d’origine, version en ligne, fraîcheur et indicateurs de chacun."""
    ensure_parameters(request, schemas.DatasetFilters)
    fresh = {one.dataset: one for one in list_freshness(localdate())}
    found = [build_dataset(one, fresh.get(one.slug)) for one in list_datasets()]
    kept = [one for one in found if filters.state in ("all", one.state)]
    return write(schemas.DatasetList(items=sorted(kept, key=lambda one: one.dataset), next=None))


@router.get(
    "/{slug}",
    response={200: schemas.Dataset, 400: Problem, 404: Problem},
    operation_id="get_dataset",
    summary="Un jeu de données",
)
def get_one(request: HttpRequest, slug: Slug) -> HttpResponse:
    ensure_parameters(request)
    dataset = get_dataset(slug)
    fresh = next((one for one in list_freshness(localdate()) if one.dataset == slug), None)
    return write(build_dataset(dataset, fresh))


@router.get(
    "/{slug}/releases",
    response={200: schemas.ReleaseList, 400: Problem, 404: Problem},
    operation_id="list_releases",
    summary="Versions d’un jeu de données",
)
def get_releases(request: HttpRequest, slug: Slug) -> HttpResponse:
    """De la plus récente à la plus ancienne, avec leurs fichiers et leurs empreintes."""
    ensure_parameters(request)
    dataset = get_dataset(slug)
    return write(
        schemas.ReleaseList(items=[build_release(one) for one in list_releases(dataset.slug)], next=None)
    )


@router.get(
    "/{slug}/releases/{number}",
    response={200: schemas.Release, 400: Problem, 404: Problem},
    operation_id="get_release",
    summary="Une version d’un jeu de données",
)
def get_release(request: HttpRequest, slug: Slug, number: Number) -> HttpResponse:
    ensure_parameters(request)
    return write(build_release(get_dataset_release(slug, number)))
