"""Elected officials, one row per person → counts per territory. No name enters here.

Ages are those reached by the end of 2025, from the year of birth alone: many days and months are
swapped in the files, years are not. A birth year that gives an age outside 17-100 is unknown.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from portal.stats.ingest.toolkit import Absence, Tables, build_observations, combine, join_strictly

YEAR: Final = 2026
AGE_YEAR: Final = 2025
AGES: Final = (17, 100)
NOTHING: Final = "\\N"
FRANCE: Final = "FR"

WITHOUT_COUNCIL: Final = ("55039", "55050", "55139", "55189", "55239", "55307")
"""The six communes « mortes pour la France », destroyed in 1916 and without inhabitants: nobody votes
there, a commission named by the prefect stands for the council."""

GROUPS: Final = {
    "1": "elus_agriculteurs",
    "2": "elus_artisans",
    "3": "elus_cadres",
    "4": "elus_intermediaires",
    "5": "elus_employes",
    "6": "elus_ouvriers",
    "7": "elus_retraites",
    "8": "elus_sans_activite",
}
"""First digit of the code of occupation (PCS) → count of its group."""


def transform(tables: Tables) -> pl.DataFrame:
    return combine([*_count_municipal(tables), *_count_departmental(tables), *_count_regional(tables)])


def _count_municipal(tables: Tables) -> list[pl.DataFrame]:
    """Counts per commune. No official: not applicable where there is no council to elect, else the
    register does not give it: not available."""
    officials = join_strictly(
        tables["elus_municipaux"], tables["communes"], left_on="commune_id", right_on="id"
    )
    woman = pl.col("sexe") == "F"
    mayor = pl.col("fonction") == "MAI"
    delegate = pl.col("date_debut_mandat_epci") != NOTHING
    born = pl.col("date_naissance").str.extract(r"^([0-9]{4})-[0-9]{2}-[0-9]{2}$").cast(pl.Int32)
    age = pl.when((AGE_YEAR - born).is_between(*AGES)).then(AGE_YEAR - born)
    group = pl.col("profession").str.extract("^([1-8])[0-9]?$")
    counts = officials.group_by("code").agg(
        pl.len().alias("elus_nombre"),
        woman.sum().alias("elus_femmes"),
        mayor.sum().alias("maires_nombre"),
        (mayor & woman).sum().alias("maires_femmes"),
        delegate.sum().alias("conseillers_communautaires_nombre"),
        (delegate & woman).sum().alias("conseillers_communautaires_femmes"),
        age.sum().alias("elus_age_somme"),
        age.count().alias("elus_age_connu"),
        (age < 40).sum().alias("elus_moins_40"),
        group.count().alias("elus_profession_connue"),
        *((group == digit).sum().alias(slug) for digit, slug in GROUPS.items()),
    )
    whole = tables["communes"].select("code").join(counts, on="code", how="left").sort("code")
    councils = [name for name in counts.columns if name != "code" and not name.startswith("conseillers")]
    # Every commune has at least one seat: none in the register means that they are not known yet.
    delegates = whole.filter(pl.col("elus_nombre").is_not_null()).with_columns(
        pl.when(pl.col("conseillers_communautaires_nombre") > 0).then(pl.col(name)).alias(name)
        for name in ("conseillers_communautaires_nombre", "conseillers_communautaires_femmes")
    )
    to_elect = ~pl.col("code").is_in(WITHOUT_COUNCIL)
    return [
        _observe(whole.filter(to_elect), councils, "commune", Absence.NOT_AVAILABLE),
        _observe(whole.filter(~to_elect), councils, "commune", Absence.NOT_APPLICABLE),
        _observe(
            delegates,
            ["conseillers_communautaires_nombre", "conseillers_communautaires_femmes"],
            "commune",
            Absence.NOT_AVAILABLE,
        ),
    ]


def _count_departmental(tables: Tables) -> list[pl.DataFrame]:
    """Counts per département, région and for France.

    There is no such council in Paris, Corsica, Martinique and Guyane: a true zero.
    """
    cantons = join_strictly(
        tables["cantons"].rename({"id": "canton_id"}),
        tables["departements"],
        left_on="departement_id",
        right_on="id",
    )
    officials = join_strictly(
        tables["elus_departementaux"], cantons, left_on="canton_id", right_on="canton_id"
    )
    regions = tables["regions"].rename({"code": "region_code"})
    by_region = join_strictly(officials, regions, left_on="region_id", right_on="id")
    by_region = by_region.with_columns(pl.col("region_code").alias("code"))
    name = "conseillers_departementaux"
    return [
        _count_council(officials, tables["departements"], "departement", name),
        _count_council(by_region, tables["regions"], "region", name),
        _count_council(officials.with_columns(pl.lit(FRANCE).alias("code")), None, "france", name),
    ]


def _count_regional(tables: Tables) -> list[pl.DataFrame]:
    """Counts per région and for France; none where one assembly is both région and département."""
    councils = join_strictly(
        tables["conseils_regionaux"].rename({"id": "conseil_id"}),
        tables["regions"],
        left_on="region_id",
        right_on="id",
    )
    officials = join_strictly(
        tables["elus_regionaux"],
        councils,
        left_on="collectivite_regionale_id",
        right_on="conseil_id",
    )
    name = "conseillers_regionaux"
    return [
        _count_council(officials, tables["regions"], "region", name),
        _count_council(officials.with_columns(pl.lit(FRANCE).alias("code")), None, "france", name),
    ]


def _count_council(
    officials: pl.DataFrame, territories: pl.DataFrame | None, level: str, name: str
) -> pl.DataFrame:
    """Counts per ``code``; those of ``territories`` that have no official get zero."""
    columns = [f"{name}_nombre", f"{name}_femmes"]
    counts = officials.group_by("code").agg(
        pl.len().alias(columns[0]), (pl.col("sexe") == "F").sum().alias(columns[1])
    )
    if territories is not None:
        counts = territories.select("code").join(counts, on="code", how="left")
    counts = counts.with_columns(pl.col(columns).fill_null(0)).sort("code")
    return _observe(counts, columns, level, Absence.NOT_AVAILABLE)


def _observe(frame: pl.DataFrame, columns: list[str], level: str, where_null: Absence) -> pl.DataFrame:
    return build_observations(
        frame,
        {name: name for name in columns},
        level=level,
        year=YEAR,
        geography_year=YEAR,
        where_null=where_null,
    )
