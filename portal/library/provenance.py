"""Where each field of a document comes from, and who may change it.

``Document.provenance`` holds, under ``"*"``, the harvest that every field without an entry of its own comes
from: {"origin": "harvested", "source", "record", "at"}; under the name of a field, what differs: "inferred"
(deduced by the portal), "edited" (by an agent: no harvest touches it any more), or another source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

EVERY: Final = "*"
HARVESTED: Final = "harvested"
INFERRED: Final = "inferred"
EDITED: Final = "edited"
SERIES: Final = "series"
"""Origin of a document that was made to hold its vintages, before any source described it."""

Provenance = Mapping[str, Mapping[str, Any]]


def find_origin(provenance: Provenance, field: str) -> Mapping[str, Any]:
    """Where a field comes from: its own entry completed by that of the whole document."""
    return {**provenance.get(EVERY, {}), **provenance.get(field, {})}


def is_locked(provenance: Provenance, field: str) -> bool:
    """Whether an agent wrote it."""
    return provenance.get(field, {}).get("origin") == EDITED


def is_owned(provenance: Provenance, field: str, source: str, record: str) -> bool:
    """Whether this record of this source may write it again: it did, or nobody in particular did."""
    origin = find_origin(provenance, field)
    owner = (origin.get("source", ""), origin.get("record", ""))
    return owner in {(source, record), (source, ""), ("", "")}
