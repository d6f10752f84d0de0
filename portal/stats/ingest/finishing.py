"""The batches of one file put together: what can only be said once every row was seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import polars as pl

from portal.kernel.figures import Absence
from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.ingest.collapsing import check_repeated, collapse, drop_repeated
from portal.stats.ingest.errors import ReadError, quote_some
from portal.stats.ingest.observations import LABELS, CheckResult
from portal.stats.ingest.observing import Batch

_ABSENCES: Final = {absence.slug: int(absence) for absence in Absence}


@dataclass(frozen=True, slots=True)
class Observed:
    """All observations of one file (``observations.SCHEMA``), what was noticed, and the labels of its
    open categories: indicator, key, label, geography_year."""

    frame: pl.DataFrame
    checks: tuple[CheckResult, ...]
    labels: pl.DataFrame


def finish(batches: Iterable[Batch], spec: SourceFileSpec, *, file: str) -> Observed:
    """Collapse events, refuse contradictions, withhold what is known to be wrong: over the whole file.

    Raises ReadError for labels that nobody knows, and for one territory with two different values.
    """
    gathered = list(batches)
    _ensure_known(gathered, spec, file)
    frame = pl.concat([batch.frame for batch in gathered])
    if spec.collapse == "sum":
        frame = collapse(frame)
    context = pl.concat([batch.context for batch in gathered]).unique(maintain_order=True)
    frame, checks = drop_repeated(pl.concat([frame, context]), file)
    checks += check_repeated([one.amounts for one in gathered if one.amounts is not None], file)
    labels = _gather_labels([one for batch in gathered for one in batch.labels], spec, frame, file)
    return Observed(_withhold(frame, spec), tuple(checks), labels)


def _ensure_known(batches: Sequence[Batch], spec: SourceFileSpec, file: str) -> None:
    """Every label of a long file is used or left aside on purpose."""
    strangers: dict[str, int] = {}
    for batch in batches:
        for label, line in batch.strangers.items():
            strangers.setdefault(label, line)
    if not strangers or spec.indicator_column is None:
        return
    column, role = spec.indicator_column
    hints = []
    for label in sorted(strangers):
        near = get_close_matches(label, [*role.values, *role.ignore], n=1)
        hints.append(label + (f" (is it “{near[0]}”?)" if near else ""))
    raise ReadError(
        f"{len(strangers)} labels that nobody knows: {', '.join(f'“{hint}”' for hint in hints)}."
        " Give each an indicator in “values”, or list it in “ignore”.",
        file=file,
        line=min(strangers.values()),
        column=column,
    )


def _gather_labels(
    frames: Sequence[pl.DataFrame], spec: SourceFileSpec, observed: pl.DataFrame, file: str
) -> pl.DataFrame:
    if not frames:
        return pl.DataFrame(schema=LABELS)
    pairs = pl.concat([frame.select("indicator", "key", "label") for frame in frames])
    pairs = pairs.unique(maintain_order=True)
    twice = pairs.filter(pairs.select("indicator", "key").is_duplicated()).sort("indicator", "key")
    if not twice.is_empty():
        shown = [f"{slug} {key}: {label}" for slug, key, label in twice.iter_rows()]
        raise ReadError(
            f"one code has two labels: {quote_some(shown)}. Correct one of them with “lookups”,"
            " or narrow “select”.",
            file=file,
        )
    if isinstance(spec.geography.year, int):
        return pairs.with_columns(pl.lit(spec.geography.year, pl.Int32).alias("geography_year"))
    years = observed.group_by(pl.col("indicator").cast(pl.String)).agg(pl.col("geography_year").max())
    return pairs.join(years, on="indicator", how="left").select(list(LABELS))


def _withhold(frame: pl.DataFrame, spec: SourceFileSpec) -> pl.DataFrame:
    """Replace the values that are known to be wrong by the absence that the descriptor gives."""
    for rule in spec.withhold:
        wrong = pl.col("code").is_in(list(rule.codes)) & pl.col("indicator").is_in(list(rule.indicators))
        frame = frame.with_columns(
            pl.when(wrong).then(None).otherwise(pl.col("value")).alias("value"),
            pl.when(wrong)
            .then(pl.lit(_ABSENCES[rule.absence], dtype=pl.UInt8))
            .otherwise(pl.col("absence"))
            .alias("absence"),
            pl.when(wrong).then(pl.lit(0, dtype=pl.UInt8)).otherwise(pl.col("status")).alias("status"),
        )
    return frame
