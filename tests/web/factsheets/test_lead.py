"""The first sentence of sheets, for every kind of territory."""

from __future__ import annotations

import pytest

from portal.kernel.figures import Status
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative
from portal.web.factsheets.lead import Extent, write_identity, write_lead
from tests.web.factsheets.key_figures import build_figures

NBSP, NARROW = "\u00a0", "\u202f"


def place(kind: str, name: str, article: int) -> Relative:
    return Relative(1, kind, "1", 0, name, "slug", article, "metro")


BRETAGNE = place("region", "Bretagne", 0)
ILE_DE_FRANCE = place("region", "Île-de-France", 1)
GRAND_EST = place("region", "Grand Est", 2)
ILLE = place("departement", "Ille-et-Vilaine", 1)
ARMOR = place("departement", "Côtes-d'Armor", 4)
RHONE = place("departement", "Rhône", 2)
PARIS = place("departement", "Paris", 0)
REUNION, REUNION_974 = place("region", "La Réunion", 0), place("departement", "La Réunion", 0)
SAINT_BARTHELEMY = place("departement", "Saint-Barthélemy", 0)
WALLIS = place("departement", "Wallis et Futuna", 0)
POLYNESIE = place("departement", "Polynésie française", 0)


@pytest.mark.parametrize(
    ("kind", "type_", "name", "article", "parents", "words"),
    [
        ("commune", "", "Rennes", 0, [ILLE, BRETAGNE],
         "Rennes est une commune d’Ille-et-Vilaine, en Bretagne."),
        ("commune", "", "Paris", 0, [PARIS, ILE_DE_FRANCE], "Paris est une commune située en Île-de-France."),
        ("commune", "", "Saint-Denis", 0, [REUNION_974, REUNION],
         "Saint-Denis est une commune de La Réunion."),
        ("commune", "com", "Papeete", 0, [POLYNESIE],
         "Papeete est une commune de la Polynésie française."),
        ("commune", "com", "Saint-Barthélemy", 0, [SAINT_BARTHELEMY],
         "Saint-Barthélemy est une collectivité d’outre-mer."),
        ("commune", "com", "Uvea", 0, [WALLIS],
         "Uvea est une circonscription territoriale de Wallis et Futuna."),
        ("departement", "metro", "Ille-et-Vilaine", 1, [BRETAGNE],
         "L’Ille-et-Vilaine est un département situé en Bretagne."),
        ("departement", "metro", "Ardennes", 4, [GRAND_EST],
         "Les Ardennes sont un département situé dans le Grand Est."),
        ("departement", "metro", "Paris", 0, [ILE_DE_FRANCE],
         "Paris est un département situé en Île-de-France."),
        ("departement", "drom", "La Réunion", 0, [REUNION], "La Réunion est un département d’outre-mer."),
        ("departement", "com", "Polynésie française", 0, [],
         "La Polynésie française est une collectivité d’outre-mer."),
        ("departement", "com", "Nouvelle-Calédonie", 0, [],
         "La Nouvelle-Calédonie est une collectivité sui generis."),
        ("departement", "com", "Terres australes et antarctiques françaises", 0, [],
         "Les Terres australes et antarctiques françaises sont un territoire d’outre-mer."),
        ("departement", "com", "Île de Clipperton", 0, [],
         "L’île de Clipperton est une possession française."),
        ("region", "metro", "Bretagne", 0, [], "La Bretagne est une région."),
        ("region", "metro", "Île-de-France", 1, [], "L’Île-de-France est une région."),
        ("region", "metro", "Hauts-de-France", 4, [], "Les Hauts-de-France sont une région."),
        ("region", "drom", "Mayotte", 0, [], "Mayotte est une région d’outre-mer."),
    ],
)  # fmt: skip
def test_lead_says_what_and_where(
    kind: str, type_: str, name: str, article: int, parents: list[Relative], words: str
):
    codes = {"Saint-Barthélemy": "977", "Uvea": "986"}
    own = {"Nouvelle-Calédonie": "988", "Île de Clipperton": "989"}
    territory = Territory(
        kind=kind, type=type_, name=name, article_kind=article,
        code=own.get(name, "984" if name.startswith("Terres") else "1"),
        departement_code=codes.get(name, ""),
    )  # fmt: skip
    assert write_identity(territory, {one.kind: one for one in parents}, "", Extent()) == words


