"""Blocks of editorial pages: the components of the design system that an editor may place.

Each block is a name, its fields and a Jinja2 template of ``cms/blocks``. Text is rich where links
and emphasis help, plain elsewhere; nothing lets an editor paste raw HTML.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import expand_db_html

from portal.cms.conformity import describe_conformity
from portal.cms.figures import check_figure, present_figure
from portal.kernel.french import typeset
from portal.territories.models import Kind

_MARKUP: Final = re.compile(r"(<[^>]*>)")

TEXT_FEATURES: Final = ["bold", "italic", "link", "document-link", "ol", "ul"]
SHORT_TEXT_FEATURES: Final = ["bold", "italic", "link"]


def typeset_html(markup: str) -> str:
    """The text between tags as French prints it; tags and their attributes are left alone."""
    return "".join(part if part.startswith("<") else typeset(part) for part in _MARKUP.split(markup) if part)


def write_rich_text(source: str) -> SafeString:
    """Rich text of the back-office, ready for a template.

    Safe because Wagtail cleans it on its way in and out of the editor; typesetting adds no tag.
    """
    return mark_safe(typeset_html(expand_db_html(source)))  # noqa: S308


class TextBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["html"] = write_rich_text(value.source)
        return context

    class Meta:
        template = "cms/blocks/text.html"
        label = "Texte"
        icon = "pilcrow"


class HeadingBlock(blocks.StructBlock):
    """A heading with an anchor made from its text, so that any part of a page can be cited."""

    text = blocks.CharBlock(label="Titre", max_length=150)
    level = blocks.ChoiceBlock(label="Niveau", choices=[("2", "Titre 2"), ("3", "Titre 3")], default="2")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["anchor"] = slugify(value["text"])
        return context

    class Meta:
        template = "cms/blocks/heading.html"
        label = "Titre"
        icon = "title"


class CalloutBlock(blocks.StructBlock):
    """« Mise en avant »: something worth knowing beside the main text."""

    title = blocks.CharBlock(label="Titre", required=False, max_length=150)
    text = TextBlock(label="Texte", features=TEXT_FEATURES)

    class Meta:
        template = "cms/blocks/callout.html"
        label = "Mise en avant"
        icon = "info-circle"


class AlertBlock(blocks.StructBlock):
    """A message the reader must not miss."""

    nature = blocks.ChoiceBlock(
        label="Nature",
        choices=[("info", "Information"), ("success", "Succès"), ("warning", "Attention")],
        default="info",
    )
    title = blocks.CharBlock(label="Titre", max_length=150)
    text = TextBlock(label="Texte", features=SHORT_TEXT_FEATURES, required=False)

    class Meta:
        template = "cms/blocks/alert.html"
        label = "Alerte"
        icon = "warning"


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=150)
    text = TextBlock(label="Texte", features=TEXT_FEATURES)


class AccordionBlock(blocks.StructBlock):
    """Questions and answers, folded."""

    items = blocks.ListBlock(AccordionItemBlock(), label="Volets")

    class Meta:
        template = "cms/blocks/accordion.html"
        label = "Accordéon"
        icon = "list-ul"


class PictureBlock(blocks.StructBlock):
    """An image; its alternative text is asked for by Wagtail's own ImageBlock."""

    image = ImageBlock(label="Image")
    caption = blocks.CharBlock(label="Légende et crédit", required=False, max_length=250)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        image = value["image"]
        context["rendition"] = image.get_rendition("width-1200|format-webp")
        context["alt"] = "" if image.decorative else image.contextual_alt_text or ""
        return context

    class Meta:
        template = "cms/blocks/picture.html"
        label = "Image"
        icon = "image"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Citation")
    author = blocks.CharBlock(label="Auteur", required=False, max_length=150)
    source = blocks.CharBlock(label="Source", required=False, max_length=250)

    class Meta:
        template = "cms/blocks/quote.html"
        label = "Citation"
        icon = "openquote"


class FigureBlock(blocks.StructBlock):
    """A figure of the portal, read when the page is shown: it never goes stale in the text."""

    kind = blocks.ChoiceBlock(label="Type de territoire", choices=Kind.choices, default=Kind.FRANCE)
    code = blocks.CharBlock(label="Code", help_text="Code INSEE, SIREN, ou FR.", max_length=12)
    indicator = blocks.CharBlock(label="Indicateur", help_text="Identifiant, par exemple population.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problem = check_figure(cleaned["kind"], cleaned["code"], cleaned["indicator"])
        if problem:
            raise blocks.StructBlockValidationError({"indicator": ValidationError(problem)})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["figure"] = present_figure(value["kind"], value["code"], value["indicator"])
        return context

    class Meta:
        template = "cms/blocks/figure.html"
        label = "Chiffre du portail"
        icon = "table"


class ConformityBlock(blocks.StaticBlock):
    """« Accessibilité : … conforme », as the one setting fed by the audit says."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["conformity"] = describe_conformity()
        return context

    class Meta:
        template = "cms/blocks/conformity.html"
        label = "État de conformité RGAA"
        icon = "check"
        admin_text = "Affiche l’état de conformité réglé par ACCESSIBILITY_STATUS."


class OperatorBlock(blocks.StructBlock):
    """What the law asks to say about who publishes and hosts, from the operator's settings."""

    part = blocks.ChoiceBlock(
        label="Partie",
        choices=[
            ("publisher", "Éditeur et directeur de la publication"),
            ("host", "Hébergeur"),
            ("contact", "Adresse de contact"),
            ("privacy", "Responsable du traitement et délégué à la protection des données"),
        ],
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["rows"] = apps.get_model("cms", "OperatorDetails").load().list_rows(value["part"])
        return context

    class Meta:
        template = "cms/blocks/operator.html"
        label = "Coordonnées de l’exploitant"
        icon = "site"


class BodyBlock(blocks.StreamBlock):
    """The body of an editorial page."""

    heading = HeadingBlock()
    text = TextBlock(features=TEXT_FEATURES)
    callout = CalloutBlock()
    alert = AlertBlock()
    accordion = AccordionBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    figure = FigureBlock()
    conformity = ConformityBlock()
    operator = OperatorBlock()

    class Meta:
        template = "cms/blocks/body.html"
