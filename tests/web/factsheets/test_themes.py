"""Themes of a sheet: the first figures on it, all of them on a page of their own, absences told once."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.kernel.figures import Absence
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.territories.addresses import SEGMENTS
from portal.web.factsheets.themes import share_rows
from portal.web.factsheets.wording import name_indicators
from tests.web.conftest import Read, publish

RENNES = "/communes/35238-rennes"
PATHS = {
    "commune": f"{RENNES}/population",
    "epci": "/epci/243500139-rennes-metropole/population",
    "departement": "/departements/35-ille-et-vilaine/population",
    "region": "/regions/53-bretagne/population",
    "france": "/france/population",
}


def list_standard_of_living() -> list[str]:
    """Slugs of the theme of incomes that the data of communes can have, in the order of the page."""
    found = [one for one in get_catalogue().list_public_indicators() if one.theme == "niveau_de_vie"]
    return [one.slug for one in found if "commune" in one.levels and not one.compute.operands]


def publish_standard_of_living(first: Absence | float, others: Absence) -> int:
    slugs = list_standard_of_living()
    publish(
        "insee_filosofi",
        [
            ("commune", "35238", slug, 2021, first if place == 0 else others)
            for place, slug in enumerate(slugs)
        ]
        + [("commune", "35001", slug, 2021, 10.0) for slug in slugs],
    )
    return len(slugs)


@pytest.mark.parametrize(
    ("counts", "total", "shares"),
    [
        ([15, 1, 9], 8, [4, 1, 3]),
        ([15, 0, 9], 4, [2, 0, 2]),
        ([30], 24, [16]),
        ([5, 5, 5], 2, [1, 1, 1]),
        ([], 24, []),
    ],
)
def test_rows_are_shared_between_themes(counts: list[int], total: int, shares: list[int]) -> None:
    assert share_rows(counts, total) == shares


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_theme_has_a_page_of_its_own_at_every_level(read: Read, path: str) -> None:
    page = read(path)
    assert f'<link rel="canonical" href="http://localhost:8000{path}">' in page
    assert "<h1>Population : " in page
    assert f'href="{path.rpartition("/")[0]}">' in page  # the way back, also in the breadcrumb
    assert "noindex" not in page


@pytest.mark.parametrize("path", [*PATHS.values(), "/epci/243500139-rennes-metropole/communes"])
def test_every_link_of_a_page_below_a_sheet_answers(read: Read, client: Client, path: str) -> None:
    main = read(path).partition("<main")[2].partition("</main>")[0]
    links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', main)}
    assert len(links) > 5
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_theme_costs_few_queries(
    read: Read, client: Client, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    read(path)
    with django_assert_max_num_queries(2):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        f"{RENNES}/inconnu",
        f"{RENNES}/niveau_de_vie",
        f"{RENNES}/Population",
        f"{RENNES}/population/",
        f"{RENNES}/dotations",  # a theme about which nothing is published here
        f"{RENNES}/..",
        f"{RENNES}/{'a' * 200}",
        "/communes/99999-nulle-part/population",
    ],
)
def test_unknown_theme_is_not_found(small_portal: None, client: Client, path: str) -> None:
    assert client.get(path, follow=path.endswith("/")).status_code == (200 if path.endswith("/") else 404)


def test_theme_at_a_wrong_name_leads_to_the_right_one(small_portal: None, client: Client) -> None:
    answer = client.get("/communes/35238-nantes/population?x=1")
    assert (answer.status_code, answer["Location"]) == (301, f"{RENNES}/population?x=1")


def test_no_theme_is_called_like_a_list_of_members() -> None:
    assert not {write_segment(slug) for slug in get_catalogue().themes} & {*SEGMENTS.values(), "france"}


def test_absences_of_a_whole_theme_are_told_in_one_sentence(read: Read) -> None:
    count = publish_standard_of_living(Absence.SECRET, Absence.SECRET)
    sentence = (
        "Secret statistique{} : trop peu de personnes, de ménages ou d’entreprises concernés pour publier"
        f" ces {count} indicateurs."
    )
    sheet = read(RENNES)
    assert sentence.format("") in sheet
    assert f'<a href="{RENNES}/niveau-de-vie">Voir les {count} indicateurs de niveau de vie</a>' in sheet
    page = read(f"{RENNES}/niveau-de-vie")
    folded = page.partition("<summary>" + sentence.format(" (2021)"))[2].partition("</details>")[0]
    assert len(re.findall("<li><a id=", folded)) == count
    assert 'scope="col">Évolution' not in page


def test_absences_beside_a_value_are_counted_and_folded(read: Read) -> None:
    count = publish_standard_of_living(21_000.0, Absence.NOT_AVAILABLE)
    sheet = read(RENNES)
    assert f"niveau de vie</a>, dont {count - 1} sans valeur (non disponible)." in sheet
    page = read(f"{RENNES}/niveau-de-vie")
    assert f"la source ne donne pas ces {count - 1} indicateurs pour ce territoire." in page
    assert page.count("<details") == 1


def test_files_keep_every_absence(read: Read) -> None:
    count = publish_standard_of_living(Absence.SECRET, Absence.SECRET)
    lines = [line for line in read(f"{RENNES}.csv").splitlines() if ",Niveau de vie," in line]
    assert len(lines) == count
    assert all("secret statistique" in line for line in lines)


def test_column_without_anything_is_left_out(read: Read) -> None:
    """Zones have no median, no rank, no evolution; populations have an evolution."""
    zones = read(f"{RENNES}/logement").partition("<thead>")[2].partition("</thead>")[0]
    assert re.findall(r">([^<>]+)</th>", zones) == ["Indicateur", "Valeur"]
    assert "Évolution</th>" in read(f"{RENNES}/population")


def test_sheet_lists_its_themes_near_the_top(read: Read) -> None:
    page = read(RENNES)
    listed = page.partition('id="sur-cette-page"')[2].partition("</nav>")[0]
    anchors = re.findall(r'href="#(theme-[^"]+)"', listed)
    assert anchors == re.findall(r'<h2 id="(theme-[^"]+)"', page)
    assert "theme-population" in anchors


def test_area_is_the_same_everywhere_on_the_page(read: Read, client: Client) -> None:
    """That which is served among the figures, from which the density is computed; not the outline's."""
    assert "51,4 km²" not in read(RENNES)
    publish("insee_superficies", [("commune", "35238", "superficie", 2026, 51.39)])
    page = read(RENNES)
    assert "<dt>Superficie</dt><dd>51,4 km²</dd>" in page
    assert client.get("/api/v1/territories/commune/35238").json()["area_km2"] == 51.39


@pytest.mark.parametrize(
    ("count", "theme", "words"),
    [
        (27, "Niveau de vie", "les 27 indicateurs de niveau de vie"),
        (2, "Habitat", "les 2 indicateurs d’habitat"),
        (14, "Élus", "les 14 indicateurs d’élus"),
        (1, "Budget", "l’indicateur de budget"),
    ],
)
def test_indicators_of_a_theme_are_named(count: int, theme: str, words: str) -> None:
    assert name_indicators(count, theme) == words


def test_the_catalogue_has_one_unit_of_area() -> None:
    """What the pages and the API call an area is in km²."""
    assert [unit.symbol for unit in get_catalogue().units.values() if unit.dimension == "area"] == ["km²"]
