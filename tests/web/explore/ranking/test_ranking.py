"""Rankings and tables of the explorer on the small universe: what is shown, what is refused.

Populations of 2023: Rennes 230 000, Cesson-Sévigné 69 000, Acigné 7 000, La Chapelle-Fleurigné 2 500; Dinan
is secret. Those of 2022 are one less, Dinan 14 530.
"""

from __future__ import annotations

import html
import re

import pytest
from django.http import QueryDict
from django.test import Client

from portal.kernel.figures import Absence
from portal.ui.exports.tables import Table
from portal.web.explore.asked import read_asked
from portal.web.explore.ranking.ranking import RankingShown, present_ranking
from portal.web.explore.ranking.table import TableShown, present_table
from portal.web.explore.ranking.view import CLASSEMENT, TABLEAU
from portal.web.explore.reading import Explored, explore
from tests.web.conftest import publish

pytestmark = pytest.mark.usefixtures("small_portal")

BRETAGNE = "zone=region:53&niveau=commune"


def read(query: str, segment: str = "population") -> Explored:
    return explore(read_asked(segment, QueryDict(query)))


def rank(query: str) -> RankingShown:
    shown = present_ranking(read(query))
    assert shown is not None
    return shown


def tabulate(query: str) -> TableShown:
    shown = present_table(read(query))
    assert shown is not None
    return shown


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def publish_ties() -> None:
    """Rennes alone above; Acigné, Cesson-Sévigné and La Chapelle-Fleurigné equal; Dinan secret."""
    rows = [("commune", code, "population", 2023, 100.0) for code in ("35001", "35051", "35062")]
    rows += [("commune", "35238", "population", 2023, 900.0)]
    publish("insee_populations", [*rows, ("commune", "22050", "population", 2023, Absence.SECRET)], "ties")


def test_ranking_goes_from_the_highest_and_sets_absences_apart() -> None:
    shown = rank(BRETAGNE)
    assert [(row.rank, row.code, plain(row.cell.text)) for row in shown.rows] == [
        ("1re", "35238", "230 000"),
        ("2e", "35051", "69 000"),
        ("3e", "35001", "7 000"),
        ("4e", "35062", "2 500"),
    ]
    [dinan] = shown.absent
    assert (dinan.rank, dinan.name, dinan.cell.absence and dinan.cell.absence.label) == (
        "",
        "Dinan",
        "secret statistique",
    )
    assert (shown.total, shown.ranked, shown.absences, shown.within) == (5, 4, 1, "Département")


def test_equal_values_share_a_rank_and_are_in_the_order_of_names() -> None:
    publish_ties()
    assert [(row.rank, row.name) for row in rank(BRETAGNE).rows] == [
        ("1re", "Rennes"),
        ("2e ex æquo", "Acigné"),
        ("2e ex æquo", "Cesson-Sévigné"),
        ("2e ex æquo", "La Chapelle-Fleurigné"),
    ]


@pytest.mark.parametrize(
    ("order", "codes"),
    [
        ("valeur", ["35062", "35001", "35051", "35238"]),
        ("-valeur", ["35238", "35051", "35001", "35062"]),
        ("nom", ["35001", "35051", "35062", "35238"]),
        ("-nom", ["35238", "35062", "35051", "35001"]),
    ],
)
def test_ranking_is_sorted_by_its_columns_ranks_staying(order: str, codes: list[str]) -> None:
    shown = rank(f"{BRETAGNE}&tri={order}")
    assert [row.code for row in shown.rows] == codes
    assert [row.code for row in shown.absent] == ["22050"]
    assert {row.code: row.rank for row in shown.rows}["35238"] == "1re"


def test_header_that_sorts_leads_the_other_way() -> None:
    headers = rank(BRETAGNE).headers
    assert (headers["valeur"].direction, headers["nom"].direction) == ("descending", "")
    assert "tri=valeur" in headers["valeur"].path
    assert "tri=nom" in headers["nom"].path
    assert "tri=-nom" in rank(f"{BRETAGNE}&tri=nom").headers["nom"].path


@pytest.mark.parametrize(
    ("text", "codes"), [("cesson", ["35051"]), ("350", ["35051", "35001", "35062"]), ("zz", [])]
)
def test_search_keeps_names_and_codes_with_their_ranks(text: str, codes: list[str]) -> None:
    shown = rank(f"{BRETAGNE}&q={text}")
    assert [row.code for row in shown.rows] == codes
    assert (shown.paging.found, shown.total) == (len(codes), 5)
    if codes:
        assert shown.rows[0].rank == "2e"


