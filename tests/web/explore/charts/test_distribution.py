"""« Répartition »: bins, categories, what is said when there is little or nothing to draw."""

from __future__ import annotations

from portal.kernel.figures import Absence
from portal.web.explore.charts.distribution import REPARTITION, present
from tests.web.conftest import Read
from tests.web.explore.charts.conftest import Explore

SECRET, GONE = Absence.SECRET, Absence.NOT_AVAILABLE


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_bins_and_absences_by_reason(explored: Explore) -> None:
    # 0, 10, … 190: quartiles 47.5 and 142.5, twice 95 over the cube root of 20 is 70; 20 makes ten bins.
    table = REPARTITION.tabulate(explored([*(10.0 * rank for rank in range(20)), SECRET, SECRET, GONE]))
    assert [column.key for column in table.columns] == ["tranche", "de", "a", "effectif", "part"]
    assert [(row[1], row[2], row[3], row[4]) for row in table.rows[:2]] == [
        (0.0, 20.0, 2, 10.0), (20.0, 40.0, 2, 10.0),
    ]  # fmt: skip
    assert [tuple(map(_plain, map(str, row))) for row in table.rows[-2:]] == [
        ("sans valeur : secret statistique", "None", "None", "2", "None"),
        ("sans valeur : non disponible", "None", "None", "1", "None"),
    ]


def test_drawing_summary_and_notes_agree(explored: Explore) -> None:
    found = explored([10.0 * rank for rank in range(20)], here=3)
    shown = present(found)
    assert 'class="oc-bar oc-bar--main"' in REPARTITION.draw(found)
    assert shown.twin is not None
    assert "de 0 à moins de 20 hab." in _plain(shown.twin.rows[0][0])
    told = _plain(REPARTITION.summarise(found))
    assert "la médiane des 20 communes est de 95 hab." in told
    assert "Valeurs les plus courantes : de 0 à moins de 20 hab. (2 communes, 10 %)." in told


def test_less_than_half_known_has_no_quartiles(explored: Explore) -> None:
    found = explored([*(float(rank) for rank in range(8)), *[SECRET] * 12])
    assert "médiane" not in REPARTITION.draw(found)
    notes = _plain(" ".join(present(found).notes))
    assert "Moins de la moitié des communes ont une valeur" in notes


def test_all_absent_all_equal_and_two_members(explored: Explore) -> None:
    nothing = explored([SECRET] * 6)
    assert REPARTITION.draw(nothing) == ""
    assert present(nothing).twin is None
    assert "aucune valeur pour 6 communes (secret statistique)" in _plain(REPARTITION.summarise(nothing))
    equal = explored([7.0] * 6)
    assert REPARTITION.draw(equal) == ""
    assert "Toutes les valeurs sont égales" in present(equal).notes[0]
    two = explored([7.0, 9.0])
    assert REPARTITION.draw(two) == ""
    assert "Moins de 5 valeurs" in _plain(present(two).notes[0])
    assert [row[3] for row in REPARTITION.tabulate(two).rows if row[3]] == [1, 1]


def test_gathered_tail_is_told(explored: Explore) -> None:
    found = explored([*(float(rank) for rank in range(600)), 1e6, 2e6])
    notes = _plain(" ".join(present(found).notes))
    assert "hab. et plus » réunit" in notes
    assert "hors de l’échelle de l’axe" in notes


def test_categories_are_counted_with_their_shares(explored: Explore) -> None:
    found = explored([2.0, 2.0, 1.0, SECRET], slug="zonage_abc", here=2)
    table = REPARTITION.tabulate(found)
    assert [column.key for column in table.columns] == ["categorie", "effectif", "part"]
    assert [row[1] for row in table.rows] == [1, 2, 1]
    assert table.rows[-1][2] is None
    drawing = _plain(REPARTITION.draw(found))
    assert ">2 (66,7 %)</text>" in drawing
    assert 'class="oc-bar oc-bar--main"' in drawing


def test_page_places_the_view(read: Read) -> None:
    page = read("/explorer/population?niveau=commune&vue=repartition&annee=2022")
    assert "Nombre de communes" in page or "nombre de communes" in page
    assert "Les mêmes chiffres en tableau" in page
