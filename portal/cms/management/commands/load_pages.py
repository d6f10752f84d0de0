"""``manage.py load_pages``: the home page, the legal pages and the messages on territories."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.cms.actions import load_initial_content


class Command(BaseCommand):
    help = "Create the editorial pages that are missing; never touches what an editor changed."

    def handle(self, *args: Any, **options: Any) -> None:
        address = urlsplit(settings.SITE_URL)
        outcome = load_initial_content(
            hostname=address.hostname or "localhost",
            port=address.port or (443 if address.scheme == "https" else 80),
            site_name=settings.SITE_NAME,
        )
        if options["verbosity"] < 1:
            return
        self.stdout.write(
            f"Editorial pages: {len(outcome.created)} created, {len(outcome.updated)} updated, "
            f"{len(outcome.kept)} kept as edited."
        )
        for key in outcome.created + outcome.updated:
            self.stdout.write(f"  {key}")
