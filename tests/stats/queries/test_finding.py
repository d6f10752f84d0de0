"""Indicators found by words: accents, plurals, other words for the same, beginnings, typos, nonsense."""

from __future__ import annotations

import pytest

from portal.stats.queries.finding import find_indicators


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("population", "population"),
        ("POPULATIONS", "population"),
        ("dette", "encours_dette_hab"),
        ("Où les communes sont-elles les plus endettées ?", "encours_dette_hab"),
        ("chomage", "taux_chomage"),
        ("chôm", "chomeurs_15_64"),
        ("boulot", "emplois"),
        ("logements vides", "logements_vacants"),
        ("taux de pauvreté", "taux_pauvrete"),
        ("riches", "niveau_de_vie_median"),
        ("surface", "superficie"),
    ],
)
def test_words_of_a_citizen_find_the_indicator_first(asked: str, first: str) -> None:
    finding = find_indicators(asked)
    assert finding.slugs[0] == first
    assert not finding.is_partial
    assert finding.corrected == ""


@pytest.mark.parametrize(
    ("asked", "corrected"), [("detes", "dette"), ("polulation", "population"), ("emplio", "emploi")]
)
def test_typo_is_corrected_and_told(asked: str, corrected: str) -> None:
    finding = find_indicators(asked)
    assert finding.corrected == corrected
    assert finding.slugs == find_indicators(corrected).slugs
    assert finding.sure == ()


def test_words_that_no_indicator_has_together_find_those_with_most_of_them() -> None:
    finding = find_indicators("cambriolages dette")
    assert finding.is_partial
    assert {"delinquance_cambriolages", "encours_dette_hab"} <= set(finding.slugs)


@pytest.mark.parametrize("asked", ["", "   ", "le la les", "\0\0", "<script>", "é" * 10_000, "xqzwk", "🎉"])
def test_nothing_to_look_for_finds_nothing(asked: str) -> None:
    finding = find_indicators(asked)
    assert finding.slugs == ()
    assert finding.corrected == ""


@pytest.mark.parametrize("place", ["lyon", "nice", "vienne", "brest", "lille", "saint-denis"])
def test_name_of_a_place_is_surely_no_indicator(place: str) -> None:
    assert find_indicators(place).sure == ()


def test_idea_is_given_with_what_it_finds() -> None:
    assert [term.slug for term in find_indicators("encours").terms] == ["encours"]
