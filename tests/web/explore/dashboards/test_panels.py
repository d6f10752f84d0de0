"""What each kind of panel says of twenty towns, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from markupsafe import Markup

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dashboard import Dashboard
from portal.stats.descriptors.panels import AnyPanel
from portal.stats.queries.side_by_side import SideFigure
from portal.territories.queries.surroundings import get_directory
from portal.web.explore.dashboards.building import BUILDERS
from portal.web.explore.dashboards.panels.key_figures import KeyFigure, write_headline
from tests.web.explore.dashboards.builders import publish_towns, show_panel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _towns(db: None) -> None:
    publish_towns()


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_every_kind_of_panel_has_a_builder() -> None:
    kinds = Dashboard.model_json_schema()["properties"]["panels"]["items"]["discriminator"]["mapping"]
    assert set(BUILDERS) == set(kinds)
    assert AnyPanel


def test_key_figures_of_a_list_are_those_of_its_members_together() -> None:
    shown = show_panel({"kind": "key_figures", "indicators": ["population", "taux_th_commune"]})
    assert shown.table is not None
    [people, tax] = shown.table.rows
    # 1,000 + 2,000 + 100 + 4,000 + … + 20,000
    assert people[:5] == ("Population municipale", "hab.", 2023, 207_100.0, "valeur")
    assert tax[3] is None
    assert "oc-key-figure" in str(shown.shown)


def test_key_figures_of_a_departement_are_beside_those_of_its_region() -> None:
    shown = show_panel({"kind": "key_figures", "indicators": ["population"]}, zone="departement:35")
    assert shown.table is not None
    [row] = shown.table.rows
    # the towns, and 230,000 + 7,000 + 69,000 + 2,500; the région has Dinan (14,530) besides
    assert (row[3], row[5]) == (515_600.0, 530_130.0)
    assert shown.table.columns[5].label == "La région Bretagne"


def test_key_figures_of_members_are_their_median() -> None:
    panel = {"kind": "key_figures", "indicators": ["taux_th_commune"], "of": "members"}
    shown = show_panel(panel, zone="departement:35", level="commune")
    assert shown.title == "La médiane des communes"
    assert shown.table is not None
    # of 10.1, 10.2 … 11.8 and 60: the tenth of nineteen
    assert shown.table.rows[0][3] == pytest.approx(11.0)
    assert "Médiane des 19 communes qui ont une valeur, sur " in plain(str(shown.shown))


def test_ranking_gives_the_first_and_the_last() -> None:
    shown = show_panel({"kind": "ranking", "indicator": "population", "first": 3, "last": 2})
    [first, last] = shown.shown  # type: ignore[misc]
    assert [row.name for row in first.rows] == ["Ville 20", "Ville 19", "Ville 18"]
    assert [row.step for row in first.rows] == [20, 19, 18]
    assert [row.name for row in last.rows] == ["Ville 01", "Ville 03"]
    assert [plain(cell.text) for cell in last.rows[0].cells] == ["19e", "1 000"]
    assert plain(shown.finding) == "La valeur la plus élevée des 20 communes : 20 000 hab. (Ville 20)."


def test_ranking_of_a_few_never_tells_one_twice() -> None:
    shown = show_panel(
        {"kind": "ranking", "indicator": "population", "first": 2, "last": 5},
        zone="liste:commune:35401,35402,35403",
    )
    [first, last] = shown.shown  # type: ignore[misc]
    assert [row.name for row in (*first.rows, *last.rows)] == ["Ville 02", "Ville 01", "Ville 03"]


def test_ranking_says_where_the_reader_is() -> None:
    here = get_directory().by_code["commune", "35418"]
    shown = show_panel({"kind": "ranking", "indicator": "population"}, here=here)
    assert plain(shown.finding).endswith("Ville 18 : 3e sur 20.")
    assert [row.is_here for row in shown.shown[0].rows] == [False, False, True, False, False]  # type: ignore[index]


def test_changes_leave_out_hamlets_and_say_so() -> None:
    shown = show_panel({"kind": "changes", "indicator": "population", "least": 200, "first": 2})
    up, down = shown.shown.tables  # type: ignore[attr-defined]
    assert len(up.rows) == 2
    assert [plain(cell.text) for cell in up.rows[0].cells][2] == "+11,1 %"
    assert [(row.name, row.is_low, row.step) for row in down.rows] == [("Ville 01", True, 20)]
    assert [plain(cell.text) for cell in down.rows[0].cells] == ["2 000", "1 000", "−50,0 %"]
    assert plain(shown.shown.left_out) == (  # type: ignore[attr-defined]
        "Laissés de côté : 1 commune de moins de 200 habitants, où quelques personnes changent tout."
    )
    assert plain(shown.finding).startswith(
        "Population de 2018 à 2023 : en hausse pour 17 communes sur 19, en baisse pour 1."
    )


def test_changes_of_a_single_year_have_a_reason() -> None:
    shown = show_panel({"kind": "changes", "indicator": "taux_th_commune"})
    assert "Une seule année est en ligne" in plain(shown.absence)


def test_outliers_are_beyond_three_times_the_gap_of_the_quartiles() -> None:
    shown = show_panel({"kind": "outliers", "indicator": "taux_th_commune"})
    [row] = shown.shown.rows  # type: ignore[attr-defined]
    assert row.name == "Ville 20"
    assert [plain(cell.text) for cell in row.cells] == ["20 000", "60,00"]
    assert "se situe entre 10,55 et 11,45 %" in plain(shown.finding)
    assert "1 commune en est à plus de trois fois la largeur de cet intervalle." in plain(shown.finding)


def test_outliers_of_ordinary_values_are_none_in_words() -> None:
    shown = show_panel({"kind": "outliers", "indicator": "population"})
    assert shown.shown is None
    assert "Aucune ne s’en écarte assez" in plain(shown.finding)


def test_outliers_of_few_have_a_reason() -> None:
    shown = show_panel({"kind": "outliers", "indicator": "population"}, zone="liste:commune:35401,35402")
    assert "trop peu pour dire laquelle sort de l’ordinaire" in plain(shown.absence)


def test_members_are_sorted_shaded_and_told_in_full() -> None:
    panel = {"kind": "members", "indicators": ["population", "taux_th_commune", "zonage_abc"]}
    shown = show_panel(panel, order="-taux_th_commune")
    rows = str(shown.shown.rows).splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 20
    assert "Ville 20" in rows[0]
    assert "oc-glance--5" in rows[0]
    assert "Ville 19" in rows[-1]  # absent last
    assert "secret statistique" in rows[-1].lower()
    assert shown.table is not None
    assert len(shown.table.rows) == 20
    assert shown.table.rows[-1][:2] == ("35419", "Ville 19")
    assert shown.table.rows[-1][5] == "secret statistique"


def test_members_by_name_go_both_ways() -> None:
    for order, first in (("nom", "Ville 01"), ("-nom", "Ville 20")):
        shown = show_panel({"kind": "members", "indicators": ["population"]}, order=order)
        assert first in str(shown.shown.rows).splitlines()[0]  # type: ignore[attr-defined]


def test_members_may_have_bars() -> None:
    shown = show_panel({"kind": "members", "indicators": ["population"], "glance": "bars"})
    assert "oc-bar oc-bar--20" in str(shown.shown.rows).splitlines()[0]  # type: ignore[attr-defined]


def test_categories_count_members_and_people() -> None:
    shown = show_panel({"kind": "categories", "indicator": "zonage_abc"})
    first, second = shown.shown.shares  # type: ignore[attr-defined]
    # Ville 01 to 05 are « A bis »: 1,000 + 2,000 + 100 + 4,000 + 5,000 people
    assert (first.label, first.count, plain(first.share), plain(first.people)) == (
        "A bis", 5, "25,0 %", "12 100",
    )  # fmt: skip
    assert (second.label, second.count, second.step) == ("A", 15, 20)
    assert "« A », 15 communes sur 20" in plain(shown.finding)


def test_text_is_what_its_descriptor_says() -> None:
    shown = show_panel({"kind": "text", "title": "À lire", "text": "Une phrase : deux."})
    assert (shown.title, plain(shown.finding), shown.template) == ("À lire", "Une phrase : deux.", "")


@pytest.mark.parametrize(
    "panel",
    [
        {"kind": "distribution", "indicator": "population"},
        {"kind": "evolution", "indicator": "population"},
        {"kind": "scatter", "indicator": "population", "crossed": "taux_th_commune"},
    ],
)
def test_drawn_panels_have_a_drawing_a_finding_a_table_and_a_link(panel: dict[str, Any]) -> None:
    shown = show_panel(panel)
    assert str(shown.drawing).startswith("<svg")
    assert shown.finding
    assert shown.table is not None
    assert shown.table.rows
    assert shown.explore_path.startswith("/explorer/population?zone=liste:commune:")
    assert shown.sources[0].indicator == "population"
    assert all(source.producer and source.years for source in shown.sources)


def test_map_has_no_link_and_its_own_patterns() -> None:
    shown = show_panel({"kind": "map", "indicator": "population"}, zone="departement:35", level="commune")
    assert "<a " not in str(shown.drawing)
    assert shown.explore_path == "/explorer/population?zone=departement:35"
    assert shown.table_path.endswith("vue=tableau")


def test_panel_of_another_level_is_told_apart_or_keeps_its_own() -> None:
    left = show_panel({"kind": "ranking", "indicator": "taux_th_commune"}, zone="france", level="departement")
    assert "n’existe pas pour les départements" in plain(left.absence)
    own = show_panel(
        {"kind": "ranking", "indicator": "taux_th_commune", "level": "commune"},
        zone="departement:35",
        level="epci",
    )
    assert own.shown[0].rows[0].name == "Ville 20"  # type: ignore[index]


def test_year_asked_is_the_last_one_before_it() -> None:
    shown = show_panel({"kind": "ranking", "indicator": "population"}, year=2020)
    assert shown.about.endswith("2018")
    assert [source.years for source in shown.sources] == ["2018"]
    before = show_panel({"kind": "ranking", "indicator": "population"}, year=2017)
    assert "à partir de 2018" in plain(before.absence)


def test_headline_counts_in_the_singular_below_two() -> None:
    indicator = get_catalogue().indicators["qpv_nombre"]
    found = KeyFigure(indicator, SideFigure(2025, 1.0), (), Markup(""), None, None)
    assert plain(write_headline(found)).endswith(": 1 quartier prioritaire en 2025.")
