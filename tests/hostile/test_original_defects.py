"""The 21 defects of the original portal (original.md, section 4.1): one regression test each.

Those that concern statistics are here. The others:

- 5, 7, 10, 11, 14 concern pages, addresses and the API: tests/web/legacy, tests/web/factsheets, tests/api;
- 9, 15, 16, 17, 21 concern the library, its harvests and its night runs, and the part of 18 that spots
  territories in titles: they belong to the issues of the library and of the harvests;
- 19 concerns the sheets of EPCI: tests/web/factsheets/test_identity.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.test import Client
from pytest_django import Settings

from portal.stats.descriptors.catalogue import get_catalogue, reset_catalogue
from portal.stats.ingest.errors import ReadError
from portal.stats.queries import get_sheet
from portal.territories.models import Territory
from portal.territories.queries.history import list_epci_members, list_epci_members_then
from portal.territories.queries.universe import get_universe, reset_universe
from portal.territories.search.engine import forget_index, search_territories
from tests.stats.actions.loads import find_value, load
from tests.stats.catalogues import POPULATIONS, write_catalogue
from tests.stats.ingest.files import build_spec, observe_batches
from tests.territories.builders import build_small_universe, build_territory
from tests.web.conftest import POPULATIONS as SHOWN
from tests.web.conftest import publish, publish_figures


@pytest.fixture
def portal(db: None) -> None:
    """The small universe with figures."""
    build_small_universe()
    publish_figures()


@pytest.mark.usefixtures("portal")
def test_01_newer_row_of_one_commune_blanks_no_other_sheet(client: Client) -> None:
    rows = [("commune", code, "population", 2023, value) for code, value in SHOWN.items()]
    publish("insee_populations", [*rows, ("commune", "35001", "population", 2025, 7_500.0)], "2")
    assert find_value("commune", "35001", "population") == 7_500
    points = get_sheet("commune", "35238").series["population"].points
    assert [(point.year, point.figure.value) for point in points] == [(2023, 230_000.0)]
    page = client.get("/communes/35238-rennes").getvalue().decode("utf-8")
    assert "230\u202f000" in page


@pytest.mark.usefixtures("portal")
def test_02_every_commune_of_an_epci_is_its_member() -> None:
    universe = get_universe()
    members = universe.members_of("epci", "243500139", "commune")
    assert sorted(universe.codes["commune"][at] for at in members) == ["35001", "35051", "35238"]
    assert find_value("epci", "243500139", "population") == 230_000 + 7_000 + 69_000


@pytest.mark.usefixtures("portal")
def test_03_membership_is_dated_and_past_communes_are_not_counted() -> None:
    universe = get_universe()
    members = universe.members_of("epci", "200072452", "commune")
    assert [universe.codes["commune"][at] for at in members] == ["35062"]
    assert list_epci_members_then(2023)["200072452"] == {"35062", "35112"}
    assert list_epci_members_then(2026)["200072452"] == {"35062"}
    assert list_epci_members(2023)["200072452"] == {"35062"}  # both, brought to today's communes


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A tiny catalogue that may be rewritten, on the small universe."""
    settings.DATA_DIR, settings.CATALOGUE_DIR = tmp_path / "data", tmp_path / "catalogue"
    write_catalogue(tmp_path / "catalogue")
    reset_catalogue()
    build_small_universe()
    yield tmp_path / "catalogue"
    reset_catalogue()


def test_04_corrected_file_corrects_the_figures(folder: Path) -> None:
    load()
    assert find_value("commune", "35238", "population") == 1000
    write_catalogue(folder, {**POPULATIONS, "35238": "1001"})
    reset_catalogue()
    assert load()["populations"] == "published"
    assert find_value("commune", "35238", "population") == 1001


@pytest.mark.parametrize(("cell", "value"), [("771.0", 771.0), ("771", 771.0), ("", None)])
def test_06_number_written_otherwise_or_absent_is_read_for_what_it_is(cell: str, value: float | None) -> None:
    frame = observe_batches([f"code;pop\n01001;{cell}\n"], build_spec()).frame
    assert frame["value"].to_list() == [value]


def test_06_decimal_comma_is_read_when_it_is_declared_and_refused_otherwise() -> None:
    french = build_spec(reader={"kind": "csv", "delimiter": ";", "decimal": ","})
    assert observe_batches(["code;pop\n01001;0,104\n"], french).frame["value"].to_list() == [0.104]
    with pytest.raises(ReadError, match="Expected a number"):
        observe_batches(["code;pop\n01001;0,104\n"], build_spec())


@pytest.mark.usefixtures("portal")
def test_08_two_communes_cannot_share_a_code_and_old_addresses_lead_to_the_page(client: Client) -> None:
    response = client.get("/communes/35238-ancien-nom")
    assert (response.status_code, response.headers["Location"]) == (301, "/communes/35238-rennes")
    with pytest.raises(IntegrityError):
        build_territory("commune", "35238", "Rennes bis")


@pytest.mark.usefixtures("portal")
def test_12_columns_of_the_file_are_in_the_order_asked(client: Client) -> None:
    asked = ["35051", "35238", "35001"]
    query = "&".join(f"t=commune:{code}" for code in asked)
    text = client.get(f"/comparer.csv?{query}").getvalue().decode("utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    names = [name for name in rows[0] if name.startswith("commune_")]
    assert [name.split("_")[1] for name in names[::3]] == asked
    (population,) = [row for row in rows if row[1] == "population"]
    assert [float(value) for value in population[4::3]] == [SHOWN[code] for code in asked]


@pytest.mark.usefixtures("portal")
def test_13_epci_across_two_departements_counts_once_in_its_region() -> None:
    Territory.objects.filter(kind="commune", code="22050").update(epci_code="243500139")
    Territory.objects.filter(kind="commune", code="35062").update(epci_code="")  # a commune in no EPCI
    reset_universe()
    universe = get_universe()
    codes = universe.codes["epci"]
    in_region = [codes[at] for at in universe.members_of("region", "53", "epci")]
    departements = [universe.members_of("departement", code, "epci") for code in ("22", "35")]
    by_departement = [codes[at] for members in departements for at in members]
    assert sorted(in_region) == ["200068989", "200072452", "243500139"]
    assert sorted(by_departement) == sorted(in_region)


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize("word", ["Variation", "Ainsi", "Chercheurs", "Lotissements"])
def test_18_department_is_not_found_inside_a_longer_word(word: str) -> None:
    for code, name in (("83", "Var"), ("01", "Ain"), ("18", "Cher"), ("46", "Lot")):
        build_territory("departement", code, name)
    forget_index()
    assert search_territories("Var")[0].code == "83"
    assert [hit for hit in search_territories(word) if hit.kind == "departement"] == []


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("attribution_fpic", "FPIC"),
        ("solde_fpic", "FPIC"),
        ("dnp", "Dotation nationale de péréquation"),
        ("allocations_rsa", "RSA"),
        ("allocations_pch", "PCH"),
        ("dgf_totale", "DGF"),
    ],
)
def test_20_rows_that_the_original_lost_or_mislabelled_are_fed_and_named(slug: str, words: str) -> None:
    indicator = get_catalogue().indicators[slug]
    assert words in f"{indicator.label} {indicator.short_label}"
    assert not indicator.internal
    assert get_catalogue().list_sources(slug)


def test_20_zones_that_were_abolished_are_not_shown_as_of_today() -> None:
    labels = [one.label.lower() for one in get_catalogue().list_public_indicators()]
    assert not [label for label in labels if "zone urbaine sensible" in label or "zus" in label.split()]
