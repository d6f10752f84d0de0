"""Addresses are promises."""

from __future__ import annotations

import pytest

from portal.territories.addresses import path_of


@pytest.mark.parametrize(
    ("kind", "code", "slug", "path"),
    [
        ("commune", "35238", "rennes", "/communes/35238-rennes"),
        ("commune", "35238", "", "/communes/35238"),
        ("epci", "243500139", "rennes-metropole", "/epci/243500139-rennes-metropole"),
        ("departement", "2A", "corse-du-sud", "/departements/2A-corse-du-sud"),
        ("region", "53", "bretagne", "/regions/53-bretagne"),
        ("ept", "200057867", "plaine-commune", "/ept/200057867-plaine-commune"),
        ("commune_deleguee", "35112", "fleurigne", "/communes-deleguees/35112-fleurigne"),
        ("arrondissement_municipal", "69383", "lyon-3e", "/arrondissements-municipaux/69383-lyon-3e"),
        ("france", "FR", "france", "/france"),
    ],
)
def test_path_of_kind_is_the_promised_one(kind: str, code: str, slug: str, path: str) -> None:
    assert path_of(kind, code, slug) == path


def test_path_of_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        path_of("canton", "3501")
