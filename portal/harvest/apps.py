from django.apps import AppConfig
from django.core.checks import register


class HarvestConfig(AppConfig):
    name = "portal.harvest"
    label = "harvest"
    verbose_name = "Moissons"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.harvest.system_checks import check_sources

        register(check_sources, "catalogue")
