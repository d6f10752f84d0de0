from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client

from portal.territories.models import Load


def test_portal_with_data_is_ready(small_portal: None, client: Client):
    response = client.get("/sante")
    assert response.status_code == 200
    state = response.json()
    assert (state["status"], state["database"]) == ("ok", "ok")
    assert state["territories"]["id"] == Load.objects.latest().pk
    assert {"insee_populations", "dgfip_taxe_habitation"} <= {one["dataset"] for one in state["releases"]}
    assert response["Cache-Control"] == "no-store"


def test_portal_without_data_is_not_ready(db: None, client: Client):
    response = client.get("/sante")
    assert (response.status_code, response.json()["status"]) == (503, "not_ready")


def test_portal_without_database_says_so(db: None, client: Client, monkeypatch: pytest.MonkeyPatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("gone")

    with monkeypatch.context() as patch:
        patch.setattr("portal.web.health.views.connection.cursor", fail)
        response = client.get("/sante")
    assert (response.status_code, response.json()["database"]) == (503, "unavailable")
