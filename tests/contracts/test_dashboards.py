"""Every dashboard of the catalogue: complete in its words, made to be read in order, built for any zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.conf import settings
from django.http import QueryDict

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dashboard import Dashboard
from portal.web.explore.dashboards.asked import read_asked
from portal.web.explore.dashboards.building import build_dashboard
from portal.web.explore.dashboards.document import build_document
from portal.web.explore.dashboards.files import build_readme, build_tables

SLUGS = sorted(path.stem for path in (settings.CATALOGUE_DIR / "dashboards").glob("*.yaml"))
ZONES = {
    "france": "france",
    "region": "region:53",
    "departement": "departement:35",
    "epci": "epci:243500139",
    "voisins": "voisins:commune:35238",
    "liste": "liste:commune:35238,35001",
}
CASES = [(slug, kind) for slug in SLUGS for kind in get_catalogue().dashboards[slug].zones if kind in ZONES]


@pytest.fixture(params=SLUGS)
def dashboard(request: pytest.FixtureRequest) -> Dashboard:
    return get_catalogue().dashboards[request.param]


def _list_sentences(dashboard: Dashboard) -> Iterator[str]:
    yield dashboard.summary
    for panel in dashboard.panels:
        yield from filter(None, [panel.note, getattr(panel, "text", None)])


def test_sentences_end_and_questions_ask(dashboard: Dashboard) -> None:
    for sentence in _list_sentences(dashboard):
        assert re.search(r"[.…?!]$", sentence), sentence
        assert "TODO" not in sentence
    assert all(question.endswith(" ?") for question in dashboard.questions)


def test_titles_are_written_and_not_repeated(dashboard: Dashboard) -> None:
    titles = [panel.title for panel in dashboard.panels]
    assert all(titles)
    assert len(titles) == len(set(titles))


def test_it_opens_with_figures_and_ends_with_all_the_members(dashboard: Dashboard) -> None:
    kinds = [panel.kind for panel in dashboard.panels]
    assert kinds[0] == "key_figures"
    assert kinds[-1] == "members"


def test_text_introduces_what_follows(dashboard: Dashboard) -> None:
    kinds = [panel.kind for panel in dashboard.panels]
    assert ("text", "text") not in set(pairwise(kinds))
    assert kinds[-1] != "text"


def test_each_theme_asked_for_and_each_kind_of_zone_have_one() -> None:
    found = get_catalogue().dashboards.values()
    themes = {theme for one in found if one.kind == "theme" for theme in one.themes}
    wanted = {
        "population", "logement", "emploi", "entreprises", "niveau_de_vie", "finances_budget", "fiscalite",
        "finances_dette", "finances_investissement", "intercommunalite", "dotations", "elus", "zonages",
        "territoire",
    }  # fmt: skip
    assert wanted <= themes
    zones = {kind: one for one in found if one.kind == "zone" for kind in one.zones}
    for kind in ("france", "region", "departement", "epci"):
        assert {"members", "changes", "outliers"} <= {panel.kind for panel in zones[kind].panels}


@pytest.mark.usefixtures("small_universe")
@pytest.mark.parametrize(("slug", "kind"), CASES)
def test_dashboard_without_a_figure_says_why_each_panel_is_missing(slug: str, kind: str) -> None:
    dashboard = get_catalogue().dashboards[slug]
    asked = read_asked(dashboard, QueryDict(f"zone={ZONES[kind]}"))
    assert asked is not None
    shown = build_dashboard(asked)
    assert all(one.panel.kind == "text" or one.absence.endswith(".") for one in shown.panels)
    assert not shown.held
    data, cover = build_document(shown)
    assert len(data["empty"]) == len(shown.missing) > 0
    assert cover.title
    assert build_tables(asked, shown, "xlsx") == []
    assert build_tables(asked, shown, "csv")[0].rows == []
    assert any(sentence.startswith("Sans chiffre ici") for sentence in build_readme(shown).sentences)