@pytest.mark.parametrize(
    ("type_", "name", "extent", "words"),
    [
        ("CC", "Communauté de communes de Brocéliande", Extent(8, (ILLE,), (BRETAGNE,)),
         f"La communauté de communes de Brocéliande réunit 8{NBSP}communes d’Ille-et-Vilaine, en Bretagne."),
        ("CA", "Redon Agglomération", Extent(31, (ILLE, ARMOR), (BRETAGNE,)),
         (f"Redon Agglomération est une communauté d’agglomération qui réunit 31{NBSP}communes"
          " d’Ille-et-Vilaine et des Côtes-d’Armor, en Bretagne.")),
        ("METRO", "Rennes Métropole", Extent(43, (ILLE,), (BRETAGNE,)),
         f"Rennes Métropole réunit 43{NBSP}communes d’Ille-et-Vilaine, en Bretagne."),
        ("METRO", "Métropole du Grand Paris", Extent(130, (RHONE, ARMOR, ILLE, PARIS), (ILE_DE_FRANCE,)),
         f"La métropole du Grand Paris réunit 130{NBSP}communes d’Île-de-France."),
        ("CC", "Communauté de communes de l'Est", Extent(9, (ILLE, RHONE), (BRETAGNE, GRAND_EST)),
         f"La communauté de communes de l’Est réunit 9{NBSP}communes d’Ille-et-Vilaine et du Rhône."),
        ("CA", "Communauté d'agglomération Intercommunale", Extent(5, (REUNION_974,), (REUNION,)),
         f"La communauté d’agglomération Intercommunale réunit 5{NBSP}communes de La Réunion."),
        ("MET69", "Métropole de Lyon", Extent(58, (RHONE,), ()),
         ("La métropole de Lyon est une collectivité à statut particulier qui réunit"
          f" 58{NBSP}communes du Rhône.")),
    ],
)  # fmt: skip
def test_lead_of_an_intercommunality_says_what_it_gathers(type_: str, name: str, extent: Extent, words: str):
    territory = Territory(kind="epci", type=type_, name=name, code="1")
    assert write_identity(territory, {}, "", extent) == words


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([(2023, 227830.0)], "qui compte 227 830 habitants en 2023."),
        ([(2013, 211373.0), (2018, 217728.0), (2023, 230890.0)],
         "qui compte 230 890 habitants en 2023, soit 9,2 % de plus qu’en 2013."),
        ([(2013, 15.0), (2023, 12.0)], "qui compte 12 habitants en 2023, contre 15 en 2013."),
        ([(2013, 3.0), (2023, 1.0)], "qui compte 1 habitant en 2023, contre 3 en 2013."),
        ([(2013, 0.0), (2023, 0.0)], "qui ne compte aucun habitant en 2023."),
        ([(2013, 4.0), (2023, 0.0)], "qui ne compte aucun habitant en 2023, contre 4 en 2013."),
    ],
)  # fmt: skip
def test_lead_counts_inhabitants(points: list[tuple[int, float]], words: str):
    fleury = Territory(kind="commune", name="Fleury-devant-Douaumont", code="55189")
    figures = build_figures({"population": points})
    lead = write_lead(fleury, {}, figures, None)
    assert lead.replace(NBSP, " ").replace(NARROW, " ") == (
        f"Fleury-devant-Douaumont est une commune, {words}"
    )


def test_lead_of_an_intercommunality_counts_inhabitants():
    territory = Territory(kind="epci", type="METRO", name="Rennes Métropole", code="1")
    extent = Extent(43, (ILLE,), (BRETAGNE,))
    lead = write_lead(territory, {}, build_figures({"population": [(2023, 480178.0)]}), None, extent)
    assert lead.replace(NBSP, " ").replace(NARROW, " ") == (
        "Rennes Métropole réunit 43 communes d’Ille-et-Vilaine, en Bretagne, et compte 480 178 habitants en"
        " 2023."
    )


def test_estimated_population_is_said_so_and_what_was_carried_forward_is_no_evolution():
    """Mayotte between two censuses: the figure of 2017 again and again."""
    mayotte = Territory(kind="region", type="drom", name="Mayotte", code="06")
    figures = build_figures({"population": [(2017, 256518.0), (2023, 256518.0)]}, status=Status.ESTIMATED)
    lead = write_lead(mayotte, {}, figures, None).replace(NBSP, " ").replace(NARROW, " ")
    assert (
        lead == "Mayotte est une région d’outre-mer, qui compte 256 518 habitants en 2023 (chiffre estimé)."
    )


def test_evolution_starts_after_the_last_break():
    fleury = Territory(kind="commune", name="Fleury", code="55189")
    points = [(2013, 900.0), (2018, 1000.0), (2023, 1100.0)]
    figures = build_figures({"population": points}, breaks={2018})
    lead = write_lead(fleury, {}, figures, None).replace(NBSP, " ").replace(NARROW, " ")
    assert lead.endswith("qui compte 1 100 habitants en 2023, soit 10 % de plus qu’en 2018.")


def test_lead_of_france_says_what_is_counted():
    france = Territory(kind="france", name="France", code="FR")
    figures = build_figures({"population": [(2023, 68350798.0)], "taux_chomage": [(2018, 13.4)]}, "france")
    lead = write_lead(france, {}, figures, None).replace(NBSP, " ").replace(NARROW, " ")
    assert lead == (
        "La France, départements et régions d’outre-mer compris, compte 68 350 798 habitants en 2023."
        " Le taux de chômage des 15 à 64 ans y est de 13,4 % en 2018."
    )


def test_lead_of_a_region_counts_its_departements():
    bretagne = Territory(kind="region", type="metro", name="Bretagne", code="53")
    words = write_lead(bretagne, {}, [], None, Extent(departements=(ILLE, ARMOR)))
    assert words == f"La Bretagne est une région de 2{NBSP}départements."
