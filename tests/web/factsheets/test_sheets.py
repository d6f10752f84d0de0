"""The sheets of the small universe: what they say, what they cost, how they are kept."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.cms.models import TerritoryMessage
from portal.cms.versions import reset_editorial_version
from tests.web.conftest import Read, publish

SHEETS = {
    "commune": "/communes/35238-rennes",
    "epci": "/epci/243500139-rennes-metropole",
    "departement": "/departements/35-ille-et-vilaine",
    "region": "/regions/53-bretagne",
    "france": "/france",
}
each_sheet = pytest.mark.parametrize("path", SHEETS.values(), ids=SHEETS)


def test_sheet_shows_value_unit_and_year(read: Read):
    page = read(SHEETS["commune"])
    assert re.search(r"230 000 (<span>)?hab\.(</span>)?.{0,60}2023", page, re.DOTALL)
    assert re.search(r"21,99 %.{0,20}2020", page, re.DOTALL)


def test_newer_row_elsewhere_does_not_blank_a_sheet(read: Read):
    """Defect 1 of the original: one figure of 2024 for another commune changed nothing here."""
    publish("insee_populations", [("commune", "35001", "population", 2024, 7100.0)], "2")
    publish(
        "dgfip_taxe_habitation",
        [
            ("commune", "35238", "taux_th_commune", 2020, 21.99),
            ("commune", "35001", "taux_th_commune", 2024, 9.0),
        ],
        "2",
    )  # fmt: skip
    assert re.search(r"21,99 %.{0,20}2020", read(SHEETS["commune"]), re.DOTALL)


def test_absence_has_a_name(read: Read):
    """The secret of Dinan: the value of 2022 is shown with its year, the secret stays in the file."""
    assert "14 530" in read("/communes/22050-dinan")
    lines = read("/communes/22050-dinan.csv").splitlines()
    [secret] = [line for line in lines if ",population," in line and ",2023," in line]
    assert ",,,hab.,secret statistique," in secret


def test_aggregate_with_a_secret_is_not_a_partial_sum(read: Read):
    lines = read("/departements/22-cotes-d-armor.csv").splitlines()
    [total] = [line for line in lines if ",population," in line and ",2023," in line]
    assert "incomplet" in total or "secret statistique" in total


def test_category_is_shown_by_its_label(read: Read):
    page = read(SHEETS["commune"])
    assert "<td><b>A</b>\n2024</td>" in page


def test_sheet_names_its_parents_head_and_town_hall(read: Read):
    page = read(SHEETS["commune"])
    assert '<a href="/epci/243500139-rennes-metropole">Rennes Métropole</a>' in page
    assert "Camille Exemple" in page
    assert "22 mars 2026" in page
    assert "Du lundi au vendredi : de 8 h 30 à 17 h" in page
    assert 'href="https://annuaire-entreprises.data.gouv.fr/entreprise/213502388"' in page
    assert "35000, 35200, 35700" in page


def test_sheet_without_head_or_town_hall_has_no_empty_line(read: Read):
    page = read("/communes/35001-acigne")
    assert "Mairie" not in page.partition('id="identite"')[2].partition("</section>")[0]
    assert "None" not in page


def test_members_are_listed_from_the_most_populated(read: Read):
    table = read(SHEETS["epci"]).partition('id="communes"')[2].partition("</table>")[0]
    names = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', table)
    assert names == ["Rennes", "Cesson-Sévigné", "Acigné"]


def test_departement_lists_every_epci_with_a_commune_in_it(read: Read):
    page = read("/departements/35-ille-et-vilaine/epci")
    assert page.count("<tbody>") == 1
    assert "Rennes Métropole" in page
    assert "Fougères Agglomération" in page
    assert "Dinan Agglomération" not in page


def test_member_page_is_sorted_by_its_address(read: Read):
    def names(query: str) -> list[str]:
        page = read(f"/epci/243500139-rennes-metropole/communes{query}")
        return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)

    assert names("?tri=nom") == ["Acigné", "Cesson-Sévigné", "Rennes"]
    assert names("?tri=population") == ["Acigné", "Cesson-Sévigné", "Rennes"]
    assert names("?tri=-population") == names("") == ["Rennes", "Cesson-Sévigné", "Acigné"]


def test_merger_is_said_at_the_top_with_every_former_commune(read: Read):
    page = read("/communes/35062-la-chapelle-fleurigne")
    assert "1er janvier 2024" in page
    head = page.partition('id="chiffres-cles"')[0]
    assert "Fleurigné" in head
    assert "La Chapelle-Janson" in head


def test_past_code_leads_to_its_successor_and_says_why(read: Read, client: Client):
    response = client.get("/communes/35112-fleurigne")
    assert (response.status_code, response["Location"]) == (
        302,
        "/communes/35062-la-chapelle-fleurigne?depuis=35112",
    )
    page = read(response["Location"])
    assert (
        "En vigueur au 1er janvier 2024 : Fleurigné a fusionné avec La Chapelle-Janson pour former"
        " La Chapelle-Fleurigné." in page
    )
    assert '<link rel="canonical" href="http://localhost:8000/communes/35062-la-chapelle-fleurigne">' in page


@pytest.mark.parametrize("since", ["99999", "<script>", "x" * 300, "35238", "'; --", "\0"])
def test_strange_origin_is_ignored(read: Read, client: Client, since: str):
    response = client.get(SHEETS["commune"], {"depuis": since})
    assert response.status_code == 200
    assert b"<script>" not in response.content.split(b"<main")[1]


def test_message_of_the_back_office_is_shown(read: Read):
    TerritoryMessage.objects.create(kind="commune", code="35238", title="À savoir", text="<p>Un mot.</p>")
    reset_editorial_version()
    page = read(SHEETS["commune"])
    assert "À savoir" in page
    assert "<p>Un mot.</p>" in page
    assert "À savoir" not in read("/communes/35001-acigne")


@each_sheet
def test_sheet_is_described_for_robots(read: Read, path: str):
    page = read(path)
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(block)["url"].endswith(path)
    [description] = re.findall(r'<meta name="description" content="([^"]+)">', page)
    assert 40 < len(description) < 320
    assert len(re.findall("<h1", page)) == 1


@each_sheet
def test_sheet_costs_few_queries(
    read: Read, client: Client, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
):
    read(path)  # what a process keeps is read at its first page
    with django_assert_max_num_queries(6):
        assert client.get(path).status_code == 200


@each_sheet
def test_sheet_is_kept_until_something_changes(read: Read, client: Client, path: str):
    first = client.get(path)
    assert "max-age" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other", garbage'}).status_code == 200
    publish("insee_populations", [("commune", "35238", "population", 2023, 1.0)], "3")
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


@each_sheet
def test_sheet_holds_no_raw_value(read: Read, path: str):
    """No repr, no missing translation, no naked absence."""
    text = re.sub(r"<[^>]+>", " ", read(path).partition("<main")[2].partition("</main>")[0])
    assert not re.search(r"\b(None|nan|NaN|inf|True|False|Undefined)\b", text)


def test_sheet_without_any_figure_still_reads(db: None, client: Client):
    """Defect 7 of the original: no data row at all was an error 500 at every page of a level."""
    from tests.territories.builders import build_small_universe

    build_small_universe()
    for path in SHEETS.values():
        assert client.get(path).status_code == 200
