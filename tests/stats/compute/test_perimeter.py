from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.figures import Absence, Origin
from portal.stats.compute.geography import Passage
from portal.stats.compute.perimeter import (
    UnknownCodesError,
    compile_passage,
    rebase_communes,
    rebase_epci,
)
from tests.oracles.figures import rebased
from tests.stats.builders import A, build_geography, build_vector, list_figures, show

TODAY = {code: {"epci": "E", "departement": "D", "region": "R"} for code in ("m", "s1", "s2", "u", "v")}
GEOGRAPHY = build_geography(TODAY, past=["a", "b"])
# a and b merged into m, s was split into s1 and s2, u never changed, v changed its code from old_v.
PASSAGE = compile_passage(
    Passage(2016, {"a": ["m"], "b": ["m"], "s": ["s1", "s2"], "u": ["u"], "old_v": ["v"]}), GEOGRAPHY
)


def _rebase(observed: dict[str, float | Absence], *, summable: bool) -> dict[str, float | str]:
    vector, _ = rebase_communes(list(observed), build_vector(*observed.values()), PASSAGE, summable=summable)
    return dict(zip(GEOGRAPHY.codes["commune"], list_figures(vector), strict=True))


def test_counts_of_merged_communes_are_added() -> None:
    found = _rebase({"a": 3.0, "b": 4.0, "s": 10.0, "u": 5.0, "old_v": 6.0}, summable=True)
    assert found["m"] == 7.0
    assert found["u"] == 5.0
    assert found["v"] == 6.0
    assert found["s1"] == found["s2"] == "not_comparable"
    assert found["a"] == "not_available"  # a past commune has no figure of its own


def test_count_with_a_part_missing_is_incomplete() -> None:
    assert _rebase({"a": 3.0, "u": 5.0}, summable=True)["m"] == "incomplete"
    assert _rebase({"a": 3.0, "b": A.SECRET}, summable=True)["m"] == "secret"
    assert _rebase({"u": 5.0}, summable=True)["m"] == "not_available"


def test_rates_are_kept_when_the_parts_agree() -> None:
    assert _rebase({"a": 3.0, "b": 3.0}, summable=False)["m"] == 3.0
    assert _rebase({"a": 3.0, "b": 4.0}, summable=False)["m"] == "not_comparable"
    assert _rebase({"a": 3.0}, summable=False)["m"] == "not_comparable"
    assert _rebase({"old_v": 3.0}, summable=False)["v"] == 3.0


def test_sum_is_marked_aggregated_and_a_figure_left_alone_is_not() -> None:
    vector, blocks = rebase_communes(
        ["a", "b", "u", "s"], build_vector(1.0, 2.0, 3.0, 4.0), PASSAGE, summable=True
    )
    places = GEOGRAPHY.positions("commune")
    assert vector.origin[places["m"]] == Origin.AGGREGATED
    assert vector.origin[places["u"]] == Origin.PUBLISHED
    assert [(block.positions, list_figures(block.figure)) for block in blocks] == [
        ((places["s1"], places["s2"]), [4.0])
    ]


def test_split_commune_that_was_not_observed_leaves_no_block() -> None:
    _, blocks = rebase_communes(["u"], build_vector(3.0), PASSAGE, summable=True)
    assert blocks == []


def test_code_of_another_geography_is_refused() -> None:
    with pytest.raises(UnknownCodesError, match=r"2016: z\."):
        _rebase({"z": 1.0}, summable=True)


def test_epci_is_comparable_when_it_has_the_same_members() -> None:
    communes = {"a": {"epci": "E1"}, "b": {"epci": "E1"}, "c": {"epci": "E2"}, "d": {"epci": "E3"}}
    then = {"E1": frozenset("ab"), "E2": frozenset("cd"), "E9": frozenset("d")}
    geography = build_geography(communes, epci_members={2020: then})
    positions, figures = rebase_epci(["E1", "E2", "E3", "E9"], build_vector(1, 2, 3, 4), 2020, geography)
    found = dict(
        zip((geography.codes["epci"][place] for place in positions), list_figures(figures), strict=True)
    )
    assert found == {"E1": 1.0, "E2": "not_comparable", "E3": "not_comparable"}


def test_epci_that_a_merger_enlarged_is_not_comparable() -> None:
    # m was made of one commune of E1 and one of E2: both EPCI "had" m, neither had all of it.
    then = {"E1": frozenset("am"), "E2": frozenset("bm"), "E3": frozenset("c")}
    communes = {"a": {"epci": "E1"}, "m": {"epci": "E1"}, "b": {"epci": "E2"}, "c": {"epci": "E3"}}
    geography = build_geography(communes, epci_members={2020: then})
    _, figures = rebase_epci(["E1", "E2", "E3"], build_vector(1, 2, 3), 2020, geography)
    assert list_figures(figures) == ["not_comparable", "not_comparable", 3.0]


codes = st.sampled_from("abcdef")
successors = st.dictionaries(
    st.sampled_from("uvwxyz"), st.lists(codes, min_size=1, max_size=3, unique=True), min_size=1
)
items = st.one_of(st.integers(0, 3).map(float), st.sampled_from([a for a in Absence if a]))


@given(successors, st.data(), st.booleans())
def test_any_tangle_of_mergers_and_splits_agrees_with_the_oracle(
    changes: dict[str, list[str]], data: st.DataObject, summable: bool
) -> None:
    geography = build_geography({code: {"epci": "E"} for code in "abcdef"})
    observed = data.draw(st.dictionaries(st.sampled_from(sorted(changes)), items))
    passage = compile_passage(Passage(2000, changes), geography)
    vector, _ = rebase_communes(list(observed), build_vector(*observed.values()), passage, summable=summable)
    for code, found in zip(geography.codes["commune"], list_figures(vector), strict=True):
        assert found == show(rebased(code, observed, changes, summable=summable)), code


def test_what_no_sum_can_rebuild_is_not_comparable() -> None:
    passage = compile_passage(Passage(2016, {"u": ["u"]}, frozenset({"u"})), GEOGRAPHY)
    vector, _ = rebase_communes(["u"], build_vector(1.0), passage, summable=True)
    assert np.asarray(vector.absence)[GEOGRAPHY.positions("commune")["u"]] == A.NOT_COMPARABLE
