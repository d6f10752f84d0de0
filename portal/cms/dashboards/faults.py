"""What is wrong in a dashboard, in French for the agent who composes it, at the field that holds it.

The rules are those of the descriptor and of the catalogue: nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from pydantic import ValidationError as DescriptorError
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError

from portal.kernel.french import join_words, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.coherence_of_dashboards import Fault, Place, list_faults
from portal.stats.descriptors.dashboard import Dashboard
from portal.ui.words import LEVELS

_PANELS: Final = "panels"
_STREAMS: Final = frozenset({_PANELS, "questions"})
_EMPTY: Final = frozenset({"missing", "too_short", "string_too_short", "themes_missing"})
"""What a draft may still lack."""

_WORDS: Final[Mapping[str, str]] = {
    "missing": "Ce champ est obligatoire.",
    "string_too_short": "Ce champ est obligatoire.",
    "string_too_long": "Texte trop long : {max_length} caractères au plus.",
    "too_short": "Il en faut au moins {min_length}.",
    "too_long": "Pas plus de {max_length}.",
    "greater_than_equal": "Le plus petit nombre possible est {ge}.",
    "less_than_equal": "Le plus grand nombre possible est {le}.",
    "string_pattern_mismatch": "Ce texte n’a pas la forme attendue.",
    "themes_missing": "Choisissez au moins un thème.",
    "theme_unknown": "Le thème « {theme} » n’existe pas.",
    "no_question": "Une question se termine par un point d’interrogation.",
    "zone_twice": "Une zone est donnée deux fois.",
    "zone_elsewhere": "« {zone} » n’est pas une des zones de ce tableau de bord.",
    "level_impossible": "Cette zone ne se divise pas en {levels} ici, ou n’est pas une des zones cochées.",
    "no_level": "Ce panneau ne serait montré à aucun niveau : cochez-en un que les zones ont.",
    "indicator_twice": "Le même indicateur est donné deux fois.",
    "indicator_unknown": "L’indicateur « {indicator} » n’existe pas : tapez quelques lettres de son nom, "
    "puis choisissez-le dans la liste.",
    "indicator_level": "« {label} » n’existe pas pour : {levels}. Cochez les niveaux de ce panneau, ou "
    "choisissez un autre indicateur.",
    "not_numbers": "« {label} » est un classement en catégories : choisissez le panneau « Catégories », "
    "ou un autre indicateur.",
    "not_categories": "« {label} » est un nombre, pas un classement en catégories : choisissez un autre "
    "panneau, ou un autre indicateur.",
}
_OTHERWISE: Final = "Cette valeur ne convient pas."


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault in words, and the keys that lead to it; ``is_empty``: something is still to be filled in."""

    place: Place
    text: str
    is_empty: bool


def read_dashboard(data: Mapping[str, Any]) -> tuple[Dashboard | None, list[Wrong]]:
    """The descriptor of what was composed, or None; and all that is wrong in it."""
    try:
        found = Dashboard.model_validate(data)
    except DescriptorError as error:
        return None, [_word_detail(one) for one in error.errors()]
    return found, [_word_fault(one) for one in list_faults(get_catalogue(), found)]


def build_errors(wrongs: Iterable[Wrong]) -> Iterator[tuple[str | None, ValidationError]]:
    """Name of a field of the form (None: the whole of it) → its error, those of blocks where they stand."""
    streams: dict[str, dict[int, list[Wrong]]] = {}
    for one in wrongs:
        field, *rest = one.place or ("",)
        if field in _STREAMS and rest and isinstance(rest[0], int):
            streams.setdefault(str(field), {}).setdefault(rest[0], []).append(
                Wrong(tuple(rest[1:]), one.text, one.is_empty)
            )
        else:
            yield _name_field(field, rest), ValidationError(one.text)
    for field, blocks in streams.items():
        build = _build_panel_error if field == _PANELS else _build_plain_error
        yield field, StreamBlockValidationError({rank: build(found) for rank, found in blocks.items()})


def _name_field(field: str | int, rest: list[str | int]) -> str | None:
    if field == "level" and rest:
        return f"level_{rest[0]}"
    return {"": None, "kind": None}.get(str(field), str(field))


def _build_plain_error(wrongs: list[Wrong]) -> ValidationError:
    return ValidationError([one.text for one in wrongs])


def _build_panel_error(wrongs: list[Wrong]) -> ValidationError:
    of_fields: dict[str, ValidationError] = {}
    of_items: dict[str, dict[int, ValidationError]] = {}
    of_panel = [ValidationError(one.text) for one in wrongs if not one.place]
    for one in wrongs:
        match one.place:
            case (str(name), int(rank)) if name != "levels":
                of_items.setdefault(name, {})[rank] = ValidationError(one.text)
            case (str(name), *_):
                of_fields.setdefault(name, ValidationError(one.text))
    of_fields |= {name: ListBlockValidationError(block_errors=items) for name, items in of_items.items()}
    return StructBlockValidationError(block_errors=of_fields, non_block_errors=of_panel)


def _word_detail(detail: Any) -> Wrong:
    """One of pydantic's: the name of the kind that it writes after the rank of a panel is no key."""
    place = tuple(detail["loc"])
    if place[:1] == (_PANELS,) and len(place) > 2:
        place = place[:2] + place[3:]
    words = _WORDS.get(detail["type"], _OTHERWISE).format_map(_Loose(detail.get("ctx", {})))
    return Wrong(place, typeset(words), detail["type"] in _EMPTY)


def _word_fault(fault: Fault) -> Wrong:
    found = dict(fault.found)
    known = get_catalogue().indicators.get(found.get("indicator", ""))
    levels = found.get("levels", found.get("level", ""))
    found["levels"] = join_words([LEVELS[one] for one in levels.split(",") if one])
    found["label"] = known.label if known else found.get("indicator", "")
    words = _WORDS.get(fault.code, _OTHERWISE).format_map(_Loose(found))
    return Wrong(fault.place, typeset(words), fault.code in _EMPTY)


class _Loose(dict[str, Any]):
    """Values of a sentence; what is not known is left out."""

    def __missing__(self, key: str) -> str:
        return "…"
