"""Names and slugs, on official names that trip."""

from __future__ import annotations

import pytest

from portal.territories.actions.load.naming import (
    build_slug,
    choose_epci_name,
    expand_epci_name,
    guess_group_article,
    is_same_epci_name,
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("L'Abergement-Clémenciat", "l-abergement-clemenciat"),
        ("L'Haÿ-les-Roses", "l-hay-les-roses"),
        ("Cœur-de-la-Vallée", "coeur-de-la-vallee"),
        ("Jugon-les-Lacs - Commune nouvelle", "jugon-les-lacs-commune-nouvelle"),
        ("Saint-Étienne", "saint-etienne"),
        ("Vald'Yerre", "vald-yerre"),
        ("Y", "y"),
        ("Marseille 1er Arrondissement", "marseille-1er-arrondissement"),
    ],
)
def test_slug_is_plain_words(name: str, slug: str) -> None:
    assert build_slug(name) == slug


@pytest.mark.parametrize(
    ("long", "short", "chosen"),
    [
        ("Communauté de communes Cœur de X", "CC Coeur de X", "Communauté de communes Cœur de X"),
        ("Saint-Etienne Métropole", "Saint-Étienne Métropole", "Saint-Étienne Métropole"),
        ("Communauté urbaine d'Arras", "CU d'Arras", "Communauté urbaine d'Arras"),
        ("", "CA Plaine Vallée", "Communauté d'agglomération Plaine Vallée"),
        ("Rennes Métropole", "", "Rennes Métropole"),
    ],
)  # fmt: skip
def test_epci_name_is_the_full_one_with_its_accents(long: str, short: str, chosen: str) -> None:
    assert choose_epci_name(long, short) == chosen


def test_epci_name_is_not_doubled() -> None:
    doubled = "CC communauté de communes des Hauts-Tolosans"
    assert expand_epci_name(doubled) == "Communauté de communes des Hauts-Tolosans"
    assert expand_epci_name("Métropole de Lyon") == "Métropole de Lyon"


@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("Communauté urbaine d'Arras", 3),
        ("Métropole du Grand Paris", 3),
        ("Eurométropole de Strasbourg", 5),
        ("Orléans Métropole", 1),
        ("Est Ensemble", 1),
        ("Rennes Métropole", 0),
        ("Haut-Bugey Agglomération", 0),
    ],
)
def test_epci_article(name: str, article: int) -> None:
    assert guess_group_article(name) == article


def test_epci_name_has_its_apostrophe_back() -> None:
    assert (
        expand_epci_name("CC Terre d?Emeraude Communauté")
        == "Communauté de communes Terre d'Emeraude Communauté"
    )


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("CA du Bassin d'Arcachon Nord", "CA du Bassin d'Arcachon Nord (COBAN)", True),
        ("CC du Pays de St Gilles-Croix-de-Vie", "CC du Pays de Saint Gilles-Croix-de-Vie", True),
        ("CC Cœur de Loire", "Communauté de communes COEUR DE LOIRE", True),
        ("CC des Coteaux Bordelais", "CC les Coteaux Bordelais", True),
        ("CC Ciron & Landes", "CC Ciron-et-Landes", True),
        ("CC Vals de Saintonge", "CC Vals de Saintonge Communauté", False),
        ("CC du Pays de Landerneau", "CA du Pays de Landerneau", False),  # another category
        ("CC du Pays Bellegardien (CCPB)", "CC Terre Valserhône (CCTV)", False),
    ],
)
def test_epci_names_that_differ_by_spelling_are_the_same(one: str, other: str, is_same: bool) -> None:
    assert is_same_epci_name(one, other) is is_same
