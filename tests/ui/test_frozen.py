"""Addresses that carry a version of the data, and pages that know they are frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.ui import frozen
from portal.ui.caching import public_page
from portal.ui.frozen import (
    Frozen,
    add_version,
    build_frozen_address,
    drop_version,
    keep_version,
    show_frozen,
)

KEPT = "3f9a1c0b2d4e"


class _Versions:
    """Knows one version; says what it was asked."""

    def __init__(self) -> None:
        self.held: list[str] = []

    def open(self, key: str) -> tuple[Frozen, AbstractContextManager[None]] | None:
        return (Frozen(key, date(2026, 3, 1)), self._hold(key)) if key == KEPT else None

    @contextmanager
    def _hold(self, key: str) -> Iterator[None]:
        self.held.append(key)
        yield
        self.held.append("released")

    def list_kept(self) -> Sequence[Frozen]:
        return [Frozen(KEPT, date(2026, 3, 1), is_online=True)]

    def get_key(self) -> str:
        return KEPT


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> _Versions:
    known = _Versions()
    monkeypatch.setattr(frozen, "_versions", [known])
    return known


@pytest.mark.parametrize(
    ("address", "with_version"),
    [
        ("/france", f"/france?version={KEPT}"),
        ("/france?avec=region", f"/france?avec=region&version={KEPT}"),
        (
            "/comparer?t=commune:35238&t=epci:1#titre",
            f"/comparer?t=commune:35238&t=epci:1&version={KEPT}#titre",
        ),
        ("/france?version=000000000000&q=", f"/france?q=&version={KEPT}"),
        ("#titre", f"?version={KEPT}#titre"),
    ],
)
def test_version_is_added_to_an_address(address: str, with_version: str):
    assert add_version(address, KEPT) == with_version


def test_addresses_of_an_ordinary_page_are_left_alone():
    assert keep_version("/france?avec=region") == "/france?avec=region"


def test_addresses_of_a_frozen_page_keep_its_version():
    shown = show_frozen(Frozen(KEPT, date(2026, 3, 1)), lambda: keep_version("/france.xlsx?avec=region"))
    assert shown == f"/france.xlsx?avec=region&version={KEPT}"
    assert frozen.find_frozen() is None


def test_today_s_address_is_the_same_without_the_version(rf: RequestFactory):
    assert drop_version(rf.get(f"/france?avec=region&version={KEPT}")) == "/france?avec=region"
    assert drop_version(rf.get(f"/france?version={KEPT}")) == "/france"


def test_address_to_cite_carries_the_version(versions: _Versions, settings: Any):
    settings.SITE_URL = "https://exemple.fr"
    assert (
        build_frozen_address("/france?avec=region") == f"https://exemple.fr/france?avec=region&version={KEPT}"
    )


def test_address_to_cite_without_any_figure_has_none(monkeypatch: pytest.MonkeyPatch, settings: Any):
    settings.SITE_URL = "https://exemple.fr"
    monkeypatch.setattr(frozen, "_versions", [])
    assert build_frozen_address("/france") == "https://exemple.fr/france"


def _page(versions: _Versions, **options: Any) -> Any:
    @public_page(lambda: "v", **options)
    def view(request: HttpRequest) -> HttpResponse:
        shown = frozen.find_frozen()
        return HttpResponse(f"{shown.key if shown else 'today'} {versions.held}")

    return view


def test_page_is_drawn_within_its_version(versions: _Versions, rf: RequestFactory):
    response = _page(versions)(rf.get(f"/x?version={KEPT}"))
    assert response.content.decode() == f"{KEPT} ['{KEPT}']"
    assert versions.held == [KEPT, "released"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"].startswith("public")


def test_ordinary_page_opens_no_version(versions: _Versions, rf: RequestFactory):
    for query in ("", "?q=version", "?ma_version=1", "?conversion=a"):
        response = _page(versions)(rf.get(f"/x{query}"))
        assert response.content.decode() == "today []"
        assert "X-Robots-Tag" not in response


@pytest.mark.parametrize(
    "asked", ["000000000000", "", "x", "../../etc", KEPT.upper(), f"{KEPT}\n", "1" * 5000]
)
def test_version_that_is_not_kept_is_gone(versions: _Versions, rf: RequestFactory, asked: str):
    response = _page(versions)(rf.get("/x", {"version": asked, "avec": "region"}))
    text = response.content.decode()
    assert response.status_code == 410
    assert 'href="/x?avec=region"' in text
    assert f"/x?avec=region&amp;version={KEPT}" in text
    assert "1er mars 2026" in text.replace("\u00a0", " ").replace("<sup>er</sup>", "er")
    assert 'href="/donnees"' in text
    assert versions.held == []


def test_page_that_fails_releases_its_version(versions: _Versions, rf: RequestFactory):
    @public_page(lambda: "v")
    def view(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        view(rf.get(f"/x?version={KEPT}"))
    assert frozen.find_frozen() is None


def test_page_about_what_is_online_has_no_versions(versions: _Versions, rf: RequestFactory):
    response = _page(versions, has_versions=False)(rf.get("/x?version=000000000000"))
    assert response.content.decode() == "today []"


def test_refusal_may_be_another(versions: _Versions, rf: RequestFactory):
    refuse = _page(versions, refuse=lambda request: HttpResponse("gone", status=410))
    assert refuse(rf.get("/x?version=no")).content == b"gone"
