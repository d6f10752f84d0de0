"""Editorial content: pages and messages written in the back-office. Facts are never stored here.

An editorial page refers to a figure by its indicator's slug, so that facts can be rebuilt at any
time without touching a text.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from portal.cms.blocks import SHORT_TEXT_FEATURES, TEXT_FEATURES, BodyBlock
from portal.cms.dashboards.models import ComposedDashboard
from portal.territories.models import Kind, Territory

__all__ = [
    "ComposedDashboard",
    "ContentPage",
    "HomePage",
    "InitialContent",
    "OperatorDetails",
    "TerritoryMessage",
]


class HomePage(Page):
    """The words of the home page; its figures, map and search box are drawn by ``portal.web.home``."""

    headline = models.CharField("titre affiché", max_length=200)
    introduction = RichTextField("introduction", features=SHORT_TEXT_FEATURES, blank=True)
    notice = RichTextField(
        "annonce",
        features=SHORT_TEXT_FEATURES,
        blank=True,
        help_text="Affichée en haut de la page d’accueil. Laisser vide s’il n’y a rien à annoncer.",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("notice"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.ContentPage"]
    max_count = 1
    # Visitors have no session (cookies stay in the back-office): every published page is public.
    private_page_options: list[str] = []
    # Drawn by the web layer, above this one: a preview here could only show part of it.
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = "page d’accueil"


class ContentPage(Page):
    """An editorial page made of blocks of the design system: help, legal pages, themes."""

    lead = models.TextField("chapô", blank=True, help_text="Une ou deux phrases sous le titre.")
    body = StreamField(BodyBlock(), blank=True, verbose_name="contenu")

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["cms.HomePage", "cms.ContentPage"]
    subpage_types = ["cms.ContentPage"]
    template = "cms/content_page.html"
    private_page_options: list[str] = []

    class Meta:
        verbose_name = "page de contenu"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Plain values for the template: trail, children, rendered body."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        ancestors = self.get_ancestors().filter(depth__gt=2).live()
        context["trail"] = [(page.title, page.get_url(request)) for page in ancestors]
        context["children"] = [
            (page.title, page.get_url(request)) for page in self.get_children().live().in_menu()
        ]
        context["body_html"] = self.body.render_as_block({"page": self, "request": request})
        context["description"] = self.search_description or self.lead[:300]
        context["updated_on"] = self.last_published_at
        return context


class TerritoryMessage(models.Model):
    """A note shown under the title of one territory's page: special status, warning, news."""

    kind = models.CharField("type de territoire", max_length=24, choices=Kind.choices)
    code = models.CharField("code", max_length=12, help_text="Code INSEE, SIREN, ou FR.")
    title = models.CharField("titre", max_length=150)
    text = RichTextField("texte", features=TEXT_FEATURES)
    is_shown = models.BooleanField("affiché", default=True)
    updated_at = models.DateTimeField(auto_now=True)

    panels = [
        FieldPanel("kind"),
        FieldPanel("code"),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("is_shown"),
    ]

    class Meta:
        verbose_name = "message sur un territoire"
        verbose_name_plural = "messages sur les territoires"
        ordering = ["kind", "code", "id"]
        indexes = [models.Index(fields=["kind", "code"], name="message_territory")]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_kind_display()} {self.code})"

    def clean(self) -> None:
        """A message about a territory that does not exist would never be shown."""
        if not Territory.objects.filter(kind=self.kind, code=self.code).exists():
            raise ValidationError({"code": "Aucun territoire de ce type ne porte ce code."})


@register_setting(icon="site")
class OperatorDetails(BaseGenericSetting):
    """Who runs this installation: what mentions légales, contact and security.txt must say."""

    publisher = models.CharField("éditeur du site", max_length=200, blank=True)
    publisher_address = models.TextField("adresse de l’éditeur", blank=True)
    director = models.CharField("directeur ou directrice de la publication", max_length=200, blank=True)
    host = models.CharField("hébergeur", max_length=200, blank=True)
    host_address = models.TextField("adresse et téléphone de l’hébergeur", blank=True)
    contact_email = models.EmailField("adresse de contact", blank=True)
    contact_address = models.TextField("adresse postale de contact", blank=True)
    privacy_email = models.EmailField("délégué à la protection des données", blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("publisher"), FieldPanel("publisher_address"), FieldPanel("director")],
            heading="Éditeur",
        ),
        MultiFieldPanel([FieldPanel("host"), FieldPanel("host_address")], heading="Hébergeur"),
        MultiFieldPanel(
            [FieldPanel("contact_email"), FieldPanel("contact_address"), FieldPanel("privacy_email")],
            heading="Contact",
        ),
    ]

    class Meta:
        verbose_name = "coordonnées de l’exploitant"

    def get_contact_email(self) -> str:
        """The address given by the operator, or the usual one of the site's domain."""
        return self.contact_email or settings.CONTACT_EMAIL

    def list_rows(self, part: str) -> list[tuple[str, str]]:
        """Pairs of (label, text) for one part of the legal pages; an empty text is not yet given."""
        parts = {
            "publisher": [
                ("Éditeur", self.publisher),
                ("Adresse", self.publisher_address),
                ("Directeur ou directrice de la publication", self.director),
            ],
            "host": [("Hébergeur", self.host), ("Adresse et téléphone", self.host_address)],
            "contact": [
                ("Courriel", self.get_contact_email()),
                ("Courrier", self.contact_address or self.publisher_address),
            ],
            "privacy": [
                ("Responsable du traitement", self.publisher),
                (
                    "Délégué à la protection des données",
                    self.privacy_email or self.get_contact_email(),
                ),
            ],
        }
        return parts[part]


class InitialContent(models.Model):
    """What ``load_pages`` once wrote, so that it never writes over an editor's change."""

    key = models.CharField(max_length=150, unique=True)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key
