"""The style sheet of the portal, built for real from the files of django-dsfr."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings

from portal.ui import assets

PORTAL = Path(settings.BASE_DIR) / "portal"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assets")
    assert assets.build_assets(portal_dir=PORTAL, out_dir=folder)
    return folder


def test_assets_are_built_once_and_always_the_same(built: Path, tmp_path: Path) -> None:
    assert not assets.build_assets(portal_dir=PORTAL, out_dir=built)
    assert assets.build_assets(portal_dir=PORTAL, out_dir=tmp_path)
    for identity in assets.IDENTITIES:
        name = f"portal-{identity}.css"
        assert (built / name).read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.parametrize("identity", assets.IDENTITIES)
def test_stylesheet_is_light_and_whole(built: Path, identity: str) -> None:
    sheet = (built / f"portal-{identity}.css").read_text(encoding="utf-8")
    assert len(brotli.compress(sheet.encode())) < 25_000
    for needed in (
        "fr-header__brand",
        "fr-footer",
        "fr-search-bar",
        ".oc-key-figure",
        ".oc-map",
        "fr-breadcrumb",
    ):
        assert needed in sheet
    assert "prefers-color-scheme:dark" in sheet
    defined = set(re.findall(r"(--[\w-]+):", sheet))
    read = set(re.findall(r"var\((--[\w-]+)\)", sheet))
    # The design system reads some that only its own optional parts define.
    assert {name for name in read - defined if name.startswith("--oc-")} <= {"--oc-mark"}


def test_stylesheet_asks_for_our_fonts_and_nothing_else(built: Path) -> None:
    sheet = (built / "portal-etat.css").read_text(encoding="utf-8")
    asked = set(re.findall(r"url\((?![\"']?data:)([^)]+)\)", sheet))
    assert asked == {f"fonts/{font}" for font in assets.FONTS}
    assert all((built / one).is_file() for one in asked)


def test_neutral_stylesheet_holds_no_mark_of_the_state(built: Path) -> None:
    sheet = (built / "portal-neutre.css").read_text(encoding="utf-8")
    for mark in ("Marianne", "fr-logo", "@font-face"):
        assert mark not in sheet


def test_class_built_in_a_template_keeps_its_family(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<p class="fr-badge fr-badge--{{ kind }}"><i class="fr-icon-{{ name }}">', encoding="utf-8"
    )
    is_used = assets.find_used_classes([page])
    assert is_used("fr-badge")
    assert is_used("fr-badge--info")
    assert is_used("oc-anything")
    assert not is_used("fr-icon-home-line")
    assert not is_used("fr-alert")


def test_other_version_of_the_design_system_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 1.15 on, a person must accept its terms."""
    folder = tmp_path / "dsfr" / "static" / "dsfr"
    folder.mkdir(parents=True)
    (folder / "dsfr_version").write_text("v1.15.0", encoding="utf-8")

    class Spec:
        submodule_search_locations = (str(tmp_path / "dsfr"),)

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: Spec)
    with pytest.raises(assets.AssetError, match=r"found DSFR v1\.15\.0, expected v1\.14"):
        assets.find_design_system()


@pytest.mark.parametrize("identity", assets.IDENTITIES)
def test_stylesheet_of_frames_is_light_and_drawn_alike(built: Path, identity: str) -> None:
    sheet = (built / f"embed-{identity}.css").read_text(encoding="utf-8")
    assert len(brotli.compress(sheet.encode())) < 16_000
    for needed in (".oc-embed", ".oc-map", ".oc-figure", "fr-text--sm", "prefers-color-scheme:dark"):
        assert needed in sheet
    for other in ("fr-pagination__link", "fr-footer__content-desc", "fr-badge--"):
        assert other not in sheet
