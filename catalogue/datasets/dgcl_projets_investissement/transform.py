"""One row per project → number, subventions and cost of the projects of each territory.

A commune or an EPCI has the projects that it carries itself; a département, a région and France have
all of them, those of syndicats included. A cost that is missing makes the total absent.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from portal.stats.ingest.toolkit import Tables, build_observations, combine, join_strictly

YEAR: Final = 2018
OLDEST: Final = 2019
"""The oldest year of which the perimeters of the EPCI and the communes of the collectivités are known."""
FRANCE: Final = "FR"
SAINT_LUCIEN: Final = {"ZZZZZ": "76601"}
"""The one commune that the file gives no code to: it names it in LIBGEO."""
CORSICA: Final = {"20A": "2A", "20B": "2B"}
OUTSIDE_THE_REGIONS: Final = "975"
NUMBER: Final = r"^[0-9]{1,3}(?:[0-9]*|(?: [0-9]{3})*)(?:[.,][0-9]+)?$"
"""The sheet mixes typed numbers, texts with a decimal comma and, twice, a space between thousands."""

MERGED_EPCI: Final = {
    "240100578": "200042935",  # Plateau d'Hauteville → Haut-Bugey Agglomération
    "243800778": "200085751",  # Pays roussillonnais → Entre Bièvre et Rhône
    "243800844": "200085751",  # Territoire de Beaurepaire → Entre Bièvre et Rhône
    "244301032": "200085728",  # Brioude Sud Auvergne
    "245300306": "200083392",  # Pays de Loiron → Laval Agglomération
    "245300330": "200083392",  # Laval → Laval Agglomération
    "247600539": "200084952",  # Caux Estuaire → Le Havre Seine Métropole
    "247600596": "200084952",  # Le Havre (CODAH) → Le Havre Seine Métropole
}
"""EPCI of 2018 that had merged by 2019, and the EPCI that took their projects over."""

MEASURES: Final = ("projets", "subvention", "cout")


def transform(tables: Tables) -> pl.DataFrame:
    projects = tables["projets"].with_columns(
        _read_amounts(tables["projets"], "subvention"),
        _read_amounts(tables["projets"], "cout"),
        pl.col("departement").replace(CORSICA),
        pl.col("commune").replace(SAINT_LUCIEN),
        pl.col("groupement").replace(MERGED_EPCI),
    )
    regions = tables["regions"].rename({"code": "departement"})
    in_regions = join_strictly(
        projects.filter(pl.col("departement") != OUTSIDE_THE_REGIONS),
        regions,
        left_on="departement",
        right_on="departement",
    )
    communes = projects.filter(pl.col("echelon") == "Commune")
    of_collectivite = pl.col("departement") == OUTSIDE_THE_REGIONS
    of_epci = projects.filter(pl.col("echelon") == "EPCI")
    return combine(
        [
            *_observe(communes.filter(~of_collectivite), pl.col("commune"), "commune"),
            *_observe(communes.filter(of_collectivite), pl.col("commune"), "commune", geography_year=OLDEST),
            *_observe(of_epci, pl.col("groupement"), "epci", geography_year=OLDEST),
            *_observe(projects, pl.col("departement"), "departement"),
            *_observe(in_regions, pl.col("region"), "region"),
            *_observe(in_regions, pl.lit(FRANCE), "france"),
        ]
    )


def _read_amounts(projects: pl.DataFrame, column: str) -> pl.Series:
    """Euros; null where the cell is empty. Raises ValueError for what is not a number."""
    cells = projects[column].str.strip_chars(" \u00a0\u202f").str.replace_all("[\u00a0\u202f]", " ")
    wrong = cells.filter((cells != "") & ~cells.str.contains(NUMBER))
    if not wrong.is_empty():
        raise ValueError(f"{column}: {len(wrong)} cells are not amounts, such as {wrong.head(5).to_list()}.")
    return cells.str.replace_all(" ", "").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def _observe(
    projects: pl.DataFrame, group: pl.Expr, level: str, *, geography_year: int = YEAR
) -> list[pl.DataFrame]:
    known = pl.col("cout").is_not_null().all()
    totals = projects.group_by(group.alias("code"), "dotation").agg(
        pl.len().alias("projets"),
        pl.col("subvention").sum().round(2),
        pl.when(known).then(pl.col("cout").sum().round(2)).alias("cout"),
    )
    return [
        build_observations(
            totals.filter(pl.col("dotation") == dotation).sort("code"),
            {measure: f"{dotation.lower()}_{measure}" for measure in MEASURES},
            level=level,
            year=YEAR,
            geography_year=geography_year,
            rebase=level == "commune",
        )
        for dotation in ("DETR", "DSIL")
    ]
