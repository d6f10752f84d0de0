"""Whatever is typed, an answer comes, quickly (standards.md, 5.3, 62)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.territories.search.answers import answer
from tests.territories.search.places import build_small_index

INDEX = build_small_index()
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "svg": '"><svg/onload=alert(1)>',
    "nul": "rennes\x00",
    "replacement character": "\ufffd\ufffd",
    "lone surrogate": "\ud800rennes",
    "100 kB": "rennes " * 15_000,
    "100 kB in one word": "a" * 100_000,
    "wildcards": "%_%_%_",
    "stars": "****",
    "regex bomb": "(a+)+$" * 20,
    "operators": ": & | ! ( ) '",
    "quote": "l'",
    "right to left": "\u202esennер",
    "combining": "e" + "\u0301" * 5000,
    "fullwidth": "ＲＥＮＮＥＳ",
    "spaces": " \t\n\u00a0\u202f ",
    "emoji": "🥖 paris",
    "digits of another script": "٣٥",
    "superscript": "²",
    "long number": "9" * 5000,
    "sql": "'; DROP TABLE territories_territory; --",
    "path": "../../etc/passwd",
}


@pytest.mark.parametrize("q", HOSTILE.values(), ids=HOSTILE)
def test_answer_to_hostile_question_is_quick(q: str) -> None:
    began = time.perf_counter()
    answer(INDEX, q, kinds=frozenset(), limit=50)
    assert time.perf_counter() - began < 0.1


def test_answer_to_fullwidth_letters_is_that_of_plain_ones() -> None:
    assert answer(INDEX, "ＲＥＮＮＥＳ", kinds=frozenset(), limit=1)[0].code == "35238"


@settings(max_examples=300, deadline=None)
@given(
    q=st.text(max_size=60) | st.text(alphabet="abcdelrstnmoi '-0123456789", max_size=40),
    limit=st.integers(min_value=-5, max_value=60),
)
def test_answer_to_any_text_is_well_formed(q: str, limit: int) -> None:
    hits = answer(INDEX, q, kinds=frozenset(), limit=limit)
    assert len(hits) <= max(limit, 0)
    assert len({(hit.kind, hit.code) for hit in hits}) == len(hits)
    assert all(hit.label and hit.path.startswith("/") for hit in hits)
