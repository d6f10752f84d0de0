"""What an indicator says of a zone: its middle, its ends, where one territory stands, what is missing.

Works for any indicator: nothing is made to agree with its label, which stands before a colon. Quantiles
interpolate linearly between the two nearest values (numpy's default, definition 7 of Hyndman and Fan); below
``SMALLEST_GROUP`` values there is none, and the values themselves are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np

from portal.kernel.figures import Absence, Status
from portal.kernel.french import (
    APOSTROPHE,
    NARROW_SPACE,
    NO_BREAK_SPACE,
    format_number,
    format_ordinal,
    join_words,
)
from portal.ui.sentences.comparison import SMALLEST_GROUP
from portal.ui.sentences.zone_categories import quote_label, write_categories
from portal.ui.sentences.zone_words import Codes, Values, ZoneMember, ZoneValues, ZoneWords
from portal.ui.words import find_status_wording, word_absence

_NAMED_AT_MOST: Final = 2
_COLON: Final = f"{NO_BREAK_SPACE}: "
_SEMICOLON: Final = f"{NARROW_SPACE}; "
_ABOVE_HALF: Final = 0.45
"""Where so many territories share the median that fewer are above, « one in two is above » is false."""


def write_zone_summary(
    words: ZoneWords,
    values: Values,
    absences: Codes,
    name_of: Callable[[int], str],
    *,
    statuses: Codes | None = None,
    here: ZoneMember | None = None,
    labels: Mapping[float, str] | None = None,
) -> tuple[str, ...]:
    """Two to four sentences, computed from the values of the members of a zone; none without members.

    « Dette par habitant en 2023 : en Ille-et-Vilaine, la médiane des 332 communes est de 612 €/hab. (une sur
    deux est au-dessus) ; la moitié d’entre elles se situe entre 320 et 980 €/hab. » « La valeur la plus
    élevée : 3 210 €/hab. (Cancale) ; la plus basse : 0 €/hab. (12 communes). » « Saint-Malo (1 105 €/hab.)
    est 31e sur 332. » « Sans valeur : 3 communes (secret statistique). »

    ``values`` [members], NaN where ``absences`` [members] has the code of a reason; ``statuses`` [members]
    those of the values. ``name_of`` gives the name of a member by its place. ``labels``: value → label, for
    an indicator whose values are categories: shares of each then.
    """
    if not len(values):
        return ()
    zone = ZoneValues(words, values, values[np.isfinite(values)], name_of)
    head = _write_head(words, values, statuses)
    found = list(write_categories(zone, labels) if labels is not None else _write_numbers(zone))
    sentences = [f"{head}{found[0]}", *found[1:]] if found else []
    if here is not None and len(zone.known):
        sentences += _write_here(zone, here, Absence(int(absences[here.place])), labels)
    if not found:
        return (_end(f"{head}{_write_nothing(zone, absences)}"),)
    if not zone.is_whole:
        sentences.append(f"Sans valeur{_COLON}{_write_absent(words, absences)}")
    return tuple(map(_end, sentences))


def _write_head(words: ZoneWords, values: Values, statuses: Codes | None) -> str:
    """« Dette par habitant en 2023 (chiffres provisoires) : en Ille-et-Vilaine, »."""
    dated = f" en {words.year}" if words.year is not None else ""
    return f"{words.label}{dated}{_word_statuses(values, statuses)}{_COLON}{words.place}, "


def _word_statuses(values: Values, statuses: Codes | None) -> str:
    """« (chiffres provisoires) » where most values are; how many where fewer are."""
    if statuses is None:
        return ""
    known = statuses[np.isfinite(values)]
    counts = np.bincount(known, minlength=len(Status))
    for status in (Status.PROVISIONAL, Status.ESTIMATED):
        wording, count = find_status_wording(status), int(counts[status])
        if wording is not None and 2 * count > len(known):
            return f" (chiffres {wording.label}s)"
    return ""


def _write_numbers(zone: ZoneValues) -> Iterator[str]:
    words, known = zone.words, zone.known
    if not len(known):
        return
    least, most = float(known.min()), float(known.max())
    if len(known) == 1:
        yield _write_single(zone)
    elif least == most:
        yield f"les {zone.count_known()} ont la même valeur, {words.write(most)}"
    elif len(known) < SMALLEST_GROUP:
        yield _write_each(zone)
    elif 2 * len(known) < len(zone.values):
        yield _write_few(zone, least, most)
    else:
        middle, shared = _write_middle(zone)
        yield middle
        ends = (("plus élevée", most), ("plus basse", least))
        told = [f"la {words}{_COLON}{_write_end(zone, end)}" for words, end in ends if end != shared]
        yield f"La valeur {_SEMICOLON.join(told)}"


def _write_single(zone: ZoneValues) -> str:
    """« une seule commune a une valeur : Rennes, 612 €/hab. »."""
    words, place = zone.words, int(np.flatnonzero(np.isfinite(zone.values))[0])
    alone = "une seule" if words.is_feminine else "un seul"
    return f"{alone} {words.noun[0]} a une valeur{_COLON}{_write_named(zone, place)}"


def _write_each(zone: ZoneValues) -> str:
    """« de la plus élevée à la plus basse : Rennes, 612 €/hab. ; Dinan, 400 €/hab. »."""
    order = np.argsort(-zone.values, kind="stable")[: len(zone.known)].tolist()
    told = _SEMICOLON.join(_write_named(zone, place) for place in order)
    return f"de la valeur la plus élevée à la plus basse{_COLON}{told}"


def _write_named(zone: ZoneValues, place: int) -> str:
    return f"{zone.name_of(place)}, {zone.words.write(float(zone.values[place]))}"


def _write_few(zone: ZoneValues, least: float, most: float) -> str:
    """« 32 communes seulement, sur 34 875, ont une valeur : de 0 € (15 communes) à 958 € (Baie-Mahault) ».

    A median of less than half of a zone would not be that of the zone.
    """
    known, total = zone.words.count(len(zone.known)), format_number(len(zone.values))
    ends = f"de {_write_end(zone, least)} à {_write_end(zone, most)}"
    return f"{known} seulement, sur {total}, ont une valeur{_COLON}{ends}"


def _write_middle(zone: ZoneValues) -> tuple[str, float | None]:
    """The middle in words; and the value that at least half of them share, if there is one."""
    words, known = zone.words, zone.known
    low, middle, high = np.quantile(known, (0.25, 0.5, 0.75)).tolist()
    same = int((known == middle).sum())
    if 2 * same >= len(known):
        value = "la même valeur" if zone.is_whole else "la même"
        return f"{format_number(same)} des {zone.count_known()} ont {value}, {words.write(middle)}", middle
    above = int((known > middle).sum())
    one = "une" if words.is_feminine else "un"
    half = f" ({one} sur deux est au-dessus)" if above >= _ABOVE_HALF * len(known) else ""
    told = f"la médiane des {zone.count_known()} est de {words.write(middle)}{half}"
    those = f"d{APOSTROPHE}entre {'elles' if words.is_feminine else 'eux'}"
    if words.measure.show(low) == words.measure.show(high):
        return f"{told}{_SEMICOLON}la moitié {those} en est toute proche", None
    return f"{told}{_SEMICOLON}la moitié {those} se situe {words.write_between(low, high)}", None


def _write_end(zone: ZoneValues, value: float) -> str:
    """« 3 210 €/hab. (Cancale) », « 0 €/hab. (12 communes) »; no brackets around a name that has its own."""
    places = np.flatnonzero(zone.values == value).tolist()
    if len(places) > _NAMED_AT_MOST:
        named = zone.words.count(len(places))
    else:
        named = join_words([zone.name_of(place) for place in places])
    written = zone.words.write(value)
    return f"{written}, {named}" if ")" in named else f"{written} ({named})"


def _write_here(
    zone: ZoneValues, here: ZoneMember, absence: Absence, labels: Mapping[float, str] | None
) -> Iterator[str]:
    """« Saint-Malo (1 105 €/hab.) est 31e sur 332 »; nothing where all have one value or are all told."""
    subject = here.subject[:1].upper() + here.subject[1:]
    value = float(zone.values[here.place])
    if absence is not Absence.NONE:
        verb = "n’ont" if here.is_plural else "n’a"
        yield f"{subject} {verb} pas de valeur{_COLON}{word_absence(absence).label}"
    elif labels is not None:
        yield f"{subject}{_COLON}{quote_label(labels, value)}"
    elif len(zone.known) >= SMALLEST_GROUP and zone.known.min() < zone.known.max():
        verb = "sont" if here.is_plural else "est"
        yield f"{subject} ({zone.words.write(value)}) {verb} {_word_rank(zone, value, here.is_plural)}"


def _word_rank(zone: ZoneValues, value: float, is_plural: bool) -> str:
    """« 31e ex æquo sur 332 »; « au 1er rang sur 101 », which agrees with every name."""
    rank, count = 1 + int((zone.known > value).sum()), len(zone.known)
    tied = " ex æquo" if int((zone.known == value).sum()) > 1 else ""
    those = format_number(count) if zone.is_whole else f"les {zone.count_known()}"
    if rank == 1 or is_plural:
        return f"au {format_ordinal(rank)} rang{tied} sur {those}"
    return f"{format_ordinal(rank)}{tied} sur {those}"


def _write_nothing(zone: ZoneValues, absences: Codes) -> str:
    """« aucune valeur pour 332 communes (secret statistique) »."""
    return f"aucune valeur pour {_write_absent(zone.words, absences)}"


def _write_absent(words: ZoneWords, absences: Codes) -> str:
    """« 10 communes (secret statistique) et 2 communes (non disponible) », the most frequent first."""
    counts = np.bincount(absences, minlength=len(Absence))
    reasons = sorted(
        (reason for reason in Absence if reason and counts[reason]), key=lambda one: -counts[one]
    )
    return join_words(
        [f"{words.count(int(counts[reason]))} ({word_absence(reason).label})" for reason in reasons]
    )


def _end(sentence: str) -> str:
    """With its full stop, which the one of an abbreviation replaces."""
    return sentence if sentence.endswith(".") else f"{sentence}."
