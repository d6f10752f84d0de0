"""What a dataset promised in ``expect``, and what its files say of each other.

Every function returns results as data; none raises, none writes.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from portal.kernel.figures import Absence
from portal.stats.descriptors.columns import ParentColumn, TerritoryColumn
from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.descriptors.expectations import Agreement, Coverage, Range
from portal.stats.ingest.codes import normalise_codes
from portal.stats.ingest.errors import quote_some, word_count
from portal.stats.ingest.observations import KEY, SCHEMA, CheckResult
from portal.stats.ingest.tables import Table

_PRESENT = pl.col("absence") == int(Absence.NONE)


def check_rows(height: int, spec: SourceFileSpec, *, file: str) -> CheckResult:
    """The number of rows kept is within the bounds of the file."""
    bounds = spec.rows
    right = bounds.min <= height <= bounds.max
    message = word_count(height, "row") + (
        "" if right else f", expected {bounds.min} to {bounds.max}: {_ROWS_MEND}"
    )
    return CheckResult("rows", "passed" if right else "error", message, file)


_ROWS_MEND = "the file is truncated or has changed its scope."


def check_expectations(
    dataset: Dataset, frame: pl.DataFrame, parents: Mapping[str, pl.DataFrame], *, is_partial: bool = False
) -> list[CheckResult]:
    """Ranges, coverage and sums. ``parents``: level → frame of code, parent, geography_year.

    ``is_partial``: an optional file is not at hand; what it alone would give is not missed as an error.
    """
    expect = dataset.expect
    results = [_check_range(frame, rule) for rule in expect.ranges]
    for coverage in expect.coverage:
        results += _check_coverage(frame, coverage) or [
            _miss("coverage", f"no value of {coverage.indicator} at level {coverage.level}", is_partial)
        ]
    for agreement in expect.agrees:
        if agreement.level not in dataset.parent_levels:
            continue  # compared on today's territories: ``compute.accord``
        results += _check_agreement(frame, agreement, parents) or [
            _miss("agrees", f"{agreement.indicator}: nothing to compare at {agreement.level}", is_partial)
        ]
    return results


def _miss(check: str, message: str, is_partial: bool) -> CheckResult:
    """Nothing that a rule is about was found."""
    if is_partial:
        return CheckResult(check, "warning", f"{message}: an optional file is not at hand")
    return CheckResult(check, "error", message)


def _check_range(frame: pl.DataFrame, rule: Range) -> CheckResult:
    here = frame.filter((pl.col("indicator") == rule.indicator) & _PRESENT)
    outside = pl.lit(False)
    if rule.min is not None:
        outside |= pl.col("value") < rule.min
    if rule.max is not None:
        outside |= pl.col("value") > rule.max
    wrong = here.filter(outside)
    bounds = f"{rule.indicator} between {rule.min} and {rule.max}"
    if wrong.is_empty():
        return CheckResult("range", "passed", f"{here.height} values of {bounds}")
    shown = [f"{code} {year}: {value}" for code, year, value in _list_values(wrong)]
    return CheckResult(
        "range", "error", f"{word_count(wrong.height, 'value')} not {bounds}: {quote_some(shown)}"
    )


def _list_values(frame: pl.DataFrame) -> list[tuple[str, int, float]]:
    return list(frame.select("code", "year", "value").head(20).iter_rows())


def _check_coverage(frame: pl.DataFrame, rule: Coverage) -> list[CheckResult]:
    here = frame.filter((pl.col("indicator") == rule.indicator) & (pl.col("level") == rule.level))
    if rule.year is not None:
        here = here.filter(pl.col("year") == rule.year)
    counts = here.filter(_PRESENT).group_by("year").len().sort("year")
    results = []
    for year, count in counts.iter_rows():
        right = count >= rule.min
        message = f"{rule.indicator} {year}: {count} of level {rule.level}"
        if not right:
            message += f", expected at least {rule.min}"
        results.append(CheckResult("coverage", "passed" if right else "error", message))
    return results


def _check_agreement(
    frame: pl.DataFrame, rule: Agreement, parents: Mapping[str, pl.DataFrame]
) -> list[CheckResult]:
    """Sum of the members in the geography of a year against the groups' own values of that year;
    nothing when there is nothing to compare."""
    here = frame.filter((pl.col("indicator") == rule.indicator) & _PRESENT)
    if rule.year is not None:
        here = here.filter(pl.col("year") == rule.year)
    groups = here.filter(pl.col("level") == rule.level)
    links = parents.get(rule.level)
    if links is None or groups.is_empty():
        return []
    sums = (
        here.filter(pl.col("level") != rule.level)
        .join(links, on=["code", "geography_year"])
        .group_by("parent", "year", "geography_year")
        .agg(pl.col("value").sum().alias("sum"))
    )
    both = groups.join(
        sums, left_on=["code", "year", "geography_year"], right_on=["parent", "year", "geography_year"]
    )
    wrong = both.filter((pl.col("sum") - pl.col("value")).abs() > rule.within * pl.col("value").abs())
    title = f"{rule.indicator}: members add up to {both.height} of level {rule.level}"
    if wrong.height <= rule.max_exceptions and not both.is_empty():
        return [CheckResult("agrees", "passed", f"{title}, {wrong.height} exceptions")]
    shown = [
        f"{code}: {value} ≠ {total}"
        for code, value, total in wrong.select("code", "value", "sum").iter_rows()
    ]
    return [CheckResult("agrees", "error", f"{title}, but {wrong.height} do not: {quote_some(shown)}")]


def list_parents(table: Table, spec: SourceFileSpec) -> dict[str, pl.DataFrame]:
    """Level → frame of code, parent, geography_year, from the columns of role ``parent``."""
    parents = {name: role for name, role in spec.columns.items() if isinstance(role, ParentColumn)}
    level, year = spec.geography.level, spec.geography.year
    if not parents or level is None or not isinstance(year, int):
        return {}
    column, territory = next(
        (name, role) for name, role in spec.columns.items() if isinstance(role, TerritoryColumn)
    )
    codes = normalise_codes(table, column, level, territory.lookups)
    years = pl.repeat(year, len(codes), dtype=pl.Int32, eager=True)
    return {
        role.level: pl.DataFrame(
            {
                "code": codes.cast(SCHEMA["code"]),
                "parent": normalise_codes(table, name, role.level, {}).cast(SCHEMA["code"]),
                "geography_year": years,
            }
        )
        for name, role in parents.items()
    }


def check_against(published: pl.DataFrame, other: pl.DataFrame, spec: SourceFileSpec) -> CheckResult:
    """A ``use: check`` file against what is published, over the keys that both have."""
    both = published.filter(_PRESENT).join(other.filter(_PRESENT), on=list(KEY), suffix="_other")
    wrong = both.filter(pl.col("value") != pl.col("value_other"))
    allowed = spec.differences.max if spec.differences else 0
    because = f" ({spec.differences.because})" if spec.differences and not wrong.is_empty() else ""
    message = f"{wrong.height} of {both.height} values differ{because}"
    if both.is_empty():
        return CheckResult("same_elsewhere", "error", "nothing to compare: correct the descriptor", spec.name)
    if wrong.is_empty():
        return CheckResult("same_elsewhere", "passed", message, spec.name)
    shown = [
        f"{code} {year}: {value:g} / {else_:g}"
        for code, year, value, else_ in wrong.sort("code")
        .select("code", "year", "value", "value_other")
        .iter_rows()
    ]
    is_allowed = wrong.height <= allowed
    return CheckResult(
        "same_elsewhere",
        "warning" if is_allowed else "error",
        f"{message}: {quote_some(shown, 60)}",
        spec.name,
    )
