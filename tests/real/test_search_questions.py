"""Two hundred labelled questions, asked of the real territories: what comes first, and how fast."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.real.conftest import GetJson

QUESTIONS = Path(__file__).with_name("questions.tsv")
LEAST_FIRST, LEAST_IN_TEN = 0.98, 0.99


def read_questions() -> list[tuple[str, set[str]]]:
    """Pairs of a question and the labels that may come first."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(question, set(labels.split("|"))) for question, labels in pairs]


def test_labelled_questions_are_many_and_distinct() -> None:
    questions = [question for question, _ in read_questions()]
    assert len(questions) >= 150
    assert len(questions) == len(set(questions))


def test_search_answers_labelled_questions(get_json: GetJson) -> None:
    missed, first, in_ten = [], 0, 0
    questions = read_questions()
    for question, labels in questions:
        items = get_json(f"/api/v1/territories?limit=10&q={quote(question)}")["items"]
        found = [item["label"] for item in items]
        first += bool(found) and found[0] in labels
        in_ten += bool(labels.intersection(found))
        if not found or found[0] not in labels:
            missed.append(f"{question!r}: {found[:3]}")
    report = f"first {first}, in ten {in_ten}, of {len(questions)}; missed: {'; '.join(missed)}"
    assert first >= LEAST_FIRST * len(questions), report
    assert in_ten >= LEAST_IN_TEN * len(questions), report


@pytest.mark.parametrize("text", ["<script>", "%", "(a+)+$", "x" * 400, "l'", "\x00", "²", "saint " * 60])
def test_search_for_hostile_text_is_quick(get_json: GetJson, text: str) -> None:
    began = time.perf_counter()
    get_json(f"/api/v1/territories?q={quote(text)}")
    assert time.perf_counter() - began < 0.3
