from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "portal.audience"
    label = "audience"
    verbose_name = "Consultations"
    default_auto_field = "django.db.models.BigAutoField"
