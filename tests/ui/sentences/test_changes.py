from __future__ import annotations

import pytest

from portal.kernel.french import MINUS
from portal.ui.sentences import Measure
from portal.ui.sentences.changes import word_change

INHABITANTS = Measure("count", "hab.", 0)
SHARE = Measure("share", "%", 1, "points")
EUROS = Measure("amount", "€", 0)


@pytest.mark.parametrize(
    ("first", "last", "measure", "words"),
    [
        (1000.0, 1082.0, INHABITANTS, "+8,2\u00a0% depuis 2012"),
        (1000.0, 918.0, INHABITANTS, f"{MINUS}8,2\u00a0% depuis 2012"),
        (1000.0, 1000.4, INHABITANTS, "stable depuis 2012"),
        (100_000.0, 100_040.0, INHABITANTS, "presque stable depuis 2012"),
        (1000.0, 5000.0, INHABITANTS, "+400,0\u00a0% depuis 2012"),
        (1000.0, 12_000.0, INHABITANTS, "×12 depuis 2012"),
        (3.0, 5.0, INHABITANTS, "+2\u00a0hab. depuis 2012"),  # too few for a percentage
        (0.0, 40.0, INHABITANTS, "+40\u00a0hab. depuis 2012"),
        (40.0, 0.0, INHABITANTS, f"{MINUS}100,0\u00a0% depuis 2012"),
        (12.0, 13.4, SHARE, "+1,4\u00a0point depuis 2012"),
        (12.0, 8.0, SHARE, f"{MINUS}4\u00a0points depuis 2012"),
        (-50.0, 20.0, EUROS, "+70\u00a0€ depuis 2012"),
        (50.0, -20.0, EUROS, f"{MINUS}70\u00a0€ depuis 2012"),
        (1.0, 2.0, Measure("code", "", 0), ""),
    ],
)
def test_change_in_a_few_words(first: float, last: float, measure: Measure, words: str) -> None:
    assert word_change(first, last, 2012, measure) == words
