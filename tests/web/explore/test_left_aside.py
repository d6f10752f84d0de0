"""A year or a second indicator that only other levels have: the page leaves it aside and says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client

from portal.ui.refusing import Impossible
from portal.web.explore import asked as asked_module
from portal.web.explore import left_aside
from portal.web.explore.left_aside import read_page_asked

Read = Callable[[str], str]


@pytest.fixture
def uneven_years(small_portal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Communes have a year more than departements."""

    def list_years(slug: str, level: str) -> list[int]:
        return [2022, 2023, 2025] if level == "commune" else [2022, 2023]

    for module in (left_aside, asked_module):
        monkeypatch.setattr(module, "list_years", list_years)


@pytest.mark.usefixtures("uneven_years")
def test_year_of_another_level_is_left_aside_and_said() -> None:
    asked = read_page_asked("population", QueryDict("niveau=departement&annee=2025&depuis=2022"))
    assert (asked.year, asked.since) == (None, 2022)
    assert asked.notices == ("2025 n’est en ligne qu’à d’autres niveaux ; départements : 2022 et 2023.",)
    assert "annee" not in asked.address()


@pytest.mark.usefixtures("uneven_years")
def test_file_of_a_year_of_another_level_is_refused(client: Client) -> None:
    assert client.get("/explorer/population.csv?niveau=departement&annee=2025").status_code == 400


def test_year_of_no_level_is_refused(small_portal: None) -> None:
    with pytest.raises(Impossible, match="annee=1900"):
        read_page_asked("population", QueryDict("annee=1900"))


def test_year_of_its_level_is_kept_without_a_notice(small_portal: None) -> None:
    asked = read_page_asked("population", QueryDict("annee=2022"))
    assert (asked.year, asked.notices) == (2022, ())


def test_cloud_with_an_indicator_of_another_level_says_so(read: Read) -> None:
    page = read("/explorer/population?niveau=departement&vue=nuage&croise=taux-th-commune")
    assert "n’est pas en ligne pour ces territoires : choisissez-en un autre" in page
