"""Whatever is asked of the library, an answer comes, quickly (standards.md, 5.3, 62)."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.library.search.asked import Asked, Facet, Order
from portal.library.search.engine import search_documents
from portal.library.search.folder import find_build
from portal.library.search.found import IndexState
from portal.library.search.questions import read_question
from portal.library.search.related import list_about
from portal.library.search.suggesting import suggest_documents
from tests.library.search.builders import publish

pytestmark = pytest.mark.django_db

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "svg": '"><svg/onload=alert(1)>',
    "nul": "budget\x00",
    "replacement character": "\ufffd\ufffd",
    "lone surrogate": "\ud800budget",
    "100 kB": "budget " * 15_000,
    "100 kB of different words": " ".join(f"mot{number}" for number in range(12_000)),
    "100 kB in one word": "a" * 100_000,
    "wildcards": "%_%_%_",
    "stars": "b* *get b?dget budg~2 budget^5",
    "regex bomb": "(a+)+$" * 20,
    "regex": "/.*/ /(a|aa)+/",
    "operators": ": & | ! ( ) ' + - AND OR NOT NEAR && ||",
    "fields": "title:budget id:[0 TO 100] head:* kind:IN [a b]",
    "unmatched quotes": '" « “ budget "',
    "quotes of quotes": '"' * 400,
    "many phrases": '"de la" ' * 100,
    "long phrase": '"' + "budget de " * 60 + '"',
    "right to left": "\u202etegdub",
    "combining": "e" + "\u0301" * 5000,
    "fullwidth": "ＢＵＤＧＥＴ",
    "spaces": " \t\n\u00a0\u202f ",
    "emoji": "🥖 budget",
    "marks of the index": "_ _ \x1f budget\x1f_",
    "digits of another script": "٣٥",
    "one character that grows": "ﷺ" * 400,
    "long number": "9" * 5000,
    "sql": "'; DROP TABLE library_document; --",
    "path": "../../etc/passwd",
}


@pytest.fixture
def _shelf() -> None:
    publish("Budget primitif", published="2024-01-01", abstract="Le budget de la commune")
    search_documents(Asked())


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize("q", HOSTILE.values(), ids=HOSTILE)
def test_answer_to_hostile_question_is_quick(q: str) -> None:
    build, began = find_build(), time.perf_counter()
    found = search_documents(Asked(q))
    suggest_documents(q)
    assert time.perf_counter() - began < 0.3
    assert found.state is IndexState.READY
    assert find_build() == build


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_hostile_choice_finds_nothing(value: str) -> None:
    build = find_build()
    for facet in Facet:
        found = search_documents(Asked("budget", {facet: frozenset({value})}))
        assert (found.total, found.state) == (0, IndexState.READY)
    assert list_about([value]) == ()
    assert find_build() == build


@pytest.mark.usefixtures("_shelf")
def test_a_thousand_choices_and_extreme_dates_are_answered() -> None:
    many = {facet: frozenset(f"{facet}-{number}" for number in range(1000)) for facet in Facet}
    began = time.perf_counter()
    assert search_documents(Asked("budget", many)).total == 0
    assert time.perf_counter() - began < 1
    assert search_documents(Asked(since=date.min, until=date.max)).total == 1
    assert search_documents(Asked(since=date.max, until=date.min)).total == 0


@pytest.mark.usefixtures("_shelf")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    q=st.text(max_size=300), first=st.integers(), limit=st.integers(), order=st.sampled_from(sorted(Order))
)
def test_any_question_is_answered(q: str, first: int, limit: int, order: Order) -> None:
    found = search_documents(Asked(q, first=first, limit=limit, order=order))
    assert found.state is IndexState.READY
    assert len(found.ids) <= found.total


@given(st.text(max_size=1000))
def test_any_question_is_read(q: str) -> None:
    question = read_question(q)
    assert question.size <= 32
    assert question.is_empty == (not q[:400].strip())
