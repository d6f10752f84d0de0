"""The colours of a map from plain values: classes or categories, absences, legend and words.

One implementation for every map of the portal: values are cut into classes (``classes.py``) once rounded as
they are written, so that no territory seems to be out of its class, or taken as categories. Each class has a
key, the end of the name of its look in the style sheet: « 1 » to « 7 » for one hue, « n2 » to « n7 » below
zero when there are two, « q1 » to « q8 » for categories, « q9 » for those gathered under « autres ».
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.kernel.figures import Absence
from portal.kernel.french import (
    NARROW_SPACE,
    NO_BREAK_SPACE,
    format_count,
    format_number,
    format_with_unit,
    typeset,
)
from portal.ui.maps.classes import CLASSES, Method, ValueClass, Values, cut_classes, spread_steps
from portal.ui.words import word_absence

Order = Literal["no", "up", "down"]
Hatching = Literal["", "secret", "other"]
Codes = NDArray[np.uint8]

CATEGORIES: Final = 8
"""Colours that are told from one another by everybody; what is beyond is gathered."""
_PAIR: Final = 2
OTHERS: Final = f"q{CATEGORIES + 1}"
METHODS: Final[Mapping[Method, str]] = {
    "quantiles": "Classes d’effectifs égaux (quantiles) : autant de territoires dans chacune, les valeurs "
    "égales restant ensemble.",
    "naturelles": "Classes par seuils naturels (Jenks) : les bornes suivent les creux entre les groupes de "
    "valeurs proches.",
    "egales": "Classes d’intervalles égaux : la même étendue de valeurs pour chacune, celles où il n’y a "
    "personne étant omises.",
}
_BOUNDS: Final = "Chaque classe est décrite par sa plus petite et sa plus grande valeur."
_TWO_HUES: Final = "Deux teintes séparent les valeurs négatives des autres."

_SECRET: Final = -2
_OTHER: Final = -1
_HATCHINGS: Final[Mapping[int, Hatching]] = {_SECRET: "secret", _OTHER: "other"}


@dataclass(frozen=True, slots=True)
class PaintedClass:
    """``key`` of its look; ``label`` of a category; ``least`` and ``most`` of its values, equal for one."""

    key: str
    label: str
    least: float
    most: float
    count: int


class LegendLine(NamedTuple):
    """``key`` of a class, « secret » or « other » for absences. ``least`` and ``most`` as plain numbers, for
    scripts; empty for absences."""

    key: str
    words: str
    least: str = ""
    most: str = ""


Legend = tuple[LegendLine, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Painting:
    """The classes of some values, in the order given.

    ``values`` [n] are NaN where ``absences`` [n] has the code of a reason. ``looks`` [n] is the
    place of the class of each among ``classes``, −1 for an absence, −2 for a secret.
    """

    values: Values
    absences: Codes
    classes: tuple[PaintedClass, ...]
    looks: NDArray[np.int16]
    decimals: int = 0
    symbol: str = ""
    is_diverging: bool = False
    is_categorical: bool = False

    def get_key(self, rank: int) -> str:
        """The key of the class of a value; empty for an absence."""
        return self.find_key(int(self.looks[rank]))

    def find_key(self, look: int) -> str:
        """The key of a look; empty for absences."""
        return self.classes[look].key if look >= 0 else ""

    def get_hatching(self, rank: int) -> Hatching:
        """How an absence is hatched: a secret apart from all others."""
        return find_hatching(int(self.looks[rank]))

    def write_note(self, rank: int) -> str:
        """« 4 582,1 hab./km² », « Petites villes », « secret statistique »."""
        look = int(self.looks[rank])
        if look < 0:
            return word_absence(int(self.absences[rank])).label
        if self.is_categorical:
            return self.classes[look].label
        return format_with_unit(float(self.values[rank]), self.symbol, self.decimals)


def find_hatching(look: int) -> Hatching:
    """How a look is hatched; empty for a class."""
    return _HATCHINGS.get(look, "")


def paint(
    values: Sequence[float] | Values,
    absences: Sequence[int] | Codes,
    *,
    decimals: int = 0,
    symbol: str = "",
    at_most: int = 5,
    method: Method = "quantiles",
) -> Painting:
    """Classes of numbers of a unit, written with so many ``decimals``."""
    given, codes = np.asarray(values, np.float64), np.asarray(absences, np.uint8)
    found = cut_classes(round_as_written(given, decimals), at_most, method)
    painted = tuple(_name_class(one) for one in found.classes)
    places = np.zeros(2 * CLASSES + 1, np.int16)
    for place, one in enumerate(found.classes):
        places[one.step + CLASSES] = place
    looks = _hatch(places[found.steps + CLASSES], codes)
    return Painting(given, codes, painted, looks, decimals, symbol, found.is_diverging)


def round_as_written(values: Values, decimals: int) -> Values:
    """Half away from zero, as ``format_number`` does; 1e-9 for decimal ties that binary numbers miss."""
    scale = 10.0**decimals
    return np.asarray(np.copysign(np.floor(np.abs(values) * scale + (0.5 + 1e-9)) / scale, values) + 0.0)


def paint_categories(
    values: Sequence[float] | Values,
    absences: Sequence[int] | Codes,
    labels: Mapping[float, str],
    *,
    order: Order = "no",
) -> Painting:
    """Categories, value → label in the order they are told. ``order``: when they go from less to more
    (``up``) or the other way (``down``) their colours go from pale to strong; so do those of a pair.

    A category keeps its colour whatever the territories when there are eight at most; of more, the most
    frequent have one, and the others are gathered.
    """
    given, codes = np.asarray(values, np.float64), np.asarray(absences, np.uint8)
    is_known = codes == Absence.NONE
    distinct, inverse, counts = np.unique(given[is_known], return_inverse=True, return_counts=True)
    count_of = dict(zip(distinct.tolist(), counts.tolist(), strict=True))
    keys = _choose_keys(labels, count_of, "up" if order == "no" and len(labels) <= _PAIR else order)
    classes = [
        PaintedClass(key, labels[value], value, value, count_of[value])
        for value, key in keys.items()
        if value in count_of
    ]
    place_of = {one.least: place for place, one in enumerate(classes)}
    if others := [value for value in count_of if value not in place_of]:
        place_of |= dict.fromkeys(others, len(classes))
        number = sum(count_of[value] for value in others)
        classes.append(PaintedClass(OTHERS, "autres", min(others), max(others), number))
    looks = np.zeros(len(given), np.int16)
    looks[is_known] = np.array([place_of[value] for value in count_of], np.int16)[inverse]
    return Painting(given, codes, tuple(classes), _hatch(looks, codes), is_categorical=True)


def _choose_keys(
    labels: Mapping[float, str], count_of: Mapping[float, int], order: Order
) -> dict[float, str]:
    """Value → key of those that have a colour of their own, in the order of ``labels``."""
    if order != "no" and len(labels) <= CLASSES:
        steps = spread_steps(len(labels))[:: 1 if order == "up" else -1]
        return {value: str(step) for value, step in zip(labels, steps, strict=True)}
    if len(labels) <= CATEGORIES:
        return {value: f"q{place}" for place, value in enumerate(labels, 1)}
    present = [value for value in labels if value in count_of]
    if len(present) > CATEGORIES:
        frequent = sorted(present, key=lambda value: -count_of[value])[: CATEGORIES - 1]
        present = [value for value in present if value in frequent]
    return {value: f"q{place}" for place, value in enumerate(present, 1)}


def _name_class(one: ValueClass) -> PaintedClass:
    key = str(one.step) if one.step > 0 else f"n{-one.step}"
    return PaintedClass(key, "", one.least, one.most, one.count)


def _hatch(looks: NDArray[np.int16], absences: Codes) -> NDArray[np.int16]:
    if absences.any():
        looks = np.where(absences == Absence.NONE, looks, np.int16(_OTHER))
        looks[absences == Absence.SECRET] = _SECRET
    return looks


def build_legend(painting: Painting, *, nouns: tuple[str, str]) -> Legend:
    """Key and words of each class, with its unit and its number of territories; then absences, by their
    names and numbers."""
    lines = [
        LegendLine(
            one.key,
            f"{_write_class(one, painting)}{NO_BREAK_SPACE}: {format_count(one.count, *nouns)}",
            _write_plain(one.least),
            _write_plain(one.most),
        )
        for one in painting.classes
    ]
    for look, key in _HATCHINGS.items():
        codes = painting.absences[painting.looks == look]
        if len(codes):
            lines.append(LegendLine(key, _count_absences(codes, nouns)))
    return tuple(lines)


def _count_absences(codes: Codes, nouns: tuple[str, str]) -> str:
    """« non disponible : 12 communes ; sans objet : 3 communes »."""
    numbers = np.bincount(codes).tolist()
    return f"{NARROW_SPACE}; ".join(
        f"{word_absence(code).label}{NO_BREAK_SPACE}: {format_count(count, *nouns)}"
        for code, count in enumerate(numbers)
        if count
    )


def _write_class(one: PaintedClass, painting: Painting) -> str:
    if painting.is_categorical:
        return typeset(one.label)
    decimals = painting.decimals
    least, most = format_number(one.least, decimals), format_number(one.most, decimals)
    symbol = f"{NO_BREAK_SPACE}{painting.symbol}" if painting.symbol else ""
    return f"{least}{symbol}" if least == most else f"{least} à {most}{symbol}"


def _write_plain(number: float) -> str:
    return repr(number).removesuffix(".0")


def write_method(painting: Painting, method: Method = "quantiles") -> str:
    """How the classes are made, in words; nothing for categories."""
    if painting.is_categorical:
        return ""
    return typeset(" ".join([METHODS[method], _BOUNDS, *([_TWO_HUES] if painting.is_diverging else [])]))
