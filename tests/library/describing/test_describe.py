"""From the words of a source to a description."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.library.describing.describe import Knowledge, describe
from portal.library.describing.rules import Rules
from portal.library.describing.vocabulary import build_vocabulary
from portal.library.harvested import Harvested, HarvestedFile
from portal.references.shelf import References
from portal.references.words import Licence, Producer, Subject
from tests.library.describing.test_places import GAZETTEER

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://example.org/etude"
REFERENCES = References(
    subjects={
        "finances": Subject(
            slug="finances", label="Finances", order=1, summary="S.", words=("budget", "finances locales")
        ),
        "emploi": Subject(slug="emploi", label="Emploi", order=2, summary="S.", words=("emploi", "chomage")),
    },
    producers={
        "insee": Producer(
            slug="insee",
            name="Institut national",
            acronym="Insee",
            page="https://insee.fr",
            aliases=("I.N.S.E.E.",),
        )
    },
    licences={
        "lov2": Licence(
            slug="lov2",
            title="Licence Ouverte 2.0",
            short_title="LO 2.0",
            page="https://etalab.fr/lo",
            aliases=("fr-lo", "etalab-2.0"),
        ),
        "lov1": Licence(
            slug="lov1",
            title="Licence Ouverte 1.0",
            short_title="LO 1.0",
            page="https://etalab.fr/lo1",
            aliases=("Licence ouverte",),
        ),
    },
    themes={},
)
KNOWLEDGE = Knowledge(GAZETTEER, build_vocabulary(REFERENCES))


def test_description_of_a_record_that_says_all() -> None:
    harvested = Harvested(
        remote_id="1",
        title="Les budgets des communes de Bretagne en 2022",
        url=URL,
        publishers=("I.N.S.E.E.",),
        creators=("Jeanne Le Goff",),
        issued="mars 2023",
        licence="fr-lo",
        language="fre",
        frequency="http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        identifiers=("ark:/12148/bpt6k12345.texteImage", "issn:0998-4712"),
        files=(HarvestedFile("https://example.org/a.xlsx", "Tableaux"),),
    )
    found = describe(harvested, Rules(), KNOWLEDGE, NOW)
    assert found.producers == ("insee",)
    assert found.publisher_words == "I.N.S.E.E. ; Jeanne Le Goff"
    assert (found.published_on, found.published_precision) == (date(2023, 3, 31), "month")
    assert (found.licence, found.language, found.frequency) == ("lov2", "fr", "annual")
    assert found.identifiers == (("ark", "12148/bpt6k12345"),)
    assert (found.subjects, found.levels, found.territories) == (("finances",), ("commune",), ("region:53",))
    assert found.years == (2022,)
    assert found.formats == ("xlsx",)
    assert found.inferred == {"subjects", "territories", "years"}


def test_lookups_win_over_what_is_deduced_and_defaults_come_last() -> None:
    rules = Rules(
        subjects=("emploi",),
        subject_words={"comptes": ("finances",)},
        level_words={"interco": ("epci",)},
        territory_words={"pays rennais": "epci:243500139"},
        kind_words={"fichier": "dataset"},
        levels=("region",),
        licence="lov2",
    )
    record = Harvested(
        "1", "Le chômage", URL, themes=("Comptes", "Fichier", "Interco"), spatial=("Pays rennais",)
    )
    found = describe(record, rules, KNOWLEDGE, NOW)
    assert (found.subjects, found.levels, found.kind) == (("finances",), ("epci",), "dataset")
    assert found.territories == ("epci:243500139",)
    assert found.licence == "lov2"
    bare = describe(replace(record, title="Sans rien", themes=(), spatial=()), rules, KNOWLEDGE, NOW)
    assert (bare.subjects, bare.levels, bare.territories) == (("emploi",), ("region",), ())


def test_licence_that_is_said_but_unknown_is_not_replaced_by_the_default() -> None:
    found = describe(
        Harvested("1", "T", URL, licence="Tous droits réservés"), Rules(licence="lov2"), KNOWLEDGE, NOW
    )
    assert (found.licence, found.licence_words) == ("", "Tous droits réservés")


@pytest.mark.parametrize(
    ("words", "licence"),
    [
        ("Licence ouverte", "lov1"),
        ("Soumis à la licence ouverte de la ville", "lov1"),
        ("Licence Ouverte Version 2.0", "lov2"),
        ("Licence Ouverte v2.0", "lov2"),
        ("Licence Ouverte Etalab-2.0", "lov2"),
        ("Données sous Licence Ouverte, version 1.0.", "lov1"),
        ("Licence Ouverte version 3.0", ""),
    ],
)
def test_version_of_a_licence_is_the_one_that_is_said(words: str, licence: str) -> None:
    assert describe(Harvested("1", "T", URL, licence=words), Rules(), KNOWLEDGE, NOW).licence == licence


@pytest.mark.parametrize(
    ("words", "language"), [("", "fr"), ("eng", "en"), ("Sans contenu linguistique", "")]
)
def test_language_that_is_said_but_unknown_is_not_the_default(words: str, language: str) -> None:
    found = describe(Harvested("1", "T", URL, language=words), Rules(language="fr"), KNOWLEDGE, NOW)
    assert found.language == language


def test_publisher_that_the_catalogue_does_not_know_becomes_an_organization() -> None:
    found = describe(Harvested("1", "T", URL, publishers=("Ville d’Évian",)), Rules(), KNOWLEDGE, NOW)
    assert found.producers == ("org-ville-devian",)
    assert found.organizations == (("org-ville-devian", "Ville d’Évian"),)


def test_unreadable_date_is_told_and_left_out() -> None:
    found = describe(Harvested("1", "T", URL, issued="hier"), Rules(), KNOWLEDGE, NOW)
    assert found.published_on is None
    assert found.published_words == "hier"
    assert "hier" in found.warnings[0]


@pytest.mark.parametrize(
    ("modified", "day"), [("2026-09-14", date(2026, 9, 14)), ("septembre 2026", None), ("2026", None)]
)
def test_update_of_a_month_is_no_day(modified: str, day: date | None) -> None:
    record = Harvested("1", "T", URL, modified=modified, files=(HarvestedFile(URL, modified=modified),))
    found = describe(record, Rules(), KNOWLEDGE, NOW)
    assert (found.modified_on, found.files[0].modified_on) == (day, day)


@pytest.mark.parametrize(
    ("title", "levels"),
    [
        ("Les communautés de communes en 2023", ("epci",)),
        ("Communes et intercommunalités", ("commune", "epci")),
        ("Les comptes des départements", ("departement",)),
        ("La fonction publique territoriale", ("commune", "epci", "departement", "region")),
        ("Une communication", ()),
        ("Chambre régionale des comptes : commune de Sète", ("commune",)),
        ("Direction départementale des territoires", ()),
    ],
)
def test_levels_that_a_title_names(title: str, levels: tuple[str, ...]) -> None:
    assert describe(Harvested("1", title, URL), Rules(), KNOWLEDGE, NOW).levels == levels


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Comptes 2018-2022", (2018, 2019, 2020, 2021, 2022)),
        ("Comptes des régions, 2012 à 2014, puis 2016", (2012, 2013, 2014, 2016)),
        ("Balances comptables des régions depuis 2010", ()),
        ("Rapport annuel, édition 2018 : présentation", ()),
        ("Comptes à compter de 2007", ()),
        ("Rapport 2018 et 2020", (2018, 2020)),
        ("Un crédit de 2 000 €", ()),
        ("L’horizon 2050", ()),
        ("Loi n° 2015-991 du 7 août 2015", ()),
        ("Compte 2019 de la loi de finances", (2019,)),
    ],
)
def test_years_of_a_title(title: str, years: tuple[int, ...]) -> None:
    assert describe(Harvested("1", title, URL), Rules(), KNOWLEDGE, NOW).years == years


def test_codes_of_the_portal_are_understood_as_they_are() -> None:
    record = Harvested(
        "1",
        "Sans rien",
        URL,
        kind="dataset",
        publishers=("insee",),
        themes=("finances", "epci"),
        licence="lov2",
        spatial=("departement:01",),
    )
    found = describe(record, Rules(), KNOWLEDGE, NOW)
    assert (found.kind, found.producers, found.subjects, found.levels) == (
        "dataset",
        ("insee",),
        ("finances",),
        ("epci",),
    )
    assert (found.licence, found.territories, found.inferred) == ("lov2", ("departement:01",), frozenset())
