"""Misspelt words, words that few documents share, and what the box proposes."""

from __future__ import annotations

import pytest

from portal.library.search.asked import Asked, Facet
from portal.library.search.engine import search_documents
from portal.library.search.found import Match
from portal.library.search.proposing import build_spellings, find_spelling
from portal.library.search.related import find_related, list_about, list_useful
from portal.library.search.suggesting import suggest_documents
from tests.library.search.builders import publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("depneses", "dépenses"),
        ("dépence", "dépense"),
        ("intercommnalite", "intercommunalité"),
        ("intrecommunalite", "intercommunalité"),
        ("budjet", "budget"),
        ("qzzz", ""),
        ("budget", ""),
        ("dgg", ""),
        ("2O24", ""),
    ],
)
def test_a_misspelt_word_is_mended(typed: str, meant: str) -> None:
    publish("Dépenses et dépense de l’intercommunalité, budget, DGF 2024")
    assert search_documents(Asked(typed)).proposal == meant


@pytest.mark.usefixtures("small_universe")
def test_name_of_a_territory_is_no_misspelling() -> None:
    publish("Les rennais et Rennet")
    assert search_documents(Asked("Rennes")).proposal == ""
    assert search_documents(Asked("Rennee")).proposal != ""


def test_only_the_misspelt_word_of_a_question_is_mended() -> None:
    publish("Dépenses de personnel des communes")
    found = search_documents(Asked("Personel des communes"))
    assert (found.total, found.match, found.proposal) == (1, Match.MOST, "personnel des communes")


def test_the_nearest_then_the_most_frequent_is_proposed() -> None:
    spellings = build_spellings([("région", 40), ("légion", 2), ("raison", 90), ("regions", 5)])
    assert find_spelling(spellings, "regoin") == "région"
    assert find_spelling(spellings, "xegion") == "région"  # légion as near, rarer
    assert find_spelling(spellings, "abcdef") == ""


def test_most_frequent_spelling_of_a_word_is_shown() -> None:
    spellings = build_spellings([("epargne", 1), ("épargne", 3)])
    assert find_spelling(spellings, "epagne") == "épargne"


def test_most_of_the_words_are_enough_when_none_has_all() -> None:
    two = publish("Dette des communes")
    one = publish("Dette sociale")
    found = search_documents(Asked("dette communes hippodrome"))
    assert (found.match, found.ids) == (Match.MOST, (two.pk,))
    assert search_documents(Asked("dette hippodrome")).match is Match.MOST
    found = search_documents(Asked("dette"))
    assert (found.match, set(found.ids)) == (Match.ALL, {one.pk, two.pk})
    assert search_documents(Asked("hippodrome")).match is Match.ALL


def test_a_choice_that_leaves_nothing_does_not_loosen_the_words() -> None:
    publish("Dette des communes", kind="dataset")
    publish("Dette sociale", kind="tool")
    found = search_documents(Asked("dette communes", {Facet.KIND: frozenset({"tool"})}))
    assert (found.match, found.total) == (Match.ALL, 0)


def test_quoted_words_are_side_by_side() -> None:
    wanted = publish("Compte de gestion 2024")
    publish("Gestion du compte")
    publish("Un compte", abstract="Gestion.")
    assert search_documents(Asked("« compte de gestion »")).ids == (wanted.pk,)
    assert search_documents(Asked('"Compte de gestion" 2024')).ids == (wanted.pk,)
    assert search_documents(Asked("“comptes de gestions”")).ids == (wanted.pk,)
    assert search_documents(Asked('"compte gestion"')).total == 0
    assert search_documents(Asked('"compte de gestion')).total == 3  # unmatched: words
    assert search_documents(Asked('"gestion"')).total == 3


def test_a_question_of_small_words_is_said_to_have_none() -> None:
    publish("Les comptes")
    for q in ("de la", "?!", "« »", '"les"'):
        found = search_documents(Asked(q))
        assert (found.match, found.total, found.proposal) == (Match.NO_WORD, 0, ""), q
    assert search_documents(Asked("   ")).total == 1


def test_titles_that_begin_so_are_suggested() -> None:
    old = publish("Les finances des communes en 2019", published="2019-01-01")
    new = publish("Les finances des communes en 2024", published="2024-01-01")
    publish("Fiscalité", abstract="finances")
    assert [one.id for one in suggest_documents("fin").titles] == [new.pk, old.pk]
    assert [one.title for one in suggest_documents("les finances 2019").titles] == [old.title]
    assert suggest_documents("FINANCES des comm", limit=1).titles[0].path == new.path
    assert suggest_documents("f").titles == ()
    assert suggest_documents("finances", limit=0).titles == ()
    assert suggest_documents("").titles == ()


def test_producers_and_subjects_are_suggested_by_their_names() -> None:
    publish("Un document")
    assert "dgcl" in suggest_documents("dgcl").producers
    assert "cour_des_comptes" in suggest_documents("cour des com").producers
    assert suggest_documents("xyzxyz").producers == ()
    assert suggest_documents("fin").subjects[0].startswith("fin")


def test_related_documents_share_the_rarest_words() -> None:
    asked = publish("Les pompiers des départements", subjects=["securite"])
    near = publish("Pompiers volontaires", subjects=["securite"])
    far = publish("Les départements", subjects=["securite"])
    for number in range(3):
        publish(f"Budget des départements {number}", subjects=["finances"])
    assert find_related(asked.pk)[:2] == (near.pk, far.pk)
    assert find_related(asked.pk, 1) == (near.pk,)
    assert find_related(10**9) == ()


def test_vintages_of_a_series_are_not_related() -> None:
    series = publish("Pompiers")
    vintages = [publish(f"Pompiers {year}", series=series) for year in (2023, 2024)]
    other = publish("Pompiers volontaires")
    for document in (series, *vintages):
        assert find_related(document.pk) == (other.pk,)


@pytest.mark.usefixtures("small_universe")
def test_documents_about_a_territory_are_its_own_then_those_of_the_next() -> None:
    epci = publish("Métropole", territories=["epci:243500139"], published="2024-01-01")
    old = publish("Ville", territories=["commune:35238"], published="2020-01-01")
    new = publish("Ville", territories=["commune:35238", "epci:243500139"], published="2023-01-01")
    assert list_about(["commune:35238"]) == (new.pk, old.pk)
    assert list_about(["commune:35238", "epci:243500139"]) == (new.pk, old.pk, epci.pk)
    assert list_about(["commune:35238", "epci:243500139"], 2) == (new.pk, old.pk)
    assert list_about([]) == ()


@pytest.mark.usefixtures("small_universe")
def test_documents_of_use_to_every_commune_are_about_none() -> None:
    guide = publish("Guide du maire", levels=["commune"])
    forward = publish("Annuaire", levels=["commune", "epci"], territories=["france:FR"], weight=100)
    publish("Ville", levels=["commune"], territories=["commune:35238"])
    publish("Région", levels=["commune"], territories=["region:53"])
    publish("Guide du président", levels=["epci"])
    assert list_useful("commune") == (forward.pk, guide.pk)
    assert list_useful("commune", but=[forward.pk]) == (guide.pk,)
