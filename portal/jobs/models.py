"""What the queue of django-tasks-db does not hold: what is waiting once only, the schedule, the workers."""

from __future__ import annotations

from django.db import models


class Ticket(models.Model):
    """A job that waits, is being done or will be tried again. ``key`` is unique: so is the job."""

    key = models.CharField(max_length=300, unique=True)
    job = models.CharField("tâche", max_length=120)
    task_id = models.UUIDField("rang dans la file", db_index=True)
    attempt = models.PositiveSmallIntegerField("essai", default=1)
    asked_at = models.DateTimeField("demandée le")
    words = models.CharField("dernier échec", max_length=500, blank=True)

    class Meta:
        verbose_name = "tâche en attente"
        verbose_name_plural = "tâches en attente"
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return self.key


class Schedule(models.Model):
    """When a periodic job is due, and what became of it the last time."""

    class Outcome(models.TextChoices):
        DONE = "done", "Faite"
        FAILED = "failed", "Échouée"

    job = models.CharField("tâche", max_length=120, unique=True)
    next_run_at = models.DateTimeField("prochaine fois")
    last_started_at = models.DateTimeField("commencée le", null=True, blank=True)
    last_ended_at = models.DateTimeField("finie le", null=True, blank=True)
    last_outcome = models.CharField("résultat", max_length=8, choices=Outcome.choices, blank=True)
    last_words = models.CharField("compte rendu", max_length=500, blank=True)

    class Meta:
        verbose_name = "tâche périodique"
        verbose_name_plural = "tâches périodiques"
        ordering = ("job",)

    def __str__(self) -> str:
        return self.job


class Worker(models.Model):
    """A process that does the jobs; it is alive as long as ``beat_at`` is recent."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField("démarré le")
    beat_at = models.DateTimeField("dernier signe de vie", db_index=True)
    doing = models.CharField("tâche en cours", max_length=300, blank=True)

    class Meta:
        verbose_name = "exécutant"
        ordering = ("-beat_at",)

    def __str__(self) -> str:
        return self.name
