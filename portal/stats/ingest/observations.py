"""What reading a dataset gives: one row per level, code, indicator and year.

Columns of ``Observations.frame`` (polars, exactly these, none of them null but ``value``):

=================  =======  =====================================================================
level              Enum     ``commune``, ``epci``, ``departement``, ``region`` or ``france``
code               Categor. code of the territory as the source has it, normalised
indicator          Categor. slug
year               Int32    year of reference of the value
value              Float64  null when ``absence`` is not zero
absence            UInt8    ``portal.kernel.figures.Absence``
status             UInt8    ``portal.kernel.figures.Status``
origin             UInt8    ``portal.kernel.figures.Origin``
geography_year     Int32    year of the COG, or of the perimeters, in which ``code`` is to be read
rebase             Boolean  false when the figure describes the territory as it was that year (its
                            number of communes, say) and must not be brought to today's perimeter
=================  =======  =====================================================================

``(level, code, indicator, year)`` is unique. The observations of one (level, indicator, year) may
come from several files, but no code from two geographies. Rows go from the oldest geography to the
newest: a territory typed anew in a newer one is met last. Texts are numbered: there may be 15 million rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import polars as pl

from portal.kernel.levels import LEVELS

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "level": pl.Enum(LEVELS),
    "code": pl.Categorical,
    "indicator": pl.Categorical,
    "year": pl.Int32,
    "value": pl.Float64,
    "absence": pl.UInt8,
    "status": pl.UInt8,
    "origin": pl.UInt8,
    "geography_year": pl.Int32,
    "rebase": pl.Boolean,
}
KEY = ("level", "code", "indicator", "year")
LABELS: dict[str, type[pl.DataType]] = {
    "indicator": pl.String,
    "key": pl.String,
    "label": pl.String,
    "geography_year": pl.Int32,
}
"""Columns of a frame of labels of open categories: the year is that of the newest file."""
Nomenclatures: TypeAlias = Mapping[str, Mapping[str, str]]
"""Of indicators with open categories: slug → key of the category → its label."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was verified. ``severity`` is ``error`` (nothing is published), ``warning``
    (published, said in the release) or ``passed``. ``message`` is in English, for agents and logs;
    ``expected`` and ``found`` are the same thing in two halves, where it can be said so."""

    check: str
    severity: Literal["passed", "warning", "error"]
    message: str
    where: str = ""
    expected: str = ""
    found: str = ""

    def write_letter(self) -> str:
        """The check for whoever reads a log: which one, where, what was expected, what was found."""
        halves = f" Expected {self.expected}; found {self.found}." if self.expected else ""
        place = f" in {self.where}" if self.where else ""
        return f"check “{self.check}”{place}: {self.message.rstrip('.')}.{halves}"

    def as_json(self) -> dict[str, str]:
        return {
            "check": self.check,
            "severity": self.severity,
            "message": self.message,
            "where": self.where,
            "expected": self.expected,
            "found": self.found,
        }


@dataclass(frozen=True, slots=True)
class SourceFile:
    """An original file that was read: kept in ``Release.sources``."""

    name: str
    sha256: str
    origin: str
    fetched_at: str

    def as_json(self) -> dict[str, str]:
        return {
            "name": self.name,
            "sha256": self.sha256,
            "origin": self.origin,
            "fetched_at": self.fetched_at,
        }


@dataclass(frozen=True, slots=True)
class Observations:
    """Everything read from one dataset, with what was checked, from which files, and the labels of the
    open categories that they name. ``newest``: file → indicator → newest year in which it has a value
    (what a transform makes comes from every file)."""

    dataset: str
    frame: pl.DataFrame
    checks: tuple[CheckResult, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    labels: Nomenclatures = field(default_factory=dict)
    newest: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if dict(self.frame.schema) != SCHEMA:
            raise ValueError(f"{self.dataset}: observations have the schema {self.frame.schema}.")

    @property
    def errors(self) -> tuple[CheckResult, ...]:
        return tuple(check for check in self.checks if check.severity == "error")


def empty_frame() -> pl.DataFrame:
    """A frame of observations without rows."""
    return pl.DataFrame(schema=SCHEMA)
