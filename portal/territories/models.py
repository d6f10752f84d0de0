"""Territories of every kind, with dated existence, dated membership and events.

``Territory`` is an identity: a code within a kind, for ever. What changes with time (names,
existence, membership) is in dated rows. Columns that repeat today's parents exist because every
sheet needs them in one query; ``actions.load`` writes them together with the memberships they
summarise.
"""

from __future__ import annotations

from django.db import models

from portal.territories.succession import is_dated_by_vintage

GROUP_KIND = "group"
"""Kind of the API and of sheets for what readers put together: no territory, so not in ``Kind``."""


class Kind(models.TextChoices):
    """Kinds of territory: public promises of the API (product.md, section 12)."""

    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    FRANCE = "france", "France"
    EPT = "ept", "Établissement public territorial"
    ARRONDISSEMENT_MUNICIPAL = "arrondissement_municipal", "Arrondissement municipal"
    COMMUNE_DELEGUEE = "commune_deleguee", "Commune déléguée ou associée"


class Territory(models.Model):
    """One code of one kind. Past territories stay for ever, with ``is_current`` false."""

    kind = models.CharField(max_length=24, choices=Kind.choices)
    code = models.CharField(max_length=12)
    position = models.PositiveIntegerField(
        help_text="Dense index within the kind, from 0; never reused: the packed store relies on it."
    )
    is_current = models.BooleanField(default=True)
    name = models.CharField(max_length=200, help_text="Full name with its article: « Le Havre ».")
    article_kind = models.PositiveSmallIntegerField(
        default=0, help_text="INSEE's TNCC, 0 to 8: gives « du Havre », « de La Rochelle »…"
    )
    slug = models.SlugField(max_length=200)
    siren = models.CharField(max_length=9, blank=True)
    type = models.CharField(
        max_length=24, blank=True, help_text="CC, CA, CU, METRO, MET69; deleguee, associee; com…"
    )
    seat_rank = models.PositiveSmallIntegerField(
        default=0, help_text="Commune: 4 préfecture de région, 3 préfecture, 2 sous-préfecture."
    )
    postal_codes = models.JSONField(default=list)
    funding = models.CharField(max_length=8, blank=True, help_text="EPCI: FPU, FA, …")
    epci_code = models.CharField(max_length=12, blank=True)
    departement_code = models.CharField(
        max_length=3, blank=True, help_text="For an EPCI, the one where most of its population lives."
    )
    region_code = models.CharField(max_length=3, blank=True)
    ept_code = models.CharField(max_length=12, blank=True)
    seat_code = models.CharField(
        max_length=12, blank=True, help_text="Commune that is the chef-lieu of a département or région."
    )
    parent_code = models.CharField(
        max_length=12, blank=True, help_text="Commune of a sub-entity; empty elsewhere."
    )
    arrondissement_code = models.CharField(max_length=4, blank=True)
    strate = models.CharField(max_length=24, blank=True, help_text="Key of catalogue/strates.")
    population = models.PositiveIntegerField(
        null=True, help_text="Municipal population of the latest vintage: ranks search results only."
    )
    area_km2 = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="territory_kind_code"),
            models.UniqueConstraint(fields=["kind", "position"], name="territory_kind_position"),
        ]
        indexes = [
            models.Index(fields=["kind", "departement_code"], name="territory_departement"),
            models.Index(fields=["kind", "epci_code"], name="territory_epci"),
            models.Index(fields=["kind", "region_code"], name="territory_region"),
        ]
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.kind} {self.code})"


class Version(models.Model):
    """A territory under one name during one period: existence is the union of these periods.

    ``ends_on`` is the first day on which it no longer holds; null while it still does.
    ``starts_on`` is 1943-01-01 at the earliest, the beginning of INSEE's records.
    """

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        ordering = ["territory", "starts_on"]


class Membership(models.Model):
    """``member`` belonged to ``group`` in the COG or perimeter of these years, both included.

    ``last_year`` is null while it still holds.
    """

    member = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="members")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["group", "member", "first_year"]
        indexes = [models.Index(fields=["group", "last_year"], name="membership_group")]


