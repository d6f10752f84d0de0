"""What the members of a zone have become between two years, in one sentence."""

from __future__ import annotations

import numpy as np

from portal.kernel.french import NARROW_SPACE, NO_BREAK_SPACE, format_number
from portal.ui.sentences.comparison import SMALLEST_GROUP
from portal.ui.sentences.zone_words import Values, ZoneWords


def write_zone_change(words: ZoneWords, before: Values, after: Values, since: int) -> tuple[str, ...]:
    """« Dette, de 2018 à 2023 : en Ille-et-Vilaine, la valeur augmente pour 210 communes sur 332 et baisse
    pour 120 ; la médiane passe de 540 à 612 €/hab. » « 3 communes n’ont pas de valeur comparable aux deux
    dates. »

    ``before`` and ``after`` [members], NaN where there is none or where the series breaks; both dates are
    told, of the members that have both. None without a year, without members, or when ``since`` is not
    before.
    """
    if not len(after) or words.year is None or since >= words.year:
        return ()
    both = np.isfinite(before) & np.isfinite(after)
    first, last = before[both], after[both]
    head = f"{words.label}, de {since} à {words.year}{NO_BREAK_SPACE}: {words.place},"
    if not len(first):
        return (f"{head} aucune valeur n’est comparable aux deux dates.",)
    sentences = [f"{head} {_write_counts(words, first, last)}{_write_medians(words, first, last)}"]
    if missing := len(after) - len(first):
        verb = "n’ont" if missing > 1 else "n’a"
        sentences.append(f"{words.count(missing)} {verb} pas de valeur comparable aux deux dates")
    return tuple(one if one.endswith(".") else f"{one}." for one in sentences)


def _write_counts(words: ZoneWords, first: Values, last: Values) -> str:
    """« la valeur augmente pour 210 communes sur 332 et baisse pour 120 », of values as they are shown."""
    steps = words.measure.show_all(last) - words.measure.show_all(first)
    up, down = int((steps > 0).sum()), int((steps < 0).sum())
    total = f"sur {format_number(len(first))}"
    if not up and not down:
        none = "aucune" if words.is_feminine else "aucun"
        return f"la valeur ne change pour {none} des {words.count(len(first))}"
    if not down:
        return f"la valeur augmente pour {words.count(up)} {total} et ne baisse nulle part"
    if not up:
        return f"la valeur baisse pour {words.count(down)} {total} et n’augmente nulle part"
    return f"la valeur augmente pour {words.count(up)} {total} et baisse pour {format_number(down)}"


def _write_medians(words: ZoneWords, first: Values, last: Values) -> str:
    if len(first) < SMALLEST_GROUP:
        return ""
    start, end = float(np.median(first)), float(np.median(last))
    if words.measure.show(start) == words.measure.show(end):
        return f"{NARROW_SPACE}; la médiane reste à {words.write(end)}"
    return f"{NARROW_SPACE}; la médiane passe de {words.write_number(start)} à {words.write(end)}"
