from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Carries the commands that need every part of the portal at once, and joins the parts that may not
    know each other."""

    name = "portal.config"
    label = "config"

    def ready(self) -> None:
        from portal.config.versions import DataVersions
        from portal.ui.frozen import serve_versions

        serve_versions(DataVersions())
