"""Loading the catalogue: each fault is a letter with its file, its line and its mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from portal.kernel.descriptors import Problem
from portal.stats.descriptors.catalogue import CatalogueError, get_catalogue, load_catalogue, reset_catalogue
from portal.stats.descriptors.coherence import check_catalogue
from portal.stats.descriptors.system_checks import check_descriptors
from tests.stats.descriptors.catalogues import FILES, write_catalogue

SHARE = FILES["indicators/people/women_share.yaml"]
PEOPLE = FILES["indicators/people/inhabitants.yaml"]
_SHARE = "indicators__people__women_share"
_PEOPLE = "indicators__people__inhabitants"
_DATASET = "datasets__insee_people__dataset"
DATASET = FILES["datasets/insee_people/dataset.yaml"]
_CLOSED = "categories: [{value: 1, key: A, label: A}]\n"


def _list_problems(root: Path) -> list[Problem]:
    catalogue = load_catalogue(root)
    return [*catalogue.problems] or check_catalogue(catalogue)


def test_sound_catalogue_has_no_problem(tmp_path: Path) -> None:
    assert _list_problems(write_catalogue(tmp_path)) == []


def test_catalogue_knows_sources_and_order(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_catalogue(tmp_path))
    assert catalogue.list_sources("women_share") == ("insee_people",)
    assert catalogue.list_inputs("women_share") == ("women", "inhabitants")
    assert [one.slug for one in catalogue.list_computed()] == ["women_share"]
    assert [one.slug for one in catalogue.list_public_indicators()] == ["inhabitants", "women_share"]
    assert catalogue.datasets["insee_people"].indicators == ("inhabitants", "women")


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({_SHARE: SHARE + "colour: red\n"}, "catalogue.E002", "women_share.yaml:9: colour"),
        ({_SHARE: SHARE.replace("unit: percent\n", "")}, "catalogue.E002", "unit: Field req"),
        ({_SHARE: SHARE.replace("[commune]", "[canton]")}, "catalogue.E002", "'canton'"),
        ({_SHARE: SHARE.replace("kind: share", "kind: magic")}, "catalogue.E002", "'magic'"),
        ({_SHARE: SHARE + "unit: x\n"}, "catalogue.E001", "written twice"),
        ({_SHARE: SHARE.replace("percent", "furlongs")}, "stats.E004", "furlongs"),
        ({_SHARE: SHARE.replace("part: women", "part: men")}, "stats.E007", "men"),
        (
            {_SHARE: SHARE.replace("part: women", "part: women_share")},
            "stats.E007",
            "circle: women_share",
        ),
        ({_SHARE: SHARE.replace("recompute", "sum")}, "stats.E008", "never added"),
        ({_PEOPLE: PEOPLE.replace("sum", "recompute")}, "stats.E008", "computation"),
        ({_SHARE: SHARE + "missing_tolerated_pct: 1\n"}, "stats.E008", "sums that it is computed"),
        ({_PEOPLE: PEOPLE.replace(" ?", ".")}, "stats.E009", "must be a question"),
        ({_PEOPLE: PEOPLE.replace("method", "#")}, "stats.E009", "method: missing"),
        ({"indicators__people__orphan": PEOPLE}, "stats.E006", "no dataset feeds “orphan”"),
        ({"indicators__people__women": None}, "stats.E005", "“women” does not exist"),
        (
            {_SHARE: SHARE + "disclosure: {minimum_units: 11, of: women_share}\n"},
            "stats.E013",
            "not a count",
        ),
        ({"datasets__insee_people__expected": None}, "stats.E011", "expected.csv is missing"),
        ({"datasets__insee_people__sample__main": None}, "stats.E011", "sample main.csv is missing"),
        ({_DATASET: DATASET.replace("insee\n", "ined\n", 1)}, "stats.E004", "producer"),
        ({_DATASET: DATASET.replace(", period: 2023", "", 1)}, "stats.E010", "period"),
        ({_DATASET: DATASET.replace("level: commune, ", "")}, "stats.E010", "level"),
        ({_DATASET: DATASET + "ignore: [pop]\n"}, "stats.E010", "both used and ignored"),
        ({_DATASET: DATASET + "makes: [women]\n"}, "stats.E010", "no transform.py"),
        ({_DATASET: DATASET.replace("kind: folder", "kind: ftp")}, "catalogue.E002", "ftp"),
        ({_DATASET: DATASET.replace("role: territory", "role: place")}, "catalogue.E002", "place"),
        ({"themes__people": None}, "stats.E004", "unknown theme “people”"),
        ({_DATASET: DATASET.replace("indicator: women, ", "")}, "stats.E010", "women: the indicator"),
        (
            {_DATASET: DATASET.replace("code:", "what: {role: indicator, values: {F: women}}\n  code:")},
            "stats.E010",
            "no value that it would name",
        ),
        ({_DATASET: DATASET.replace("women, per", "women, labels: x, per")}, "stats.E012", "labels"),
        ({_PEOPLE: PEOPLE + "open_categories: true\n"}, "stats.E008", "neither added nor recomputed"),
        ({_PEOPLE: PEOPLE + _CLOSED + "open_categories: true\n"}, "stats.E012", "they are open, and listed"),
        ({_DATASET: DATASET + "elsewhere: [{indicator: nobody, value: '0'}]\n"}, "stats.E014", "nobody"),
        ({_DATASET: DATASET + "elsewhere: [{indicator: women, value: aucune}]\n"}, "stats.E014", "aucune"),
        (
            {_DATASET: DATASET + "elsewhere: [{indicator: women}]\n"},
            "catalogue.E002",
            "either value or absence",
        ),
        ({_DATASET: DATASET + "counts: {indicator: women, period: 2023}\n"}, "stats.E015", "collapse: sum"),
        ({_DATASET: DATASET + "collapse: sum\ncounts: {indicator: women}\n"}, "stats.E015", "the year"),
        (
            {_DATASET: DATASET + "collapse: sum\n", _PEOPLE: PEOPLE + _CLOSED},
            "stats.E015",
            "categories are not added up: inhabitants",
        ),
        (
            {_DATASET: DATASET + "expect: {jumps: [{indicator: nobody, factor: 2}]}\n"},
            "stats.E017",
            "nothing is read of “nobody”",
        ),
        (
            {_DATASET: DATASET + "expect: {jumps: [{indicator: women, factor: 1}]}\n"},
            "catalogue.E002",
            "factor",
        ),
        (
            {_DATASET: DATASET + "expect: {same_as: [{indicator: women, dataset: ined_people}]}\n"},
            "stats.E017",
            "ined_people does not give “women”",
        ),
    ],
)  # fmt: skip
def test_fault_is_said_with_its_file(
    tmp_path: Path, change: dict[str, str | None], code: str, words: str
) -> None:
    problems = _list_problems(write_catalogue(tmp_path, **change))
    found = [problem for problem in problems if problem.code == code and words in str(problem)]
    assert found, [str(problem) for problem in problems]
    assert all(str(tmp_path) in str(problem) for problem in found)


def test_figure_computed_across_datasets_cannot_rest_on_what_no_release_keeps(tmp_path: Path) -> None:
    files = {
        "datasets__ined_women__dataset": DATASET.replace(
            "  pop: {role: value, indicator: inhabitants, period: 2023}\n", ""
        ),
        _DATASET: DATASET.replace("  women: {role: value, indicator: women, period: 2023}\n", ""),
    }
    root = write_catalogue(tmp_path, **files)
    for name in ("sample/main.csv", "expected.csv"):
        copy = root / "datasets" / "ined_women" / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text("", encoding="utf-8")
    assert [(problem.code, "“women” is internal" in problem.message) for problem in _list_problems(root)] == [
        ("stats.E016", True)
    ]


def test_common_is_merged_into_each_file(tmp_path: Path) -> None:
    head, tail = DATASET.split("fetch:")
    text = head + (
        "common:\n  reader: {kind: csv}\n  geography: {level: commune}\n  ignore: [women]\n"
        "  columns: {code: {role: territory}, pop: {role: value, indicator: inhabitants}}\n"
        "  rows: {min: 1, max: 9}\n  sample: main.csv\n"
        "files:\n"
        "  - {name: one, fetch: {kind: folder, member: a}, geography: {year: 2024},"
        " columns: {pop: {period: 2022}}}\n"
        "  - {name: two, fetch: {kind: folder, member: b}, geography: {year: 2025},"
        " columns: {pop: {period: 2023}}, ignore: [nom]}\n"
    )
    assert tail
    files = (
        load_catalogue(write_catalogue(tmp_path, datasets__insee_people__dataset=text))
        .datasets["insee_people"]
        .files
    )
    assert [(file.name, file.geography.year, file.value_columns["pop"].period) for file in files] == [
        ("one", 2024, 2022),
        ("two", 2025, 2023),
    ]
    assert [file.ignore for file in files] == [("women",), ("women", "nom")]


def test_unfit_catalogue_is_refused_whole(tmp_path: Path) -> None:
    write_catalogue(tmp_path, themes__people=None)
    with override_settings(CATALOGUE_DIR=tmp_path):
        with pytest.raises(CatalogueError, match="unknown theme"):
            get_catalogue()
        assert {message.id for message in check_descriptors()} == {"stats.E004"}
    reset_catalogue()


def test_catalogue_of_the_portal_is_sound() -> None:
    assert check_descriptors() == []


def test_unknown_key_of_a_selection_is_said_once_at_its_line_with_its_neighbours(tmp_path: Path) -> None:
    text = FILES["datasets/insee_people/dataset.yaml"] + "select:\n  type:\n    one_of: [a]\n"
    problems = load_catalogue(write_catalogue(tmp_path, datasets__insee_people__dataset=text)).problems
    (problem,) = problems
    assert problem.line == text.count("\n")
    assert problem.hint.endswith("known keys: any_of, none_of.")
