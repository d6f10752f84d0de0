"""The code officiel géographique of 2023 → rank of the communes, what they united, cantons, arrondissements.

Kinds of movements (MOD) are those of Insee: 30 suppression, 31 to 34 mergers, 41 and 50 changes of code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import polars as pl

from portal.stats.ingest.toolkit import Absence, Tables, build_observations, combine

YEAR: Final = 2023
FRANCE: Final = "FR"
ABSORBED: Final = ("30", "31", "32", "33", "34")
"""The commune is a part of another one since. 41 and 50 only change its code, 21 restores."""

RANKS: Final = (("cantons", 1), ("arrondissements", 2), ("departements", 3), ("regions", 4))
"""Table that names its seat → value of the category ``chef_lieu``; the highest rank is kept."""


def transform(tables: Tables) -> pl.DataFrame:
    communes = tables["communes"].filter(pl.col("kind") == "COM").select("code")
    figures = communes.with_columns(
        _rank(communes["code"], tables),
        _count(communes["code"], _list_parts(tables)).alias("communes_deleguees"),
        _count(communes["code"], _list_absorbed(communes["code"], tables)).alias("communes_reunies"),
    )
    slugs = ("chef_lieu", "communes_deleguees", "communes_reunies")
    observed = build_observations(
        figures, {slug: slug for slug in slugs}, level="commune", year=YEAR, geography_year=YEAR
    )
    return combine(
        [
            observed,
            *_count_by_level(tables, "cantons", "nombre_cantons"),
            *_count_by_level(tables, "arrondissements", "nombre_arrondissements", none=0),
        ]
    )


def _rank(codes: pl.Series, tables: Tables) -> pl.Series:
    rank = pl.zeros(len(codes), dtype=pl.Int64, eager=True)
    for name, value in RANKS:
        rank = rank.set(codes.is_in(tables[name]["seat"].to_list()), value)
    return rank.alias("chef_lieu")


def _list_parts(tables: Tables) -> pl.Series:
    """The commune of each déléguée or associée."""
    return tables["communes"].filter(pl.col("kind").is_in(["COMD", "COMA"]))["parent"]


def _list_absorbed(codes: pl.Series, tables: Tables) -> pl.Series:
    """Today's commune of each one that was absorbed since 1943 and not restored.

    By events and not by codes: 27058 was Bernières-sur-Seine, absorbed in 2017, then the code of those
    who had absorbed it. A commune shared out between several is in none of them.
    Raises ValueError when a chain of movements leads nowhere.
    """
    moved = tables["mouvements"].filter(pl.col("before") != pl.col("after")).sort("on")
    ends = moved.group_by("before", "on", maintain_order=True).agg(pl.col("kind").first(), pl.col("after"))
    last = {before: after[0] for before, after in ends.select("before", "after").iter_rows()}
    restored = Counter(moved.filter(kind="21").unique(["after", "on"])["after"].to_list())
    current, found = set(codes), []
    absorbed = ends.filter(pl.col("kind").is_in(ABSORBED))
    for before, successors in absorbed.select("before", "after").iter_rows():
        if restored[before]:
            restored[before] -= 1  # the oldest absorptions are those that were undone
        elif len(successors) == 1:
            found.append(_follow(successors[0], last, current))
    return pl.Series(found, dtype=pl.String)


def _follow(code: str, last: Mapping[str, str], current: set[str]) -> str:
    """The commune of today that a code has become part of, or the code itself."""
    seen = {code}
    while code not in current:
        code = last.get(code, "")
        if not code or code in seen:
            raise ValueError(f"mouvements: the end of {sorted(seen)} is not known.")
        seen.add(code)
    return code


def _count(codes: pl.Series, found: pl.Series) -> pl.Series:
    """How many times each code is among ``found``."""
    counts = found.alias("code").to_frame().group_by("code").len()
    joined = codes.alias("code").to_frame().join(counts, on="code", how="left", maintain_order="left")
    return joined["len"].fill_null(0)


def _count_by_level(tables: Tables, name: str, slug: str, none: int | None = None) -> list[pl.DataFrame]:
    """Number of rows of a table per département, région and for France; ``none`` where there is not any:
    null is not applicable (Paris, Martinique and Guyane have no canton)."""
    whole = tables["departements"].select("departement", "region")
    rows = tables[name]
    frames = []
    for level in ("departement", "region"):
        codes = whole[level].unique(maintain_order=True)
        counts = rows.group_by(pl.col(level).alias("code")).len()
        frame = codes.alias("code").to_frame().join(counts, on="code", how="left", maintain_order="left")
        frames.append(
            _observe(frame.with_columns(pl.col("len").fill_null(pl.lit(none, pl.UInt32))), level, slug)
        )
    return [*frames, _observe(pl.DataFrame({"code": [FRANCE], "len": [rows.height]}), "france", slug)]


def _observe(frame: pl.DataFrame, level: str, slug: str) -> pl.DataFrame:
    return build_observations(
        frame,
        {"len": slug},
        level=level,
        year=YEAR,
        geography_year=YEAR,
        where_null=Absence.NOT_APPLICABLE,
    )
