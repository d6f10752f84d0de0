"""Releases of datasets and the packed figures that pages are served from.

The layout of the packed bytes is known to ``portal.stats.store`` only.
"""

from __future__ import annotations

from typing import Final

from django.db import models

COMPUTED_DATASET: Final = "calculs"
"""Dataset of the indicators that are computed from several others: it has no folder."""


class Release(models.Model):
    """One published state of one dataset. Rows of a release never change once written."""

    class State(models.TextChoices):
        PREPARED = "prepared", "Préparée"
        PUBLISHED = "published", "Publiée"
        ROLLED_BACK = "rolled_back", "Retirée"
        ARCHIVED = "archived", "Archivée"  # packed rows purged, Parquet kept

    dataset = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.PREPARED)
    by = models.CharField(max_length=150, blank=True, help_text="Who published, or which command.")
    prepared_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, help_text="Of the inputs, descriptors and territories.")
    layout = models.JSONField(
        default=dict, help_text="Cells and groupings of the rows, by kind: see store.layout."
    )
    sources = models.JSONField(default=list, help_text="Original files: name, sha256, origin, date.")
    inputs = models.JSONField(
        default=dict, help_text="Of a computed release: number of the release of each input dataset."
    )
    checks = models.JSONField(default=list)
    changes = models.JSONField(default=dict, help_text="Difference with the previous release.")
    extract = models.TextField(
        blank=True, help_text="In French, which part of the source was at hand; empty when all of it was."
    )
    nomenclatures = models.JSONField(
        default=dict, help_text="Of indicators with open categories: slug → key of the category → its label."
    )
    value_count = models.PositiveIntegerField(default=0)
    archive = models.CharField(max_length=300, blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="release_dataset_number")]
        ordering = ["dataset", "-number"]

    def __str__(self) -> str:
        return f"{self.dataset} n° {self.number}"


class CurrentRelease(models.Model):
    """The pointer that readers follow: moving it is the publication."""

    dataset = models.CharField(max_length=80, unique=True)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.dataset} → {self.release_id}"


class DataVersion(models.Model):
    """The releases online from an instant on: one line each time a publication or a rollback moved them.

    ``key`` names the set of releases (``store.read.compute_version_key``): a rollback gives again that
    of an earlier line. Lines are never changed nor removed.
    """

    key = models.CharField(max_length=16, db_index=True)
    recorded_at = models.DateTimeField()
    releases = models.JSONField(help_text="Dataset → id of its release.")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.key} {self.recorded_at:%Y-%m-%d %H:%M}"


class PackedRow(models.Model):
    """All cells of one key in one release.

    Keys: ``commune:35238`` for a territory, ``commune@departement:35`` for the summary of the
    communes of a group.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(max_length=60)
    payload = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "key"], name="packed_row_key")]

    def __str__(self) -> str:
        return f"{self.release_id} {self.key}"


class PackedColumn(models.Model):
    """One indicator and year over all territories of a kind, in the order of their positions."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="columns")
    indicator = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24)
    payload = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "indicator", "year", "kind"], name="packed_column_key")
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.indicator} {self.year} {self.kind}"


class PublicationRefusal(models.Model):
    """The last publication of a dataset was refused; none once a later one went well."""

    dataset = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    sentence = models.TextField(help_text="In plain French, for readers.")
    detail = models.TextField(blank=True, help_text="In English, for agents: never shown to the public.")

    def __str__(self) -> str:
        return f"{self.dataset} {self.at:%Y-%m-%d %H:%M}"


class FetchAttempt(models.Model):
    """One attempt to have one original file: what the freshness page tells."""

    class Outcome(models.TextChoices):
        NEW = "new", "Nouvelle version"
        UNCHANGED = "unchanged", "Sans changement"
        MIRROR = "mirror", "Copie locale"  # the mirror folder has it: nothing was asked of the network
        FAILED = "failed", "Échec"

    dataset = models.CharField(max_length=80)
    file = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    reason = models.CharField(
        max_length=32, blank=True, help_text="Class of the failure: portal.kernel.http.errors.Reason."
    )
    sentence = models.TextField(blank=True, help_text="In plain French, for readers.")
    detail = models.TextField(blank=True, help_text="In English, for agents: never shown to the public.")
    bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    final_url = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["dataset", "-started_at"], name="fetch_attempt_latest")]
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.dataset}/{self.file} {self.started_at:%Y-%m-%d %H:%M} {self.outcome}"
