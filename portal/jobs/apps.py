from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "portal.jobs"
    label = "jobs"
    verbose_name = "Tâches"
    default_auto_field = "django.db.models.BigAutoField"
