"""``/api/``: every example works, every error is explained."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.api.problems import TITLES
from portal.api.root import api
from portal.web.api_guide.views import ABSENCES, PROBLEMS, RESOURCES
from tests.api.conftest import publish_populations
from tests.territories.builders import build_small_universe, build_territory

pytestmark = pytest.mark.django_db


def test_guide_explains_every_error_at_its_anchor(client: Client) -> None:
    assert {code for code, _, _ in PROBLEMS} == set(TITLES)
    page = client.get("/api/").content.decode()
    for code in TITLES:
        assert f'id="{code.replace("_", "-")}"' in page


def test_guide_names_every_absence() -> None:
    from portal.kernel.figures import Absence

    assert {name for name, _ in ABSENCES} == {absence.slug for absence in Absence} - {"none"}


def test_guide_examples_answer(client: Client) -> None:
    build_small_universe()
    build_territory("commune", "44109", "Nantes", departement_code="44", region_code="52")
    publish_populations()
    for resource in RESOURCES:
        assert client.get(resource.example).status_code == 200, resource.example


def test_guide_shows_every_list_of_the_api() -> None:
    shown = {resource.example.partition("?")[0] for resource in RESOURCES}
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    assert {path for path, methods in paths.items() if "{" not in path and "get" in methods} <= shown


def test_guide_without_slash_is_redirected(client: Client) -> None:
    assert client.get("/api")["Location"] == "/api/"
