"""The catalogue of a local platform as a source: from its technology and its address."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.harvest.models import SourceState
from portal.harvest.platforms import find_known_source, list_platform_sources
from portal.harvest.queries import list_standings
from portal.library.actions.recording import record_description
from portal.library.description import Description
from portal.library.queries.versions import reset_library_version

NOW = datetime(2026, 11, 22, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _record(url: str, *technologies: str, territories: tuple[str, ...] = ()) -> None:
    description = Description(
        kind="platform", title=f"Données ouvertes : {url[-12:]}", url=url, territories=territories,
        keywords=technologies, modified_on=date(2022, 12, 31), producers=("org-exemple",),
    )  # fmt: skip
    record_description(description, source="liste", remote_id=url, document=None, now=NOW)
    reset_library_version()


def test_each_technology_has_its_connector() -> None:
    _record(
        "https://www.data.exemple.fr/explore/?a=b", "OpenDataSoft", "DataGouv", territories=("commune:35238",)
    )
    _record("https://ckan.exemple.fr/organization/ici", "CKAN")
    _record("https://www.data.gouv.fr/fr/organizations/abc123/", "DataGouv")
    _record("https://typo.exemple.fr", "Typo3")
    found = list_platform_sources()
    assert {slug: one.kind for slug, one in found.items()} == {
        "opendatasoft_data_exemple_fr": "opendatasoft",
        "ckan_ckan_exemple_fr": "ckan",
        "data_gouv_abc123": "udata",
    }
    first = found["opendatasoft_data_exemple_fr"]
    assert first.connector.url == "https://www.data.exemple.fr"
    assert first.defaults.territories == ("commune:35238",)
    assert first.defaults.producers == ("org-exemple",)
    assert not first.at_start
    assert found["data_gouv_abc123"].connector.queries == ({"organization": "abc123"},)


def test_authorities_that_share_a_platform_have_one_catalogue() -> None:
    _record("https://data.exemple.fr/explore/?p=a", "OpenDataSoft", territories=("commune:35238",))
    _record("https://data.exemple.fr/explore/?p=b", "OpenDataSoft", territories=("commune:35001",))
    (source,) = list_platform_sources().values()
    assert source.title == "Catalogue de data.exemple.fr"
    assert source.defaults.territories == ()
    assert list_platform_sources("ckan") == {}
    assert find_known_source(source.slug) is source
    assert find_known_source("opendatasoft_rien_fr") is None


def test_agent_activates_them_by_a_few() -> None:
    for name in ("a", "b", "c"):
        _record(f"https://{name}.exemple.fr", "OpenDataSoft")
    out = StringIO()
    call_command("harvest", "platforms", "--technology", "opendatasoft", "--limit", "2", stdout=out)
    assert "2\u00a0plateformes affichées, sur 3 qui attendaient." in out.getvalue()
    assert not SourceState.objects.exists()
    call_command("harvest", "platforms", "--limit", "2", "--activate", stdout=StringIO())
    active = [one.source.slug for one in list_standings(NOW) if one.is_active]
    assert len(active) == 2
    again = StringIO()
    call_command("harvest", "platforms", "--activate", stdout=again)
    assert "1\u00a0plateforme activée, sur 1 qui attendaient." in again.getvalue()
    with pytest.raises(CommandError, match="n’est pas une technologie"):
        call_command("harvest", "platforms", "--technology", "minitel", stdout=StringIO())
