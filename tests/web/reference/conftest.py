"""Three platforms of the small universe: of Rennes, of the Côtes-d'Armor, of La Chapelle-Fleurigné (2,500
inhabitants); and one of an agency, without territory."""

from __future__ import annotations

from datetime import date

import pytest

from portal.library.actions.recording import record_description
from portal.library.description import Description
from portal.library.queries.versions import reset_library_version
from tests.web.conftest import NOW


def record_platform(title: str, url: str, *territories: str, technology: str = "OpenDataSoft") -> int:
    """The number of the document."""
    description = Description(
        kind="platform",
        title=title,
        url=url,
        territories=territories,
        keywords=("données ouvertes", technology),
        modified_on=date(2022, 12, 31),
        producers=("org-exemple",),
    )
    recorded = record_description(description, source="liste", remote_id=url, document=None, now=NOW)
    reset_library_version()
    return recorded.document_id


@pytest.fixture
def platforms(small_portal: None) -> dict[str, int]:
    return {
        "rennes": record_platform("Données ouvertes de Rennes", "https://data.rennes.fr/x", "commune:35238"),
        "armor": record_platform(
            "Données ouvertes des Côtes-d’Armor", "http://armor.fr", "departement:22", technology="CKAN"
        ),
        "chapelle": record_platform(
            "Données ouvertes de La Chapelle", "https://chapelle.fr", "commune:35062", technology="CKAN"
        ),
        "agence": record_platform("Données ouvertes : Agence", "https://agence.fr", technology="DKAN"),
    }
