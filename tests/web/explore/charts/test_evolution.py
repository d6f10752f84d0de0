"""« Évolution »: medians, bands, lines of small zones; breaks and thin years are said."""

from __future__ import annotations

import re

from portal.kernel.figures import Absence, Status
from portal.web.explore.charts.evolution import EVOLUTION, present
from tests.web.conftest import Read
from tests.web.explore.charts.conftest import Explore, build_years

SECRET = Absence.SECRET
MANY = 20


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def _rows(*starts: float) -> list[list[float | Absence]]:
    return [[start + rank for rank in range(MANY)] for start in starts]


def test_large_zone_has_a_median_and_two_bands(explored: Explore) -> None:
    found = explored([1.0] * MANY, years=build_years(_rows(1000, 1100, 1200)))
    drawing = EVOLUTION.draw(found)
    assert drawing.count('class="oc-chart__band" d=') == 2  # the band and its sample in the legend
    assert drawing.count("oc-chart__band--half") == 2
    assert "Médiane des" in drawing
    told = _plain(EVOLUTION.summarise(found))
    # Median of 1000…1019 is 1009.5, of 1200…1219 is 1209.5: 19.8 % more.
    assert "médiane des communes de France : en hausse de 20 % depuis 2019 (1 210 hab. en 2021)." in told
    assert "De 2019 à 2021, la valeur augmente pour les 20 communes." in told


def test_small_zone_has_a_line_for_each_and_no_median(explored: Explore) -> None:
    years = build_years([[float(rank * 10) for rank in range(12)]] * 2)
    drawing = EVOLUTION.draw(explored([1.0] * 12, years=years))
    assert "oc-chart__band" not in drawing
    assert "Médiane" not in drawing
    assert len(set(re.findall(r"oc-chart__line oc-line-(\d+)", drawing))) == 12


def test_one_line_never_flattens_the_others(explored: Explore) -> None:
    rows: list[list[float | Absence]] = [[100_000.0, 1000.0, 2000.0], [110_000.0, 1050.0, 1900.0]]
    found = explored([1.0] * 3, years=build_years(rows))
    drawing = EVOLUTION.draw(found)
    # 110 000 is 110 for 100 in 2019, 1 050 is 105, 1 900 is 95.
    assert "base 100 en 2019" in drawing
    assert ">110<" in drawing
    assert "100 000" not in _plain(drawing.split("</title>")[-1])
    shown = present(found)
    assert "base 100 en 2019" in shown.caption
    assert "chaque courbe part de 100 en 2019" in _plain(" ".join(shown.notes))
    assert shown.twin is not None
    assert "1 900" in [_plain(cell.text) for _, cells in shown.twin.rows for cell in cells]


def test_lines_that_are_near_keep_their_unit(explored: Explore) -> None:
    rows: list[list[float | Absence]] = [[4000.0, 1000.0], [4400.0, 1050.0]]
    assert "base 100" not in EVOLUTION.draw(explored([1.0] * 2, years=build_years(rows)))


def test_year_of_less_than_half_is_not_summarised_and_said(explored: Explore) -> None:
    rows = _rows(1000, 1100, 1200)
    rows[1] = [*rows[1][:9], *[SECRET] * 11]
    found = explored([1.0] * MANY, years=build_years(rows))
    notes = _plain(" ".join(present(found).notes))
    assert "Sans médiane, faute d’une valeur pour au moins la moitié des communes : 2020 (9 sur 20)." in notes
    twin = present(found).twin
    assert twin is not None
    by_year = dict(twin.rows)
    assert by_year["2021"][0].text == "20"
    assert [row[3] for row in EVOLUTION.tabulate(found).rows if row[2] == "Médiane"] == [2019, 2021]


