"""Addresses of indicators: one slug, one address; the explorer keeps what was chosen."""

from __future__ import annotations

import pytest

from portal.stats.addresses import (
    explore_path,
    explore_peers_path,
    indicator_path,
    parse_segment,
    write_segment,
)


def test_segment_goes_and_comes_back() -> None:
    assert write_segment("taux_th_commune") == "taux-th-commune"
    assert parse_segment("taux-th-commune") == "taux_th_commune"
    assert indicator_path("taux_th_commune") == "/indicateurs/taux-th-commune"


def test_explore_path_without_choice_is_bare() -> None:
    assert explore_path("encours_dette") == "/explorer/encours-dette"


def test_explore_path_keeps_what_was_chosen_in_one_order() -> None:
    assert explore_path(
        "dette", here="commune:35238", view="classement", level="commune", zone="departement:35"
    ) == ("/explorer/dette?zone=departement:35&niveau=commune&vue=classement&ici=commune:35238")


@pytest.mark.parametrize(
    ("kind", "code", "departement", "expected"),
    [
        ("commune", "35238", "35", "/explorer/dette?zone=departement:35&ici=commune:35238"),
        ("epci", "243500139", "35", "/explorer/dette?zone=departement:35&niveau=epci&ici=epci:243500139"),
        ("ept", "200057966", "", "/explorer/dette?zone=ept:200057966"),
        ("departement", "35", "", "/explorer/dette?ici=departement:35"),
        ("region", "53", "", "/explorer/dette?niveau=region&ici=region:53"),
        ("commune", "97701", "", ""),
        ("syndicat", "1", "35", ""),
    ],
)
def test_explore_peers_path_shows_a_territory_among_its_like(
    kind: str, code: str, departement: str, expected: str
) -> None:
    assert explore_peers_path("dette", kind, code, departement) == expected
