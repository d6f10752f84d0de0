"""Articles and prepositions of the names of territories."""

from __future__ import annotations

import pytest

from portal.kernel import french


@pytest.mark.parametrize(
    ("name", "article_kind", "of", "at"),
    [
        ("Rennes", 0, "de Rennes", "à Rennes"),
        ("Haut Valromey", 0, "de Haut Valromey", "à Haut Valromey"),
        ("Amiens", 1, "d\u2019Amiens", "à Amiens"),
        ("Hirson", 1, "d\u2019Hirson", "à Hirson"),
        ("Évreux", 1, "d\u2019Évreux", "à Évreux"),
        ("Le Mans", 2, "du Mans", "au Mans"),
        ("Le Havre", 2, "du Havre", "au Havre"),
        ("La Rochelle", 3, "de La Rochelle", "à La Rochelle"),
        ("Les Lilas", 4, "des Lilas", "aux Lilas"),
        ("Les Abymes", 4, "des Abymes", "aux Abymes"),
        ("L'Haÿ-les-Roses", 5, "de L\u2019Haÿ-les-Roses", "à L\u2019Haÿ-les-Roses"),
        ("Aux Marais", 6, "des Marais", "aux Marais"),
        ("Las Planas", 7, "de Las Planas", "à Las Planas"),
        ("Los Masos", 8, "de Los Masos", "à Los Masos"),
        ("Le Vernet-Chaméane", 0, "du Vernet-Chaméane", "au Vernet-Chaméane"),  # article left out by the TNCC
        ("Lempdes", 0, "de Lempdes", "à Lempdes"),
        ("Œuilly", 1, "d\u2019Œuilly", "à Œuilly"),
        ("Abymes", 4, "d\u2019Abymes", "à Abymes"),  # the TNCC of an article that the name does not hold
    ],
)
def test_commune_takes_its_article(name: str, article_kind: int, of: str, at: str) -> None:
    assert french.of_place(name, article_kind) == of
    assert french.at_place(name, article_kind) == at
    assert french.add_article(name, article_kind) == french.fix_name(name)


@pytest.mark.parametrize(
    ("name", "article_kind", "of", "at", "subject"),
    [
        ("Ain", 5, "de l\u2019Ain", "dans l\u2019Ain", "l\u2019Ain"),
        ("Var", 2, "du Var", "dans le Var", "le Var"),
        ("Landes", 4, "des Landes", "dans les Landes", "les Landes"),
        ("Sarthe", 3, "de la Sarthe", "dans la Sarthe", "la Sarthe"),
        ("Haute-Savoie", 3, "de la Haute-Savoie", "en Haute-Savoie", "la Haute-Savoie"),
        ("Ille-et-Vilaine", 1, "d\u2019Ille-et-Vilaine", "en Ille-et-Vilaine", "l\u2019Ille-et-Vilaine"),
        ("Lot-et-Garonne", 2, "du Lot-et-Garonne", "en Lot-et-Garonne", "le Lot-et-Garonne"),
        ("Val-d'Oise", 2, "du Val-d\u2019Oise", "dans le Val-d\u2019Oise", "le Val-d\u2019Oise"),
        (
            "Côtes-d'Armor",
            4,
            "des Côtes-d\u2019Armor",
            "dans les Côtes-d\u2019Armor",
            "les Côtes-d\u2019Armor",
        ),
        ("Paris", 0, "de Paris", "à Paris", "Paris"),
        ("La Réunion", 0, "de La Réunion", "à La Réunion", "La Réunion"),
        ("Mayotte", 0, "de Mayotte", "à Mayotte", "Mayotte"),
        ("Guadeloupe", 3, "de la Guadeloupe", "en Guadeloupe", "la Guadeloupe"),
    ],
)
def test_departement_takes_the_article_of_its_tncc(
    name: str, article_kind: int, of: str, at: str, subject: str
) -> None:
    assert french.of_place(name, article_kind, "departement") == of
    assert french.at_place(name, article_kind, "departement") == at
    assert french.add_article(name, article_kind, "departement") == subject


@pytest.mark.parametrize(
    ("name", "article_kind", "of", "at"),
    [
        ("Bretagne", 0, "de Bretagne", "en Bretagne"),
        ("Île-de-France", 1, "d\u2019Île-de-France", "en Île-de-France"),
        ("Grand Est", 2, "du Grand Est", "dans le Grand Est"),
        ("Hauts-de-France", 4, "des Hauts-de-France", "dans les Hauts-de-France"),
        ("Nouvelle-Aquitaine", 3, "de la Nouvelle-Aquitaine", "en Nouvelle-Aquitaine"),
        ("Centre-Val de Loire", 2, "du Centre-Val de Loire", "en Centre-Val de Loire"),
        ("La Réunion", 0, "de La Réunion", "à La Réunion"),
    ],
)
def test_region_is_said_as_people_say_it(name: str, article_kind: int, of: str, at: str) -> None:
    assert french.of_place(name, article_kind, "region") == of
    assert french.at_place(name, article_kind, "region") == at


