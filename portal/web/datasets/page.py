"""The page of one dataset: what it is, what is read and computed from it, its releases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from portal.kernel.french import format_count, format_date, format_period
from portal.stats.addresses import dataset_path, indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.datasets import DatasetInfo
from portal.stats.queries.freshness import Freshness, list_freshness
from portal.stats.queries.history import ReleaseInfo, list_releases
from portal.ui.exports.citations import Citation, write_citation
from portal.ui.words import LEVELS, REFRESHES, word_month
from portal.web.datasets.listing import explain_waiting
from portal.web.datasets.release import build_card
from portal.web.datasets.states import STATES


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    label: str
    path: str
    question: str


def present_dataset(dataset: DatasetInfo, today: date) -> dict[str, Any]:
    """All that the template shows: five SQL queries at most."""
    releases = list_releases(dataset.slug)
    online = next((release for release in releases if release.is_online), None)
    fresh = next((one for one in list_freshness(today) if one.dataset == dataset.slug), None)
    path = dataset_path(dataset.slug)
    return {
        "dataset": dataset,
        "path": path,
        "state": STATES[fresh.state] if fresh else None,
        "facts": _list_facts(dataset, online, fresh),
        "why": explain_waiting(dataset.instructions, fresh) if fresh and online is None else "",
        "failure": fresh.failure if fresh and online is not None else None,
        "failure_day": format_date(localdate(fresh.failure.at)) if fresh and fresh.failure else "",
        "extract": online.extract if online else "",
        "read": _list_indicators(dataset.read),
        "computed": _list_indicators(dataset.computed),
        "inputs": _list_inputs(online),
        "card": build_card(dataset, online) if online else None,
        "releases": [build_card(dataset, release) for release in releases],
        "citation": write_citation(build_citation(dataset, online)),
        "structured": _build_structured(dataset, online, path),
        "api": f"/api/v1/datasets/{dataset.slug}",
    }


def _list_facts(
    dataset: DatasetInfo, online: ReleaseInfo | None, fresh: Freshness | None
) -> list[tuple[str, str]]:
    facts = [("Producteur", dataset.producer), ("Licence", dataset.licence)]
    if dataset.refresh:
        facts.append(("Mise à jour", REFRESHES[dataset.refresh]))
    if online and online.years:
        facts.append(("Années", format_period(online.years[0], online.years[-1])))
        facts.append(("Niveaux", ", ".join(LEVELS[kind] for kind in online.kinds)))
        facts.append(("Valeurs", format_count(online.value_count, "valeur")))
    if online and online.published_at:
        published_on = format_date(localdate(online.published_at))
        facts.append(("Version en ligne", f"n° {online.number} du {published_on}"))
    if fresh and fresh.next_expected_on:
        facts.append(("Prochaine attendue", word_month(fresh.next_expected_on)))
    return facts


def _list_indicators(slugs: Iterable[str]) -> list[IndicatorLine]:
    known = get_catalogue().indicators
    return [
        IndicatorLine(known[slug].label, indicator_path(slug), known[slug].question or "") for slug in slugs
    ]


def _list_inputs(online: ReleaseInfo | None) -> list[tuple[str, str, int]]:
    """Datasets that a computed release rests on, as (title, path, number of its release)."""
    known = get_catalogue().datasets
    inputs = online.inputs if online else {}
    return [
        (known[slug].title, dataset_path(slug), number) for slug, number in inputs.items() if slug in known
    ]


def build_citation(dataset: DatasetInfo, online: ReleaseInfo | None) -> Citation:
    """Dated by the release online, at the address of its own page: that page and its files never change."""
    path = dataset_path(dataset.slug)
    return Citation(
        title=dataset.title,
        authors=(dataset.producer,),
        publisher=settings.SITE_NAME,
        dated=localdate(online.published_at) if online and online.published_at else None,
        version=str(online.number) if online else "",
        address=f"{settings.SITE_URL}{path}{f'/versions/{online.number}' if online else ''}",
        licence=dataset.licence,
    )


def _build_structured(dataset: DatasetInfo, online: ReleaseInfo | None, path: str) -> dict[str, Any]:
    """schema.org Dataset (standards.md, D-04)."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": dataset.title,
        "description": f"{dataset.title}. {dataset.summary} {' '.join(dataset.caveats)}".strip()[:5000],
        "url": settings.SITE_URL + path,
        "identifier": dataset.slug,
        "isAccessibleForFree": True,
        "inLanguage": "fr",
        "spatialCoverage": "France",
        "creator": {"@type": "Organization", "name": dataset.producer},
    }
    if dataset.licence_page:
        found["license"] = dataset.licence_page
    if dataset.page:
        found["isBasedOn"] = dataset.page
    if online:
        found |= _describe_release(online, path)
    return found


def _describe_release(online: ReleaseInfo, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {"version": str(online.number)}
    if online.years:
        found["temporalCoverage"] = f"{online.years[0]}/{online.years[-1]}"
    if online.published_at:
        found["dateModified"] = localdate(online.published_at).isoformat()
    address = f"{settings.SITE_URL}{path}/versions/{online.number}"
    found["variableMeasured"] = _name_variables(online.indicators)
    found["distribution"] = [
        {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{address}.{suffix}"}
        for suffix, kind in (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet"))
    ]
    return found


def _name_variables(slugs: Sequence[str]) -> list[str]:
    known = get_catalogue().indicators
    return [known[slug].label for slug in slugs if slug in known and not known[slug].internal]
