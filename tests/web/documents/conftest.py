"""Six documents that differ by everything a reader can choose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from portal.library.models import Document, DocumentFile, Identifier, Organization
from tests.library.search.builders import publish, touch
from tests.territories.builders import build_small_universe

Shelf = dict[str, Document]
Get = Callable[..., Any]
HARVEST = {"origin": "harvested", "source": "socle", "record": "1", "at": "2026-02-03T08:00:00+00:00"}


@pytest.fixture
def shelf(db: None) -> Shelf:
    """« bis 2024 » and « bis 2023 » are two issues of « bis »; « removed » was taken offline."""
    build_small_universe()
    Organization.objects.create(slug="ville-de-rennes", name="Ville de Rennes")
    series = publish(
        "Bulletin d'information statistique", producers=["dgcl"], provenance={"*": {"origin": "series"}}
    )
    found = {"bis": series}
    for year in (2023, 2024):
        found[f"bis {year}"] = publish(
            f"Les finances des communes en {year}",
            published=f"{year}-03-12",
            series=series,
            abstract="Les dépenses des communes augmentent.\n\nLa dette recule.",
            producers=["dgcl"],
            subjects=["finances"],
            levels=["commune"],
            licence="lov2",
            language="fr",
            formats=["pdf"],
            years=[year - 1],
            keywords=["budget"],
            sources=["socle"],
            provenance={
                "*": HARVEST,
                "subjects": {"origin": "inferred"},
                "title": {"origin": "edited", "by": "eva"},
            },
        )
    found["data"] = publish(
        "Comptes de Rennes",
        kind="dataset",
        published="2025-12-31",
        producers=["ville-de-rennes"],
        territories=["commune:35238"],
        subjects=["finances"],
        formats=["csv", "json"],
    )  # fmt: skip
    found["undated"] = publish(
        "=HYPERLINK(1) <script>alert(1)</script>",
        kind="tool",
        published_words="[S.d.]",
        publisher_words="Agence inconnue",
        levels=["epci"],
        territories=["epci:243500139", "departement:22"],
    )
    found["removed"] = publish("Document retiré", published="2020-01-01", state="hidden")
    data = found["data"]
    touch(data, published_precision="year")
    DocumentFile.objects.create(
        document=data, rank=0, url="https://example.org/c.csv", title="Comptes", format="csv",
        size_bytes=2_726_298, modified_on=date(2026, 1, 2),
    )  # fmt: skip
    Identifier.objects.create(document=data, scheme="doi", value="10.1000/182")
    cache.clear()
    return found


@pytest.fixture
def get(shelf: Shelf, client: Client) -> Get:
    return client.get