@pytest.mark.parametrize(
    ("name", "of", "at"),
    [
        ("Rennes Métropole", "de Rennes Métropole", "dans Rennes Métropole"),
        ("CC des Aspres", "de la CC des Aspres", "dans la CC des Aspres"),
        ("Métropole du Grand Paris", "de la métropole du Grand Paris", "dans la métropole du Grand Paris"),
        ("Eurométropole de Metz", "de l\u2019Eurométropole de Metz", "dans l\u2019Eurométropole de Metz"),
        ("Angers Loire Métropole", "d\u2019Angers Loire Métropole", "dans Angers Loire Métropole"),
    ],
)
def test_intercommunality_goes_by_its_full_name(name: str, of: str, at: str) -> None:
    assert french.of_place(name, 0, "epci") == of
    assert french.at_place(name, 0, "epci") == at


@pytest.mark.parametrize(
    ("name", "article_kind", "kind", "subject"),
    [
        ("Bretagne", 0, "region", "la Bretagne"),
        ("Île-de-France", 1, "region", "l\u2019Île-de-France"),
        ("Corse", 0, "region", "la Corse"),
        ("Occitanie", 1, "region", "l\u2019Occitanie"),
        ("Provence-Alpes-Côte d'Azur", 0, "region", "Provence-Alpes-Côte d\u2019Azur"),
        ("Hauts-de-France", 4, "region", "les Hauts-de-France"),
        ("Maine-et-Loire", 0, "departement", "le Maine-et-Loire"),
        ("Seine-et-Marne", 0, "departement", "la Seine-et-Marne"),
        ("Mayotte", 0, "departement", "Mayotte"),
        ("Polynésie française", 0, "departement", "la Polynésie française"),
        ("Île de Clipperton", 0, "departement", "l\u2019île de Clipperton"),
        ("Métropole Européenne de Lille", 0, "epci", "la Métropole européenne de Lille"),
        ("Eurométropole de Strasbourg", 0, "epci", "l\u2019Eurométropole de Strasbourg"),
        ("Métropole du Grand Paris", 0, "epci", "la métropole du Grand Paris"),
        ("Agglomération du Grand Longwy", 0, "epci", "l\u2019agglomération du Grand Longwy"),
        ("Communauté de communes du Pays Houdanais (CCPH)", 0, "epci",
         "la communauté de communes du Pays Houdanais"),
        ("Communauté de communes du Cordais et du Causse (4 C)", 0, "epci",
         "la communauté de communes du Cordais et du Causse (4 C)"),
        ("Communauté de communes Terre d?Emeraude Communauté", 0, "epci",
         "la communauté de communes Terre d\u2019Emeraude Communauté"),
        ("Est Ensemble", 0, "ept", "Est Ensemble"),
        ("Le Havre", 2, "commune", "Le Havre"),
    ],
)  # fmt: skip
def test_subject_takes_the_article_of_usage(name: str, article_kind: int, kind: str, subject: str) -> None:
    assert french.add_article(name, article_kind, kind) == subject


@pytest.mark.parametrize(
    ("name", "of", "at"),
    [
        ("Île de Clipperton", "de l\u2019île de Clipperton", "sur l\u2019île de Clipperton"),
        ("Terres australes et antarctiques françaises",
         "des Terres australes et antarctiques françaises",
         "dans les Terres australes et antarctiques françaises"),
        ("Polynésie française", "de la Polynésie française", "en Polynésie française"),
        ("Nouvelle-Calédonie", "de la Nouvelle-Calédonie", "en Nouvelle-Calédonie"),
        ("Wallis et Futuna", "de Wallis et Futuna", "à Wallis et Futuna"),
    ],
)  # fmt: skip
def test_overseas_collectivity_takes_its_article(name: str, of: str, at: str) -> None:
    assert french.of_place(name, 0, "departement") == of
    assert french.at_place(name, 0, "departement") == at


@pytest.mark.parametrize(
    ("name", "article_kind", "kind", "expected"),
    [
        ("Ardennes", 4, "departement", True),
        ("Pays de la Loire", 4, "region", True),
        ("Terres australes et antarctiques françaises", 0, "departement", True),
        ("Ain", 5, "departement", False),
        ("Les Lilas", 4, "commune", False),
        ("Communauté de communes des Sablons", 4, "epci", False),
    ],
)
def test_plural_names_of_departements_and_regions(
    name: str, article_kind: int, kind: str, *, expected: bool
) -> None:
    assert french.is_plural(name, article_kind, kind) is expected


