"""Panels as an agent fills them in: one block a kind, its fields those of the descriptor of the kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

from annotated_types import Ge, Le
from django import forms
from pydantic.fields import FieldInfo
from wagtail import blocks

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.panels import AnyPanel, Panel
from portal.ui.words import LEVELS

_KIND: Final = "kind"
_CHOSEN: Final = frozenset({"indicator", "crossed"})
_CHOSEN_LIST: Final = "indicators"
_LONG: Final = frozenset({"text", "note"})
_LONGEST: Final = 600

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "key_figures": ("Chiffres clés", "pick"),
    "map": ("Carte", "site"),
    "ranking": ("Classement", "order"),
    "distribution": ("Répartition", "table"),
    "evolution": ("Évolution", "history"),
    "scatter": ("Nuage de points", "crosshairs"),
    "changes": ("Plus fortes hausses et baisses", "resubmit"),
    "outliers": ("Territoires à part", "warning"),
    "members": ("Tous les membres", "list-ul"),
    "categories": ("Catégories", "tag"),
    "text": ("Texte", "pilcrow"),
}
"""Kind of panel → its name for an agent, its icon."""

_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("Titre", "Laisser vide : le titre est écrit d’après l’indicateur et le territoire."),
    "note": ("Note", "Une précaution ou une explication, sous le panneau."),
    "width": ("Largeur", ""),
    "levels": (
        "Seulement à ces niveaux",
        "Aucun coché : à tous. Aux autres niveaux, la page dit qu’il manque.",
    ),
    "level": ("Toujours à ce niveau", "Vide : le niveau de la page."),
    "indicator": ("Indicateur", "Tapez quelques lettres de son nom, puis choisissez-le."),
    "crossed": ("Second indicateur, en largeur", "Tapez quelques lettres de son nom, puis choisissez-le."),
    "indicators": ("Indicateurs", "De un à huit."),
    "of": ("Chiffres", ""),
    "method": ("Découpage en classes", ""),
    "count": ("Nombre de classes", "De 3 à 7."),
    "first": ("Combien des plus élevés", ""),
    "last": ("Combien des moins élevés", "0 : aucun."),
    "since": ("Depuis l’année", "Vide : toutes les années connues."),
    "years": ("Sur combien d’années", ""),
    "least": (
        "Habitants au moins",
        "Les territoires moins peuplés sont laissés de côté ; 0 : aucun ne l’est.",
    ),
    "at_most": ("Au plus", ""),
    "glance": ("Aspect", ""),
    "text": ("Texte", ""),
}

_CHOICES: Final[Mapping[str, str]] = {
    "half": "Une demi-page, à côté d’un autre",
    "full": "Toute la largeur",
    "zone": "Ceux du territoire lui-même",
    "members": "Le milieu de ses membres (médiane)",
    "quantiles": "Autant de territoires par classe",
    "naturelles": "Là où les valeurs s’écartent",
    "egales": "Des classes de même étendue",
    "bars": "Des barres",
    "fifths": "Cinq nuances, du plus faible au plus fort",
}


class IndicatorBlock(blocks.CharBlock):
    """An indicator by its slug, searched by its name: the name itself is taken for the slug."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.field.widget = IndicatorInput()

    def clean(self, value: Any) -> Any:
        typed = " ".join((super().clean(value) or "").split())
        return find_slug(typed) or typed


class IndicatorInput(forms.TextInput):
    """A text with proposals: slugs, found by any word of their names."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"list": "indicateurs-connus", "autocomplete": "off", "data-indicateur": "", **(attrs or {})}
        )

    class Media:
        js = ("cms/indicator-chooser.js",)


def find_slug(typed: str) -> str:
    """The slug of what was typed: a slug, or the name of an indicator; empty for anything else."""
    known = get_catalogue().indicators
    if typed in known:
        return typed
    folded = typed.casefold().replace("’", "'")
    named = (one.slug for one in get_catalogue().list_public_indicators() if one.label.casefold() == folded)
    return next(named, "")


def list_panel_kinds() -> list[type[Panel]]:
    """The kinds of the descriptor, in its order."""
    union = get_args(AnyPanel)[0]
    return list(get_args(union))


def name_kind(model: type[Panel]) -> str:
    """« map »."""
    return str(get_args(model.model_fields[_KIND].annotation)[0])


def build_panel_block(model: type[Panel]) -> blocks.StructBlock:
    """The block of a kind: title first, then what is its own, then what all kinds have."""
    own = [name for name in model.model_fields if name not in Panel.model_fields and name != _KIND]
    common = [name for name in Panel.model_fields if name in model.model_fields and name != "title"]
    label, icon = KINDS[name_kind(model)]
    fields = [(name, _build_field(name, model.model_fields[name])) for name in ("title", *own, *common)]
    return blocks.StructBlock(fields, label=label, icon=icon)


def list_panel_blocks() -> Iterator[tuple[str, blocks.Block]]:
    """One block a kind, by its name."""
    for model in list_panel_kinds():
        yield name_kind(model), build_panel_block(model)


def _build_field(name: str, field: FieldInfo) -> blocks.Block:
    label, help_text = _LABELS[name]
    options: dict[str, Any] = {"label": label, "help_text": help_text, "required": field.is_required()}
    if name in _CHOSEN:
        return IndicatorBlock(**options)
    if name == _CHOSEN_LIST:
        return blocks.ListBlock(
            IndicatorBlock(label="Indicateur"), label=label, help_text=help_text, max_num=8
        )
    inner = [one for one in get_args(field.annotation) or (field.annotation,) if one is not NoneType]
    if get_origin(field.annotation) is tuple:
        choices = list(_list_choices(get_args(field.annotation)[0]))
        return blocks.MultipleChoiceBlock(choices, widget=forms.CheckboxSelectMultiple, **options)
    if get_origin(field.annotation) is Literal or get_origin(inner[0]) is Literal:
        literal = field.annotation if get_origin(field.annotation) is Literal else inner[0]
        return blocks.ChoiceBlock(choices=list(_list_choices(literal)), default=field.default, **options)
    if field.annotation is int or int in inner or _find_limits(field):
        return blocks.IntegerBlock(default=field.default, **_find_limits(field), **options)
    if name in _LONG:
        return blocks.TextBlock(max_length=_LONGEST, rows=3, **options)
    return blocks.CharBlock(max_length=_LONGEST, **options)


def _list_choices(literal: Any) -> Iterator[tuple[str, str]]:
    for value in get_args(literal):
        yield value, _CHOICES.get(value) or LEVELS[value].capitalize()


def _find_limits(field: FieldInfo) -> dict[str, int]:
    """Least and most of a whole number, for it or for what may stand in its place."""
    found: dict[str, int] = {}
    marks = [*field.metadata]
    for one in get_args(field.annotation):
        marks += getattr(one, "__metadata__", ())
    for mark in marks:
        for rule in [mark, *getattr(mark, "metadata", ())]:
            if isinstance(rule, Ge):
                found["min_value"] = int(str(rule.ge))
            if isinstance(rule, Le):
                found["max_value"] = int(str(rule.le))
    return found


class PanelsBlock(blocks.StreamBlock):
    """The panels of a dashboard, in their order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(list(list_panel_blocks()), **options)

    class Meta:
        max_num = 16
