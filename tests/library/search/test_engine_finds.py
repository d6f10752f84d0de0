"""Documents found by their words: literal questions and answers."""

from __future__ import annotations

import pytest

from portal.library.search.asked import Asked, Order
from portal.library.search.engine import search_documents
from tests.library.search.builders import publish

pytestmark = pytest.mark.django_db


def find(q: str, **asked: object) -> list[int]:
    return list(search_documents(Asked(q, **asked)).ids)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("depense", "Les dépenses des communes"),
        ("DÉPENSES communales", "Dépense communale"),
        ("emploi", "Les emplois aidés"),
        ("emplois", "L’emploi territorial"),
        ("habitat", "Politique de l'habitat"),
        ("l’habitat", "Habitat et logement"),
        ("aujourd'hui", "Les EPCI aujourd’hui"),
        ("oeuvre", "Mise en œuvre"),
        ("cœur", "Action coeur de ville"),
        ("saint denis", "Budget de Saint-Denis"),
        ("dgf", "Répartition de la D.G.F."),
        ("D.G.F.", "La DGF en 2024"),
        ("m57", "Guide de l’instruction M. 57"),
        ("M 57", "Passage à la M57"),
        ("2024", "Budgets primitifs 2024"),
        ("communaux", "La fiscalité communale"),
        ("travaux", "Un travail"),
    ],
)
def test_a_word_meets_its_other_forms(q: str, title: str) -> None:
    wanted = publish(title)
    publish("Rien à voir")
    assert find(q) == [wanted.pk]


@pytest.mark.parametrize(
    ("q", "abstract"),
    [
        ("DGF", "Montants de la dotation globale de fonctionnement."),
        ("dotation globale de fonctionnement", "Montants de la DGF."),
        ("qpv", "La liste des quartiers prioritaires de la politique de la ville."),
        ("open data", "Données ouvertes publiées par la ville."),
    ],
)
def test_acronym_and_full_name_are_one(q: str, abstract: str) -> None:
    wanted = publish("Un document", abstract=abstract)
    publish("Rien à voir", abstract="Une dotation de la ville.")
    assert find(q) == [wanted.pk]


def test_words_of_every_field_are_found() -> None:
    wanted = publish(
        "Bulletin d’information statistique",
        abstract="La masse salariale augmente.",
        keywords=["fonction publique territoriale"],
        text="On y lit le mot hippopotame.",
        publisher_words="Direction générale des collectivités locales",
        years=[2019],
    )
    for q in ("bulletin", "salariale", "fonction publique", "hippopotame", "collectivites locales", "2019"):
        assert find(q) == [wanted.pk], q


def test_title_comes_before_abstract_before_text() -> None:
    in_text = publish("Premier rapport", text="La péréquation " + "et le reste " * 30)
    in_abstract = publish("Deuxième rapport", abstract="La péréquation " + "et le reste " * 30)
    in_title = publish("La péréquation")
    assert find("péréquation") == [in_title.pk, in_abstract.pk, in_text.pk]


def test_latest_comes_first_without_words_and_by_date() -> None:
    old = publish("Finances", published="2001-05-01")
    none = publish("Finances")
    new = publish("Finances", published="2024-05-01")
    assert find("") == [new.pk, old.pk, none.pk]
    assert find("finances", order=Order.DATE) == [new.pk, old.pk, none.pk]
    assert find("finances") == [new.pk, none.pk, old.pk]


def test_titles_are_sorted_as_in_french() -> None:
    titles = ["Zones", "École", "Ecole bis", "Àge", "12 chiffres"]
    rows = {title: publish(title).pk for title in titles}
    wanted = ["12 chiffres", "Àge", "École", "Ecole bis", "Zones"]
    assert find("", order=Order.TITLE) == [rows[title] for title in wanted]
