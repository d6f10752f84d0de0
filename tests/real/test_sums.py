"""Communes add up to their EPCI, département, région and France: archives summed again, without compute.

Who is in what today is read in the packages, not in the portal.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl
import pytest
from django.conf import settings

from tests.oracles.communes import FIRST_LIST, list_codes, list_split, read_epci_of_today
from tests.oracles.originals import Shelf, read_rows
from tests.oracles.recounts import COLLECTIVITIES, departement_of, list_figures
from tests.real.drawing import DATASETS, INDICATORS

LEVELS: Final = ("epci", "departement", "region", "france")
TOLERANCE: Final = 1e-9
TOLERANCE_PUBLISHED: Final = 1e-4
"""Areas of the groups are those of their own contours, each rounded."""
ADDITIVE: Final = sorted(
    slug for slug, one in INDICATORS.items() if one["aggregate"] == "sum" and "commune" in one["levels"]
)
LEAST_COMPARED: Final = 50_000
"""Totals that can be compared once the packages and the mirror are loaded."""


@pytest.fixture(scope="module")
def groups(shelf: Shelf) -> pl.DataFrame:
    """kind, group, code: the communes of today of every group."""
    regions = {
        one["code"]: one["region"]
        for one in shelf.read_json_of_package("decoupage-2026", "package/data/departements.json")
        if not one["code"].startswith(COLLECTIVITIES)
    }
    rows = [("epci", epci, code) for epci, members in read_epci_of_today(shelf).items() for code in members]
    for code in list_codes(shelf):
        if (departement := departement_of(code)) in regions:
            rows += [("departement", departement, code), ("region", regions[departement], code)]
            rows.append(("france", "FR", code))
    return pl.DataFrame(rows, schema=["kind", "group", "code"], orient="row")


def read_archive(slug: str) -> pl.DataFrame:
    """The newest release of a dataset."""
    found = (settings.REAL_DATA_DIR / "archive" / slug).glob("*.parquet")
    frame = pl.read_parquet(max(found, key=lambda path: int(path.stem)))
    return frame.with_columns(pl.col("kind", "origin", "absence").cast(pl.String))


def _list_archived() -> list[str]:
    return sorted(path.name for path in (settings.REAL_DATA_DIR / "archive").glob("*"))


def _add_up(figures: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """kind, group, indicator, year, found, origin, expected (null unless every commune has a value)."""
    communes = figures.filter(pl.col("kind") == "commune").select("code", "indicator", "year", "value")
    sizes = groups.group_by("kind", "group").len("members")
    sums = (
        groups.join(communes, on="code")
        .group_by("kind", "group", "indicator", "year")
        .agg(pl.col("value").sum().alias("total"), pl.col("value").is_not_null().sum().alias("known"))
        .join(sizes, on=["kind", "group"])
    )
    totals = figures.filter(pl.col("kind") != "commune").rename({"code": "group", "value": "found"})
    whole = pl.col("known") == pl.col("members")
    return totals.join(sums, on=["kind", "group", "indicator", "year"]).with_columns(
        pl.when(whole).then(pl.col("total")).alias("expected")
    )


def test_communes_add_up_at_every_level(groups: pl.DataFrame) -> None:
    compared, wrong = 0, []
    for slug in _list_archived():
        figures = read_archive(slug).filter(pl.col("indicator").is_in(ADDITIVE))
        totals = _add_up(figures, groups)
        whole = totals.filter(pl.col("expected").is_not_null())
        compared += len(whole)
        gap = (pl.col("found") - pl.col("expected")).abs()
        most = pl.when(origin="published").then(TOLERANCE_PUBLISHED).otherwise(TOLERANCE)
        is_same = pl.col("found").is_not_null() & (gap <= most * pl.col("expected").abs() + 1e-6)
        wrong += [(slug, *row) for row in whole.filter(~is_same).rows()]
    assert not wrong, f"{len(wrong)} of {compared}: {wrong[:20]}"
    assert compared >= LEAST_COMPARED, compared


def test_total_of_communes_that_are_not_all_known_is_not_told(shelf: Shelf, groups: pl.DataFrame) -> None:
    """Unless the producer publishes it, the indicator says how much may be missing, or the unknown ones are
    parts of a past commune that is known, and whole in the group."""
    split = groups.filter(pl.col("code").is_in(list_split(shelf, FIRST_LIST)))["group"].unique().to_list()
    strict = [slug for slug in ADDITIVE if not INDICATORS[slug].get("missing_tolerated_pct")]
    wrong = []
    for slug in _list_archived():
        totals = _add_up(read_archive(slug).filter(pl.col("indicator").is_in(strict)), groups)
        told = pl.col("found").is_not_null() & (pl.col("origin") != "published")
        told &= ~pl.col("group").is_in([*split, "FR"])
        wrong += [(slug, *row) for row in totals.filter(pl.col("expected").is_null() & told).rows()]
    assert not wrong, f"{len(wrong)}: {wrong[:20]}"


@pytest.mark.parametrize(
    ("member", "column", "kind", "count"),
    [("donnees_departements.csv", "DEP", "departement", 100), ("donnees_regions.csv", "REG", "region", 17)],
)
def test_populations_add_up_to_what_insee_publishes(
    shelf: Shelf, groups: pl.DataFrame, member: str, column: str, kind: str, count: int
) -> None:
    """INSEE's own totals of the départements and régions, without Mayotte, to the inhabitant."""
    reader = {"kind": "csv", "delimiter": ";"}
    published = read_rows(shelf.read_mirror("insee/ensemble.zip", member), reader)
    assert len(published) == count
    figures = read_archive("insee_populations").filter(pl.col("year") == 2023)
    for name, indicator in (("PMUN", "population"), ("PTOT", "population_totale")):
        totals = _add_up(figures.filter(pl.col("indicator") == indicator), groups).filter(kind=kind)
        sums = dict(totals.select("group", "total").iter_rows())
        shown = dict(totals.select("group", "found").iter_rows())
        expected = {row[column]: float(row[name]) for row in published}
        assert {code: sums[code] for code in expected} == expected
        assert {code: shown[code] for code in expected} == expected


@pytest.mark.parametrize("slug", ["anct_pvd", "anct_qpv", "anct_zrr", "interieur_elus"])
def test_counts_of_departements_are_those_of_the_lines_of_the_file(slug: str, shelf: Shelf) -> None:
    """Also what is not shown at the commune: each line of the list, counted under the code it has there."""
    counts: dict[tuple[str, str, int], float] = {}
    unknown = set()
    for cell in list_figures(slug, DATASETS / slug, shelf):
        if cell.level == "commune" and INDICATORS[cell.indicator]["aggregate"] == "sum":
            key = (departement_of(cell.code), cell.indicator, cell.year)
            counts[key] = counts.get(key, 0.0) + (cell.value or 0.0)
            if cell.value is None:
                unknown.add(key)
    found = {
        (code, indicator, year): value
        for kind, code, indicator, year, value in read_archive(slug)
        .select("kind", "code", "indicator", "year", "value")
        .iter_rows()
        if kind == "departement" and value is not None
    }
    both = counts.keys() & found.keys() - unknown
    assert len(both) >= 90
    assert {key: found[key] for key in both} == {key: counts[key] for key in both}


def test_every_archive_is_of_a_dataset_of_the_catalogue() -> None:
    known = {path.parent.name for path in Path(DATASETS).glob("*/dataset.yaml")} | {"calculs"}
    assert set(_list_archived()) <= known
