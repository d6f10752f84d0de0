"""The words of a ratio value / reference: one table, found by bisection.

Each step has the words before the reference (« environ 20 % de plus que » la médiane) and the short
ones of a row (« environ 20 % de plus »).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from portal.kernel.french import format_number, format_with_unit

COMPARABLE: Final = ("comparable à", "comparable")
ABOVE: Final = ("au-dessus de", "plus")
BELOW: Final = ("au-dessous de", "moins")
FAR_ABOVE: Final = ("bien au-dessus de", "bien plus")
FAR_BELOW: Final = ("bien au-dessous de", "bien moins")

_NAMED: Final[tuple[tuple[float, tuple[str, str]], ...]] = (
    # From that ratio on, until the next one.
    (1 / 3.5, ("environ 3 fois moins que", "environ 3 fois moins")),
    (0.45, ("environ la moitié de", "environ la moitié")),
    (0.655, ("environ un tiers de moins que", "environ un tiers de moins")),
    (0.725, ("environ un quart de moins que", "environ un quart de moins")),
    (0.92, ("un peu moins que", "un peu moins")),
    (0.98, COMPARABLE),
    (1.02, ("un peu plus que", "un peu plus")),
    (1.225, ("environ un quart de plus que", "environ un quart de plus")),
    (1.315, ("environ un tiers de plus que", "environ un tiers de plus")),
    (1.45, ("environ une fois et demie", "environ une fois et demie")),
    (1.80, ("près du double de", "près du double")),
    (1.95, ("environ le double de", "environ le double")),
    (2.10, ("un peu plus du double de", "un peu plus du double")),
    (2.75, ("environ le triple de", "environ le triple")),
)
_PERCENTS: Final[tuple[tuple[float, float], ...]] = (
    (0.35, 0.45), (0.55, 0.655), (0.685, 0.725), (0.775, 0.92),
    (1.08, 1.225), (1.275, 1.315), (1.345, 1.45), (1.55, 1.80),
)  # fmt: skip
"""Where the ratio is told in percent, to the nearest 5: what is more precise is in the table."""
_FAR: Final = 10.0
"""From there, either way, a multiple tells nothing more than « bien au-dessus »."""


def _list_steps() -> Iterator[tuple[float, tuple[str, str]]]:
    yield 0.0, FAR_BELOW
    yield from _NAMED
    for low, high in _PERCENTS:
        yield from _list_percents(low, high)
    yield 2.25, _word_times("2,5")
    yield 3.25, _word_times("3,5")
    yield 3.75, _word_times("4")
    yield 4.25, _word_times("4,5")
    yield 4.75, _word_times("5")
    for times in range(6, 11):
        yield times - 0.5, _word_times(format_number(times))
    yield _FAR, FAR_ABOVE
    for times in range(4, 11):
        yield max(1 / (times + 0.5), 1.0001 / _FAR), _word_times_less(times)


def _list_percents(low: float, high: float) -> Iterator[tuple[float, tuple[str, str]]]:
    """One step per multiple of 5 % between two ratios, each from half-way to the previous one."""
    side = "plus" if low > 1 else "moins"
    bounds = [low, *(edge / 1000 for edge in range(25, 2000, 50) if low < edge / 1000 < high)]
    for bound, until in zip(bounds, [*bounds[1:], high], strict=True):
        percent = round(abs((bound + until) / 2 - 1) * 20) * 5
        amount = f"environ {format_with_unit(percent, '%')} de {side}"
        yield bound, (f"{amount} que", amount)


def _word_times(times: str) -> tuple[str, str]:
    return f"environ {times} fois", f"environ {times} fois plus"


def _word_times_less(times: int) -> tuple[str, str]:
    words = f"environ {times} fois moins"
    return f"{words} que", words


_STEPS: Final = sorted(_list_steps())
BOUNDS: Final = tuple(bound for bound, _ in _STEPS)
WORDS: Final = tuple(words for _, (words, _) in _STEPS)
BARE_WORDS: Final = frozenset(words for words in WORDS if not words.endswith((" que", " de", " à")))
"""Those that a reference follows as it is: « environ une fois et demie » la médiane."""
SHORT: Final = tuple(words for _, (_, words) in _STEPS)
