"""The explorer is one click away from the pages where a reader wonders about the others."""

from __future__ import annotations

import pytest

from tests.web.conftest import Read


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/", "/explorer"),
        ("/", "/tableaux-de-bord"),
        ("/indicateurs/population", "/explorer/population?vue=classement"),
        (
            "/communes/35238-rennes/indicateurs/population",
            "/explorer/population?zone=departement:35&vue=classement&ici=commune:35238",
        ),
        ("/communes/35238-rennes/population", "/explorer?theme=population&ici=commune:35238"),
        (
            "/epci/243500139-rennes-metropole/communes?carte=population",
            "/explorer/population?zone=epci:243500139",
        ),
        ("/plan-du-site", "/explorer/zones"),
        ("/sitemap-pages.xml", "/explorer/population"),
        ("/recherche?q=population", "/explorer/population"),
        ("/aide", "/explorer"),
    ],
)
def test_page_leads_to_the_explorer(read: Read, path: str, link: str) -> None:
    page = read(path)
    assert f'{link}"' in page or f"{link}</loc>" in page or f"{link}&" in page


def test_indicator_without_figures_leads_to_no_map(read: Read) -> None:
    assert "/explorer/encours-dette-hab" not in read("/indicateurs/encours-dette-hab")


def test_search_of_a_place_names_no_indicator(read: Read) -> None:
    assert "en carte et en classement" not in read("/recherche?q=rennes")
