"""What the criteria of similar territories promise about the indicators: see ``coherence``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from portal.kernel.descriptors import Problem
from portal.kernel.levels import Level
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.similarity import Criterion, Similarity

_CLOSE_ABOVE: Final[dict[str, float | None]] = {"none": 0.0, "log": 1.0, "category": None}


def check_similarity(catalogue: Catalogue, one: Similarity) -> Iterator[Problem]:
    """Unknown kinds and indicators, criteria given twice, types in two groups, a size that is none."""
    if one.slug not in get_args(Level):
        yield _tell(catalogue, one, f"“{one.slug}” is no level.", f"Rename it: {', '.join(get_args(Level))}.")
    slugs = [criterion.indicator for criterion in one.criteria]
    if len(set(slugs)) < len(slugs):
        yield _tell(catalogue, one, "criteria: an indicator is given twice.", "Keep one of them.")
    sized = next((each for each in one.criteria if each.indicator == one.size.indicator), None)
    if sized is None or sized.transform != "log":
        yield _tell(
            catalogue, one, f"size: “{one.size.indicator}” is not a criterion compared as a ratio.",
            "Add it to the criteria with “transform: log”.",
        )  # fmt: skip
    types = [type_ for group in one.groups for type_ in group]
    if len(set(types)) < len(types):
        yield _tell(catalogue, one, "groups: a type is in two groups.", "Keep it in one.")
    for criterion in one.criteria:
        yield from _check_criterion(catalogue, one, criterion)


def _check_criterion(catalogue: Catalogue, one: Similarity, criterion: Criterion) -> Iterator[Problem]:
    indicator = catalogue.indicators.get(criterion.indicator)
    name = f"criteria: “{criterion.indicator}”"
    if indicator is None or indicator.internal:
        yield _tell(catalogue, one, f"{name} is no public indicator.", "Correct the slug.")
    elif one.slug not in indicator.levels:
        yield _tell(
            catalogue, one, f"{name} is not given for the level {one.slug}.", "Choose one of its levels."
        )
    elif indicator.is_categorical != (criterion.transform == "category"):
        expected = "category" if indicator.is_categorical else "none or log"
        yield _tell(catalogue, one, f"{name}: transform “{criterion.transform}”.", f"Expected: {expected}.")
    within, least = criterion.close_within, _CLOSE_ABOVE[criterion.transform]
    if within is not None if least is None else within is None or within <= least:
        yield _tell(
            catalogue,
            one,
            f"{name}: close_within {within}.",
            "Expected: more than 1 (times) for log, more than 0 for none, nothing for category.",
        )


def _tell(catalogue: Catalogue, one: Similarity, message: str, hint: str) -> Problem:
    return Problem("stats.E019", message, hint, catalogue.root / "similarity" / f"{one.slug}.yaml", 1)
