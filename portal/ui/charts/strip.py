"""Strip: where one value stands in the distribution of its group, on one line.

Pale band: from the first to the last decile; darker band: the middle half; bar: the median; dot: the
territory. A value beyond the frame is drawn as an arrow at its edge, never outside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from portal.kernel import french
from portal.ui.charts.svg import open_image, write_coordinate, write_title
from portal.ui.charts.text import measure, spread, wrap, write_text
from portal.ui.sentences import word_position

_WIDTH, _HEIGHT, _MARGIN = 200, 24, 8.0
_WIDE = 440.0
_OVERSHOOT = 0.25  # of the decile range, kept free on both sides for values beyond


@dataclass(frozen=True, slots=True)
class Distribution:
    """Quantiles of a group, in the unit of the figure, in ascending order."""

    q10: float
    q25: float
    median: float
    q75: float
    q90: float

    @property
    def is_usable(self) -> bool:
        values = (self.q10, self.q25, self.median, self.q75, self.q90)
        return all(map(math.isfinite, values)) and list(values) == sorted(values)


def draw_strip(
    distribution: Distribution,
    value: float | None,
    *,
    place: str,
    group: str,
    unit: str = "",
    decimals: int = 0,
) -> Markup:
    """The drawing, or empty markup when the distribution cannot be drawn.

    ``place`` names the territory, ``group`` its group with an article: « les communes du département ».
    """
    if not distribution.is_usable:
        return Markup("")
    scale = _Scale(distribution)
    middle = _HEIGHT / 2
    parts = [
        open_image("oc-strip", _WIDTH, _HEIGHT),
        write_title(
            describe_strip(distribution, value, place=place, group=group, unit=unit, decimals=decimals)
        ),
        *_draw_distribution(scale, distribution, middle),
    ]
    if value is not None and math.isfinite(value):
        parts.append(_draw_value(scale, value, middle))
    return Markup("").join([*parts, Markup("</svg>")])


def _draw_distribution(
    scale: _Scale, distribution: Distribution, middle: float, size: float = 1.0
) -> list[Markup]:
    """``size`` is the thickness against that of the drawing of a row."""
    return [
        _draw_band("oc-strip__deciles", scale, distribution.q10, distribution.q90, middle, 4 * size),
        _draw_band("oc-strip__half", scale, distribution.q25, distribution.q75, middle, 10 * size),
        Markup('<path class="oc-strip__median" d="M{} {}v{}"/>').format(
            write_coordinate(scale.x(distribution.median)),
            write_coordinate(middle - 7 * size),
            write_coordinate(14 * size),
        ),
    ]


class _Scale:
    def __init__(self, distribution: Distribution, width: float = _WIDTH) -> None:
        span = distribution.q90 - distribution.q10
        room = span * _OVERSHOOT or max(abs(distribution.median), 1.0) * _OVERSHOOT
        self.low, self.high = distribution.q10 - room, distribution.q90 + room
        self._width = width - 2 * _MARGIN

    def x(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _MARGIN + self._width * min(max(share, 0.0), 1.0)


def _draw_band(css_class: str, scale: _Scale, low: float, high: float, middle: float, thick: float) -> Markup:
    left, right = scale.x(low), scale.x(high)
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        css_class,
        *map(write_coordinate, (left, middle - thick / 2, max(right - left, 1.0), thick)),
    )


def _draw_value(scale: _Scale, value: float, middle: float) -> Markup:
    x = scale.x(value)
    if scale.low <= value <= scale.high:
        return Markup('<circle class="oc-strip__value" cx="{}" cy="{}" r="5"/>').format(
            write_coordinate(x), write_coordinate(middle)
        )
    side = 1 if value > scale.high else -1
    return Markup('<path class="oc-strip__value" d="M{} {}l{} -6v12z"/>').format(
        write_coordinate(x + 6 * side), write_coordinate(middle), -10 * side
    )


def describe_strip(
    distribution: Distribution,
    value: float | None,
    *,
    place: str,
    group: str,
    unit: str = "",
    decimals: int = 0,
) -> str:
    """The drawing in words, for those who do not see it."""

    def words(number: float) -> str:
        return french.format_with_unit(number, unit, decimals)

    spread = (
        f"Parmi {group}, la moitié se situe entre {words(distribution.q25)} et {words(distribution.q75)}, "
        f"huit sur dix entre {words(distribution.q10)} et {words(distribution.q90)} ; "
        f"la médiane est de {words(distribution.median).removesuffix('.')}."
    )
    if value is None or not math.isfinite(value):
        return french.typeset(spread)
    return french.typeset(f"{place} : {words(value)}, {_word_position(distribution, value)}. {spread}")


def draw_wide_strip(
    distribution: Distribution,
    value: float | None,
    *,
    place: str,
    group: str,
    unit: str = "",
    decimals: int = 0,
) -> Markup:
    """The same with its numbers written: where there is room for one. Empty when it cannot be drawn."""
    if not distribution.is_usable:
        return Markup("")
    scale = _Scale(distribution, _WIDE)
    middle = 36.0 if value is not None and math.isfinite(value) else 14.0
    words = describe_strip(distribution, value, place=place, group=group, unit=unit, decimals=decimals)
    drawn = [
        open_image("oc-chart", _WIDE, middle + 48),
        write_title(words),
        *_draw_distribution(scale, distribution, middle, 2.0),
        *_write_quantiles(scale, distribution, middle + 24, unit, decimals),
    ]
    if value is not None and math.isfinite(value):
        name = wrap(place, _WIDE / 2, 1)[0]
        text = f"{name}{french.NO_BREAK_SPACE}: {french.format_with_unit(value, unit, decimals)}"
        half = measure(text) / 2
        x = min(max(scale.x(value), half), _WIDE - half)
        drawn += [
            _draw_value(scale, value, middle),
            Markup(write_text("oc-chart__label", x, 14, text, "middle")),  # noqa: S704 - escaped there
        ]
    return Markup("").join([*drawn, Markup("</svg>")])


def _write_quantiles(
    scale: _Scale, distribution: Distribution, top: float, unit: str, decimals: int
) -> list[Markup]:
    """« 1er décile », « médiane », « 9e décile » under the bands, each above its value."""
    known = (
        ("1er décile", distribution.q10),
        ("médiane", distribution.median),
        ("9e décile", distribution.q90),
    )
    texts = [(name, french.format_with_unit(number, unit, decimals)) for name, number in known]
    widths = [max(map(measure, pair)) + 8 for pair in texts]
    places = [(scale.x(number), width) for (_, number), width in zip(known, widths, strict=True)]
    starts = spread(places, 0.0, _WIDE)
    return [
        Markup(write_text(css_class, start + width / 2, top + row, text, "middle"))  # noqa: S704
        for start, width, (name, number) in zip(starts, widths, texts, strict=True)
        for row, css_class, text in ((0, "oc-chart__tick", name), (15, "oc-chart__note", number))
    ]


def describe_marks(place: str) -> str:
    """The legend of a strip, for all kinds of territories."""
    return french.typeset(
        f"Bande claire : huit territoires sur dix ; bande foncée : la moitié ; trait : la médiane ; "
        f"point : {place}, ou flèche quand sa valeur est au-delà du dessin."
    )


def _word_position(distribution: Distribution, value: float) -> str:
    return word_position(value, distribution.q10, distribution.q25, distribution.q75, distribution.q90)
