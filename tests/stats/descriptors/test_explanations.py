"""What is wrong in a page of explanations is said, with the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.kernel.descriptors import Problem
from portal.stats.descriptors.catalogue import load_catalogue
from portal.stats.descriptors.coherence import check_catalogue
from tests.stats.descriptors.catalogues import write_catalogue

SOUND = """
title: Les habitants expliqués
summary: Qui vit ici.
levels: [commune]
population: inhabitants
needs: [inhabitants]
empty: Rien n’est connu.
sections:
  - slug: habitants
    title: Combien
    question: Combien sommes-nous ?
    needs: [inhabitants]
    without: Personne n’a compté.
    keys:
      - indicator: inhabitants
        positive: "{value} en {year}[, soit {per_inhabitant}]."
    drawings:
      - kind: table
        title: Année après année
        rows: [{indicator: inhabitants}]
"""


def check(tmp_path: Path, text: str) -> list[Problem]:
    catalogue = load_catalogue(write_catalogue(tmp_path, explanations__people=text))
    return [*catalogue.problems] or check_catalogue(catalogue)


def test_explanation_that_is_sound_is_loaded(tmp_path: Path) -> None:
    assert check(tmp_path, SOUND) == []
    assert "people" in load_catalogue(tmp_path).explanations


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("needs: [inhabitants]\nempty", "needs: [nobody]\nempty", "“nobody” is not an indicator"),
        ("population: inhabitants", "population: women", "“women” is not an indicator that is shown"),
        ("- indicator: inhabitants", "- indicator: ghosts", "“ghosts” is not an indicator"),
        ("{value} en", "{valeur} en", "unknown placeholder"),
        ("{value} en", "{value:d} en", "unknown placeholder"),
        ("    without: Personne n’a compté.\n", "", "may be left out without a reason"),
        ("levels: [commune]", "levels: [region]", "does not exist at region"),
        ("kind: table", "kind: pie", "kind"),
        ("    question: Combien sommes-nous ?\n", "", "question"),
    ],
)
def test_explanation_that_is_wrong_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SOUND
    problems = check(tmp_path, SOUND.replace(old, new))
    assert any(told in str(problem) for problem in problems), problems


def test_sections_of_one_name_are_told(tmp_path: Path) -> None:
    section = SOUND[SOUND.index("  - slug: habitants") :]
    assert any("two sections" in str(one) for one in check(tmp_path, SOUND + section))


WATERFALL = """
      - kind: waterfall
        title: De tous à personne
        steps:
          - {indicator: inhabitants, role: start}
          - {indicator: inhabitants, role: remove}
          - {indicator: inhabitants, role: %s}
"""
SHARES = """
      - kind: shares
        title: Pour cent
        total: {indicator: inhabitants}
        parts: [{indicator: inhabitants}, {indicator: %s}]
"""
GAUGE = """
      - kind: gauge
        title: Le seuil
        indicator: {indicator: inhabitants}
        thresholds: {%s: 3}
        threshold_label: Seuil
        text: La loi dit trois.
        reference: Article 1
"""


@pytest.mark.parametrize(
    ("drawing", "good", "bad", "told"),
    [
        (WATERFALL, "subtotal", "add", "ends with a subtotal"),
        (SHARES, "inhabitants", "women_share", "are drawn together"),
        (GAUGE, "commune", "region", "no threshold for commune"),
    ],
)
def test_drawing_that_cannot_be_is_told(tmp_path: Path, drawing: str, good: str, bad: str, told: str) -> None:
    public = {
        "indicators__people__women_share": (
            "label: Part\nshort_label: Part\nquestion: Combien ?\nunit: percent\nlevels: [commune]\n"
            "aggregate: none\nmethod: Recensement.\n"
            "compute: {kind: share, part: inhabitants, total: inhabitants}\n"
        )
    }
    sound = load_catalogue(
        write_catalogue(tmp_path / "good", explanations__people=SOUND + drawing % good, **public)
    )
    assert ([*sound.problems] or check_catalogue(sound)) == []
    spoilt = load_catalogue(
        write_catalogue(tmp_path / "bad", explanations__people=SOUND + drawing % bad, **public)
    )
    problems = [*spoilt.problems] or check_catalogue(spoilt)
    assert any(told in str(problem) for problem in problems), problems
