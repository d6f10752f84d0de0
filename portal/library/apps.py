from importlib import import_module

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "portal.library"
    label = "library"
    verbose_name = "Bibliothèque"
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """Those of the documents, then those of their links, which stand above and keep their own module."""
        super().import_models()
        import_module("portal.library.links.models")
