"""What comes first, on a small true list of places."""

from __future__ import annotations

import pytest

from portal.territories.search.answers import Hit, answer, list_after
from portal.territories.search.index import build_index
from tests.territories.search.places import build_small_index, make_commune

INDEX = build_small_index()


def search(q: str, *kinds: str, limit: int = 10) -> list[Hit]:
    return answer(INDEX, q, kinds=frozenset(kinds), limit=limit)


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("saint étienne", "42218"),
        ("st etienne", "42218"),
        ("SAINT-ETIENNE", "42218"),
        ("sant etiene", "42218"),
        ("42100", "42218"),  # the postal code of a city before the INSEE code of a village
        ("villeneuve d ascq", "59009"),
        ("villeneuve ascq", "59009"),
        ("villeneuvedascq", "59009"),
        ("ascq", "59009"),
        ("monpelier", "34172"),  # two typos of a city before one of a village
        ("chateauroux", "36044"),
        ("rennes", "35238"),
        ("rennes metropole", "243500139"),
        ("metropole rennes", "243500139"),
        ("agglo de rennes", "243500139"),
        ("mel", "200093201"),
        ("cc pays de maiche", "242500338"),
        ("ccpm", "242500338"),
        ("pays maiche", "242500338"),
        ("la rochelle", "17300"),
        ("rochelle", "17300"),
        ("35", "35"),
        ("2a", "2A"),
        ("département 35", "35"),
        ("35238", "35238"),
        ("213502388", "35238"),
        ("243500139", "243500139"),
        ("bretagne", "53"),
        ("abergement clemenciat", "01001"),
        ("le bono", "56262"),
        ("coeuvres", "02195"),
        ("saint denis 93", "93066"),
        ("Saint-Denis (93)", "93066"),
        ("st denis réunion", "97411"),
        ("saint denis", "97411"),
        ("neuilly s/ seine", "92051"),
        ("lyon 3e", "69383"),
        ("lyon", "69123"),
        ("métropole de lyon", "200046977"),
        ("strasbour", "67482"),
        ("strassbourg", "67482"),
        ("evry", "91228"),  # two hundred times more people than the other
        ("fleurigné", "35062"),
        ("la chapelle janson", "35062"),
        ("35112", "35062"),
        ("france", "FR"),
        ("plaine commune", "200057867"),
    ],
)
def test_answer_puts_expected_place_first(q: str, code: str) -> None:
    assert search(q)[0].code == code


def test_answer_for_postal_code_lists_all_its_communes_biggest_first() -> None:
    assert [hit.code for hit in search("01400")] == ["01093", "01001"]
    assert {hit.matched for hit in search("01400")} == {"code postal\u00a001400"}


def test_answer_for_homonyms_orders_by_population() -> None:
    assert [hit.label for hit in search("saint denis")][:3] == [
        "Saint-Denis (974)",
        "Saint-Denis (93)",
        "Saint-Denis (11)",
    ]


def test_answer_for_typo_is_marked_approximate() -> None:
    assert search("marsielle") == []
    assert search("chateaurou")[0].is_approximate is False  # its beginning
    assert search("chatauroux")[0].is_approximate is True


def test_answer_for_city_at_one_letter_passes_before_village_that_begins_so() -> None:
    assert [hit.code for hit in search("lion")][:1] == ["69123"]
    assert "14366" in [hit.code for hit in search("lion")]


def test_answer_by_past_name_says_which() -> None:
    hit = search("fleurigne")[0]
    assert (hit.code, hit.matched) == ("35062", "ancienne commune\u00a0: Fleurigné")
    assert hit.past_names == ("La Chapelle-Janson", "Fleurigné")
    assert search("la chapelle janson")[0].matched == "ancien nom\u00a0: La Chapelle-Janson"


def test_answer_limited_to_kinds_has_no_other() -> None:
    assert {hit.kind for hit in search("rennes", "epci")} == {"epci"}
    assert search("rennes", "region") == []
    assert [hit.code for hit in search("fleurigne", "commune_deleguee")] == ["35112"]
    assert search("35", "commune")[0].code == "35238"


def test_answer_gives_paths_of_pages() -> None:
    assert search("rennes")[0].path == "/communes/35238-rennes"
    assert search("lyon 3")[0].path == "/arrondissements-municipaux/69383-lyon-3e-arrondissement"
    assert search("france")[0].path == "/france"


@pytest.mark.parametrize(
    ("q", "label"),
    [
        ("rennes", "Rennes (35)"),
        ("rennes metropole", "Rennes Métropole (35)"),
        ("35", "Ille-et-Vilaine (département 35)"),
        ("bretagne", "Bretagne (région)"),
        ("lyon 3", "Lyon 3e Arrondissement (69)"),
        ("france", "France"),
    ],
)
def test_answer_label_finds_its_place_again(q: str, label: str) -> None:
    assert search(q)[0].label == label
    assert search(label)[0].label == label


def test_answer_while_typing_keeps_city_in_view() -> None:
    """From the third letter of its name, the biggest commune of the list is among the answers."""
    for length in range(3, len("strasbourg") + 1):
        assert "67482" in [hit.code for hit in search("strasbourg"[:length])]


@pytest.mark.parametrize(("q", "code"), [("1001", "01001"), ("1400", "01093")])
def test_answer_for_code_without_its_zero_finds_it(q: str, code: str) -> None:
    assert code in [hit.code for hit in search(q)]


def test_answer_for_postal_code_of_business_gives_departement() -> None:
    assert [hit.code for hit in search("35999")] == ["35"]


def test_answer_holds_each_place_once_and_respects_limit() -> None:
    hits = search("saint", limit=3)
    assert len(hits) == 3
    assert len({(hit.kind, hit.code) for hit in search("rennes", limit=50)}) == len(
        search("rennes", limit=50)
    )
    assert search("rennes", limit=0) == []


def test_answer_without_places_is_empty() -> None:
    empty = build_index([])
    for q in ("rennes", "35", "42100", "saint denis 93", "agglo de rennes", "st"):
        assert answer(empty, q, kinds=frozenset(), limit=10) == []


def test_answer_with_one_place_finds_it_misspelt() -> None:
    index = build_index([make_commune("36044", "Châteauroux", 43_000)])
    assert answer(index, "chatorou", kinds=frozenset(), limit=10)[0].code == "36044"


def test_list_after_walks_all_places_once() -> None:
    seen: list[tuple[str, str]] = []
    while page := list_after(INDEX, frozenset(), seen[-1] if seen else ("", ""), 7):
        seen += [(hit.kind, hit.code) for hit in page]
    assert seen == sorted(seen)
    assert len(seen) == len(INDEX.places)
