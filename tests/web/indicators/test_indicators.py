"""The list of indicators and the page of each."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.stats.addresses import indicator_path, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.territories.queries.universe import reset_universe
from portal.web.indicators import amounts
from portal.web.indicators.index import list_matching
from tests.territories.builders import build_territory
from tests.web.conftest import Read, publish

PAGE = "/indicateurs/population"


def test_every_public_indicator_is_listed_at_its_old_anchor_with_its_page(read: Read) -> None:
    page = read("/indicateurs")
    for indicator in get_catalogue().list_public_indicators():
        anchor = write_segment(indicator.slug)
        assert f'<a id="{anchor}" href="{indicator_path(indicator.slug)}">' in page


def test_internal_indicators_have_neither_line_nor_page(read: Read, client: Client) -> None:
    page = read("/indicateurs")
    internal = [one for one in get_catalogue().indicators.values() if one.internal]
    assert internal
    assert not any(f'id="{write_segment(one.slug)}"' in page for one in internal)
    assert client.get(indicator_path(internal[0].slug)).status_code == 404


def test_list_is_filtered_by_words_whatever_their_accents_and_plurals(read: Read) -> None:
    page = read("/indicateurs?q=DENSITES+habitant")
    assert 'id="densite"' in page
    assert 'id="superficie"' not in page
    assert "noindex" in page


@pytest.mark.parametrize(("q", "found"), [("dens", True), ("densité", True), ("ensit", False), ("", True)])
def test_word_asked_begins_a_word_of_the_indicator(q: str, found: bool) -> None:
    matching = list_matching(q)
    assert (matching is None or "densite" in matching) is found


def test_list_is_filtered_by_theme(read: Read) -> None:
    page = read("/indicateurs?theme=population")
    assert 'id="population"' in page
    assert 'id="superficie"' not in page


def test_list_is_folded_by_theme_and_a_theme_is_open(read: Read) -> None:
    """Names and counts of themes first; words and definitions come with a theme or a search."""
    page = read("/indicateurs")
    known = get_catalogue().list_public_indicators()
    population = [one for one in known if one.theme == "population"]
    assert page.count("<details") == len({one.theme for one in known})
    assert f"<h2>Population ({len(population)})</h2>" in page
    question = str(get_catalogue().indicators["population"].question).replace("'", "’")
    assert question not in page
    chosen = read("/indicateurs?theme=population")
    assert "<details" not in chosen.partition("<main")[2].partition("</main>")[0]
    assert question in chosen


def test_list_without_answer_says_so_and_leads_on(read: Read) -> None:
    page = read("/indicateurs?q=zzzz")
    assert "Aucun indicateur ne répond" in page
    assert "0 indicateur pour « zzzz »" in page


def test_page_says_what_the_figure_means_and_where_it_comes_from(read: Read) -> None:
    page = read(PAGE)
    indicator = get_catalogue().indicators["population"]
    assert "<h1>Population municipale</h1>" in page
    assert str(indicator.question).replace("'", "’") in page
    assert '<a href="/donnees/insee-populations">' in page
    assert "Valeurs par région en 2022" in page  # that of 2023 is hidden by the secret of a commune
    assert "Bretagne" in page


def test_formula_is_written_with_links_to_its_operands(read: Read) -> None:
    page = read("/indicateurs/densite")
    assert re.search(
        r'<a href="/indicateurs/population">Population municipale</a> ÷ <a href="/indicateurs/superficie">',
        page,
    )


def test_coverage_counts_values_and_reasons(read: Read) -> None:
    """Five communes; that of Dinan is secret in 2023."""
    page = read(PAGE)
    row = re.search(r'<tr><th scope="row">2023</th>(.*?)</tr>', page, re.DOTALL)
    assert row
    assert re.search(
        r"4 <span[^>]*>\(80,0 %\)</span><small>1 couverte par le secret statistique</small>", row[1]
    )


def test_spread_needs_ten_territories(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """7 000, 69 000, 230 000 and 2 500 in 2023: the median is half-way between 7 000 and 69 000."""
    page = read(PAGE)
    assert "Répartition en France" not in page
    assert "38 000" not in page
    monkeypatch.setattr(amounts, "SMALLEST_SPREAD", 4)
    page = read(f"{PAGE}?tri=nom")
    assert "Répartition en France" in page
    assert "38 000" in page


def test_communes_are_compared_by_strate(read: Read) -> None:
    """In 2023: 2 500 (2 000 to 3 499), 7 000, 69 000 and 230 000; one commune in each of four strates."""
    page = read(PAGE)
    table = page.partition("Communes par nombre d’habitants</h2>")[2].partition("</table>")[0]
    rows = dict(re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', table))
    assert len(rows) == 11
    numbers = re.findall(r'<td class="oc-number">([^<]+)</td>', rows["100 000 habitants et plus"])
    assert numbers == ["1"]
    assert "trop peu de territoires" in rows["100 000 habitants et plus"]
    assert "aucune valeur" in rows["Moins de 100 habitants"]
    assert "La médiane va de" not in page  # of one commune each, a median is not worth a sentence


def test_extract_is_told_first_and_never_passes_for_france(read: Read, client: Client) -> None:
    """One commune and one of the two départements: neither deciles nor a table of one line."""
    rows = [("commune", "35238", "population", 2023, 7.0), ("departement", "35", "population", 2023, 5.0)]
    publish("insee_populations", rows, "2", extract="Ille-et-Vilaine, exercice 2023.")
    page = read(PAGE)
    alert = page.index("Un extrait seulement")
    assert alert < page.index("Définition</h2>")
    assert "Populations de référence</a> : Ille-et-Vilaine, exercice 2023.</li>" in page
    assert "Répartition" not in page
    assert "Communes de l’extrait par nombre" not in page  # one group with a value compares nothing
    section = page.partition('id="valeurs-titre"')[2].partition("</section>")[0]
    assert "Un seul département a une valeur : " in section
    assert "<table" not in section
    [source] = client.get("/api/v1/indicators/population").json()["sources"]
    assert source["extract"] == "Ille-et-Vilaine, exercice 2023."


def test_whole_source_has_no_word_of_an_extract(read: Read, client: Client) -> None:
    assert "extrait seulement" not in read(PAGE)
    [source] = client.get("/api/v1/indicators/population").json()["sources"]
    assert source["extract"] == ""


def test_coverage_leaves_out_the_collectivites_of_outre_mer(read: Read) -> None:
    """Saint-Barthélemy is current, and of no région: the départements are two, not three."""
    build_territory("departement", "977", "Saint-Barthélemy", type="com")
    reset_universe()
    rows = [("departement", code, "population", 2023, 5.0) for code in ("22", "35", "977")]
    publish("insee_populations", rows, "2")
    row = re.search(r'<th scope="row">2023</th>(.*?)</tr>', read(PAGE), re.DOTALL)
    assert "Départements<small>sur 2</small>" in read(PAGE)
    assert row
    assert re.search(r">2 <span[^>]*>\(100 %\)", row[1])


def test_citation_names_each_producer_once_by_its_acronym(read: Read) -> None:
    assert ">Insee. Population municipale [jeu de données]. Open Collectivités, données au " in read(PAGE)


def test_trend_of_france_is_told_with_its_method(read: Read) -> None:
    assert "Évolution en France" not in read(PAGE)
    rows = [
        ("commune", code, "population", 2019 + step, 1000.0 + 10 * step)
        for code in ("35238", "35001", "35051", "35062", "22050")
        for step in range(5)
    ]
    publish("insee_populations", rows, "2")
    page = read(PAGE)
    assert "En hausse de 2019 à 2023, d’environ 1,0 % par an." in page  # 50 a year of a median of 5 100
    assert "Mann et Kendall" in page


def test_nomenclature_counts_its_territories(read: Read) -> None:
    page = read("/indicateurs/zonage-abc")
    assert re.search(r'<th scope="row">A</th><td class="oc-number">1</td>', page)


def test_indicator_without_any_value_says_so(read: Read) -> None:
    assert "aucune valeur n’est encore en ligne" in read("/indicateurs/superficie")


def test_values_are_sorted_by_link(read: Read) -> None:
    rows = [("departement", code, "population", 2023, 5.0) for code in ("22", "35")]
    publish("insee_populations", rows, "2")
    for order in ("nom", "valeur", "-valeur"):
        assert f"tri={'nom' if order == 'nom' else ''}" in read(f"{PAGE}?tri={order}")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/indicateurs/inconnu", 404),
        ("/indicateurs/population?tri=code", 404),
        ("/indicateurs?theme=inconnu", 404),
        ("/indicateurs?theme=../../etc", 404),
        ("/indicateurs/..%2f..%2fetc%2fpasswd", 404),
        ("/indicateurs/Population", 404),
        ("/indicateurs?q=%00%ff%27%22%3E%3Csvg/onload", 200),
        (f"/indicateurs?q={'a' * 5000}", 200),
        ("/indicateurs/population?year=abc&page=-1&format=exe", 200),
    ],
)
def test_odd_address_is_refused_or_answered(
    small_portal: None, client: Client, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert b"<svg/onload" not in answer.content


def test_slug_with_underscores_leads_to_the_one_address(small_portal: None, client: Client) -> None:
    answer = client.get("/indicateurs/zonage_abc")
    assert (answer.status_code, answer["Location"]) == (301, "/indicateurs/zonage-abc")


def test_page_is_described_for_search_engines(read: Read) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', read(PAGE), re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert (data["@type"], data["name"]) == ("Dataset", "Population municipale")
    assert 50 <= len(data["description"]) <= 5000
    assert data["temporalCoverage"] == "2022/2023"
    assert data["isAccessibleForFree"] is True
    for download in data["distribution"]:
        assert download["contentUrl"].startswith("http://localhost:8000/api/v1/indicators/population/values?")


def test_form_of_the_page_downloads_a_file(small_portal: None, client: Client) -> None:
    """What the form sends by default, with its empty level."""
    answer = client.get("/api/v1/indicators/population/values?kind=&year=all&format=csv")
    assert answer.status_code == 200
    assert answer.getvalue().startswith(b"type_de_territoire,code,nom")


def test_page_costs_few_queries_and_none_that_scans(
    read: Read, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Warm: names of régions, releases of the source. Columns, summaries and coverage are kept."""
    read(PAGE)
    with django_assert_max_num_queries(3):
        client.get(PAGE)


def test_list_costs_no_query_when_warm(
    read: Read, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    read("/indicateurs")
    with django_assert_max_num_queries(0):
        client.get("/indicateurs")


def test_page_is_kept_until_a_publication(read: Read, client: Client) -> None:
    tag = client.get(PAGE)["ETag"]
    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 304
    publish("insee_populations", [("commune", "35238", "population", 2023, 5.0)], "2")
    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 200
