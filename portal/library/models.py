"""Documents of the library, their files, identifiers and history.

Lists of slugs are JSON columns: the search index answers every question about them, so that a page of
results costs the same few statements whatever is shown. ``revision`` grows with each change of a row that
the index reads: nodes ask for the rows above the one they know.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.text import slugify

from portal.library.kinds import DatePrecision, DocumentKind, DocumentState

SLUG_LENGTH: Final = 80


class Document(models.Model):
    """A publication, a dataset, a tool, a reference document or a platform.

    ``producers``, ``subjects``, ``licence``: slugs of the catalogue; a producer it does not know is a slug
    of ``Organization``. ``territories``: « kind:code ». ``levels``: levels of authorities it is of use to.
    ``years``: those its content is about. ``published_on`` is the last day of what is known of the date
    (``published_precision``), ``published_words`` what the source says; null when it says nothing usable.
    ``provenance``: name of a field → {"origin": "harvested" | "inferred" | "edited", "source", "at", "by"}.
    ``harvested``: name of a field → last value of its source, kept beside what an agent corrected.
    """

    wagtail_reference_index_ignore = True  # no page refers to rows here: its index would slow each harvest

    kind = models.CharField("type", max_length=16, choices=DocumentKind.choices)
    state = models.CharField(
        "état", max_length=12, choices=DocumentState.choices, default=DocumentState.PUBLISHED
    )
    title = models.CharField("titre", max_length=500)
    slug = models.SlugField(max_length=SLUG_LENGTH)
    url = models.URLField("adresse", max_length=2000)
    abstract = models.TextField("résumé", blank=True)
    text = models.TextField("texte", blank=True)
    producers = models.JSONField("producteurs", default=list)
    publisher_words = models.CharField("producteur selon la source", max_length=300, blank=True)
    published_on = models.DateField("date de publication", null=True, blank=True)
    published_precision = models.CharField(
        "précision", max_length=8, choices=DatePrecision.choices, blank=True
    )
    published_words = models.CharField("date selon la source", max_length=120, blank=True)
    modified_on = models.DateField("mise à jour par le producteur", null=True, blank=True)
    years = models.JSONField("années étudiées", default=list)
    subjects = models.JSONField("thématiques", default=list)
    keywords = models.JSONField("mots-clés", default=list)
    levels = models.JSONField("types de collectivité", default=list)
    territories = models.JSONField("territoires", default=list)
    language = models.CharField("langue", max_length=3, blank=True)
    licence = models.CharField("licence", max_length=80, blank=True)
    licence_words = models.CharField("licence selon la source", max_length=300, blank=True)
    formats = models.JSONField("formats", default=list)
    frequency = models.CharField("périodicité", max_length=40, blank=True)
    image_url = models.URLField("vignette", max_length=2000, blank=True)
    series = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="vintages", verbose_name="série"
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name="fusionné avec"
    )
    sources = models.JSONField("moissonné de", default=list)
    weight = models.PositiveSmallIntegerField("mise en avant", default=0)
    provenance = models.JSONField(default=dict)
    harvested = models.JSONField(default=dict)
    archived_words = models.CharField("motif d'archivage", max_length=300, blank=True)
    created_at = models.DateTimeField("ajouté le")
    updated_at = models.DateTimeField("modifié le")
    revision = models.PositiveBigIntegerField(default=0, db_index=True)

    class Meta:
        verbose_name = "document"
        indexes = (
            models.Index(fields=["state", "-published_on"], name="document_recent"),
            models.Index(fields=["series", "-published_on"], name="document_vintages"),
        )
        ordering = ("-published_on", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """Its address, from the root."""
        return f"/bibliotheque/{self.pk}-{self.slug}"

    @property
    def is_shown(self) -> bool:
        """Whether its page answers: an archived document keeps its page, with a mark."""
        return self.state in {DocumentState.PUBLISHED, DocumentState.ARCHIVED}


def build_slug(title: str) -> str:
    """« les-finances-des-communes-en-2024 »; « document » when nothing is left of the title."""
    return slugify(title)[:SLUG_LENGTH].strip("-") or "document"


class DocumentFile(models.Model):
    """A file or service that a document gives, in the order of its source."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files")
    rank = models.PositiveSmallIntegerField()
    url = models.URLField("adresse", max_length=2000)
    title = models.CharField("titre", max_length=300, blank=True)
    format = models.CharField("format", max_length=40, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    modified_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "fichier"
        constraints = (models.UniqueConstraint(fields=("document", "rank"), name="one_file_a_rank"),)
        ordering = ("document", "rank")

    def __str__(self) -> str:
        return self.title or self.url


class Identifier(models.Model):
    """What names a document elsewhere: ``scheme`` is ark, doi, datagouv, isbn, issn or url (canonical)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=12)
    value = models.CharField(max_length=500)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "scheme", "value"), name="identifier_once"),
        )
        indexes = (models.Index(fields=["scheme", "value"], name="identifier_value"),)

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Organization(models.Model):
    """A producer that the catalogue does not describe: what a source calls it."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField("nom", max_length=300)
    page = models.URLField("site", max_length=2000, blank=True)
    territory = models.CharField("territoire", max_length=40, blank=True, help_text="kind:code")

    class Meta:
        verbose_name = "organisme"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Change(models.Model):
    """One act on a document: by a harvest (``by`` empty, ``source`` filled) or by an agent."""

    class Act(models.TextChoices):
        CREATED = "created", "Ajouté"
        UPDATED = "updated", "Mis à jour par la moisson"
        EDITED = "edited", "Corrigé"
        RELEASED = "released", "Champ rendu à la moisson"
        HIDDEN = "hidden", "Dépublié"
        SHOWN = "shown", "Remis en ligne"
        ARCHIVED = "archived", "Archivé"
        RETURNED = "returned", "De retour à la source"
        MERGED = "merged", "Fusionné"
        LINKED = "linked", "Adresse remplacée"

    document = models.ForeignKey(Document, models.CASCADE, related_name="changes")
    at = models.DateTimeField("le")
    act = models.CharField("acte", max_length=12, choices=Act.choices)
    by = models.CharField("par", max_length=150, blank=True)
    source = models.CharField("source", max_length=80, blank=True)
    fields = models.JSONField("champs", default=dict, help_text="Field → [before, after].")

    class Meta:
        verbose_name = "modification"
        indexes = (models.Index(fields=["document", "-at"], name="change_recent"),)
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.document_id}"


class Pair(models.Model):
    """Two documents that may be one; an agent says. ``first`` is the older."""

    class Verdict(models.TextChoices):
        WAITING = "waiting", "À examiner"
        SAME = "same", "Le même document"
        DIFFERENT = "different", "Deux documents"

    first = models.ForeignKey(Document, models.CASCADE, related_name="+")
    second = models.ForeignKey(Document, models.CASCADE, related_name="+")
    reason = models.CharField("indice", max_length=200)
    verdict = models.CharField("réponse", max_length=12, choices=Verdict.choices, default=Verdict.WAITING)
    noticed_at = models.DateTimeField("remarqué le")
    answered_at = models.DateTimeField("examiné le", null=True, blank=True)
    by = models.CharField("par", max_length=150, blank=True)

    class Meta:
        verbose_name = "doublon possible"
        verbose_name_plural = "doublons possibles"
        constraints = (models.UniqueConstraint(fields=("first", "second"), name="pair_once"),)
        ordering = ("-noticed_at",)

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"


class Clock(models.Model):
    """The counter that ``Document.revision`` is taken from; one row."""

    revision = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "compteur de la bibliothèque"

    def __str__(self) -> str:
        return str(self.revision)
