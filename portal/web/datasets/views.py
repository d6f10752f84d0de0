"""``/donnees``: where every figure comes from, release by release, and how fresh it is."""

from __future__ import annotations

from typing import cast

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponsePermanentRedirect,
)
from django.http.response import HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from portal.cms.versions import get_editorial_version, get_page_version
from portal.stats.addresses import dataset_path, parse_segment
from portal.stats.queries.datasets import DatasetInfo, find_dataset, get_source_version
from portal.stats.queries.history import (
    ReleaseInfo,
    UnknownArchiveError,
    find_archive,
    find_online,
    get_release,
)
from portal.ui.caching import public_page
from portal.ui.exports.citations import CitationFormat, build_citation_response
from portal.ui.exports.csv import parse_dialect
from portal.web.datasets import files, listing
from portal.web.datasets.freshness import present_freshness
from portal.web.datasets.page import build_citation, present_dataset
from portal.web.datasets.release import WHATS, present_release
from portal.web.datasets.schema import build_schema
from portal.web.datasets.versions import present_versions


def get_listing_version() -> str:
    """Changes with the sources and with the texts of the site."""
    return f"{get_source_version()}-{get_editorial_version()}"


@public_page(get_listing_version, has_versions=False)
def show_datasets(request: HttpRequest) -> HttpResponse:
    order = listing.parse_order(request.GET.get("tri", ""))
    if order is None:
        raise Http404("no such order")
    return render(request, "datasets/datasets.html", listing.present_datasets(order, localdate()))


@public_page(get_listing_version, has_versions=False)
def show_freshness(request: HttpRequest) -> HttpResponse:
    return render(request, "datasets/freshness.html", present_freshness(localdate()))


@public_page(get_listing_version, has_versions=False)
def show_dataset(request: HttpRequest, segment: str) -> HttpResponse:
    dataset = _get_dataset(segment)
    path = dataset_path(dataset.slug)
    if request.path != path:
        return HttpResponsePermanentRedirect(path)
    return render(request, "datasets/dataset.html", present_dataset(dataset, localdate()))


@public_page(get_page_version, has_versions=False)
def show_release(request: HttpRequest, segment: str, number: str) -> HttpResponse:
    dataset, release = _get_release(segment, number)
    path = f"{dataset_path(dataset.slug)}/versions/{release.number}"
    if request.path != path:
        return HttpResponsePermanentRedirect(path)
    what = request.GET.get("quoi", "")
    if what not in WHATS:
        raise Http404("no such kind of change")
    context = present_release(dataset, release, what, _parse_page(request))
    return render(request, "datasets/release.html", context)


@public_page(get_listing_version, has_versions=False)
def show_versions(request: HttpRequest) -> HttpResponse:
    return render(request, "datasets/versions.html", present_versions(_parse_page(request)))


@public_page(get_listing_version, has_versions=False)
def cite_dataset(request: HttpRequest, segment: str, extension: str) -> HttpResponse:
    """A dataset for a reference manager."""
    dataset = _get_dataset(segment)
    online = find_online(dataset.slug)
    wanted = cast("CitationFormat", extension)
    return build_citation_response(
        build_citation(dataset, online), wanted, "open-collectivites", dataset.slug
    )


def download_release(request: HttpRequest, segment: str, number: str, suffix: str) -> HttpResponseBase:
    """A file of a release. The archive is found by the database, never by the address."""
    dataset, release = _get_release(segment, number)
    archive = find_archive(release)
    if archive is None:
        raise Http404(f"the archive of {release.dataset} n° {release.number} is gone")
    dialect = parse_dialect(request.GET.get("format"))
    if dialect is None:
        page = render(request, "400.html", {"reason": "Ce format n’existe pas : « csv » ou « excel »."})
        return HttpResponseBadRequest(page.content)
    if suffix == "parquet":
        return files.send_archive(request, release, archive)
    if suffix == "csv":
        return files.send_csv(request, release, archive, dialect)
    if suffix == "sha256":
        return files.send_hashes(release, archive)
    return JsonResponse(build_schema(dataset, release), json_dumps_params={"ensure_ascii": False})


def _get_dataset(segment: str) -> DatasetInfo:
    dataset = find_dataset(parse_segment(segment))
    if dataset is None:
        raise Http404(f"no dataset {segment!r}")
    return dataset


def _get_release(segment: str, number: str) -> tuple[DatasetInfo, ReleaseInfo]:
    dataset = _get_dataset(segment)
    try:
        return dataset, get_release(dataset.slug, int(number))
    except UnknownArchiveError as error:
        raise Http404(str(error)) from error


def _parse_page(request: HttpRequest) -> int:
    """The page asked, from 1. Raises Http404 for what is no page."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text)):
        raise Http404(f"no page {text!r}")
    return int(text)
