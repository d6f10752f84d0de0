"""What is true of the territories that a dataset does not name: ``elsewhere`` of its descriptor.

A list of the communes with a priority neighbourhood says of all the others that they have none. The
others are all territories of the geography that the list was made in: past communes, brought to
today's perimeter like any figure. Those of the collectivités d'outre-mer (975, 977, 978, 98x) are left
out: national lists are seldom made for them, and their silence says nothing. One that the dataset
names keeps what is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from portal.kernel.figures import Absence, Origin
from portal.stats.compute.geography import Geography
from portal.stats.descriptors.dataset import Elsewhere
from portal.stats.descriptors.indicator import Indicator

_ABSENCES: Final = {absence.slug: int(absence) for absence in Absence}
_COLLECTIVITIES: Final = ("975", "977", "978", "98")


def fill_elsewhere(
    frame: pl.DataFrame,
    rules: Sequence[Elsewhere],
    indicators: Mapping[str, Indicator],
    geography: Geography,
) -> pl.DataFrame:
    """Observations with a row for each territory that none names, for every year observed at the level."""
    filled = [frame]
    for rule in rules:
        here = frame.filter(indicator=rule.indicator, level=rule.level)
        for _, part in here.group_by("year", maintain_order=True):
            filled.append(_fill_year(part, rule, indicators[rule.indicator], geography))
    return pl.concat(filled)


def _fill_year(
    part: pl.DataFrame, rule: Elsewhere, indicator: Indicator, geography: Geography
) -> pl.DataFrame:
    # When one year was read in two geographies, the older one has every territory of both.
    oldest = part.sort("geography_year").row(0, named=True)
    named = set(part["code"].to_list())
    everywhere = _list_territories(rule.level, oldest["geography_year"], geography)
    others = [code for code in everywhere if code not in named and not code.startswith(_COLLECTIVITIES)]
    absence = 0 if rule.absence is None else _ABSENCES[rule.absence]
    value = None if rule.value is None else indicator.find_number(rule.value)
    return (
        pl.DataFrame({"code": others}, schema={"code": pl.String})
        .select(
            pl.lit(rule.level).alias("level"),
            "code",
            pl.lit(rule.indicator).alias("indicator"),
            pl.lit(oldest["year"], dtype=pl.Int32).alias("year"),
            pl.lit(value, dtype=pl.Float64).alias("value"),
            pl.lit(absence, dtype=pl.UInt8).alias("absence"),
            pl.lit(0 if absence else part["status"].max(), dtype=pl.UInt8).alias("status"),
            pl.lit(int(Origin.PUBLISHED), dtype=pl.UInt8).alias("origin"),
            pl.lit(oldest["geography_year"], dtype=pl.Int32).alias("geography_year"),
            pl.lit(oldest["rebase"]).alias("rebase"),
        )
        .cast(part.schema)
    )


def _list_territories(level: str, year: int, geography: Geography) -> Iterable[str]:
    if level == "commune":
        return geography.find_passage(year).successors
    if level == "epci":
        return sorted(geography.list_epci_members(year))
    return geography.list_current(level)[1]
