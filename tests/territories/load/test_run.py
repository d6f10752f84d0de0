"""The whole load on a small country: what it records, that it is repeatable and all or nothing."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from portal.kernel.packages import PackageError
from portal.territories.actions.load import run as module
from portal.territories.actions.load.report import TOPICS, render_report
from portal.territories.actions.load.run import load_territories
from portal.territories.models import (
    Contact,
    Event,
    Head,
    Load,
    Membership,
    Neighbour,
    Outline,
    Territory,
    Version,
)
from portal.territories.queries.history import build_passage, list_epci_members, list_perimeter_years
from portal.territories.queries.places import find_successors, list_past_names
from portal.territories.queries.universe import get_universe, reset_universe
from tests.territories.load.small_catalogue import commune, files_of, make_small_country

pytestmark = pytest.mark.django_db

TABLES: tuple[type[Model], ...] = (
    Territory, Version, Membership, Event, Outline, Neighbour, Contact, Head,
)  # fmt: skip


def get(kind: str, code: str) -> Territory:
    return Territory.objects.get(kind=kind, code=code)


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Everything recorded, without the ids of the rows that a load replaces."""
    rows = {}
    for model in TABLES:
        values = [{k: v for k, v in row.items() if k != "id"} for row in model._default_manager.values()]
        rows[model.__name__] = sorted(values, key=repr)
    return rows


def test_load_counts_what_the_packages_hold(tmp_path: Path) -> None:
    result = load_territories(**make_small_country(tmp_path).options())
    assert result.is_new
    assert result.report["counts"] == {
        "commune current": 4, "commune past": 2, "commune_deleguee current": 1, "departement current": 2,
        "epci current": 1, "epci past": 2, "france current": 1, "region current": 1,
    }  # fmt: skip
    assert all(check["expected"] == check["found"] for check in result.report["checks"])
    assert set(result.report["differences"]) <= TOPICS.keys()
    assert any("counts by year" in line for line in render_report(result.report))
    assert Load.objects.get().report == result.report
    assert list_perimeter_years() == [2019, 2020, 2021]


def test_load_fills_the_commune(tmp_path: Path) -> None:
    load_territories(**make_small_country(tmp_path).options())
    est = get("commune", "35001")
    assert (est.name, est.slug, est.siren, est.population) == (
        "Est-et-Nord",
        "est-et-nord",
        "213500100",
        1450,
    )
    assert (est.epci_code, est.departement_code, est.region_code) == ("200000003", "35", "53")
    assert (est.seat_rank, get("commune", "35003").seat_rank) == (4, 2)
    assert est.strate == "500-1999"
    assert est.postal_codes == ["35000"]
    assert get("commune", "35004").strate == "moins-100"
    assert get("commune", "97502").strate == ""
    assert (get("commune", "97502").departement_code, get("commune", "97502").region_code) == ("975", "")


def test_load_sums_populations_without_the_overseas_collectivities(tmp_path: Path) -> None:
    load_territories(**make_small_country(tmp_path).options())
    assert get("epci", "200000003").population == 1450 + 610
    assert get("departement", "35").population == 1450 + 610 + 45
    assert get("france", "FR").population == 1450 + 610 + 45
    assert get("departement", "975").population == 5000
    assert get("epci", "200000003").name == "Communauté de communes Est et Sud"
    assert get("epci", "200000003").departement_code == "35"


def test_load_records_memberships_by_year(tmp_path: Path) -> None:
    load_territories(**make_small_country(tmp_path).options())
    rows = Membership.objects.filter(group__kind="epci").order_by("member__code", "first_year")
    assert list(rows.values_list("member__code", "group__code", "first_year", "last_year")) == [
        ("35001", "200000001", 2019, 2020),
        ("35001", "200000003", 2021, None),
        ("35002", "200000001", 2019, 2020),
        ("35003", "200000002", 2019, 2020),
        ("35003", "200000003", 2021, None),
    ]