def test_reader_sees_who_is_just_above_and_below() -> None:
    here = rank(f"{BRETAGNE}&ici=commune:35051").here
    assert here is not None
    assert (here.name, here.rank, plain(here.value)) == ("Cesson-Sévigné", "2e sur 4", "69 000 hab.")
    assert [(one.name, plain(one.words)) for one in here.above] == [("Rennes", "1re, 230 000 hab.")]
    assert [one.name for one in here.below] == ["Acigné", "La Chapelle-Fleurigné"]
    assert here.page_path.endswith("#ici")
    assert here.compare_path == ("/comparer?t=commune:35051&t=commune:35238&t=commune:35001&t=commune:35062")


def test_reader_without_a_value_is_told_why_it_has_no_rank() -> None:
    here = rank(f"{BRETAGNE}&ici=commune:22050").here
    assert here is not None
    assert (here.rank, here.absence) == ("", "donnée couverte par le secret statistique")
    assert (here.above, here.below, here.compare_path) == ((), (), "")


def test_reader_outside_of_the_zone_is_not_marked() -> None:
    shown = rank("zone=departement:35&ici=commune:22050")
    assert shown.here is None
    assert not any(row.is_here for row in shown.rows)


def test_empty_ranking_has_one_page_and_no_median() -> None:
    shown = rank(f"{BRETAGNE}&q=zzz")
    assert (shown.rows, shown.absent, shown.paging.pages, shown.median) == ((), (), 1, "")


def test_categories_have_no_rank() -> None:
    shown = present_ranking(read("zone=departement:35", "zonage_abc"))
    assert shown is not None
    assert not shown.is_ranked
    assert CLASSEMENT.draw(read("zone=departement:35", "zonage_abc")) == ""


def test_summary_tells_the_ends_and_the_reader() -> None:
    told = plain(CLASSEMENT.summarise(read(f"{BRETAGNE}&ici=commune:35238")))
    assert told == (
        "Population municipale en 2023 : en Bretagne, de la valeur la plus élevée à la plus basse : Rennes, "
        "230 000 hab. ; Cesson-Sévigné, 69 000 hab. ; Acigné, 7 000 hab. ; La Chapelle-Fleurigné, 2 500 hab. "
        "Sans valeur : 1 commune (secret statistique)."
    )


def test_table_has_its_years_and_what_changed() -> None:
    shown = tabulate(BRETAGNE)
    assert [header.label for header in shown.headers] == ["Nom", "2023", "2022", "Évolution", "Statut"]
    rows = {row.code: row for row in shown.rows}
    assert [plain(cell.text) for cell in rows["35001"].cells] == ["7 000", "6 999"]
    assert rows["35001"].change is not None
    assert rows["35001"].change.text == "presque stable"  # 0.014 %
    dinan = rows["22050"]
    assert dinan.change is not None
    assert dinan.change.absence is not None
    assert dinan.change.absence.label == "non disponible"
    assert (dinan.state, shown.since, shown.starts) == ("secret statistique", 2022, (2022,))


@pytest.mark.parametrize(
    ("order", "codes"),
    [
        ("nom", ["35001", "35051", "22050", "35062", "35238"]),
        ("-valeur", ["35238", "35051", "35001", "35062", "22050"]),
        ("2022", ["35062", "35001", "22050", "35051", "35238"]),
        # One more inhabitant: the smaller the commune, the larger the change.
        ("-evolution", ["35062", "35001", "35051", "35238", "22050"]),
        ("-statut", ["22050", "35001", "35051", "35062", "35238"]),
    ],
)
def test_table_is_sorted_by_each_of_its_columns(order: str, codes: list[str]) -> None:
    assert [row.code for row in tabulate(f"{BRETAGNE}&tri={order}").rows] == codes


def test_greatest_changes_are_told_in_value_and_in_percent() -> None:
    movers = tabulate(BRETAGNE).movers
    assert movers is not None
    assert [plain(table.title) for table in movers.tables] == [
        "Plus fortes hausses, en hab.",
        "Plus fortes baisses, en hab.",
        "Plus fortes hausses, en %",
        "Plus fortes baisses, en %",
    ]
    up, down, up_percent, _ = movers.tables
    assert {row.name for row in up.rows} == {"Rennes", "Cesson-Sévigné", "Acigné", "La Chapelle-Fleurigné"}
    assert {plain(row.change) for row in up.rows} == {"+1 hab."}
    assert down.rows == ()
    # A tenth of the median of 2022 (14 530, Dinan included) is 1 453: all are above.
    assert up_percent.rows[0].name == "La Chapelle-Fleurigné"
    assert "1 commune sans valeur à l’une des deux dates" in plain(movers.note)


