from django.apps import AppConfig


class HarvestConfig(AppConfig):
    name = "portal.harvest"
    label = "harvest"
    verbose_name = "Moissons"
    default_auto_field = "django.db.models.BigAutoField"
