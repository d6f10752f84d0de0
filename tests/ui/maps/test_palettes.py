"""Palettes of maps: steps told apart, whatever the colours that a reader sees."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from portal.ui.maps.patterns import MOTIFS

SHEET = Path(__file__).parents[3] / "portal" / "ui" / "static" / "css" / "60-maps.css"
THEMES = ("light", "dark")
PAGE = {"light": "#ffffff", "dark": "#161616"}
# Machado, Oliveira and Fernandes (2009), severity 1, of linear RGB.
SEEN = {
    "all": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}


def read_palette(theme: str) -> dict[str, str]:
    """Key of a class → colour; categories have the same in both themes."""
    blocks = SHEET.read_text(encoding="utf-8").split("}")
    light, dark = (dict(re.findall(r"--oc-c(\w+):\s*(#\w{6})", block)) for block in blocks[:2])
    return light if theme == "light" else light | dark


def linear(colour: str) -> NDArray[np.float64]:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(colour: str, seen: str) -> NDArray[np.float64]:
    """CIE L*a*b* (D65) of a colour as it is seen."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(SEEN[seen] @ linear(colour), 0, 1) / np.array([0.95047, 1.0, 1.08883])
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, seen: str) -> float:
    return float(np.linalg.norm(lab(one, seen) - lab(other, seen)))


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("hue", ["", "n"])
def test_steps_of_a_hue_are_told_apart(theme: str, seen: str, hue: str) -> None:
    """2.3 is the least difference that is noticed; neighbours are at least three times as far."""
    palette = read_palette(theme)
    steps = [palette[f"{hue}{step}"] for step in range(1, 8)]
    assert min(distance(one, other, seen) for one, other in pairwise(steps)) > 7
    lightness = [float(lab(one, seen)[0]) for one in steps]
    assert lightness == sorted(lightness, reverse=theme == "light")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seen", SEEN)
def test_two_hues_are_told_apart_at_every_step(theme: str, seen: str) -> None:
    palette = read_palette(theme)
    pairs = [(palette[str(step)], palette[f"n{step}"]) for step in range(2, 8)]
    assert min(distance(one, other, seen) for one, other in pairs) > 14


@pytest.mark.parametrize("seen", SEEN)
def test_categories_are_told_apart(seen: str) -> None:
    palette = read_palette("light")
    colours = [palette[f"q{place}"] for place in range(1, 10)]
    assert min(distance(one, other, seen) for one, other in combinations(colours, 2)) > 9


@pytest.mark.parametrize("theme", THEMES)
def test_strong_classes_are_parted_by_the_colour_of_the_page(theme: str) -> None:
    palette = read_palette(theme)
    for key in ("5", "6", "7", "n5", "n6", "n7"):
        assert contrast(palette[key], PAGE[theme]) >= 3, key


@pytest.mark.parametrize("theme", THEMES)
def test_middling_classes_are_parted_by_the_colour_of_text(theme: str) -> None:
    palette, text = read_palette(theme), {"light": "#3a3a3a", "dark": "#cecece"}[theme]
    for key in ("3", "4", "n3", "n4"):
        assert contrast(palette[key], text) >= 3, key
        rule = rf"oc-map__place--{key}\b[^{{}}]*{{ stroke: var\(--text-default-grey\)"
        assert re.search(rule, SHEET.read_text(encoding="utf-8")), key
    assert contrast(text, PAGE[theme]) >= 3


@pytest.mark.parametrize("key", [f"q{place}" for place in range(1, 10)])
def test_categories_are_parted_by_a_dark_line(key: str) -> None:
    assert contrast(read_palette("light")[key], "#161616") >= 3


def test_every_class_has_a_motif_of_its_own_and_a_look() -> None:
    for hue in ("", "n", "q"):
        drawn = [motif for key, motif in MOTIFS.items() if key.rstrip("123456789") == hue]
        assert len(set(drawn)) == len(drawn)
    sheet = SHEET.read_text(encoding="utf-8")
    assert all(f"oc-map__place--{key} {{" in sheet for key in MOTIFS)