class Event(models.Model):
    """One arrow of a change: what was, what came of it, when, and who says so.

    A merger of three communes is three rows of the same day and kind with the same ``after``.
    """

    class What(models.TextChoices):
        MERGER = "merger", "Fusion"
        SPLIT = "split", "Rétablissement ou scission"
        RENAMING = "renaming", "Changement de nom"
        RECODING = "recoding", "Changement de code"
        CREATION = "creation", "Création"
        DISSOLUTION = "dissolution", "Dissolution"

    what = models.CharField(max_length=16, choices=What.choices)
    effective_on = models.DateField()
    before = models.ForeignKey(Territory, null=True, on_delete=models.CASCADE, related_name="events_after")
    after = models.ForeignKey(Territory, null=True, on_delete=models.CASCADE, related_name="events_before")
    name_before = models.CharField(max_length=200, blank=True)
    name_after = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=100)

    class Meta:
        ordering = ["effective_on", "what"]

    @property
    def is_dated_by_vintage(self) -> bool:
        """Whether ``effective_on`` is « in force on 1 January », and not the day of the change."""
        return is_dated_by_vintage(self.source)


class Outline(models.Model):
    """The contour of a territory as SVG path data, in metres / 10 of a projection of its zone.

    ``x0, y0, x1, y1`` is the bounding box in the same units (y grows southwards, as in SVG).
    ``zone`` names the projection: ``metropole`` or the code of an overseas territory; only
    outlines of the same zone may be drawn in one frame.
    """

    class Detail(models.TextChoices):
        FINE = "fine", "Fin"
        COARSE = "coarse", "Grossier"

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="outlines")
    detail = models.CharField(max_length=8, choices=Detail.choices)
    zone = models.CharField(max_length=12)
    path = models.TextField()
    x0 = models.IntegerField()
    y0 = models.IntegerField()
    x1 = models.IntegerField()
    y1 = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "detail"], name="outline_territory_detail")
        ]


class Neighbour(models.Model):
    """Two current territories of the same kind that share a border; stored in both directions."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="neighbour_rows")
    other = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["territory", "other"], name="neighbour_pair")]


class Contact(models.Model):
    """How to reach the authority: published, institutional details only."""

    territory = models.OneToOneField(Territory, on_delete=models.CASCADE, related_name="contact")
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True, max_length=300)
    opening_hours = models.JSONField(default=list)


class Head(models.Model):
    """The elected head: name, office and dates only (standards.md, P-01)."""

    territory = models.OneToOneField(Territory, on_delete=models.CASCADE, related_name="head")
    title = models.CharField(max_length=80, help_text="« Maire », « Présidente »…")
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    since = models.DateField(null=True)


class Group(models.Model):
    """Territories of one kind that a reader put together under a name: content-addressed, never edited.

    ``public_id`` comes from the name, the kind and the codes, so that saving the same thing twice gives
    the same address: no account, no secret. ``codes`` are those of the day it was saved, sorted; what they
    are today is worked out when the group is read (``queries.groups``). The name is the words of a stranger:
    shown on the page of the group only, listed nowhere, not for search engines.
    """

    public_id = models.CharField("identifiant", max_length=20, unique=True)
    name = models.CharField("nom", max_length=80)
    slug = models.SlugField(max_length=80)
    member_kind = models.CharField(
        "nature des membres",
        max_length=16,
        choices=[
            (kind.value, kind.label) for kind in (Kind.COMMUNE, Kind.EPCI, Kind.DEPARTEMENT, Kind.REGION)
        ],
    )
    codes = models.JSONField()
    definition = models.CharField("définition", max_length=400, blank=True)
    created_at = models.DateTimeField("enregistré le", auto_now_add=True)
    is_removed = models.BooleanField(
        "retiré",
        default=False,
        help_text="La page répond 410 ; le même groupe ne peut plus être enregistré.",
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at"], name="group_created")]
        verbose_name = "groupe enregistré"
        verbose_name_plural = "groupes enregistrés"

    def __str__(self) -> str:
        return f"{self.name} ({self.public_id})"


class Load(models.Model):
    """One finished load of the territories; the newest one is what readers see."""

    finished_at = models.DateTimeField(auto_now_add=True)
    fingerprint = models.CharField(max_length=64)
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        get_latest_by = "id"
