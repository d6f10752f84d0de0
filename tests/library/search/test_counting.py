"""Facets: literal counts worked out by hand, then a slow search in plain Python on random corpora."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from portal.library.models import Organization
from portal.library.search import counting
from portal.library.search.asked import Asked, Facet, Order
from portal.library.search.engine import search_documents
from portal.library.search.found import Relief
from tests.library.search.builders import publish
from tests.oracles import library as oracle

pytestmark = pytest.mark.django_db


def choose(**values: set[str]) -> dict[Facet, frozenset[str]]:
    return {Facet(name): frozenset(chosen) for name, chosen in values.items()}


def count(asked: Asked, facet: Facet) -> dict[str, int]:
    return {one.value: one.count for one in search_documents(asked).facets[facet]}


@pytest.fixture
def _shelf() -> None:
    publish("Budget A", kind="dataset", levels=["commune"], subjects=["finances"], published="2024-01-31")
    publish("Budget B", kind="dataset", levels=["commune", "epci"], subjects=["finances", "sante"])
    publish("Budget C", kind="tool", levels=["epci"], subjects=["sante"], published="2023-06-30")
    publish("Bilan D", kind="publication", levels=["region"], subjects=["finances"], published="2024-12-31")


@pytest.mark.usefixtures("_shelf")
def test_values_of_a_facet_add_up_and_facets_narrow() -> None:
    either = search_documents(Asked(chosen=choose(kind={"dataset", "tool"})))
    assert either.total == 3
    both = search_documents(Asked("budget", choose(kind={"dataset", "tool"}, level={"epci"})))
    assert both.total == 2


@pytest.mark.usefixtures("_shelf")
def test_counts_leave_out_their_own_choice() -> None:
    asked = Asked("budget", choose(kind={"dataset"}, level={"epci"}))
    assert count(asked, Facet.KIND) == {"dataset": 1, "tool": 1}
    assert count(asked, Facet.LEVEL) == {"commune": 2, "epci": 1}
    assert count(asked, Facet.SUBJECT) == {"finances": 1, "sante": 1}
    assert count(asked, Facet.YEAR) == {}
    assert count(asked, Facet.LINK) == {"inconnu": 1}


@pytest.mark.usefixtures("_shelf")
def test_most_frequent_values_come_first_and_years_from_the_latest() -> None:
    found = search_documents(Asked())
    assert [(one.value, one.count) for one in found.facets[Facet.SUBJECT]] == [("finances", 3), ("sante", 2)]
    assert [(one.value, one.count) for one in found.facets[Facet.YEAR]] == [("2024", 2), ("2023", 1)]
    assert found.more == frozenset()


@pytest.mark.usefixtures("_shelf")
def test_what_is_chosen_is_counted_even_when_it_finds_nothing() -> None:
    assert count(Asked(chosen=choose(kind={"platform"})), Facet.KIND) == {
        "dataset": 2,
        "platform": 0,
        "publication": 1,
        "tool": 1,
    }


@pytest.mark.usefixtures("_shelf")
def test_dates_are_included_at_both_ends_and_leave_out_the_undated() -> None:
    assert search_documents(Asked(since=date(2024, 1, 31), until=date(2024, 12, 31))).total == 2
    assert search_documents(Asked(until=date(2024, 1, 30))).total == 1
    assert search_documents(Asked(since=date(2025, 1, 1))).total == 0


@pytest.mark.usefixtures("_shelf")
def test_what_leaves_nothing_is_told() -> None:
    asked = Asked("bilan", choose(kind={"dataset"}, level={"region"}), since=date(2020, 1, 1))
    found = search_documents(asked)
    assert (found.total, found.reliefs) == (0, (Relief(Facet.KIND, 1),))
    assert search_documents(Asked("bilan", since=date(2025, 1, 1))).reliefs == (Relief(None, 1),)


@pytest.mark.usefixtures("small_universe")
def test_a_commune_is_found_in_all_that_it_lies_in() -> None:
    rennes = publish("Plan", territories=["commune:35238"])
    metropole = publish("Plan", territories=["epci:243500139"])
    publish("Plan", territories=["departement:22"])
    assert count(Asked(), Facet.TERRITORY) == {
        "region:53": 3,
        "departement:35": 2,
        "epci:243500139": 2,
        "commune:35238": 1,
        "departement:22": 1,
    }
    found = search_documents(Asked(chosen=choose(territory={"epci:243500139"})))
    assert set(found.ids) == {rennes.pk, metropole.pk}
    assert search_documents(Asked("rennes")).total == 2  # by the names of what they are about


@pytest.mark.usefixtures("small_universe")
def test_a_chosen_territory_is_counted_where_small_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "NEAR_UP_TO", 0)
    for code in ("35238", "35238", "35001"):
        publish("Plan", kind="tool", territories=[f"commune:{code}"])
    assert count(Asked(), Facet.TERRITORY) == {"region:53": 3, "departement:35": 3}
    asked = Asked("plan", choose(territory={"commune:35238", "commune:99999"}, kind={"tool"}))
    assert count(asked, Facet.TERRITORY) == {
        "region:53": 3,
        "departement:35": 3,
        "commune:35238": 2,
        "commune:99999": 0,
    }


def test_values_left_out_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_VALUES", 2)
    for number in range(1, 5):
        publish("Plan", formats=[f"f{value}" for value in range(number)])
    found = search_documents(Asked(chosen=choose(format={"f3"})))
    assert [(one.value, one.count) for one in found.facets[Facet.FORMAT]] == [("f0", 4), ("f1", 3), ("f3", 1)]
    assert found.more == {Facet.FORMAT}


def test_a_producer_counts_those_that_depend_on_it() -> None:
    Organization.objects.create(slug="ville-de-rennes", name="Ville de Rennes")
    bulletin = publish("Bulletin", producers=["desl"])
    publish("Circulaire", producers=["dgcl"])
    city = publish("Arbres", producers=["ville-de-rennes"])
    counts = count(Asked(), Facet.PRODUCER)
    assert (counts["desl"], counts["dgcl"], counts["ville-de-rennes"]) == (1, 2, 1)
    assert search_documents(Asked(chosen=choose(producer={"dgcl"}))).total == 2
    assert search_documents(Asked("études et statistiques locales")).ids == (bulletin.pk,)
    assert search_documents(Asked("ville rennes")).ids == (city.pk,)


def test_pages_are_bounded_and_follow_each_other() -> None:
    rows = [publish(f"Rapport {number:02d}").pk for number in range(25)]
    pages = [
        search_documents(Asked("rapport", order=Order.TITLE, first=first, limit=10)) for first in (0, 10, 20)
    ]
    assert [one for page in pages for one in page.ids] == rows
    assert search_documents(Asked("rapport", first=30)).ids == ()
    assert search_documents(Asked("rapport", first=-5, limit=-1)).ids == ()
    assert search_documents(Asked("rapport", first=10**9, limit=10**9)).total == 25


def test_equal_answers_keep_one_order_from_page_to_page() -> None:
    rows = {publish("Le même titre").pk for _ in range(30)}
    pages = [search_documents(Asked("titre", first=first, limit=7)).ids for first in range(0, 30, 7)]
    found = [one for page in pages for one in page]
    assert set(found) == rows
    assert len(found) == 30


_WORDS = ("alpha", "bravo", "tango", "delta", "echo", "lima")
_FACETS = {"kind": ("dataset", "tool", "publication"), "level": ("commune", "epci", "region"),
           "subject": ("s1", "s2", "s3"), "source": ("a", "b"), "licence": ("l1", "l2"),
           "format": ("csv", "pdf", "xls"), "producer": ("p1", "p2", "p3")}  # fmt: skip
_SINGLE = {"kind", "licence"}
_PLURAL = {"level": "levels", "subject": "subjects", "source": "sources", "format": "formats",
           "producer": "producers"}  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_any_question_is_answered_as_by_looking_at_every_document(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:  # as a large index is counted: passes side by side
        monkeypatch.setattr(counting, "_LARGE", 0)
    draw = random.Random(seed)
    rows = [_publish_any(draw) for _ in range(30)]
    for _ in range(25):
        question = _ask_any(draw)
        wanted = oracle.answer(rows, question, [*_FACETS, "year"])
        asked = Asked(
            " ".join(question.words),
            {Facet(facet): frozenset(values) for facet, values in question.chosen.items()},
            question.since,
            question.until,
            limit=100,
        )
        found = search_documents(asked)
        assert (found.match.value, found.total, frozenset(found.ids)) == (
            wanted.match,
            len(wanted.ids),
            wanted.ids,
        )
        counts = {
            facet: {one.value: one.count for one in found.facets[Facet(facet)]} for facet in wanted.counts
        }
        assert counts == wanted.counts
        for order, ids in ((Order.DATE, wanted.by_date), (Order.TITLE, wanted.by_title)):
            ordered = Asked(asked.q, asked.chosen, asked.since, asked.until, order, limit=100)
            assert search_documents(ordered).ids == ids


def _publish_any(draw: random.Random) -> oracle.Row:
    title, abstract = (draw.choices(_WORDS, k=draw.randint(1, 3)) for _ in range(2))
    day = date(2020, 1, 1) + timedelta(days=draw.randrange(1500)) if draw.random() < 0.8 else None
    values = {facet: draw.sample(known, draw.randint(0, 2)) for facet, known in _FACETS.items()}
    values |= {facet: [draw.choice(_FACETS[facet])] for facet in _SINGLE}
    fields: dict[str, Any] = {_PLURAL.get(facet, facet): chosen for facet, chosen in values.items()}
    fields |= {facet: values[facet][0] for facet in _SINGLE}
    document = publish(
        " ".join(title), abstract=" ".join(abstract), published=day.isoformat() if day else "", **fields
    )
    held = {facet: frozenset(chosen) for facet, chosen in values.items()}
    held["year"] = frozenset({str(day.year)} if day else ())
    return oracle.Row(document.pk, " ".join(title), frozenset([*title, *abstract]), day, held)


def _ask_any(draw: random.Random) -> oracle.Question:
    words = draw.sample(_WORDS, draw.randint(0, 4))
    facets = draw.sample(sorted(_FACETS), draw.randint(0, 2))
    chosen = {facet: draw.sample(_FACETS[facet], draw.randint(1, 2)) for facet in facets}
    since = date(2020, 1, 1) + timedelta(days=draw.randrange(800)) if draw.random() < 0.3 else None
    until = date(2022, 1, 1) + timedelta(days=draw.randrange(800)) if draw.random() < 0.3 else None
    return oracle.Question(words, chosen, since, until)