def test_load_records_the_history(tmp_path: Path) -> None:
    load_territories(**make_small_country(tmp_path).options())
    events = Event.objects.filter(effective_on=date(2021, 1, 1), before__kind="commune")
    assert sorted(events.values_list("what", "before__code", "after__code", "source")) == [
        ("merger", "35001", "35001", "COG 2021"),
        ("merger", "35002", "35001", "COG 2021"),
    ]
    epci = Event.objects.filter(before__kind="epci")
    assert sorted(epci.values_list("what", "before__code", "after__code")) == [
        ("merger", "200000001", "200000003"),
        ("merger", "200000002", "200000003"),
    ]
    assert [(n.name, n.ends_on) for n in list_past_names(get("commune", "35003"))] == [
        ("Midi", date(1950, 5, 1))
    ]
    nord, vieux = get("commune", "35002"), get("commune", "35999")
    assert (nord.is_current, nord.departement_code, nord.population) == (False, "35", None)
    assert (vieux.is_current, vieux.departement_code) == (False, "35")
    (succession,) = find_successors("commune", "35999")
    assert succession.territory.code == "35001"
    assert (succession.what, succession.on, succession.via) == ("merger", date(1960, 1, 1), ("Nord",))


def test_load_lets_past_figures_come_to_today(tmp_path: Path) -> None:
    load_territories(**make_small_country(tmp_path).options())
    passage = build_passage(2020)
    assert passage.successors["35002"] == ("35001",)
    assert passage.find_sources("35001") == ("35001", "35002")
    assert passage.split == frozenset()
    assert list_epci_members(2020) == {
        "200000001": frozenset({"35001"}),
        "200000002": frozenset({"35003"}),
    }


def test_load_completes_contours_and_finds_neighbours(tmp_path: Path) -> None:
    load_territories(**make_small_country(tmp_path).options())
    est, sud = get("commune", "35001"), get("commune", "35003")
    # 0.1° of latitude is 11.12 km, of longitude at 48.05° 7.46 km; Est has taken over the void of Nord.
    assert sud.area_km2 == pytest.approx(11.12 * 7.46, rel=0.002)
    assert est.area_km2 == pytest.approx(2 * sud.area_km2, rel=1e-4)
    assert get("departement", "35").area_km2 == pytest.approx(4 * sud.area_km2, rel=1e-4)
    pairs = Neighbour.objects.values_list("territory__code", "other__code")
    assert sorted(pairs) == [("35001", "35003"), ("35003", "35001"), ("35003", "35004"), ("35004", "35003")]
    outline = Outline.objects.get(territory=sud, detail="fine")
    assert outline.zone == "metropole"
    # In tens of metres; meridians lean by 3.3° there: 746 × cos + 1112 × sin.
    assert outline.x1 - outline.x0 == pytest.approx(809, abs=5)
    assert Outline.objects.filter(territory__code="975").count() == 0


def test_load_keeps_heads_and_usable_contacts(tmp_path: Path) -> None:
    result = load_territories(**make_small_country(tmp_path).options())
    heads = Head.objects.values_list("territory__kind", "title", "first_name", "last_name", "since")
    assert sorted(heads) == [
        ("commune", "Maire", "Anne", "MARTIN", date(2020, 3, 23)),
        ("departement", "Président", "Luc", "PETIT", date(2021, 7, 1)),
        ("epci", "Présidente", "Anne", "MARTIN", None),
        ("region", "Présidente", "Zoé", "ROUX", None),
    ]
    # Her EPCI is of 2021; the other one has no date of office in the source.
    assert result.report["differences"]["head_date_dropped"] == [
        "epci 200000003: 2020-07-01, mandate since 2020-03-15"
    ]
    contact = Contact.objects.get()
    assert (contact.email, contact.phone) == ("mairie@est.example", "02 99 00 00 01")
    assert result.report["differences"]["email_dropped"] == ["35003 pas une adresse"]
    assert result.report["differences"]["website_dropped"] == ["35003 www.sud.example"]


def test_load_of_the_same_inputs_does_nothing(tmp_path: Path) -> None:
    options = make_small_country(tmp_path).options()
    load_territories(**options)
    before = snapshot()
    again = load_territories(**options)
    assert not again.is_new
    assert (snapshot(), Load.objects.count()) == (before, 1)


def test_load_done_again_records_the_same(tmp_path: Path) -> None:
    options = make_small_country(tmp_path).options()
    load_territories(**options)
    before = snapshot()
    assert load_territories(**options, force=True).is_new
    assert snapshot() == before


