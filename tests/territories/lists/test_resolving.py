"""Each line of a list: recognised, to be chosen, replaced, repeated, unknown; never guessed in silence."""

from __future__ import annotations

import pytest

from portal.territories.lists import reading, resolving
from portal.territories.lists.lines import Line, State
from portal.territories.lists.resolving import Resolved, resolve_list
from portal.territories.search.answers import answer
from portal.territories.search.index import Index, build_index
from portal.territories.search.places import PastName
from tests.territories.search.places import PLACES, make_commune, make_place

_JOINED = (PastName("Fleury", "ancienne commune", "35999"),)
MORE = (
    make_commune("75056", "Paris", 2_100_000, "75012", "75001"),
    make_place("departement", "75", "Paris", 2_100_000),
    make_place(
        "arrondissement_municipal", "75112", "Paris 12e Arrondissement", 140_000,
        parent_code="75056", departement_code="75",
    ),
    make_commune("2A004", "Ajaccio", 71_000, "20000"),
    make_commune("35062", "La Chapelle-Neuve", 2_500, "35133", past=_JOINED),
    make_commune("35200", "Moutiers", 900, "35130"),
    make_commune("47222", "La Réunion", 500, "47700"),
)  # fmt: skip


@pytest.fixture(scope="module")
def index() -> Index:
    known = {(place.kind, place.code) for place in MORE}
    return build_index([*(one for one in PLACES if (one.kind, one.code) not in known), *MORE])


@pytest.fixture(autouse=True)
def _index(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolving, "get_index", lambda: index)
    monkeypatch.setattr(
        reading,
        "search_territories",
        lambda q, kinds, limit: answer(index, q, kinds=frozenset(kinds), limit=limit),
    )


def _codes(line: Line) -> list[str]:
    return [match.place.code for match in line.chosen]


def _one(text: str, **options: object) -> Line:
    [line] = resolve_list(text, **options).lines  # type: ignore[arg-type]
    return line


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rennes", "35238"),
        ("RENNES", "35238"),
        ("villeneuve d ascq", "59009"),
        ("35238", "35238"),
        ("35 238", "35238"),
        ("35238 Rennes", "35238"),
        ("Rennes 35000", "35238"),
        ("35000 Rennes", "35238"),
        ("Rennes (35)", "35238"),
        ("Rennes (Ille-et-Vilaine)", "35238"),
        ("Saint-Denis (974)", "97411"),
        ("Saint-Denis (La Réunion)", "97411"),
        ("St-Denis 93", "93066"),
        ("2A004", "2A004"),
        ("2a 004 Ajaccio", "2A004"),
        ("243 500 139", "243500139"),
        ("243500139 Rennes Métropole", "243500139"),
        ("21350238800012", "35238"),  # a Siret begins with the Siren of Rennes
        ("pays de maîche", "242500338"),
        ("93", "93"),
        ("Ille et Vilaine", "35"),
    ],
)  # fmt: skip
def test_line_that_says_one_territory(text: str, code: str) -> None:
    line = _one(text)
    assert (line.state, _codes(line)) == (State.FOUND, [code])
    assert not line.must_choose


def test_line_of_several_namesakes_must_be_chosen() -> None:
    line = _one("Saint-Denis")
    assert (line.state, _codes(line), line.must_choose) == (State.SEVERAL, [], True)
    assert [match.place.code for match in line.candidates] == ["97411", "93066", "11339"]
    chosen = _one("Saint-Denis", choices={line.item.key: "commune:93066"})
    assert (_codes(chosen), chosen.must_choose) == (["93066"], False)
    aside = _one("Saint-Denis", choices={line.item.key: "aucun"})
    assert (_codes(aside), aside.must_choose) == ([], False)
    every = _one("Saint-Denis", choices={line.item.key: "tous"})
    assert _codes(every) == ["97411", "93066", "11339"]


@pytest.mark.parametrize("choice", ["commune:35238", "x", "\x00", "tous ", "commune:93066' --"])
def test_choice_that_is_not_offered_is_none(choice: str) -> None:
    line = _one("Saint-Denis", choices={_one("Saint-Denis").item.key: choice})
    assert line.must_choose


def test_code_that_lost_its_zero_is_proposed() -> None:
    line = _one("1001")
    assert (line.state, _codes(line)) == (State.DOUBTFUL, ["01001"])
    assert "01001" in line.reason


def test_postal_code_of_several_communes_must_be_chosen() -> None:
    line = _one("01400")
    assert (line.state, line.reason) == (State.SEVERAL, "Code postal de 2 communes.")
    assert {match.place.code for match in line.candidates} == {"01001", "01093"}


