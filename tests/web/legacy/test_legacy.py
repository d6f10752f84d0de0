"""Addresses of the original portal (original.md, 2.1): one permanent hop each."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("small_portal")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/commune/rennes-35238/", "/communes/35238-rennes"),
        ("/commune/rennes-35238", "/communes/35238-rennes"),
        ("/commune/ancien-nom-35238/", "/communes/35238-rennes"),
        ("/commune/fleurigne-35112/", "/communes/35112"),
        ("/commune/213502388/rennes", "/communes/35238-rennes"),
        ("/epci/rennes-metropole-243500139/", "/epci/243500139-rennes-metropole"),
        ("/departement/ille-et-vilaine/", "/departements/35-ille-et-vilaine"),
        ("/departement/cotes-darmor/", "/departements/22-cotes-d-armor"),
        ("/departement/ille-et-vilaine/liste-communes/", "/departements/35-ille-et-vilaine/communes"),
        ("/departement/ille-et-vilaine/liste-epcis/", "/departements/35-ille-et-vilaine/epci"),
        ("/region/bretagne/", "/regions/53-bretagne"),
        ("/region/bretagne/liste-departements/", "/regions/53-bretagne/departements"),
        ("/compare/commune/rennes-35238/acigne-35001", "/comparer?t=commune:35238&t=commune:35001"),
        (
            "/compare/commune/acigne-35001/rennes-35238/cesson-sevigne-35051/",
            "/comparer?t=commune:35001&t=commune:35238&t=commune:35051",
        ),
        (
            "/compare_export/commune/rennes-35238/acigne-35001",
            "/comparer.csv?t=commune:35238&t=commune:35001",
        ),
        (
            "/compare_export/epci/membres/rennes-metropole-243500139",
            "/epci/243500139-rennes-metropole/communes.csv",
        ),
        (
            "/compare_export/departement/membres/ille-et-vilaine",
            "/departements/35-ille-et-vilaine/communes.csv",
        ),
        ("/export/commune/rennes-35238", "/communes/35238-rennes.csv"),
        ("/publications/", "/bibliotheque"),
        (
            "/publications?departement=ille-et-vilaine&year=2019",
            "/bibliotheque?territoire=departement:35&annee=2019",
        ),
        ("/publications/?commune=rennes-35238&page=4&topic=7", "/bibliotheque?territoire=commune:35238"),
        ("/publications/?epci=243500139&region=atlantide", "/bibliotheque?territoire=epci:243500139"),
        ("/publications/?after=2018-02-01&before=demain", "/bibliotheque?du=2018-02-01"),
        ("/publications/?topic=abc&year=abc&commune=%00%27", "/bibliotheque"),
        ("/plan/", "/plan-du-site"),
        ("/faq/", "/aide"),
    ],
)
def test_old_address_leads_to_the_new_one(client: Client, old: str, new: str):
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, new)


@pytest.mark.parametrize(
    "path",
    [
        "/commune/nulle-part-99999/", "/commune/rennes/", "/epci/rennes-123456789/",
        "/departement/atlantide/",
        "/region/atlantide/", "/compare/commune/rien/", "/export/commune/inconnu",
        "/departement/ille-et-vilaine/liste-choses/", "/commune/999999999/x",
    ],
)  # fmt: skip
def test_old_address_of_nothing_is_404(client: Client, path: str):
    """Defect 10 of the original: an unknown commune was an error 500."""
    assert client.get(path, follow=True).status_code == 404


def test_region_list_of_communes_still_answers(client: Client):
    response = client.get("/region/bretagne/liste-communes/", follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] == "/regions/53-bretagne/communes"
