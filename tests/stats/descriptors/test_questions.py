"""Lists of questions that cannot be used: named with their file and their mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.stats.descriptors.catalogue import load_catalogue
from portal.stats.descriptors.coherence import check_catalogue
from tests.stats.descriptors.catalogues import write_catalogue

QUESTION = (
    'label: "À la une"\nfeatured: true\nquestions:\n  - question: "{0}"\n    indicator: {1}\n    level: {2}\n'
)
SOUND = QUESTION.format("Où vit-on le plus ?", "inhabitants", "commune")
TERM = "label: Dette\ntext: Ce que doit une collectivité.\nwords: [dette, emprunt]\n"


def _list_problems(root: Path, **files: str) -> list[str]:
    catalogue = load_catalogue(write_catalogue(root, **files))
    return [str(one) for one in catalogue.problems or check_catalogue(catalogue)]


def test_lists_and_terms_that_are_sound_have_no_problem(tmp_path: Path) -> None:
    assert _list_problems(tmp_path, explorer__une=SOUND, terms__dette=TERM) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            QUESTION.format("Où vit-on ?", "inhabitant", "commune"),
            "which is no public indicator. Correct the slug.",
        ),
        (QUESTION.format("Où vit-on ?", "women", "commune"), "which is no public indicator"),
        (QUESTION.format("Où vit-on ?", "inhabitants", "region"), "Use one of commune, france."),
        (QUESTION.format("Où vit-on ?", "inhabitants", "france"), "a map of one place"),
        (QUESTION.format("Où l'on vit", "inhabitants", "commune"), "is not a question. End it with"),
        (SOUND + "    view: camembert\n", "Use one of the values listed."),
        (SOUND + "    zone: lyon\n", "String should match pattern"),
        (SOUND + "    years: 2\n", "Remove this key or correct its spelling"),
    ],
)
def test_question_that_cannot_be_answered_is_told(tmp_path: Path, text: str, expected: str) -> None:
    [problem] = _list_problems(tmp_path, explorer__une=text)
    assert expected in problem
    assert "explorer/une.yaml" in problem


def test_two_featured_lists_are_one_too_many(tmp_path: Path) -> None:
    [problem] = _list_problems(tmp_path, explorer__une=SOUND, explorer__deux=SOUND)
    assert "several lists are featured" in problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TERM.replace("collectivité.", "collectivité"), "End it with a full stop."),
        (TERM.replace("emprunt", "dette"), "is given twice"),
        (TERM.replace("emprunt", "Emprunt"), "String should match pattern"),
    ],
)
def test_idea_badly_explained_is_told(tmp_path: Path, text: str, expected: str) -> None:
    [problem] = _list_problems(tmp_path, terms__dette=text)
    assert expected in problem
    assert "terms/dette.yaml" in problem