def test_files_have_every_member_in_the_order_asked() -> None:
    table = CLASSEMENT.tabulate(read(f"{BRETAGNE}&tri=nom"))
    assert isinstance(table, Table)
    assert [column.key for column in table.columns] == [
        "rang", "ex_aequo", "type_de_territoire", "code", "nom", "population_2023", "population_2023_statut",
        "origine", "population", "departement",
    ]  # fmt: skip
    assert [list(row)[:7] for row in table.rows][:2] == [
        [3, "non", "commune", "35001", "Acigné", 7000.0, "valeur"],
        [2, "non", "commune", "35051", "Cesson-Sévigné", 69000.0, "valeur"],
    ]
    assert list(table.rows[-1])[:7] == [None, "", "commune", "22050", "Dinan", None, "secret statistique"]
    years = TABLEAU.tabulate(read(BRETAGNE))
    assert list(years.rows[2])[:7] == [
        "commune",
        "22050",
        "Dinan",
        None,
        "secret statistique",
        14530.0,
        "valeur",
    ]
    assert list(years.rows[2])[7:] == [None, None]


def test_pages_place_the_tables_with_their_headers(client: Client) -> None:
    answer = client.get(f"/explorer/population?{BRETAGNE}&vue=classement&ici=commune:35238")
    assert answer.status_code == 200
    text = answer.getvalue().decode()
    assert text.count('aria-sort="descending"') == 1
    assert len(re.findall(r'<tr[^>]* id="ici"', text)) == 1
    assert "Sans valeur, donc sans rang" in text
    answer = client.get(f"/explorer/population?{BRETAGNE}&vue=tableau&depuis=2022")
    assert answer.status_code == 200
    assert 'id="evolutions"' in answer.getvalue().decode()


@pytest.mark.parametrize("view", ["classement", "tableau"])
@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("page=0", "« page=0 »"),
        ("page=-1", "« page=-1 »"),
        ("page=abc", "« page=abc »"),
        ("page=1000000000", "« page=1000000000 »"),
        ("page=999999999", "« page=999999999 »"),
        ("page=2", "cette liste a 1 page"),
        ("tri=superficie", "« tri=superficie »"),
        ("tri=--nom", "« tri=--nom »"),
        ("zone=planete:mars", "« planete:mars »"),
        ("ici=commune:99999", "« ici=commune:99999 »"),
        ("annee=1800", "« annee=1800 »"),
        ("niveau=canton", "« niveau=canton »"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    client: Client, view: str, query: str, reason: str
) -> None:
    answer = client.get(f"/explorer/population?vue={view}&{query}")
    assert answer.status_code == 400
    assert reason in plain(html.unescape(answer.getvalue().decode()))


@pytest.mark.parametrize("view", ["classement", "tableau"])
@pytest.mark.parametrize(
    "text", ["x" * 10_000, "%00", "%D7%A9%D7%9C%D7%95%D7%9D", "%E2%80%AE", "<script>", "%_", "%ff"]
)
def test_any_text_can_be_searched(client: Client, view: str, text: str) -> None:
    answer = client.get(f"/explorer/population?{BRETAGNE}&vue={view}&q={text}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.getvalue().decode()


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("strate=meme", "ajoutez « ici= »"),
        ("strate=autre", "« strate=autre »"),
        ("strate=meme&ici=departement:35", "« strate=meme »"),
    ],
)
def test_size_without_a_territory_of_the_level_is_refused(client: Client, query: str, reason: str) -> None:
    answer = client.get(f"/explorer/population?{BRETAGNE}&vue=classement&{query}")
    assert answer.status_code == 400
    assert reason in plain(html.unescape(answer.getvalue().decode()))


def test_change_since_the_year_shown_is_refused(client: Client) -> None:
    answer = client.get(f"/explorer/population?{BRETAGNE}&vue=tableau&annee=2022&depuis=2023")
    assert answer.status_code == 400
    assert "attendu une année avant 2022" in plain(html.unescape(answer.getvalue().decode()))
