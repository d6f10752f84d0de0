"""How many times a subject was read in a day. No row says who, from where, nor after what."""

from __future__ import annotations

from django.db import models


class DailyCount(models.Model):
    """``subject`` is what was read, as « indicator:population »; ``day`` is that of Paris."""

    day = models.DateField("jour")
    subject = models.CharField("sujet", max_length=120)
    count = models.PositiveIntegerField("consultations")

    class Meta:
        verbose_name = "consultations d'un jour"
        verbose_name_plural = "consultations par jour"
        constraints = (models.UniqueConstraint(fields=("day", "subject"), name="one_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.subject}, {self.day}: {self.count}"
