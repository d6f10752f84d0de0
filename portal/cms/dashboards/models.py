"""A dashboard composed in the back-office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from portal.cms.dashboards.blocks import list_panel_blocks
from portal.cms.dashboards.composing import LEVEL_FIELDS, build_data
from portal.cms.dashboards.faults import read_dashboard
from portal.cms.dashboards.forms import ComposedDashboardForm
from portal.stats.descriptors.dashboard import LEVELS_OF, Dashboard
from portal.ui.words import LEVELS

Drawer = Callable[[HttpRequest, Dashboard], HttpResponse]

_SLUG = RegexValidator(
    r"^[a-z][a-z0-9-]{0,79}\Z",
    "Des lettres minuscules sans accent, des chiffres et des tirets, une lettre d’abord.",
)

_NOT_YET = (
    "Rien à montrer encore : il faut un titre, une adresse, un résumé, une question et un panneau justes."
)


def _choose_level(kind: str, label: str) -> Any:
    choices = [(level, LEVELS[level].capitalize()) for level in LEVELS_OF[kind]]  # type: ignore[index]
    return models.CharField(label, max_length=16, blank=True, choices=choices)


_QUESTION = blocks.CharBlock(label="Question", max_length=600)
_QUESTION.field.widget.attrs["aria-label"] = "Question"  # Wagtail labels no block that stands alone


class ComposedDashboard(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """What the agent wrote; ``find_descriptor`` makes a descriptor of it, as those of the catalogue are."""

    label = models.CharField("titre", max_length=80)
    slug = models.CharField(
        "adresse", max_length=80, unique=True, validators=[_SLUG], help_text="La fin de /tableaux-de-bord/…"
    )
    summary = models.TextField(
        "résumé", max_length=600, help_text="Ce que l’on y voit, en une ou deux phrases."
    )
    questions = StreamField(
        [("question", _QUESTION)],
        verbose_name="questions",
        max_num=6,
        help_text="Celles auxquelles il répond, de une à six.",
    )
    themes = models.JSONField("thèmes", default=list, blank=True)
    zones = models.JSONField("zones", default=list, blank=True)
    default_zone = models.CharField(
        "zone montrée d’abord",
        max_length=120,
        blank=True,
        help_text="« france », « departement:35 », « epci:243500139 »… Vide : la page demande laquelle.",
    )
    level_france = _choose_level("france", "membres de la France")
    level_region = _choose_level("region", "membres d’une région")
    level_departement = _choose_level("departement", "membres d’un département")
    order = models.PositiveSmallIntegerField(
        "rang dans la liste", default=50, help_text="De 1 (en tête) à 99."
    )
    panels = StreamField(list(list_panel_blocks()), verbose_name="panneaux", max_num=16)
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="composed_dashboard",
        for_concrete_model=False,
    )

    admin_panels: ClassVar[list[Any]] = [
        TitleFieldPanel("label", targets=["slug"]),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("summary"),
        FieldPanel("questions"),
        FieldPanel("panels"),
        MultiFieldPanel(
            [FieldPanel("zones"), FieldPanel("default_zone"), *(FieldPanel(name) for name in LEVEL_FIELDS)],
            heading="Zones",
        ),
        MultiFieldPanel([FieldPanel("themes"), FieldPanel("order")], heading="Rangement"),
    ]
    base_form_class = ComposedDashboardForm

    class Meta:
        verbose_name = "tableau de bord"
        verbose_name_plural = "tableaux de bord"
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label

    @property
    def path(self) -> str:
        """Of its page, without host."""
        return f"/tableaux-de-bord/{self.slug}"

    def find_descriptor(self) -> Dashboard | None:
        """The descriptor of what is written, without the panels that the catalogue no longer allows (an
        indicator withdrawn since); None when nothing is left to show."""
        data = build_data(
            {field.name: getattr(self, field.name) for field in self._meta.get_fields() if field.concrete}
        )
        found, wrongs = read_dashboard(data)
        bad = {one.place[1] for one in wrongs if one.place[:1] == ("panels",) and len(one.place) > 1}
        if bad:
            data["panels"] = [one for rank, one in enumerate(data["panels"]) if rank not in bad]
            found, _ = read_dashboard(data)
        return found

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as readers will have it, drawn by what DASHBOARD_PREVIEW names."""
        descriptor = self.find_descriptor()
        if descriptor is None:
            return HttpResponse(_NOT_YET, content_type="text/plain; charset=utf-8")
        draw: Drawer = import_string(settings.DASHBOARD_PREVIEW)
        return draw(request, descriptor)
