"""Drawings of pages (inline SVG styled by the style sheet) as files that stand alone.

Drawing tools know neither our style sheet nor custom properties: each class of a drawing is replaced by
the presentation attributes that the style sheet gives it on paper, in the light theme. A new chart is
printed right as soon as its style sheet is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from portal.ui import css
from portal.ui.assets import find_design_system

_OWN_SHEETS: Final = Path(__file__).parents[1] / "static" / "css"
_PAINTED: Final = frozenset(
    {
        "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-linejoin", "stroke-linecap",
        "stroke-dasharray", "stroke-opacity", "opacity", "font-size", "font-weight", "font-style",
        "text-anchor", "dominant-baseline", "visibility", "color", "paint-order",
    }
)  # fmt: skip
_VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_DECLARATION: Final = re.compile(r"\s*([\w-]+)\s*:\s*([^;]+)")
_SELECTOR: Final = re.compile(r"((?:\.[\w-]+)+)(?::where)?(?:\(?:not\(\.([\w-]+)\)\)?)?")
_WITHIN: Final = re.compile(r"((?:\.[\w-]+)+)\s*>?\s*(text|tspan|path|rect|circle|line)")
_CLASS: Final = re.compile(r' class="([^"]*)"')
_VIEW_BOX: Final = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_NAMED: Final = re.compile(r'aria-label="([^"]*)"')
_DESCRIBED: Final = re.compile(r"<desc>(.*?)</desc>", re.DOTALL)
_INSET: Final = re.compile(r'<g class="oc-map__inset">.*?scale\(([\d.]+)\).*?</text></g>', re.DOTALL)
_NON_SCALING: Final = "vector-effect"


@dataclass(frozen=True, slots=True)
class _Look:
    """A rule: for elements that have all of ``classes`` and not ``excluded``, or for ``tag`` within them."""

    classes: frozenset[str]
    excluded: str
    tag: str
    weight: tuple[int, int]
    declarations: Mapping[str, str]


def write_standalone(drawing: str, *, width_px: float | None = None, family: str = "") -> str:
    """The drawing as a whole SVG file, its looks inside it.

    ``width_px`` is the width at which it will be shown (its own when None): lines that keep their width
    whatever the scale are given the one they have there. ``family`` is the typeface of its texts.
    """
    width, _ = find_size(drawing)
    scale = width / width_px if width_px else 1.0
    identity = settings.SITE_IDENTITY
    styled = "".join(_write_styled(identity, part, scale / at) for part, at in _part_by_scale(drawing))
    within = _write_within(identity, drawing)
    named = f' font-family="{html.escape(family)}"' if family else ""
    head = "<svg" if "xmlns=" in drawing[:200] else '<svg xmlns="http://www.w3.org/2000/svg"'
    styled = styled.replace("<svg", f"{head}{named}", 1)
    if not within:
        return styled
    opened = styled.index(">") + 1
    return f"{styled[:opened]}<style>{within}</style>{styled[opened:]}"


def _write_styled(identity: str, drawing: str, scale: float) -> str:
    return _CLASS.sub(lambda match: _write_attributes(identity, match.group(1), scale), drawing)


def _part_by_scale(drawing: str) -> Iterator[tuple[str, float]]:
    """The drawing in pieces, and how many times larger than the rest each is drawn: insets of maps."""
    end = 0
    for match in _INSET.finditer(drawing):
        yield drawing[end : match.start()], 1.0
        yield match.group(), float(match.group(1))
        end = match.end()
    yield drawing[end:], 1.0


def find_size(drawing: str) -> tuple[float, float]:
    """Width and height of its view, in its own units. Raises ValueError for what is no drawing."""
    match = _VIEW_BOX.search(drawing)
    if match is None:
        raise ValueError(f"expected an SVG with a viewBox, found {drawing[:80]!r}")
    return float(match.group(1)), float(match.group(2))


def write_alternative(drawing: str) -> str:
    """What the drawing says to those who do not see it: its name, then its description."""
    opening = drawing[: drawing.index(">") + 1]
    named, described = _NAMED.search(opening), _DESCRIBED.search(drawing)
    if named is None:
        named = _TITLE.search(drawing)
    words = [html.unescape(match.group(1)).strip().rstrip(".") for match in (named, described) if match]
    return ". ".join(word for word in words if word)


def find_colour(name: str) -> str:
    """A colour of the style sheet by the name of its property: « --text-title-grey » → « #161616 »."""
    return _resolve(f"var({name})", _read_properties(settings.SITE_IDENTITY))


