"""Territories found in titles with the names of all French authorities (original.md, 4.1, 18)."""

from __future__ import annotations

import sqlite3

from django.conf import settings

from portal.library.describing.places import Place, build_gazetteer
from tests.library.describing.test_places import measure

_NAMES = (
    "SELECT kind, code, name, coalesce(population, 0) FROM territories_territory WHERE is_current"
    " AND kind IN ('commune', 'epci', 'departement', 'region')"
)


def test_territories_of_labelled_titles_are_right_98_times_in_100(real_portal: str) -> None:
    database = sqlite3.connect(f"file:{settings.REAL_DATA_DIR / 'portal.sqlite3'}?mode=ro", uri=True)
    try:
        precision, recall, wrong = measure(build_gazetteer(Place(*row) for row in database.execute(_NAMES)))
    finally:
        database.close()
    assert precision >= 0.98, wrong
    assert recall >= 0.9, wrong
