"""Numbers and amounts as French readers expect them."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

from portal.kernel.french.typography import MINUS, NARROW_SPACE, NO_BREAK_SPACE

_WIDE = Context(prec=350)  # any float has its whole part in there
_FAST_BELOW = 10**12
_NEAR_A_TIE = 1e-3
_LARGE_WORDS = ((10**9, "milliard"), (10**6, "million"))
_LARGE_EUROS = ((10**9, "Md€"), (10**6, "M€"))
_BYTES = ((1 << 30, "Go"), (1 << 20, "Mo"), (1 << 10, "ko"))
_NEARLY = 0.9995  # from there « 1 milliard » is truer than « 1 000 millions »


def round_half_up(value: float, decimals: int = 0) -> Decimal:
    """The value rounded as people do: 0.5 → 1, −2.5 → −3; never a negative zero.

    Works on the shortest decimal writing of the float, so that 1.005 with two decimals is 1.01.
    Raises ValueError for a NaN or an infinity: they are absences and must have been named before.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number that can be written")
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP, _WIDE)
    return rounded or step * 0


def format_number(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """« 12 345,6 » with U+202F between groups, from four digits on; U+2212 for minus.

    A value that is not zero but would be written so becomes « < 0,1 » (« > −0,1 » when negative).
    ``sign`` writes « + » before positive values. Not for years nor codes: these are text.
    """
    scaled = abs(value) * 10**decimals
    if 1 <= scaled < _FAST_BELOW and abs(scaled % 1 - 0.5) > _NEAR_A_TIE:
        # Far from a tie every way of rounding agrees, and this one is five times faster.
        text = f"{abs(value):,.{decimals}f}".replace(",", NARROW_SPACE).replace(".", ",")
        if value < 0:
            return MINUS + text
        return f"+{text}" if sign else text
    rounded = round_half_up(value, decimals)
    if not rounded and value:
        smallest = _write(Decimal(1).scaleb(-decimals))
        mark = f"<{NO_BREAK_SPACE}" if value > 0 else f">{NO_BREAK_SPACE}{MINUS}"
        return mark + smallest
    text = _write(abs(rounded))
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if sign and rounded > 0 else text


def _write(value: Decimal) -> str:
    whole, _, fraction = f"{value:,f}".partition(".")
    text = whole.replace(",", NARROW_SPACE)
    return f"{text},{fraction}" if fraction else text


def format_with_unit(value: float, unit: str, decimals: int = 0, *, sign: bool = False) -> str:
    """« 12,5 % », « 99 hab./km² », « 1 an », « 12 ans »: the unit never leaves its number.

    ``unit`` is the symbol; « an » alone takes a plural. An empty unit gives the bare number.
    """
    text = format_number(value, decimals, sign=sign)
    if unit in {"an", "ans"}:
        unit = plural(value, "an")
    return f"{text}{NO_BREAK_SPACE}{unit}" if unit else text


def format_percent(value: float, decimals: int = 1, *, sign: bool = False) -> str:
    """A value already in percent: 12.34 → « 12,3 % »."""
    return format_with_unit(value, "%", decimals, sign=sign)


def format_large(value: float, decimals: int = 1) -> str:
    """« 1,2 million », « 12,5 millions », « 2 milliards »; below one million, the whole number."""
    for size, word in _LARGE_WORDS:
        if abs(value) >= size * _NEARLY:
            scaled = round_half_up(value / size, decimals)
            noun = plural(float(scaled), word)
            return f"{_trim(scaled)}{NO_BREAK_SPACE}{noun}"
    return format_number(value)


def format_euros(value: float, decimals: int = 0, *, adaptive: bool = True) -> str:
    """« 950 € », « 1,2 M€ », « 3,4 Md€ »; ``adaptive=False`` keeps euros whatever the size."""
    if adaptive:
        for size, symbol in _LARGE_EUROS:
            if abs(value) >= size * _NEARLY:
                scaled = round_half_up(value / size, 1)
                return f"{_trim(scaled)}{NO_BREAK_SPACE}{symbol}"
    return format_with_unit(value, "€", decimals)


def _trim(value: Decimal) -> str:
    """Without a useless « ,0 »."""
    whole = value.to_integral_value()
    text = _write(abs(whole if whole == value else value))
    return MINUS + text if value < 0 else text


def plural(count: float, singular: str, many: str | None = None) -> str:
    """The word for that many: singular below 2 (« 1,9 million », « 0 commune »)."""
    if abs(count) < 2:
        return singular
    return singular + "s" if many is None else many


def format_count(count: int, singular: str, many: str | None = None) -> str:
    """« 0 commune », « 1 commune », « 1 253 intercommunalités »."""
    return f"{format_number(count)}{NO_BREAK_SPACE}{plural(count, singular, many)}"


def format_bytes(size: int) -> str:
    """« 2,6 Mo »: the size of a file, in multiples of 1 024."""
    for step, unit in _BYTES:
        if size >= step:
            return f"{format_number(size / step, 1)}{NO_BREAK_SPACE}{unit}"
    return f"{size}{NO_BREAK_SPACE}octets"


def format_ordinal(rank: int, *, feminine: bool = False) -> str:
    """« 1er », « 1re », « 2e », « 1 204e »."""
    if rank == 1:
        return "1re" if feminine else "1er"
    return f"{format_number(rank)}e"
