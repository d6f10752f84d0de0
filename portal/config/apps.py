from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Carries the commands that need every part of the portal at once."""

    name = "portal.config"
    label = "config"
