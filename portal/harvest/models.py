"""Where each source stands, what each run did, and which document each record became."""

from __future__ import annotations

from typing import Final

from django.db import models

from portal.library.harvested import LONGEST_ID
from portal.library.models import Document

SLUG_LENGTH: Final = 80


class SourceState(models.Model):
    """What the portal remembers of a source of the catalogue; an inactive one is never asked by itself.

    A walk goes through the whole source, in one run or several: ``cursor`` is where the next one goes on
    from, empty when none is under way; ``walk_started_at`` when it began, ``walk_since`` the moment from
    which changes are asked (null: everything, so that what is not seen has vanished).
    ``whole_count``: records of the last whole walk. ``holder`` runs it, alive as long as ``held_at`` is
    recent. ``fingerprint``: of the folder, when it was last loaded at a start.
    """

    slug = models.SlugField("source", max_length=SLUG_LENGTH, unique=True)
    is_active = models.BooleanField("active", default=False)
    next_run_at = models.DateTimeField("prochaine moisson", null=True, blank=True)
    last_success_at = models.DateTimeField("dernière réussite", null=True, blank=True)
    last_whole_at = models.DateTimeField("dernier passage complet", null=True, blank=True)
    last_new_at = models.DateTimeField("dernière nouveauté", null=True, blank=True)
    whole_count = models.PositiveIntegerField("notices au dernier passage complet", null=True, blank=True)
    failures = models.PositiveSmallIntegerField("échecs de suite", default=0)
    cursor = models.TextField("reprise", blank=True)
    walk_started_at = models.DateTimeField(null=True, blank=True)
    walk_since = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=120, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "état d’une source"
        verbose_name_plural = "états des sources"
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug


class Run(models.Model):
    """One passage over a source, or a part of it that time or a failure cut.

    Every record that was read is counted once, in ``created``, ``updated``, ``unchanged``, ``returned``,
    ``skipped`` or ``failed``; so is every document that was ``archived``; ``seen`` is their sum.
    ``alert``: in French, what an agent must look at. ``moved``: [asked, where the source says it moved].
    """

    class State(models.TextChoices):
        RUNNING = "running", "En cours"
        DONE = "done", "Complète"
        PARTIAL = "partial", "Partielle"
        FAILED = "failed", "Échouée"
        ABORTED = "aborted", "Interrompue"

    source = models.SlugField("source", max_length=SLUG_LENGTH)
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.RUNNING)
    by = models.CharField("par", max_length=150, blank=True)
    started_at = models.DateTimeField("commencée le")
    ended_at = models.DateTimeField("finie le", null=True, blank=True)
    is_resumed = models.BooleanField("reprise d’une moisson coupée", default=False)
    is_whole = models.BooleanField("toute la source", default=True)
    pages = models.PositiveIntegerField("pages", default=0)
    announced = models.PositiveIntegerField("notices annoncées par la source", null=True, blank=True)
    seen = models.PositiveIntegerField("traitées", default=0)
    created = models.PositiveIntegerField("ajoutées", default=0)
    updated = models.PositiveIntegerField("mises à jour", default=0)
    unchanged = models.PositiveIntegerField("inchangées", default=0)
    returned = models.PositiveIntegerField("de retour", default=0)
    archived = models.PositiveIntegerField("archivées", default=0)
    skipped = models.PositiveIntegerField("laissées", default=0)
    failed = models.PositiveIntegerField("refusées", default=0)
    sentence = models.TextField("compte rendu", blank=True)
    alert = models.TextField("alerte", blank=True)
    warnings = models.JSONField("avertissements", default=list)
    moved = models.JSONField("adresses déplacées", default=list)

    class Meta:
        verbose_name = "moisson"
        indexes = (models.Index(fields=["source", "-started_at"], name="run_recent"),)
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def read(self) -> int:
        """Records that the source gave."""
        return self.seen - self.archived


class RunProblem(models.Model):
    """A record that was refused or left out, or understood in part; ``message`` is in French."""

    class Level(models.TextChoices):
        FAILED = "failed", "Refusée"
        SKIPPED = "skipped", "Laissée"
        WARNED = "warned", "À vérifier"

    run = models.ForeignKey(Run, models.CASCADE, related_name="problems")
    level = models.CharField("gravité", max_length=8, choices=Level.choices)
    page = models.PositiveIntegerField("page")
    remote_id = models.CharField("notice", max_length=LONGEST_ID, blank=True)
    message = models.TextField("message")
    excerpt = models.CharField("extrait", max_length=300, blank=True)

    class Meta:
        verbose_name = "anomalie de moisson"
        verbose_name_plural = "anomalies de moisson"
        ordering = ("run", "pk")

    def __str__(self) -> str:
        return f"{self.remote_id or self.page}: {self.message[:80]}"


class Record(models.Model):
    """A record of a source and the document it became; one document may have several.

    ``fingerprint``: of what the source says and of how the portal reads it; the same means nothing to do.
    ``last_run``: the last that saw it, so that the second time in one run is noticed.
    ``missing_since``: first whole walk that did not see it; ``archived_at``: when its document was.
    """

    source = models.SlugField(max_length=SLUG_LENGTH)
    remote_id = models.CharField(max_length=LONGEST_ID)
    document = models.ForeignKey(Document, models.CASCADE, related_name="records")
    fingerprint = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    last_run = models.PositiveBigIntegerField(default=0)
    missing_since = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "remote_id"), name="record_once"),)
        indexes = (models.Index(fields=["source", "last_seen_at"], name="record_last_seen"),)

    def __str__(self) -> str:
        return f"{self.source} {self.remote_id}"


class KeptAnswer(models.Model):
    """What a source told of the version of a page that we keep, to ask next time whether it changed.

    The body is in DATA_DIR/harvest/<source>/<digest of the address>.
    """

    source = models.SlugField(max_length=SLUG_LENGTH)
    digest = models.CharField(max_length=64)
    url = models.TextField()
    final_url = models.TextField()
    etag = models.TextField(blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=200, blank=True)
    charset = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "digest"), name="kept_answer_once"),)

    def __str__(self) -> str:
        return self.url
