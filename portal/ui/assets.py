"""Builds the style sheet of the portal, its fonts and its icons, from the design system's own files.

Input: DSFR 1.14 as bundled by django-dsfr, every style sheet of ``portal/ui/static/css``, and the
templates and scripts of the portal, which say what is used. Output, in a folder that the static
files know: ``portal-etat.css``, ``portal-neutre.css``, their light twins ``embed-*.css`` for what other
sites show, ``fonts/``, ``favicon-*.svg``. The same input
always gives the same bytes; nothing is done when the input has not changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote

from portal.ui import css

DSFR_VERSION = "v1.14"
IDENTITIES = ("etat", "neutre")
SHEETS = (
    "dsfr.main.min.css",  # foundations and components
    "utility/icons/icons.main.min.css",
    "dsfr.print.min.css",
)
FONTS = ("Marianne-Regular.woff2", "Marianne-Bold.woff2")
"""Two files of 41 kB: the medium and light weights are drawn with their neighbours."""

_TOKEN = re.compile(r"\bfr-[a-zA-Z0-9_]+(?:-{1,2}[a-zA-Z0-9_]+)*-{0,2}(?:@[a-z]+)?")
_FRAMED = "embed"
"""In the names of the templates of what other sites show, which have few of the components."""
_SHORTEST_PREFIX = 9  # « fr-icon- » alone would bring eight hundred icons
_URL = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)[\"']?\s*\)")
_SAFE_IN_DATA_URL = " ='/:,;()!*"
_FINGERPRINT = "fingerprint"
_NOTICE = (
    "/*! Contient une partie du DSFR v1.14 | SPDX-License-Identifier: MIT"
    " | usage restreint (voir ses conditions d’utilisation) */"
)


class AssetError(Exception):
    """A file of the design system is missing or is not the expected one."""


def find_design_system() -> Path:
    """Folder ``dist`` of the DSFR inside django-dsfr. Raises AssetError if absent or of another version."""
    found = importlib.util.find_spec("dsfr")
    if found is None or not found.submodule_search_locations:
        raise AssetError("django-dsfr is not installed: run « make install ».")
    folder = Path(next(iter(found.submodule_search_locations))) / "static" / "dsfr"
    version = (folder / "dsfr_version").read_text(encoding="utf-8").strip()
    if not version.startswith(DSFR_VERSION + "."):
        raise AssetError(
            f"{folder / 'dsfr_version'}: found DSFR {version}, expected {DSFR_VERSION}.x;"
            " later versions ask a person to accept their terms: pin django-dsfr accordingly."
        )
    return folder / "dist"


def build_assets(*, portal_dir: Path, out_dir: Path) -> bool:
    """Writes the assets into ``out_dir``. False when they were already there, unchanged."""
    dist = find_design_system()
    own_sheets = sorted((portal_dir / "ui" / "static" / "css").glob("*.css"))
    readers = list_readers(portal_dir)
    fingerprint = _fingerprint(
        [Path(__file__), Path(css.__file__), *(dist / name for name in SHEETS), *own_sheets, *readers]
    )
    kept = out_dir / _FINGERPRINT
    if kept.is_file() and kept.read_text(encoding="ascii") == fingerprint:
        return False
    is_used = find_used_classes(readers)
    is_framed = find_used_classes([path for path in readers if _FRAMED in path.name])
    (out_dir / "fonts").mkdir(parents=True, exist_ok=True)
    for font in FONTS:
        shutil.copyfile(dist / "fonts" / font, out_dir / "fonts" / font)
    shutil.copyfile(dist / "favicon" / "favicon.svg", out_dir / "favicon-etat.svg")
    for identity in IDENTITIES:
        chosen = [sheet for sheet in own_sheets if _is_for(sheet, identity)]
        of_pages = [sheet for sheet in chosen if not sheet.stem.startswith("frame-")]
        sheet = build_stylesheet(dist, of_pages, is_used, identity=identity)
        _write_whole(out_dir / f"portal-{identity}.css", sheet)
        light = build_stylesheet(dist, chosen, is_framed, identity=identity)
        _write_whole(out_dir / f"embed-{identity}.css", light)
    _write_whole(kept, fingerprint)
    return True


def build_stylesheet(
    dist: Path, own_sheets: Iterable[Path], is_used: Callable[[str], bool], *, identity: str
) -> str:
    """The style sheet of one identity, as text, with icons inside it and fonts beside it."""
    system = tuple(
        rule
        for name in SHEETS
        for rule in css.prune_rules(css.parse_stylesheet(_read_sheet(dist, name)), is_used)
    )
    own = css.parse_stylesheet("\n".join(_read(sheet) for sheet in own_sheets))
    rules = _choose_fonts(system) + own
    if identity != "etat":
        rules = _without_state_marks(rules)
    rules = css.drop_unread_properties(css.follow_system(rules))
    return f'@charset "UTF-8";{_NOTICE}' + _inline_icons(css.write_rules(rules), dist)


def list_readers(portal_dir: Path) -> list[Path]:
    """Files that may name a class of the design system: templates, scripts, and code that draws."""
    found = {
        path
        for pattern in ("**/templates/**/*.html", "**/jinja2/**/*.html", "ui/static/js/*.js", "**/*.py")
        for path in portal_dir.glob(pattern)
        if "migrations" not in path.parts
    }
    return sorted(found)


def find_used_classes(readers: Iterable[Path]) -> Callable[[str], bool]:
    """A test of class names. ``fr-badge--{{ kind }}`` in a template keeps all that starts so."""
    whole: set[str] = set()
    prefixes: set[str] = set()
    for path in readers:
        for token in _TOKEN.findall(_read(path)):
            if not token.endswith("-"):
                whole.add(token)
            elif len(token) >= _SHORTEST_PREFIX:
                prefixes.add(token)
    starts = tuple(sorted(prefixes))
    return lambda name: not name.startswith("fr-") or name in whole or name.startswith(starts)


def _is_for(sheet: Path, identity: str) -> bool:
    """``identity-neutre.css`` is read for that identity only; any other sheet for all.

    ``frame-*.css`` are read for what other sites show only.
    """
    return not sheet.stem.startswith("identity-") or sheet.stem == f"identity-{identity}"


def _choose_fonts(rules: tuple[css.Rule, ...]) -> tuple[css.Rule, ...]:
    """Without the @font-face of files we do not serve, nor the formats of old browsers."""
    chosen = []
    for rule in rules:
        if rule.prelude == "@font-face":
            font = next((name for name in FONTS if f"fonts/{name}" in rule.body), None)
            if font is None:
                continue
            head = rule.body.partition("src:")[0]
            chosen.append(css.Rule(rule.prelude, body=f'{head}src:url(fonts/{font}) format("woff2")'))
        else:
            chosen.append(rule)
    return tuple(chosen)


def _without_state_marks(rules: tuple[css.Rule, ...]) -> tuple[css.Rule, ...]:
    """Rules without the bloc-marque nor the State's typeface, which are its alone."""
    kept = []
    for rule in rules:
        if rule.nests:
            inner = _without_state_marks(rule.rules)
            if inner:
                kept.append(css.Rule(rule.prelude, rules=inner))
        elif rule.prelude == "@font-face":
            continue
        else:
            selectors = [one for one in css.split_outside(rule.prelude, ",") if "fr-logo" not in one]
            if selectors:
                body = re.sub(r"Marianne,\s*", "system-ui,", rule.body)
                kept.append(css.Rule(",".join(selectors), body=body))
    return tuple(kept)


def _inline_icons(sheet: str, dist: Path) -> str:
    """Puts the few icons that are used inside the sheet: one request instead of twenty."""

    def inline(match: re.Match[str]) -> str:
        target = match.group(1)
        if not target.endswith(".svg"):
            return match.group(0)
        source = dist / target
        if not source.is_file():
            raise AssetError(f"{source}: named by the style sheet, not found in django-dsfr.")
        drawing = " ".join(_read(source).split()).replace('"', "'")
        return 'url("data:image/svg+xml,' + quote(drawing, safe=_SAFE_IN_DATA_URL) + '")'

    return _URL.sub(inline, sheet)


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _read_sheet(dist: Path, name: str) -> str:
    """A sheet of the design system whose addresses are relative to ``dist``, wherever it lies."""
    depth = "../" * name.count("/")
    return _read(dist / name).replace(f"url({depth}", "url(") if depth else _read(dist / name)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write_whole(path: Path, text: str) -> None:
    """A reader sees the old file or the new one, never a half."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