@pytest.mark.parametrize(
    ("name", "of", "subject"),
    [
        ("Archipel des Kerguelen", "de l\u2019archipel des Kerguelen", "l\u2019archipel des Kerguelen"),
        ("Îles Saint-Paul et Nouvelle-Amsterdam", "des îles Saint-Paul et Nouvelle-Amsterdam",
         "les îles Saint-Paul et Nouvelle-Amsterdam"),
        ("Île-de-Bréhat", "d\u2019Île-de-Bréhat", "Île-de-Bréhat"),
        ("Uvea", "d\u2019Uvea", "Uvea"),
        ("Yaté", "de Yaté", "Yaté"),
    ],
)  # fmt: skip
def test_overseas_district_takes_the_article_of_its_noun(name: str, of: str, subject: str) -> None:
    assert french.of_place(name, 0) == of
    assert french.add_article(name, 0) == subject


@pytest.mark.parametrize(
    ("name", "article_kind", "kind", "than", "to"),
    [
        ("Rennes", 0, "commune", "que Rennes", "à Rennes"),
        ("Amiens", 1, "commune", "qu\u2019Amiens", "à Amiens"),
        ("Hirson", 1, "commune", "qu\u2019Hirson", "à Hirson"),
        ("Ham", 0, "commune", "que Ham", "à Ham"),
        ("Œting", 1, "commune", "qu\u2019Œting", "à Œting"),
        ("Ygrande", 1, "commune", "qu\u2019Ygrande", "à Ygrande"),
        ("Yaté", 0, "commune", "que Yaté", "à Yaté"),
        ("Aux Marais", 6, "commune", "qu\u2019Aux Marais", "aux Marais"),
        ("Le Bény-Bocage", 2, "commune_deleguee", "que Le Bény-Bocage", "au Bény-Bocage"),
        ("Le Mans", 2, "commune", "que Le Mans", "au Mans"),
        ("La Rochelle", 3, "commune", "que La Rochelle", "à La Rochelle"),
        ("Les Lilas", 4, "commune", "que Les Lilas", "aux Lilas"),
        ("L\u2019Haÿ-les-Roses", 5, "commune", "que L\u2019Haÿ-les-Roses", "à L\u2019Haÿ-les-Roses"),
        ("Ain", 5, "departement", "que l\u2019Ain", "à l\u2019Ain"),
        ("Var", 2, "departement", "que le Var", "au Var"),
        ("Hauts-de-Seine", 4, "departement", "que les Hauts-de-Seine", "aux Hauts-de-Seine"),
        ("Ille-et-Vilaine", 1, "departement", "que l\u2019Ille-et-Vilaine", "à l\u2019Ille-et-Vilaine"),
        ("La Réunion", 0, "departement", "que La Réunion", "à La Réunion"),
        ("Corse", 0, "region", "que la Corse", "à la Corse"),
        ("Grand Est", 2, "region", "que le Grand Est", "au Grand Est"),
        ("CC des Aspres", 0, "epci", "que la CC des Aspres", "à la CC des Aspres"),
        ("Angers Loire Métropole", 0, "epci", "qu\u2019Angers Loire Métropole", "à Angers Loire Métropole"),
        ("Eurométropole de Metz", 0, "epci", "que l\u2019Eurométropole de Metz",
         "à l\u2019Eurométropole de Metz"),
        ("Est Ensemble", 0, "ept", "qu\u2019Est Ensemble", "à Est Ensemble"),
        ("France", 3, "france", "que la France", "à la France"),
    ],
)  # fmt: skip
def test_place_is_compared(name: str, article_kind: int, kind: str, than: str, to: str) -> None:
    assert french.than_place(name, article_kind, kind) == than
    assert french.to_place(name, article_kind, kind) == to


def test_spaces_typed_twice_are_one() -> None:
    assert french.fix_name("ECLA  (Espace communautaire)") == "ECLA (Espace communautaire)"


def test_france_takes_its_article() -> None:
    assert french.of_place("France", 3, "france") == "de la France"
    assert french.at_place("France", 3, "france") == "en France"
    assert french.add_article("France", 3, "france") == "la France"


def test_sort_key_ignores_accents_hyphens_and_ligatures() -> None:
    names = ["Œuilly", "Zuydcoote", "Échirolles", "Ecalles", "L'Haÿ", "Saint-Étienne", "Saint Éloi"]
    assert sorted(names, key=french.sort_key) == [
        "Ecalles", "Échirolles", "L'Haÿ", "Œuilly", "Saint Éloi", "Saint-Étienne", "Zuydcoote",
    ]  # fmt: skip
