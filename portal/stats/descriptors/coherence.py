"""What one descriptor promises about another: unknown names, indicators nobody feeds, circles.

Codes of problems (also the identifiers of the Django system checks):

- stats.E001 a file cannot be read · stats.E002 a field is missing, unknown or of the wrong shape
- stats.E003 two entries with one name · stats.E004 unknown unit, theme, producer or licence
- stats.E005 a dataset feeds an indicator that does not exist, or that is computed
- stats.E006 nobody feeds an indicator · stats.E007 unknown or circular operands
- stats.E008 aggregation that cannot be · stats.E009 a caption is missing
- stats.E010 columns of a file that contradict each other
- stats.E011 sample or expected result missing · stats.E012 categories that contradict each other
- stats.E013 disclosure rule that cannot be applied
- stats.E014 what is said of the territories that a dataset does not name cannot be
- stats.E015 rows cannot be added up or counted
- stats.E016 figures of several datasets would be combined with one that no release keeps
- stats.E017 an expectation names what the dataset does not give, or bounds nothing
- stats.E018 a page of explanations names what does not exist, or cannot be drawn
- stats.E019 criteria of similar territories that cannot be compared
- stats.E020 a dashboard names what does not exist, or cannot be drawn
- stats.E021 a list of questions names what does not exist, or an idea is badly explained
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from portal.kernel.descriptors import Problem
from portal.stats.descriptors.coherence_of_dashboards import check_dashboard
from portal.stats.descriptors.coherence_of_datasets import check_dataset
from portal.stats.descriptors.coherence_of_explanations import check_explanation
from portal.stats.descriptors.coherence_of_questions import check_questions
from portal.stats.descriptors.coherence_of_similarity import check_similarity
from portal.stats.descriptors.computation import WeightedShare
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator


def check_catalogue(catalogue: Catalogue) -> list[Problem]:
    """Every incoherence between descriptors that are each well formed."""
    problems: list[Problem] = []
    for indicator in catalogue.indicators.values():
        problems += _check_words(catalogue, indicator)
        problems += _check_captions(catalogue, indicator)
        problems += _check_computation(catalogue, indicator)
        problems += _check_peers(catalogue, indicator)
        problems += _check_tolerance(catalogue, indicator)
        problems += _check_categories(catalogue, indicator)
        problems += _check_disclosure(catalogue, indicator)
    for dataset in catalogue.datasets.values():
        problems += check_dataset(catalogue, dataset)
    for explanation in catalogue.explanations.values():
        problems += check_explanation(catalogue, explanation)
    for similarity in catalogue.similarity.values():
        problems += check_similarity(catalogue, similarity)
    for dashboard in catalogue.dashboards.values():
        problems += check_dashboard(catalogue, dashboard)
    problems += check_questions(catalogue)
    problems += _check_fed(catalogue)
    problems += _check_circles(catalogue)
    return problems or list(_check_internal(catalogue))


def _at(catalogue: Catalogue, one: Indicator) -> Path:
    return catalogue.root / "indicators" / one.theme / f"{one.slug}.yaml"


def _check_words(catalogue: Catalogue, one: Indicator) -> Iterator[Problem]:
    for word, known, name in (
        (one.unit, catalogue.units, "unit"),
        (one.theme, catalogue.themes, "theme"),
    ):
        if word not in known:
            yield Problem(
                "stats.E004",
                f"unknown {name} “{word}”.",
                f"Use one of {', '.join(sorted(known))}, or add catalogue/{name}s/{word}.yaml.",
                _at(catalogue, one),
                1,
            )


def _check_captions(catalogue: Catalogue, one: Indicator) -> Iterator[Problem]:
    if one.internal:
        return
    for name in ("question", "method"):
        if getattr(one, name) is None:
            yield Problem(
                "stats.E009",
                f"{name}: missing; readers must be told.",
                f"Add the key “{name}”.",
                _at(catalogue, one),
                1,
            )
    if one.question and not one.question.endswith("?"):
        yield Problem(
            "stats.E009", "question: must be a question.", "End it with “ ?”.", _at(catalogue, one), 1
        )


def _check_computation(catalogue: Catalogue, one: Indicator) -> Iterator[Problem]:
    path = _at(catalogue, one)
    for operand in one.compute.operands:
        if operand.indicator not in catalogue.indicators:
            yield Problem(
                "stats.E007",
                f"compute: unknown indicator “{operand.indicator}”.",
                "Correct the slug or add the indicator.",
                path,
                1,
            )
    computed = bool(one.compute.operands)
    if one.aggregate == "recompute" and not computed:
        yield Problem(
            "stats.E008",
            "aggregate: recompute needs a computation.",
            "Add “compute” or choose sum, unanimous or none.",
            path,
            1,
        )
    if one.aggregate in {"sum", "unanimous"} and computed and one.aggregate == "sum":
        yield Problem(
            "stats.E008",
            "aggregate: a computed figure is never added up.",
            "Use aggregate: recompute (or none).",
            path,
            1,
        )


def _check_peers(catalogue: Catalogue, one: Indicator) -> Iterator[Problem]:
    if one.adds_up_among_peers and (one.aggregate != "none" or one.compute.operands or one.is_categorical):
        yield Problem(
            "stats.E008",
            "adds_up_among_peers: only an observed amount that no level adds up needs it.",
            "Remove it: what adds up or is computed anew at each level is so among peers too.",
            _at(catalogue, one),
            1,
        )


def _check_tolerance(catalogue: Catalogue, one: Indicator) -> Iterator[Problem]:
    adds_up = one.aggregate == "sum" or isinstance(one.compute, WeightedShare)
    if one.missing_tolerated_pct and not adds_up:
        yield Problem(
            "stats.E008",
            "missing_tolerated_pct: no communes are added up for this indicator.",
            "Say it on the sums that it is computed from.",
            _at(catalogue, one),
            1,
        )


def _check_categories(catalogue: Catalogue, one: Indicator) -> Iterator[Problem]:
    path = _at(catalogue, one)
    values = [category.value for category in one.categories]
    keys = [category.key for category in one.categories]
    if len(set(values)) < len(values) or len(set(keys)) < len(keys):
        yield Problem(
            "stats.E012", "categories: a value or a key is given twice.", "Make them unique.", path, 1
        )
    if one.categories and one.open_categories:
        yield Problem("stats.E012", "categories: they are open, and listed.", "Keep one of the two.", path, 1)
    if one.is_categorical and one.aggregate not in {"unanimous", "none"}:
        yield Problem(
            "stats.E008",
            "aggregate: categories are neither added nor recomputed.",
            "Use aggregate: unanimous or none.",
            path,
            1,
        )
    if isinstance(one.compute, WeightedShare):
        category = catalogue.indicators.get(one.compute.category.indicator)
        known = {entry.key for entry in category.categories} if category else set()
        for key in set(one.compute.keys) - known:
            yield Problem(
                "stats.E012",
                f"compute: “{key}” is not a category of {one.compute.category.indicator}.",
                f"Use keys among {', '.join(sorted(known)) or '(none)'}.",
                path,
                1,
            )


def _check_disclosure(catalogue: Catalogue, one: Indicator) -> Iterator[Problem]:
    if one.disclosure is None:
        return
    of = catalogue.indicators.get(one.disclosure.of)
    if of is None or of.aggregate != "sum":
        yield Problem(
            "stats.E013",
            f"disclosure: “{one.disclosure.of}” is not a count that adds up.",
            "Name an indicator with aggregate: sum.",
            _at(catalogue, one),
            1,
        )


def _check_fed(catalogue: Catalogue) -> Iterator[Problem]:
    fed = {slug for dataset in catalogue.datasets.values() for slug in dataset.indicators}
    for slug, one in catalogue.indicators.items():
        if not one.compute.operands and slug not in fed:
            yield Problem(
                "stats.E006",
                f"no dataset feeds “{slug}”.",
                "Name it in a dataset, give it a computation, or remove it.",
                _at(catalogue, one),
                1,
            )


def _check_internal(catalogue: Catalogue) -> Iterator[Problem]:
    """In a catalogue that is sound otherwise: what is computed across datasets is read in releases."""
    for slug, one in catalogue.indicators.items():
        hidden = catalogue.list_internal_operands(slug) if catalogue.is_computed_across(slug) else ()
        for name in hidden:
            yield Problem(
                "stats.E016",
                f"“{name}” is internal: no release keeps it, and no dataset feeds all that “{slug}” needs.",
                f"Make {name} public, or have one dataset feed all of it.",
                _at(catalogue, one),
                1,
            )


def _check_circles(catalogue: Catalogue) -> Iterator[Problem]:
    graph = {
        slug: [operand.indicator for operand in one.compute.operands]
        for slug, one in catalogue.indicators.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = list(error.args[1])
        yield Problem(
            "stats.E007",
            f"computations go round in a circle: {' → '.join(circle)}.",
            "Break the circle.",
            _at(catalogue, catalogue.indicators[circle[0]]),
            1,
        )
