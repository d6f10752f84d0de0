"""The state of the explorer is its address: read, refused with reasons, written back the same."""

from __future__ import annotations

import pytest
from django.http import Http404, QueryDict

from portal.ui.refusing import Impossible
from portal.web.explore.asked import Asked, read_asked, read_zone
from portal.web.explore.reading import explore
from tests.web.conftest import publish

pytestmark = pytest.mark.usefixtures("small_portal")


def _read(query: str = "", segment: str = "population") -> Asked:
    return read_asked(segment, QueryDict(query))


def test_nothing_asked_is_france_by_departement() -> None:
    asked = _read()
    assert (asked.zone.key, asked.view, asked.year, asked.method, asked.classes) == (
        "france", "carte", None, "quantiles", 5,
    )  # fmt: skip
    assert asked.address() == "/explorer/population"


@pytest.mark.parametrize(
    "query",
    [
        "zone=departement:35",
        "zone=departement:35&niveau=epci",
        "zone=departement:35&annee=2022&classes=naturelles-4&motifs=oui&vue=classement&ici=commune:35238",
        "zone=liste:commune:35001,35238",
        "niveau=commune&vue=evolution&depuis=2022",
        "vue=nuage&croise=population-totale&echelle=log",
        "zone=departement:35&vue=classement&ici=commune:35238&strate=meme&tri=-nom&q=saint&page=2",
    ],
)
def test_address_says_what_was_read(query: str) -> None:
    asked = _read(query)
    path, _, written = asked.address().partition("?")
    assert path == "/explorer/population"
    assert sorted(written.split("&")) == sorted(query.split("&"))
    assert _read(written) == asked


def test_another_zone_is_seen_at_its_own_level_from_the_first_page() -> None:
    asked = _read("zone=departement:35&vue=classement&page=3")
    moved = asked.change(zone=read_zone("region:53"))
    assert (moved.level, moved.page) == ("epci", 1)
    assert asked.change(classes=7).page == 3


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("zone=canton:1", "forme attendue"),
        ("niveau=canton", "« niveau=canton »"),
        ("zone=epci:243500139&niveau=departement", "« niveau=departement »"),
        ("annee=1900", "2022 ou 2023"),
        ("annee=２０２２", "en ligne à ce niveau (2022 ou 2023)"),
        ("depuis=x", "« depuis=x »"),
        ("classes=quantiles", "quantiles-5"),
        ("classes=quantiles-9", "de 3 à 7"),
        ("classes=quantiles-²", "de 3 à 7"),
        ("vue=globe", "« vue=globe »"),
        ("motifs=peut-etre", "oui ou non"),
        ("ici=commune:99999", "commune:35238"),
        ("ici=%00", "commune:35238"),
        ("croise=rien", "« croise=rien »"),
        ("page=0", "1 pour la première"),
        ("page=-1", "1 pour la première"),
        ("page=1e9", "1 pour la première"),
        ("page=99999999999999999999", "1 pour la première"),
    ],
)
def test_what_cannot_be_asked_is_said(query: str, words: str) -> None:
    with pytest.raises(Impossible) as caught:
        _read(query)
    assert words in caught.value.reason


@pytest.mark.parametrize("segment", ["rien", "population_", "-"])
def test_unknown_indicator(segment: str) -> None:
    with pytest.raises(Http404):
        _read(segment=segment)


def test_search_is_cut_and_plain() -> None:
    assert _read("q=%00 saint%0A  " + "a" * 500).query.startswith("saint aaa")
    assert len(_read("q=" + "a" * 500).query) == 120


def test_level_without_figures_names_those_that_have_some() -> None:
    with pytest.raises(Impossible) as caught:
        explore(_read("zone=france&niveau=epci", segment="taux-th-commune"))
    assert "« niveau=commune »" in caught.value.reason


def test_figures_of_what_is_asked() -> None:
    explored = explore(_read("zone=departement:35&ici=commune:35238"))
    assert (explored.year, explored.nouns, len(explored.members)) == (2023, ("commune", "communes"), 4)
    assert explored.here is not None
    assert explored.members[explored.here].name == "Rennes"
    assert explored.get_member(explored.here).code == "35238"
    assert explored.zone_figure is not None
    assert explored.zone_figure.value == 230_000 + 7_000 + 69_000 + 2_500


def test_reader_elsewhere_is_not_shown() -> None:
    assert explore(_read("zone=departement:35&ici=commune:22050")).here is None
    assert explore(_read("zone=departement:35&ici=epci:243500139")).here is None


def test_years_that_nobody_of_the_zone_has_are_not_offered() -> None:
    rows = [("commune", "22050", "population", 2019, 14_000.0)]
    publish("insee_comparateur", rows)
    assert explore(_read("zone=departement:22")).years[0] == 2019
    assert explore(_read("zone=departement:35")).years == [2022, 2023]
    assert explore(_read("zone=departement:35&annee=2019")).years == [2019, 2022, 2023]  # the one shown


def test_reader_of_a_past_commune_is_in_the_one_of_today() -> None:
    here = _read("ici=commune:35112").here
    assert here is not None
    assert here.code == "35062"
