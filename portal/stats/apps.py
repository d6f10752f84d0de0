from django.apps import AppConfig
from django.core.checks import register


class StatsConfig(AppConfig):
    name = "portal.stats"
    label = "stats"
    verbose_name = "Statistiques"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.stats.descriptors.system_checks import check_descriptors

        register(check_descriptors, "catalogue")
