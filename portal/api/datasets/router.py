"""``/datasets``: where the figures come from, and which release is online."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from portal.api.datasets.schemas import Dataset, DatasetList
from portal.api.door import ensure_parameters, write
from portal.api.figures.answers import build_source
from portal.api.problems import Problem
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import SourceInfo, list_sources

router = Router(tags=["Sources"])


@router.get(
    "",
    response={200: DatasetList, 400: Problem},
    operation_id="list_datasets",
    summary="Jeux de données en ligne",
)
def get_list(request: HttpRequest) -> HttpResponse:
    """Producteur, licence, page d’origine, version en ligne et date de publication de chacun."""
    ensure_parameters(request)
    return write(DatasetList(items=[_build_dataset(source) for source in list_sources()], next=None))


def _build_dataset(source: SourceInfo) -> Dataset:
    catalogue = get_catalogue()
    entry = catalogue.datasets[source.dataset]
    public = {indicator.slug for indicator in catalogue.list_public_indicators()}
    return Dataset(
        **build_source(source).model_dump(),
        summary=entry.summary,
        refresh=entry.refresh,
        licence_page=catalogue.licences[entry.licence].page,
        caveats=list(entry.caveats),
        indicators=[slug for slug in entry.indicators if slug in public],
    )