def test_break_is_a_gap_and_nothing_is_compared_over_it(explored: Explore) -> None:
    years = build_years(_rows(1000, 1100, 5000, 5500), {2: int(Status.BREAK)})
    found = explored([1.0] * MANY, years=years)
    drawing = EVOLUTION.draw(found)
    assert "rupture de série" in drawing
    band = re.search(r'class="oc-chart__band" d="([^"]*)"', drawing)
    assert band is not None
    assert band[1].count("M") == 2
    told = _plain(EVOLUTION.summarise(found))
    assert "depuis 2021" in told
    assert "2019" not in told
    assert "Rupture de série en 2021" in " ".join(present(found).notes)


def test_reader_s_territory_is_told_since_its_own_break(explored: Explore) -> None:
    found = explored([1.0] * MANY, years=build_years(_rows(1000, 1100)), here=0)
    assert "en hausse de 10 % depuis 2019 (1 100 hab. en 2020)." in _plain(EVOLUTION.summarise(found))


def test_one_year_all_absent_and_none(explored: Explore) -> None:
    one = explored([1.0] * MANY, years=build_years(_rows(1000)))
    assert EVOLUTION.draw(one) == ""
    assert "Une seule année a des valeurs" in " ".join(present(one).notes)
    secret = explored([SECRET] * MANY, years=build_years([[SECRET] * MANY] * 2))
    assert EVOLUTION.draw(secret) == ""
    assert "aucune valeur" in EVOLUTION.summarise(secret)
    assert {row[5] for row in EVOLUTION.tabulate(secret).rows} == {"secret statistique"}


def test_first_year_asked(explored: Explore) -> None:
    query = "niveau=commune&vue=evolution&depuis=2022"
    years = build_years([[1.0, 2.0], [1.5, 2.5], [1.75, 3.0], [2.0, 3.0], [4.0, 5.0]])
    shown = present(explored([1.0, 2.0], query, years=years))
    assert shown.twin is not None
    assert [year for year, _ in shown.twin.rows] == ["2023", "2022"]
    assert [year for year, is_chosen in shown.starts if is_chosen] == [2022]


def test_categories_are_counted_by_year(read: Read) -> None:
    page = read("/explorer/zonage-abc?zone=departement:35&vue=evolution")
    assert "Des catégories n’ont ni médiane ni courbe" in page
    assert "2024" in page


def test_page_places_the_view(read: Read) -> None:
    page = read("/explorer/population?zone=departement:35&vue=evolution&niveau=commune")
    assert "Périmètre constant" in page
    assert 'name="depuis"' not in page  # two years: nothing to choose
    assert "oc-chart__line" in page


def test_median_is_of_members_known_at_both_dates(explored: Explore) -> None:
    # Twenty members of 1000…1019 gain 1 %; the five that are known at the end only are small: the median of
    # all 25 would fall.
    late = [10.0] * 5
    rows: list[list[float | Absence]] = [
        [*(1000.0 + rank for rank in range(MANY)), *[Absence.NOT_AVAILABLE] * 5],
        [*(1010.0 + rank for rank in range(MANY)), *late],
    ]
    found = explored([1.0] * 25, years=build_years(rows))
    told = _plain(EVOLUTION.summarise(found))
    # 1009.5 to 1019.5.
    assert (
        "médiane des 20 communes de France qui ont une valeur comparable aux deux dates : en hausse de 1,0 % "
        "depuis 2019 (1 020 hab. en 2020)." in told
    )
    assert "De 20 à 25 communes ont une valeur, selon l’année" in _plain(" ".join(present(found).notes))


def test_change_that_is_not_written_is_no_change(explored: Explore) -> None:
    rows: list[list[float | Absence]] = [[100.2 + rank for rank in range(MANY)] for _ in range(2)]
    rows[1] = [*(value + 0.1 for value in rows[0][:5] if isinstance(value, float)), *rows[0][5:-1], 200.0]
    told = _plain(EVOLUTION.summarise(explored([1.0] * MANY, years=build_years(rows))))
    assert "la valeur augmente pour 1 commune et ne change pas pour 19, sur 20." in told
