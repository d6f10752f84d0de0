"""What a document of the library can be, and where it stands."""

from __future__ import annotations

from django.db import models


class DocumentKind(models.TextChoices):
    """Kinds of resource: public promises of the API."""

    PUBLICATION = "publication", "Publication"
    DATASET = "dataset", "Jeu de données"
    TOOL = "tool", "Outil"
    REFERENCE = "reference", "Document de référence"
    PLATFORM = "platform", "Plateforme"


class DocumentState(models.TextChoices):
    """``ARCHIVED``: its source no longer lists it. ``HIDDEN``: an agent took it offline, for every harvest
    to come. ``MERGED``: it was the same as another, which answers at its address."""

    PUBLISHED = "published", "En ligne"
    ARCHIVED = "archived", "Archivé"
    HIDDEN = "hidden", "Dépublié"
    MERGED = "merged", "Fusionné"


class DatePrecision(models.TextChoices):
    """How much of a date is known; sorting uses the last day of what is."""

    DAY = "day", "jour"
    MONTH = "month", "mois"
    QUARTER = "quarter", "trimestre"
    YEAR = "year", "année"
