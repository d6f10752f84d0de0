"""System checks: a figure quoted in a text must exist in the catalogue."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from django.apps import apps
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from portal.cms.initial_content import read_pages
from portal.stats.descriptors.catalogue import CatalogueError, get_catalogue


@register("cms")
def check_initial_figures(**_: Any) -> list[CheckMessage]:
    """cms.E001: a first text shipped with the code quotes an unknown indicator."""
    known = _list_known()
    return [
        Error(
            f"The first content of page “{page.slug}” quotes the unknown indicator “{slug}”.",
            hint="Use the slug of a file of catalogue/indicators.",
            id="cms.E001",
        )
        for page in read_pages()
        for slug in list_quoted_indicators(page.body)
        if known is not None and slug not in known
    ]


@register(Tags.database)
def check_published_figures(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """cms.W002: a page written in the back-office quotes an indicator that is gone."""
    known = _list_known()
    if not databases or known is None:
        return []
    problems: list[CheckMessage] = []
    try:
        for page in apps.get_model("cms", "ContentPage").objects.live():
            problems += [
                checks.Warning(
                    f"Page “{page.url_path}” quotes the unknown indicator “{slug}”.",
                    hint="Edit the page, or restore the indicator in catalogue/indicators.",
                    id="cms.W002",
                )
                for slug in list_quoted_indicators(page.body.raw_data)
                if slug not in known
            ]
    except DatabaseError:  # checks run before the first migration
        return []
    return problems


def _list_known() -> Container[str] | None:
    """Slugs of the catalogue; None when it cannot be loaded, which its own checks report."""
    try:
        return get_catalogue().indicators
    except CatalogueError:
        return None


def list_quoted_indicators(body: Any) -> Iterator[str]:
    """Slugs of the indicators quoted by the blocks of a body."""
    for block in body:
        if block["type"] == "figure":
            yield block["value"]["indicator"]