@lru_cache(maxsize=512)
def _find_declarations(identity: str, classes: frozenset[str], tag: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for look in _read_looks(identity):
        if look.tag == tag and look.classes <= classes and look.excluded not in classes:
            found |= look.declarations
    return tuple(found.items())


def _write_attributes(identity: str, names: str, scale: float) -> str:
    found = dict(_find_declarations(identity, frozenset(names.split()), ""))
    if found.pop(_NON_SCALING, "") and "stroke-width" in found:
        found["stroke-width"] = f"{float(found['stroke-width'].removesuffix('px')) * scale:.3f}"
    return "".join(f' {name}="{html.escape(value)}"' for name, value in found.items())


def _write_within(identity: str, drawing: str) -> str:
    """Rules of the texts and lines that have no class of their own."""
    classes = frozenset(name for names in _CLASS.findall(drawing) for name in names.split())
    tags = sorted({look.tag for look in _read_looks(identity) if look.tag and look.classes <= classes})
    rules = ((tag, _find_declarations(identity, classes, tag)) for tag in tags if f"<{tag}" in drawing)
    return "".join(
        f"{tag}{{{';'.join(f'{name}:{value}' for name, value in found)}}}" for tag, found in rules if found
    )


@cache
def _read_looks(identity: str) -> tuple[_Look, ...]:
    """The rules of our style sheets that paint, the strongest last."""
    properties = _read_properties(identity)
    looks: list[_Look] = []
    for order, rule in enumerate(_list_own_rules(identity)):
        declarations = dict(_list_painted(rule.body, properties))
        if declarations:
            looks += _build_looks(rule.prelude, order, declarations)
    return tuple(sorted(looks, key=lambda look: look.weight))


def _build_looks(prelude: str, order: int, declarations: Mapping[str, str]) -> Iterator[_Look]:
    """One for each selector that we understand; states of a pointer have none on paper."""
    for selector in css.split_outside(prelude, ","):
        plain, within = _SELECTOR.fullmatch(selector.strip()), _WITHIN.fullmatch(selector.strip())
        match = plain or within
        if match is None:
            continue
        classes = frozenset(match.group(1).strip(".").split("."))
        excluded, tag = (plain.group(2) or "", "") if plain else ("", match.group(2))
        yield _Look(classes, excluded, tag, (len(classes), order), declarations)


def _list_painted(body: str, properties: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in _DECLARATION.findall(body):
        if name in _PAINTED or (name == _NON_SCALING and "non-scaling" in value):
            yield name, _resolve(value.strip(), properties)


def _list_own_rules(identity: str) -> Iterable[css.Rule]:
    for path in sorted(_OWN_SHEETS.glob("*.css")):
        if not path.stem.startswith("identity-") or path.stem == f"identity-{identity}":
            yield from css.parse_stylesheet(path.read_text(encoding="utf-8"))


@cache
def _read_properties(identity: str) -> dict[str, str]:
    """Custom properties of the light theme: the design system's, then ours."""
    system = (find_design_system() / "dsfr.main.min.css").read_text(encoding="utf-8")
    rules = [*css.parse_stylesheet(system), *_list_own_rules(identity)]
    return {
        name: value.strip()
        for rule in rules
        if any(one.strip() in {":root", ":root[data-fr-theme]"} for one in rule.prelude.split(","))
        for name, value in re.findall(r"(--[\w-]+)\s*:\s*([^;]+)", rule.body)
    }


def _resolve(value: str, properties: Mapping[str, str]) -> str:
    for _ in range(8):
        if "var(" not in value:
            break
        value = _VARIABLE.sub(lambda m: properties.get(m.group(1), (m.group(2) or "").strip()), value)
    return value
