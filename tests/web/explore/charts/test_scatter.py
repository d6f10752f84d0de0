"""« Nuage de points »: pairs, absences, what may be crossed, scales."""

from __future__ import annotations

import pytest

from portal.kernel.figures import Absence
from portal.stats.descriptors.catalogue import get_catalogue
from portal.web.explore.charts import pairs, scatter
from portal.web.explore.charts.scatter import NUAGE, present
from tests.web.conftest import Read
from tests.web.explore.charts.conftest import Explore, build_column

SECRET, GONE = Absence.SECRET, Absence.NOT_AVAILABLE
CROSSED = "niveau=commune&vue=nuage&croise=taux-th-commune"


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_relation_of_a_dozen_pairs(explored: Explore) -> None:
    rates = build_column("taux_th_commune", [float(12 - rank) for rank in range(12)], 2020)
    found = explored([100.0 + rank for rank in range(12)], CROSSED, other=rates)
    told = _plain(NUAGE.summarise(found))
    assert "sont basses, presque toujours (corrélation des rangs : −1,00, 12 communes)." in told
    assert "Ce constat ne dit pas que l’un soit la cause de l’autre." in told
    notes = _plain(" ".join(present(found).notes))
    assert "Les deux années diffèrent : 2023" in notes


def test_cloud_is_an_example_until_one_is_chosen(explored: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    rate = get_catalogue().indicators["taux_th_commune"]
    for module in (pairs, scatter):
        monkeypatch.setattr(module, "suggest", lambda asked: [rate])
    rates = build_column("taux_th_commune", [float(rank) for rank in range(12)])
    values = [100.0 + rank for rank in range(12)]
    shown = present(explored(values, "niveau=commune&vue=nuage", other=rates))
    assert shown.drawing
    assert _plain(shown.example).startswith("À titre d’exemple : « Population municipale » et « Taux de taxe")
    assert shown.suggested == []
    assert present(explored(values, CROSSED, other=rates)).example == ""


def test_eleven_pairs_are_only_counted(explored: Explore) -> None:
    rates = build_column("taux_th_commune", [float(rank) for rank in range(11)])
    found = explored([100.0 + rank for rank in range(11)], CROSSED, other=rates)
    assert _plain(NUAGE.summarise(found)) == "11 communes ont les deux valeurs."


def test_pairs_left_out_are_counted_once_by_the_weightier_reason(explored: Explore) -> None:
    rates = build_column("taux_th_commune", [1.0, SECRET, GONE, 4.0, 5.0])
    found = explored([10.0, GONE, 30.0, SECRET, 50.0], CROSSED, other=rates)
    notes = _plain(" ".join(present(found).notes))
    assert "2 communes (secret statistique) et 1 commune (non disponible)." in notes
    table = NUAGE.tabulate(found)
    assert [row[2:] for row in table.rows][:3] == [
        (10.0, "valeur", 1.0, "valeur"),
        (None, "non disponible", None, "secret statistique"),
        (30.0, "valeur", None, "non disponible"),
    ]
    assert NUAGE.draw(found) != ""


def test_no_pair_one_pair_and_nothing_that_varies(explored: Explore) -> None:
    secret = explored([1.0, 2.0], CROSSED, other=build_column("taux_th_commune", [SECRET, SECRET]))
    assert (NUAGE.draw(secret), present(secret).twin) == ("", None)
    one = explored([1.0, 2.0], CROSSED, other=build_column("taux_th_commune", [SECRET, 3.0]))
    assert NUAGE.draw(one) == ""
    assert _plain(NUAGE.summarise(one)) == "1 commune a les deux valeurs."
    flat = explored([5.0] * 15, CROSSED, other=build_column("taux_th_commune", [3.0] * 15))
    assert _plain(NUAGE.summarise(flat)) == "15 communes ont les deux valeurs."


def test_zeros_have_no_place_on_a_logarithmic_axis_and_it_is_said(explored: Explore) -> None:
    values = [0.0, *(float(rank) for rank in range(1, 201))]
    rates = build_column("taux_th_commune", [float(rank % 9) + 1 for rank in range(201)])
    plain = explored(values, CROSSED, other=rates)
    scale = present(plain).scale
    assert scale is not None
    assert "echelle=log" in scale[1]
    asked = explored(values, f"{CROSSED}&echelle=log", other=rates)
    notes = _plain(" ".join(present(asked).notes))
    assert "Sans place sur une échelle logarithmique, pour une valeur de 0 : 1 commune." in notes
    path = NUAGE.draw(asked).partition('class="oc-dots')[2].partition('"/>')[0]
    assert path.count("h0") == 200


def test_large_zone_has_a_table_by_fifths(explored: Explore) -> None:
    rates = build_column("taux_th_commune", [float(rank) for rank in range(100)])
    found = explored([float(rank * 10) for rank in range(100)], CROSSED, other=rates)
    twin = present(found).twin
    assert twin is not None
    assert [cells[0].text for _, cells in twin.rows] == ["20"] * 5
    # The first fifth: 0 to 190 by tens, median 95, quartiles 47.5 and 142.5.
    assert [cell.text for cell in twin.rows[0][1][1:]] == ["48", "95", "143"]


def test_nothing_is_crossed_before_a_choice(read: Read) -> None:
    page = read("/explorer/population?zone=departement:35&vue=nuage")
    assert 'name="croise"' in page
    assert "Choisir un second indicateur" in page
    assert 'class="oc-chart"' not in page


def test_category_has_no_cloud_and_says_why(read: Read) -> None:
    assert "il n’a pas de nuage de points" in read("/explorer/zonage-abc?zone=departement:35&vue=nuage")


def test_page_places_the_view(read: Read) -> None:
    page = read("/explorer/population?zone=departement:35&vue=nuage&croise=taux-th-commune")
    assert "3 communes ont les deux valeurs." in page
    assert "oc-dots" in page
