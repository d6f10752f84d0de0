"""The box finds the right place first, on the real territories (issue "Foundation": shown by)."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.real.conftest import GetJson

FIRST = {
    "st etienne": ("commune", "42218"),
    "saint étienne": ("commune", "42218"),
    "42100": ("commune", "42218"),
    "villeneuve d ascq": ("commune", "59009"),
    "monpelier": ("commune", "34172"),
    "chateauroux": ("commune", "36044"),
    "rennes metropole": ("epci", "243500139"),
    "35": ("departement", "35"),
    "abergement clemenciat": ("commune", "01001"),
    "fleurigné": ("commune", "35062"),  # merged into La Chapelle-Fleurigné on 1 January 2024
}


@pytest.mark.parametrize(("query", "place"), FIRST.items())
def test_search_finds_first(get_json: GetJson, query: str, place: tuple[str, str]) -> None:
    items = get_json(f"/api/v1/territories?limit=5&q={quote(query)}")["items"]
    assert (items[0]["kind"], items[0]["code"]) == place, [item["label"] for item in items]
