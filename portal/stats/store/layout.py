"""What is where in the rows of a release: cells and groupings per kind of territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class KindLayout:
    """Cells of the rows of one kind, in order.

    ``counts`` says how many territories have a value in each, out of ``size``. ``partial``: numbers of the
    cells that were computed from an extract of a source: where one is not available, it says nothing.
    """

    cells: tuple[tuple[str, int], ...]
    counts: tuple[int, ...]
    groupings: tuple[str, ...]
    size: int
    partial: frozenset[int] = frozenset()

    @cached_property
    def coverage(self) -> dict[tuple[str, int], float]:
        """Share, from 0 to 1, of the territories that have a value of an indicator in a year."""
        return {
            cell: count / self.size if self.size else 0.0
            for cell, count in zip(self.cells, self.counts, strict=True)
        }

    @cached_property
    def grouping_index(self) -> dict[str, int]:
        return {grouping: index for index, grouping in enumerate(self.groupings)}


@dataclass(frozen=True)
class Layout:
    """The layout of a release, by kind of territory."""

    kinds: Mapping[str, KindLayout] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            kind: {
                "cells": [[*cell, count] for cell, count in zip(layout.cells, layout.counts, strict=True)],
                "groupings": list(layout.groupings),
                "size": layout.size,
                "partial": sorted(layout.partial),
            }
            for kind, layout in self.kinds.items()
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Layout:
        return cls(
            {
                kind: KindLayout(
                    cells=tuple((slug, year) for slug, year, _ in part["cells"]),
                    counts=tuple(count for _, _, count in part["cells"]),
                    groupings=tuple(part["groupings"]),
                    size=part["size"],
                    partial=frozenset(part.get("partial", ())),
                )
                for kind, part in content.items()
            }
        )


def key_of(kind: str, code: str) -> str:
    """Key of the row of a territory: ``commune:35238``."""
    return f"{kind}:{code}"


def summary_key_of(kind: str, grouping: str, group_code: str) -> str:
    """Key of the summary of the territories of a kind in a group: ``commune@departement:35``."""
    return f"{kind}@{grouping}:{group_code}"
