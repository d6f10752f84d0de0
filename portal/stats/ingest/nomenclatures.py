"""Labels of the open categories of a dataset, from all its files."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from portal.stats.descriptors.indicator import encode_open_key
from portal.stats.ingest.errors import ReadError, quote_some
from portal.stats.ingest.observations import LABELS, CheckResult, Nomenclatures


def gather_nomenclatures(
    labels: Sequence[pl.DataFrame], *, dataset: str
) -> tuple[Nomenclatures, list[CheckResult]]:
    """Indicator → key → label. Where two vintages name a key differently the newest geography names it,
    and it is said.

    Raises ReadError when two keys of an indicator would be stored as one number.
    """
    pairs = pl.concat([pl.DataFrame(schema=LABELS), *labels]).sort("geography_year", maintain_order=True)
    # A key that stands for its own label gives way to any other.
    named = (pl.col("key") != pl.col("label")).any().over("indicator", "key")
    pairs = pairs.filter(~named | (pl.col("key") != pl.col("label")))
    newest = pairs.unique(["indicator", "key"], keep="last", maintain_order=True)
    found: dict[str, dict[str, str]] = {}
    for slug, key, label in newest.sort("indicator", "key").select("indicator", "key", "label").iter_rows():
        found.setdefault(slug, {})[key] = label
    for slug, known in found.items():
        _ensure_told_apart(slug, list(known), dataset)
    renamed = (
        pairs.unique(["indicator", "key", "label"])
        .group_by("indicator", "key")
        .len()
        .filter(pl.col("len") > 1)
    )
    if renamed.is_empty():
        return found, []
    shown = [f"{slug} {key}" for slug, key, _ in renamed.sort("indicator", "key").iter_rows()]
    message = f"{renamed.height} codes change label between files, the newest is kept: {quote_some(shown)}"
    return found, [CheckResult("labels", "warning", message, dataset)]


def _ensure_told_apart(slug: str, keys: Sequence[str], dataset: str) -> None:
    stored: dict[float, str] = {}
    for key in keys:
        other = stored.setdefault(encode_open_key(key), key)
        if other != key:
            raise ReadError(
                f"{slug}: “{other}” and “{key}” would be stored as the same number (CRC-32)."
                " Give one of them another spelling with “lookups”.",
                file=dataset,
            )
