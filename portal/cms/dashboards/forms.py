"""The form of a composed dashboard: it is refused what the descriptor refuses, at the field that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from portal.cms.dashboards.composing import LEVEL_FIELDS, build_data
from portal.cms.dashboards.faults import build_errors, read_dashboard
from portal.stats.descriptors.catalogue import get_catalogue
from portal.territories.queries.zones import UnknownZoneError, find_zone

ZONE_CHOICES = (
    ("france", "la France entière"),
    ("region", "une région"),
    ("departement", "un département"),
    ("epci", "une intercommunalité"),
    ("ept", "un établissement public territorial"),
    ("voisins", "un territoire et ses voisins"),
    ("group", "un groupe enregistré"),
    ("liste", "une liste de territoires"),
)


_REFUSED: Final[dict[str, Any]] = {
    "label": "", "summary": "", "themes": [], "zones": [], "default_zone": "", "order": 0,
}  # fmt: skip
"""What stands for a field whose own error is told already: the others are still checked."""


def _list_themes() -> Iterator[tuple[str, str]]:
    themes = get_catalogue().themes.values()
    yield from ((one.slug, one.label) for one in sorted(themes, key=lambda one: one.order))


class ComposedDashboardForm(WagtailAdminModelForm):
    """``themes`` and ``zones`` are lists of words, kept as such."""

    themes = forms.MultipleChoiceField(
        label="Thèmes",
        choices=_list_themes,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché : le tableau de bord est rangé avec ceux d’un type de territoire.",
    )
    zones = forms.MultipleChoiceField(
        label="Zones où il peut être lu",
        choices=ZONE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune cochée : toutes.",
    )

    def clean_slug(self) -> str:
        """Refuses the address of a dashboard of the catalogue."""
        slug = str(self.cleaned_data["slug"])
        if slug.replace("-", "_") in get_catalogue().dashboards:
            raise ValidationError("Un tableau de bord livré avec le portail a déjà cette adresse.")
        return slug

    def clean_default_zone(self) -> str:
        """Refuses a zone that no address could name; gives the key of the one found."""
        key = str(self.cleaned_data["default_zone"] or "").strip()
        if not key:
            return ""
        try:
            return find_zone(key).key
        except UnknownZoneError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """A draft may lack something; what is published may not."""
        super().clean()
        values = self.cleaned_data
        if not {"panels", "questions", "slug"} - set(values):
            is_draft = getattr(self, "is_deferred_validation", False)
            levels = {name: values.get(name, "") for name in LEVEL_FIELDS}
            _, wrongs = read_dashboard(build_data({**_REFUSED, **values, **levels}))
            for field, error in build_errors(one for one in wrongs if not (is_draft and one.is_empty)):
                if field is None or field not in self.errors:
                    self.add_error(field if field in self.fields else None, error)
        return values
