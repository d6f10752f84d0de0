"""Groups of readers: the same thing has the same address, codes are followed, what is removed stays so."""

from __future__ import annotations

import pytest

from portal.territories.actions import groups as actions
from portal.territories.actions.groups import (
    GroupRefused,
    GroupRemovedError,
    TooManyGroupsError,
    clean_name,
    record_group,
    remove_group,
)
from portal.territories.models import Group
from portal.territories.queries.groups import build_card, find_group, was_removed
from tests.territories.builders import Places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Les communes\tdu littoral \n", "Les communes du littoral"),
        ("Rive\u200bgauche\u202e de l’Odet\x00", "Rivegauche de l’Odet"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # escaped where it is shown
        ("E\u0301tel", "Étel"),
        ("a\u0336\u0337\u0338", "a"),
        ("\u202e\u2066", ""),
        ("x" * 200, "x" * 80),
    ],
)
def test_name_is_one_readable_line(text: str, name: str) -> None:
    assert clean_name(text) == name


def test_group_saved_twice_has_one_address(small_universe: Places) -> None:
    one = record_group(name="Rive sud", member_kind="commune", codes=["35051", "35001"], definition="A")
    other = record_group(
        name=" Rive  sud ", member_kind="commune", codes=["35001", "35051", "35001"], definition="B"
    )
    assert (one.pk, one.public_id, one.slug) == (other.pk, other.public_id, "rive-sud")
    assert other.definition == "A"
    assert Group.objects.count() == 1
    assert len(one.public_id) == 12


def test_group_of_another_name_or_kind_is_another_one(small_universe: Places) -> None:
    ids = {
        record_group(name=name, member_kind=kind, codes=codes).public_id
        for name, kind, codes in [
            ("Un", "commune", ["35001"]),
            ("Deux", "commune", ["35001"]),
            ("Un", "commune", ["35001", "35051"]),
            ("Un", "departement", ["35"]),
        ]
    }
    assert len(ids) == 4


def test_group_whose_id_is_taken_has_a_longer_one(
    small_universe: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_list_ids", lambda name, *_: ["abc", f"abc{name.lower()}"])
    assert record_group(name="Un", member_kind="commune", codes=["35001"]).public_id == "abc"
    assert record_group(name="Deux", member_kind="commune", codes=["35001"]).public_id == "abcdeux"
    assert record_group(name="Un", member_kind="commune", codes=["35001"]).public_id == "abc"


@pytest.mark.parametrize(
    ("name", "kind", "codes"),
    [
        ("", "commune", ["35001"]),
        ("\u202e", "commune", ["35001"]),
        ("Un", "france", ["FR"]),
        ("Un", "commune", []),
        ("Un", "commune", [f"{number:05}" for number in range(2001)]),
    ],
)
def test_group_that_makes_no_sense_is_refused(name: str, kind: str, codes: list[str]) -> None:
    with pytest.raises(GroupRefused):
        record_group(name=name, member_kind=kind, codes=codes)
    assert not Group.objects.exists()


def test_group_removed_is_not_found_nor_saved_again(small_universe: Places) -> None:
    group = record_group(name="Un", member_kind="commune", codes=["35001"])
    remove_group(group.public_id.upper())
    assert find_group(group.public_id) is None
    assert was_removed(group.public_id)
    assert not was_removed("inconnu")
    with pytest.raises(GroupRemovedError):
        record_group(name="Un", member_kind="commune", codes=["35001"])


def test_groups_of_one_day_are_bounded(small_universe: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_A_DAY", 1)
    record_group(name="Un", member_kind="commune", codes=["35001"])
    with pytest.raises(TooManyGroupsError):
        record_group(name="Deux", member_kind="commune", codes=["35001"])
    assert record_group(name="Un", member_kind="commune", codes=["35001"]).name == "Un"


def test_group_found_with_its_members_by_code(small_universe: Places) -> None:
    saved = record_group(
        name="Rive sud", member_kind="commune", codes=["35051", "35001"], definition="Liste collée."
    )
    card = find_group(saved.public_id.upper())
    assert card is not None
    assert (card.kind, card.id, card.name, card.member_kind) == (
        "group", saved.public_id, "Rive sud", "commune",
    )  # fmt: skip
    # Positions in the small universe: Rennes 0, Acigné 1, Cesson-Sévigné 2.
    assert (card.codes, card.positions) == (("35001", "35051"), (1, 2))
    assert (card.definition, card.notices) == ("Liste collée.", ())
    assert card.path == f"/groupes/{saved.public_id}-rive-sud"
    assert find_group("inconnu") is None
    assert find_group("\0") is None


def test_group_with_a_past_code_counts_what_succeeded_it(small_universe: Places) -> None:
    """Fleurigné (35112) merged into La Chapelle-Fleurigné (35062, position 3) on 1 January 2024."""
    card = build_card("commune", ["35112", "35062", "35001"])
    assert (card.codes, card.positions) == (("35001", "35062"), (1, 3))
    assert card.notices == (
        "Fleurigné (35112) n’existe plus : le groupe compte aujourd’hui La Chapelle-Fleurigné.",
    )


def test_group_with_a_code_that_nobody_knows_says_so(small_universe: Places) -> None:
    card = build_card("commune", ["99999"])
    assert card.codes == ()
    assert card.notices == ("Le code 99999 n’est plus connu : il est laissé de côté.",)