def test_positions_are_kept_when_a_territory_appears(tmp_path: Path) -> None:
    load_territories(**make_small_country(tmp_path / "one").options())
    before = dict(Territory.objects.values_list("code", "position").filter(kind="commune"))
    assert sorted(before.values()) == [0, 1, 2, 3, 4, 5]
    files = files_of(2021)
    new = commune("35000", "Première", 10)
    changed = {"communes.json": [new, *files["communes.json"]]}
    country = make_small_country(tmp_path / "two", y2021=changed)
    descriptor = country.catalogue / "territories" / "2021.yaml"
    descriptor.write_text(descriptor.read_text().replace("communes: 3", "communes: 4"))
    load_territories(**country.options())
    after = dict(Territory.objects.values_list("code", "position").filter(kind="commune"))
    assert after == {**before, "35000": 6}


def test_load_that_fails_while_recording_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = make_small_country(tmp_path).options()
    load_territories(**options)
    before = snapshot()

    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(Load.objects, "create", fail)
    with pytest.raises(RuntimeError, match="killed"):
        load_territories(**options, force=True)
    assert snapshot() == before


def test_counts_that_are_not_the_published_ones_record_nothing(tmp_path: Path) -> None:
    files = files_of(2021)
    changed = {"communes.json": files["communes.json"][1:]}
    country = make_small_country(tmp_path, y2021=changed)
    with pytest.raises(PackageError, match=r"communes 2021: expected 3, found 2.*Nothing was recorded"):
        load_territories(**country.options())
    assert not Territory.objects.exists()


def test_a_column_that_nobody_expects_is_refused_with_its_place(tmp_path: Path) -> None:
    files = files_of(2021)
    strange = [{**row, "surprise": 1} for row in files["communes.json"]]
    country = make_small_country(tmp_path, y2021={"communes.json": strange})
    with pytest.raises(PackageError, match=r"cog-2021, package/data/communes\.json: .*row 0\.surprise"):
        load_territories(**country.options())
    assert not Load.objects.exists()


def test_csv_with_a_short_line_is_refused_with_its_line(tmp_path: Path) -> None:
    country = make_small_country(tmp_path, details={"cantons.csv": "id,code,geometry\n1,3501\n"})
    with pytest.raises(PackageError, match=r"cantons\.csv\.lzma, row 2: 2 cells, expected 3"):
        load_territories(**country.options())


def test_a_damaged_package_leaves_the_previous_territories(tmp_path: Path) -> None:
    country = make_small_country(tmp_path)
    load_territories(**country.options())
    before = snapshot()
    shutil.rmtree(country.folder)
    damaged = country.mirror / "packages" / "cog-2021.tgz"
    damaged.write_bytes(damaged.read_bytes()[:200])
    with pytest.raises(PackageError, match=r"cog-2021\.tgz of the mirror is not the pinned file"):
        load_territories(**country.options())
    assert snapshot() == before


def test_movements_of_the_mirror_give_dates_and_names(tmp_path: Path) -> None:
    country = make_small_country(tmp_path)
    (country.mirror / "cog").mkdir()
    header = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP,stray"
    lines = [
        "32,2020-06-30,COM,35002,Nord,COM,35001,Est-et-Nord,#N/D",
        "32,2020-06-30,COM,35002,Nord,COMD,35002,Nord,#N/D",
        "32,2020-06-30,COM,35001,Est,COM,35001,Est-et-Nord,#N/D",
    ]
    (country.mirror / "cog" / "movements.csv").write_text("\n".join([header, *lines]))
    load_territories(**country.options())
    event = Event.objects.get(before__code="35002", after__code="35001")
    assert (event.effective_on, event.source) == (date(2020, 6, 30), "INSEE, mouvements de communes")


def test_universe_follows_the_newest_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = make_small_country(tmp_path).options()
    load_territories(**options)
    reset_universe()
    first = get_universe()
    monkeypatch.setattr(module, "CODE_VERSION", -1)
    assert load_territories(**options).is_new
    assert get_universe() is first  # within the seconds that a check is good for
    monkeypatch.setattr("portal.territories.queries.universe.CHECK_EVERY_S", 0.0)
    assert get_universe().version == first.version + 1
