"""Every page of explanations: sound, complete in its words, and told of any territory without a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings

from portal.kernel.figures import Absence
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.explanation import Explanation, Gauge, Section
from portal.territories.models import Territory
from portal.web.factsheets.finances.page import Explained, explain
from portal.web.factsheets.wording import COMPARED_WITH
from tests.web.factsheets.finances.builders import Values, build_sheet

PAGES = sorted(path.stem for path in (settings.CATALOGUE_DIR / "explanations").glob("*.yaml"))
CASES = [(slug, level) for slug in PAGES for level in get_catalogue().explanations[slug].levels]
_VALUES: dict[str, float | Absence] = {
    "ordinary": 1_234_567.89,
    "negative": -1_234_567.89,
    "nil": 0.0,
    "tiny": 0.001,
    "huge": 9.9e11,
    "not_significant": Absence.NOT_SIGNIFICANT,
    "not_available": Absence.NOT_AVAILABLE,
    "secret": Absence.SECRET,
}


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> Explanation:
    return get_catalogue().explanations[request.param]


def _list_sentences(section: Section) -> Iterator[str]:
    yield from section.text
    for key in section.keys:
        yield from filter(None, (key.positive, key.negative, key.zero, *key.absences.values()))
    for drawing in section.drawings:
        yield from filter(None, (drawing.note, drawing.text if isinstance(drawing, Gauge) else None))
    yield from (word.text for word in section.words)
    yield from (note.text for note in section.notes)
    yield from filter(None, (section.without, section.elsewhere))


def test_sentences_end_and_leave_nothing_unwritten(page: Explanation) -> None:
    for section in page.sections:
        assert section.question.endswith("?"), section.slug
        for sentence in _list_sentences(section):
            assert re.search(r"[.…?!]$", sentence), sentence
            assert "TODO" not in sentence
            assert sentence.count("[") == sentence.count("]"), sentence
    assert page.summary.endswith(".")
    assert page.empty.endswith(".")


def test_thresholds_name_the_text_that_sets_them(page: Explanation) -> None:
    for section in page.sections:
        for drawing in section.drawings:
            if isinstance(drawing, Gauge):
                assert re.search(r"(article|loi|décret|arrêté)", drawing.reference, re.IGNORECASE)


def test_words_are_explained_once(page: Explanation) -> None:
    labels = [word.label for section in page.sections for word in section.words]
    assert len(labels) == len(set(labels))


def _explain(slug: str, level: str, value: float | Absence | None) -> Explained:
    page = get_catalogue().explanations[slug]
    values: Values = {}
    if value is not None:
        values = {
            one.slug: {2023: value, 2024: value}
            for one in get_catalogue().list_public_indicators()
            if level in one.levels and not one.is_categorical
        }
    territory = Territory(kind=level, code="35238", name="Le Mans", article_kind=2, slug="le-mans")
    return explain(page, territory, build_sheet(level, values), COMPARED_WITH[level])


@pytest.mark.parametrize(("slug", "level"), CASES)
def test_page_without_a_figure_leaves_out_what_needs_one(slug: str, level: str) -> None:
    explained = _explain(slug, level, None)
    assert explained.is_empty
    assert all(not unit.keys and not unit.drawings for unit in explained.units)
    assert explained.left_out
    assert all(one.reason for one in explained.left_out)


@pytest.mark.parametrize(("slug", "level"), CASES)
@pytest.mark.parametrize("name", sorted(_VALUES))
def test_page_is_told_of_any_figures(slug: str, level: str, name: str) -> None:
    explained = _explain(slug, level, _VALUES[name])
    for unit in explained.units:
        for key in unit.keys:
            assert key.sentence
            assert "{" not in key.sentence
            assert "[" not in key.sentence
        for drawn in unit.drawings:
            assert drawn.dated
            assert drawn.grid.rows


@pytest.mark.parametrize(("slug", "level"), CASES)
def test_page_with_all_figures_has_all_its_sections(slug: str, level: str) -> None:
    explained = _explain(slug, level, _VALUES["ordinary"])
    page = get_catalogue().explanations[slug]
    assert [unit.slug for unit in explained.units] == [
        section.slug for section in page.sections if level in section.levels
    ]