def test_past_commune_is_replaced_and_said() -> None:
    for text in ("35999", "Fleury"):
        line = _one(text)
        assert (line.state, _codes(line)) == (State.REPLACED, ["35062"])
        assert line.reason == "Fleury (35999) n’existe plus\u00a0: La Chapelle-Neuve lui succède."


@pytest.mark.parametrize("text", ["Paris 12e", "75112", "Paris 12e Arrondissement"])
def test_part_of_a_commune_stands_for_the_commune(text: str) -> None:
    line = _one(text)
    assert (line.state, _codes(line)) == (State.REPLACED, ["75056"])
    assert "une partie de Paris" in line.reason


def test_code_and_name_that_disagree_must_be_chosen() -> None:
    line = _one("35238 Lille")
    assert (line.state, line.reason) == (State.SEVERAL, "Le code et le nom ne disent pas la même chose.")
    assert [match.place.code for match in line.candidates] == ["35238", "59350"]


def test_name_of_a_commune_and_of_a_departement_is_doubtful() -> None:
    line = _one("Paris")
    assert (line.state, _codes(line)) == (State.DOUBTFUL, ["75056"])
    assert _codes(_one("Paris", nature="departement")) == ["75"]
    among = resolve_list("Ille-et-Vilaine\nParis\nSeine-Saint-Denis")
    assert [match.reference for match in among.chosen] == [
        "departement:35",
        "departement:75",
        "departement:93",
    ]


def test_village_is_not_taken_for_an_island() -> None:
    assert _one("La Réunion").chosen[0].reference == "departement:974"


def test_codes_of_five_digits_are_read_as_the_whole_list_tells() -> None:
    """35200 is Moutiers for the Insee and a postal code of Rennes."""
    official = resolve_list("35200\n35238")
    assert (official.reading, [_codes(line) for line in official.lines]) == ("insee", [["35200"], ["35238"]])
    postal = resolve_list("35200\n35000\n59000")
    assert (postal.reading, [_codes(line) for line in postal.lines]) == (
        "postal", [["35238"], ["35238"], ["59350"]],
    )  # fmt: skip
    alone = resolve_list("35200")
    assert (alone.is_either, _codes(alone.lines[0])) == (True, ["35200"])
    assert _codes(resolve_list("35200", reading="postal").lines[0]) == ["35238"]


def test_rows_of_a_spreadsheet_are_one_territory_each() -> None:
    found = resolve_list("code;nom;population\n35238;Rennes;222 485\n59350;Lille;236 000")
    assert [_codes(line) for line in found.lines] == [[], [], [], ["35238"], ["59350"]]
    assert found.count(State.UNKNOWN) == 3  # the words of the header


def test_line_of_several_territories_is_several() -> None:
    assert [_codes(line) for line in resolve_list("Rennes, Lille; 34172").lines] == [
        ["35238"], ["59350"], ["34172"],
    ]  # fmt: skip


def test_cells_of_name_and_place_are_one_territory() -> None:
    assert [_codes(line) for line in resolve_list("Saint-Denis\t93\nSaint-Denis; La Réunion").lines] == [
        ["93066"], ["97411"],
    ]  # fmt: skip


def test_territory_given_twice_counts_once() -> None:
    found = resolve_list("Rennes\n35238\nLille")
    assert [line.state for line in found.lines] == [State.FOUND, State.DUPLICATE, State.FOUND]
    assert found.lines[1].reason == "Rennes, déjà à la ligne 1\u00a0: compté une fois."
    assert [match.place.code for match in found.chosen] == ["35238", "59350"]


def test_misspelt_name_has_proposals_and_is_not_taken() -> None:
    line = _one("Monpelier")
    assert (line.state, _codes(line)) == (State.UNKNOWN, [])
    assert line.candidates[0].place.name == "Montpellier"
    assert _codes(_one("Monpelier", choices={line.item.key: "commune:34172"})) == ["34172"]


@pytest.mark.parametrize(
    "text",
    [
        "=CMD|' /C calc'!A0",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "99999",
        "\u0661\u0662\u0663",
        "💣" * 50,
    ],
)
def test_hostile_line_is_unknown(text: str) -> None:
    found: Resolved = resolve_list(text)
    assert all(line.state is State.UNKNOWN for line in found.lines)
    assert found.chosen == []


def test_list_of_unknown_lines_asks_the_search_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(reading, "search_territories", lambda q, **_: asked.append(q) or [])
    found = resolve_list("\n".join(f"bidon{number}x" for number in range(200)))
    assert len(asked) == 60
    assert (found.unasked, found.count(State.UNKNOWN)) == (140, 200)


def test_empty_list() -> None:
    assert resolve_list(" \n\t;;\n").lines == ()
