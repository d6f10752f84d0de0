"""Criteria of similar territories: what the catalogue refuses, with its letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.stats.descriptors.catalogue import load_catalogue
from portal.stats.descriptors.coherence import check_catalogue
from tests.stats.descriptors.catalogues import FILES, write_catalogue

_PEOPLE = FILES["indicators/people/inhabitants.yaml"]
_MORE = {
    "indicators__people__households": _PEOPLE.replace("Habitants", "Ménages"),
    "indicators__people__zone": (
        "label: Zone\nshort_label: Zone\nquestion: Quelle zone ?\nunit: inhabitants\nlevels: [commune]\n"
        "aggregate: none\nmethod: Arrêté.\ncategories: [{value: 1, key: A, label: A}]\n"
    ),
    "datasets__insee_people__dataset": FILES["datasets/insee_people/dataset.yaml"].replace(
        "rows:",
        "  households: {role: value, indicator: households, period: 2023}\n"
        "  zone: {role: value, indicator: zone, period: 2023}\nrows:",
    ),
}
SOUND = """
compared: Toutes les communes sont comparées.
size: {indicator: inhabitants, at_most_times: 2}
groups: [[CC], [CA, CU]]
known_at_least_pct: 60
farthest: 1
criteria:
  - {indicator: inhabitants, transform: log, weight: 4, label: habitants, close: proches, close_within: 1.2}
  - {indicator: households, label: ménages, close: ménages proches, close_within: 3}
  - {indicator: zone, transform: category, label: zone, close: même zone}
"""


def _list_letters(root: Path, text: str, name: str = "commune") -> list[str]:
    catalogue = load_catalogue(write_catalogue(root, **_MORE, **{f"similarity__{name}": text}))
    return [str(problem) for problem in catalogue.problems or check_catalogue(catalogue)]


def test_sound_criteria_have_no_problem(tmp_path: Path) -> None:
    assert _list_letters(tmp_path, SOUND) == []
    [similarity] = load_catalogue(tmp_path).similarity.values()
    assert similarity.slug == "commune"
    assert similarity.size.at_most == 4000
    assert [one.weight for one in similarity.criteria] == [4, 1, 1]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("indicator: households", "indicator: houses", "“houses” is no public indicator"),
        ("indicator: households", "indicator: women", "“women” is no public indicator"),
        ("indicator: households", "indicator: inhabitants", "given twice"),
        (
            "size: {indicator: inhabitants",
            "size: {indicator: households",
            "not a criterion compared as a ratio",
        ),
        ("[CA, CU]", "[CA, CC]", "a type is in two groups"),
        ("transform: category", "transform: log", "Expected: category"),
        ("{indicator: households,", "{indicator: households, transform: category,", "Expected: none or log"),
        ("close_within: 3", "weight: 1", "more than 0 for none"),
        ("close_within: 1.2", "close_within: 0.9", "more than 1 (times) for log"),
        ("close: même zone", "close: même zone, close_within: 1", "nothing for category"),
        ("weight: 4", "weight: 0", "greater than 0"),
        ("at_most_times: 2", "at_most_times: 1", "greater than 1"),
        ("compared: Toutes", "colour: red\ncompared: Toutes", "Remove this key"),
    ],
)
def test_problem_is_a_letter(tmp_path: Path, before: str, after: str, words: str) -> None:
    letters = _list_letters(tmp_path, SOUND.replace(before, after))
    assert any(words in letter and "similarity/commune.yaml:" in letter for letter in letters), letters


def test_kind_is_a_level_that_has_the_indicators(tmp_path: Path) -> None:
    assert any("“village” is no level" in letter for letter in _list_letters(tmp_path, SOUND, "village"))
    assert any("not given for the level epci" in letter for letter in _list_letters(tmp_path, SOUND, "epci"))
