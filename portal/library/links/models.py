"""Addresses that documents send readers to, what was seen there, and what is proposed for them.

Loaded by the application itself (``portal.library.apps``): nothing here imports the documents.
"""

from __future__ import annotations

from typing import Final

from django.db import models

from portal.library.links.states import LinkState, Outcome, ProposalKind, ProposalState, Role

KEPT_CHECKS: Final = 20
"""Looks kept for each address."""


class LinkRun(models.Model):
    """One turn of checks. ``counts``: outcome → number. ``is_offline``: this machine had no network, so that
    nothing it found was believed."""

    started_at = models.DateTimeField("commencé le")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)
    asked = models.PositiveIntegerField("adresses vérifiées", default=0)
    counts = models.JSONField("résultats", default=dict)
    is_offline = models.BooleanField("sans réseau", default=False)
    words = models.CharField("en clair", max_length=300, blank=True)

    class Meta:
        verbose_name = "tour de vérification des liens"
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return self.words or f"{self.started_at:%Y-%m-%d %H:%M}"


class Link(models.Model):
    """An address, whoever uses it.

    ``digest``: SHA-256 of ``url``, in hexadecimal. ``domain``: registered domain, which politeness counts by.
    ``first``, ``last``: what was seen there (see ``story.Facts``), null before a first success. ``failures``:
    those in a row that count against it, {"outcome", "at", "run"}. ``moved_to``: where it permanently
    redirects, seen ``moved_count`` times since ``moved_since``. ``doubts``: codes of ``Doubt``.
    ``archive_url``: the archived copy that an agent accepted. ``is_ignored``: an agent wants no more checks.
    ``trusted``: fingerprint of the content that an agent found right, despite the doubts.
    """

    url = models.URLField("adresse", max_length=2000)
    digest = models.CharField(max_length=64, unique=True)
    host = models.CharField("site", max_length=253, blank=True)
    domain = models.CharField("domaine", max_length=253, blank=True, db_index=True)
    state = models.CharField("état", max_length=16, choices=LinkState.choices, default=LinkState.UNKNOWN)
    since = models.DateTimeField("depuis le", null=True, blank=True)
    outcome = models.CharField("dernier constat", max_length=12, choices=Outcome.choices, blank=True)
    detail = models.CharField("précision", max_length=300, blank=True)
    checks = models.PositiveIntegerField("vérifications", default=0)
    first = models.JSONField(null=True, blank=True)
    last = models.JSONField(null=True, blank=True)
    failures = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    moved_to = models.CharField("nouvelle adresse", max_length=2000, blank=True)
    moved_count = models.PositiveIntegerField(default=0)
    moved_since = models.DateTimeField(null=True, blank=True)
    final_digest = models.CharField(max_length=64, blank=True, db_index=True)
    archive_url = models.CharField("copie archivée", max_length=2000, blank=True)
    archive_asked_at = models.DateTimeField(null=True, blank=True)
    https_asked_at = models.DateTimeField(null=True, blank=True)
    trusted = models.CharField(max_length=64, blank=True)
    is_ignored = models.BooleanField("ignorée", default=False)
    added_at = models.DateTimeField("ajoutée le")
    checked_at = models.DateTimeField("vérifiée le", null=True, blank=True)
    ok_at = models.DateTimeField("a répondu le", null=True, blank=True)
    next_check_at = models.DateTimeField("prochaine vérification", db_index=True)

    class Meta:
        verbose_name = "lien"
        indexes = (models.Index(fields=["state", "-since"], name="link_state"),)
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.url


class LinkUse(models.Model):
    """A document that sends readers to an address."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="uses")
    document = models.ForeignKey("library.Document", models.CASCADE, related_name="link_uses")
    role = models.CharField("rôle", max_length=4, choices=Role.choices)

    class Meta:
        verbose_name = "emploi d’un lien"
        constraints = (models.UniqueConstraint(fields=("link", "document", "role"), name="link_use_once"),)

    def __str__(self) -> str:
        return f"{self.document_id} → {self.link_id}"


class LinkCheck(models.Model):
    """One look at an address; the last ``KEPT_CHECKS`` are kept."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="history")
    run = models.ForeignKey(LinkRun, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("le")
    outcome = models.CharField("constat", max_length=12, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    final_url = models.CharField(max_length=2000, blank=True)
    elapsed_ms = models.PositiveIntegerField(default=0)
    detail = models.CharField("précision", max_length=300, blank=True)

    class Meta:
        verbose_name = "vérification"
        indexes = (models.Index(fields=["link", "-at"], name="link_history"),)
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.link_id}: {self.outcome}"


class LinkDomain(models.Model):
    """What a registered domain asks of us. ``cool_until``: it said that we ask too much."""

    name = models.CharField("domaine", max_length=253, unique=True)
    cool_until = models.DateTimeField("au repos jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "domaine"

    def __str__(self) -> str:
        return self.name


class LinkHost(models.Model):
    """What a host answers to an address that cannot exist, asked at most once a day."""

    name = models.CharField("site", max_length=253, unique=True)
    asked_at = models.DateTimeField("demandé le")
    bad = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = "site"

    def __str__(self) -> str:
        return self.name


class LinkClock(models.Model):
    """Up to which revision of the documents their addresses are known; one row."""

    revision = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "repère des liens"

    def __str__(self) -> str:
        return str(self.revision)


class Proposal(models.Model):
    """Something better than an address, for an agent to accept. Nothing is ever replaced silently."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="proposals")
    kind = models.CharField("nature", max_length=12, choices=ProposalKind.choices)
    value = models.CharField("proposition", max_length=2000)
    digest = models.CharField(max_length=64)
    reason = models.CharField("raison", max_length=300)
    state = models.CharField(
        "réponse", max_length=8, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    noticed_at = models.DateTimeField("proposée le")
    answered_at = models.DateTimeField("examinée le", null=True, blank=True)
    by = models.CharField("par", max_length=150, blank=True)

    class Meta:
        verbose_name = "proposition"
        constraints = (models.UniqueConstraint(fields=("link", "kind", "digest"), name="proposal_once"),)
        indexes = (models.Index(fields=["state", "-noticed_at"], name="proposal_waiting"),)
        ordering = ("-noticed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.value}"
