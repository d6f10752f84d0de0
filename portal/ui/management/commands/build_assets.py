"""``manage.py build_assets``: style sheet, fonts and icons, before collectstatic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.ui.assets import AssetError, build_assets


class Command(BaseCommand):
    help = "Construit la feuille de style, les polices et les icônes (à lancer avant collectstatic)."

    def handle(self, *args: Any, **options: Any) -> None:
        portal_dir = Path(settings.BASE_DIR) / "portal"
        try:
            changed = build_assets(portal_dir=portal_dir, out_dir=settings.ASSETS_DIR)
        except AssetError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Assets construits." if changed else "Assets déjà à jour.")
