"""Small files and descriptors for the tests of the readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.indicator import Indicator
from portal.stats.ingest.finishing import Observed, finish
from portal.stats.ingest.observing import observe
from portal.stats.ingest.tables import Table


def _build(slug: str, unit: str, aggregate: str, **fields: Any) -> Indicator:
    given = {"slug": slug, "theme": "people", "label": slug, "short_label": slug, "levels": ["commune"]}
    return Indicator.model_validate({**given, "unit": unit, "aggregate": aggregate, **fields})


INDICATORS = {
    "inhabitants": _build("inhabitants", "inhabitants", "sum"),
    "zone": _build(
        "zone",
        "category",
        "unanimous",
        categories=[{"value": 1, "key": "A", "label": "A"}, {"value": 2, "key": "B", "label": "B"}],
    ),
    "projects": _build("projects", "inhabitants", "sum"),
    "basin": _build("basin", "category", "unanimous", open_categories=True),
}


def build_table(text: str) -> Table:
    """Lines of cells between semicolons, the first one of names."""
    names, *rows = [line.split(";") for line in text.splitlines()]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return Table("main.csv", frame, pl.Series(range(2, len(rows) + 2), dtype=pl.Int64))


def observe_batches(texts: Sequence[str], spec: SourceFileSpec) -> Observed:
    """A file that came as these tables, each with its names, one after the other."""
    return finish([observe(build_table(text), spec, INDICATORS) for text in texts], spec, file="main.csv")


def build_spec(**changes: Any) -> SourceFileSpec:
    """A CSV of communes: code;pop, year 2023, geography 2025; ``s`` is secret, empty not available."""
    data: dict[str, Any] = {
        "name": "main",
        "fetch": {"kind": "folder", "member": "main.csv"},
        "geography": {"level": "commune", "year": 2025},
        "reader": {"kind": "csv", "delimiter": ";"},
        "columns": {
            "code": {"role": "territory"},
            "pop": {
                "role": "value",
                "indicator": "inhabitants",
                "period": 2023,
                "absent": {"s": "secret", "": "not_available"},
            },
        },
        "rows": {"min": 1, "max": 100},
    }
    data.update(changes)
    return SourceFileSpec.model_validate(data)
