"""The territories that the packages give: counts of the sources, known changes, known neighbours."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from portal.territories.actions.load.report import TOPICS
from portal.territories.succession import Lineage, Step


@pytest.fixture(scope="module")
def loaded(real_portal: str) -> Iterator[sqlite3.Connection]:
    """The database that the portal on the real data serves, read only."""
    path = settings.REAL_DATA_DIR / "portal.sqlite3"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def report(loaded: sqlite3.Connection) -> dict[str, Any]:
    (text,) = loaded.execute("SELECT report FROM territories_load ORDER BY id DESC LIMIT 1").fetchone()
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def lineage(loaded: sqlite3.Connection) -> Lineage:
    existence = defaultdict(list)
    for code, start, end in loaded.execute(
        "SELECT t.code, v.starts_on, v.ends_on FROM territories_version v"
        " JOIN territories_territory t ON t.id = v.territory_id WHERE t.kind = 'commune' ORDER BY v.starts_on"
    ):
        existence[code].append((date.fromisoformat(start), date.fromisoformat(end) if end else None))
    steps = loaded.execute(
        "SELECT e.what, e.effective_on, b.code, a.code, e.name_before, e.name_after FROM territories_event e"
        " JOIN territories_territory b ON b.id = e.before_id"
        " LEFT JOIN territories_territory a ON a.id = e.after_id WHERE b.kind = 'commune'"
    )
    return Lineage(existence, [Step(w, date.fromisoformat(day), *rest) for w, day, *rest in steps])


def test_real_counts_are_those_of_the_sources(report: dict[str, Any]) -> None:
    assert all(check["expected"] == check["found"] for check in report["checks"])
    found = {(check["name"], check["year"]): check["found"] for check in report["checks"]}
    assert found["communes", 2026] == 34_875
    assert found["communes of overseas collectivities", 2026] == 94
    assert (found["EPCI", 2025], found["EPCI", 2026]) == (1_255, 1_253)
    assert report["counts"]["departement current"] == 109
    assert report["counts"]["region current"] == 18


def test_real_strates_are_close_to_the_national_counts(report: dict[str, Any]) -> None:
    """OFGL 2023, in the order of the strates; 70 communes fewer since, and two more censuses."""
    national = {
        "moins-100": 3275, "100-199": 5344, "200-499": 9432, "500-1999": 11276, "2000-3499": 2303,
        "3500-4999": 1030, "5000-9999": 1220, "10000-19999": 570, "20000-49999": 360, "50000-99999": 92,
        "100000-plus": 43,
    }  # fmt: skip
    for key, count in national.items():
        assert report["strates"][key] == pytest.approx(count, rel=0.03), key


def test_real_differences_are_all_named(report: dict[str, Any]) -> None:
    assert set(report["differences"]) <= TOPICS.keys()
    for topic in ("origin_unknown", "passage_broken", "contour_missing"):
        assert topic not in report["differences"]
    # Suppressed before 1969: only INSEE's movements (MIRROR_DIR) say what became of them.
    unknown = {name.split()[0] for name in report["differences"].get("successor_unknown", [])}
    assert unknown <= {"08227", "45117", "51385", "51606", "60606", "77362"}
    assert len(report["differences"]["orphans"]) == 4  # islands that may stay outside any EPCI


@pytest.mark.parametrize(
    ("code", "successors"),
    [
        ("01033", {"01033"}),  # Bellegarde-sur-Valserine, Valserhône since 2019 under the same code
        ("74093", {"74010"}),  # Cran-Gevrier, in Annecy since 2017
        ("74217", {"74010"}),  # Pringy
        ("76095", {"76095"}),  # Bihorel, merged in 2012, restored in 2014
        ("49007", {"49007"}),  # Angers, untouched
        ("93059", {"93066"}),  # Pierrefitte-sur-Seine, in Saint-Denis since 2025
        ("20004", {"2A004"}),  # Ajaccio before 1976
        ("20033", {"2B033"}),  # Bastia before 1976
        ("14011", {"14581"}),  # Aurseulles, whose seat and code changed in 2025
        ("14581", {"14581"}),
        ("91182", {"91228"}),  # Courcouronnes, in Évry-Courcouronnes since 2019
        ("78182", {"91228"}),  # Courcouronnes before 1968
        ("85060", {"85194"}),  # Château-d'Olonne
        ("85166", {"85194"}),  # Olonne-sur-Mer
        ("27058", {"27676"}),  # Les Trois Lacs, whose code changed twice
        ("14666", {"14666"}),  # Sannerville, restored at the end of 2019
        ("15031", {"15031"}),  # Celles, restored in 2025
        ("99999", set()),
    ],
)
def test_real_codes_lead_to_their_successors(lineage: Lineage, code: str, successors: set[str]) -> None:
    assert set(lineage.find_successors(code)) == successors


@pytest.mark.parametrize(
    ("year", "count"),
    [(2012, 36_700), (2014, 36_682), (2016, 35_885), (2017, 35_416), (2018, 35_357)],
)
def test_real_history_has_the_published_number_of_communes(
    lineage: Lineage, loaded: sqlite3.Connection, year: int, count: int
) -> None:
    """Counts on 1 January in INSEE's own file of the communes since 1943, for years without a package."""
    overseas = {
        code for (code,) in loaded.execute(
            "SELECT code FROM territories_territory WHERE kind = 'commune' AND type = 'com'"
        )
    }  # fmt: skip
    mayotte = {code for code in lineage.list_alive(date(year, 1, 1)) if code.startswith("985")}
    found = len(set(lineage.list_alive(date(year, 1, 1))) - overseas - mayotte)
    assert found == count


def test_real_passages_of_known_splits(lineage: Lineage) -> None:
    assert set(lineage.carry("15141", date(2024, 1, 1))) == {"15031", "15035", "15047", "15141", "15171"}
    assert set(lineage.carry("85084", date(2020, 1, 1))) == {"85084", "85165", "85212"}
    # Villotran (60694) was in Les Hauts-Talican (60054) from 2019 to 2024, when 60054 became Beaumont again.
    assert set(lineage.carry("60694", date(2017, 1, 1))) == {"60054", "60694"}


def test_real_contours_give_the_published_areas(loaded: sqlite3.Connection) -> None:
    """INSEE's areas, where water does not blur them; the contours are generalised: within 2 %."""
    published = {"35238": 50.39, "75056": 105.4, "93066": 15.77, "79307": 65.32, "13055": 240.62}
    for code, area in published.items():
        (found,) = loaded.execute(
            "SELECT area_km2 FROM territories_territory WHERE kind = 'commune' AND code = ?", [code]
        ).fetchone()
        assert found == pytest.approx(area, rel=0.02), code


def test_real_neighbours_share_a_border(loaded: sqlite3.Connection) -> None:
    rows = loaded.execute(
        "SELECT o.code FROM territories_neighbour n JOIN territories_territory t ON t.id = n.territory_id"
        " JOIN territories_territory o ON o.id = n.other_id WHERE t.kind = 'departement' AND t.code = '35'"
    )
    assert {code for (code,) in rows} == {"22", "44", "49", "50", "53", "56"}


def test_real_outlines_cover_every_commune_of_the_regions(loaded: sqlite3.Connection) -> None:
    (count,) = loaded.execute(
        "SELECT COUNT(DISTINCT t.id) FROM territories_outline o JOIN territories_territory t"
        " ON t.id = o.territory_id WHERE t.kind = 'commune'"
    ).fetchone()
    assert count == 34_875 - 5  # one contour for Neussargues-Moissac and the four restored out of it
