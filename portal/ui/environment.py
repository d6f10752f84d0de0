"""The Jinja2 environment of the public pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from markupsafe import Markup

from portal.kernel import french
from portal.ui import embedding, frozen, typesetting, words
from portal.ui.site import build_site

logger = logging.getLogger(__name__)

FILTERS = {
    "number": french.format_number,
    "unit": french.format_with_unit,
    "percent": french.format_percent,
    "euros": french.format_euros,
    "large": french.format_large,
    "plural": french.plural,
    "count_of": french.format_count,
    "ordinal": french.format_ordinal,
    "date": french.format_date,
    "typeset": french.typeset,
    "join_words": french.join_words,
    "of_place": french.of_place,
    "at_place": french.at_place,
    "with_article": french.add_article,
    "fix_name": french.fix_name,
    "absence_words": words.word_absence,
    "status_words": words.find_status_wording,
    "keep_version": frozen.keep_version,
    "add_version": frozen.add_version,
    "drop_version": frozen.drop_version,
    "iframe": embedding.write_iframe,
    "oembed_path": embedding.build_oembed_path,
    "embedding_page_path": embedding.build_page_path,
}
"""Filters of every template: ``{{ 1234|number }}``, ``{{ name|of_place(3) }}``."""


def build_environment(**options: Any) -> Environment:
    """Templates are found in portal/ui/templates and in each feature's own folder (settings)."""
    options |= {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "cache_size": -1,  # every template stays compiled: there are some dozens
        "extensions": [typesetting.FrenchText],
        "bytecode_cache": _open_bytecode_cache(),
    }
    options.pop("autoescape", None)
    environment = Environment(autoescape=True, **options)
    environment.filters.update(FILTERS)
    environment.globals.update(piece=_keep_pieces(environment))
    environment.globals.update(site=build_site(), asset=find_asset, find_frozen=frozen.find_frozen)
    return environment


def _keep_pieces(environment: Environment) -> Callable[..., Markup]:
    """``piece("ui/frame/menu.html", current)``: a part of the frame, rendered once for all pages."""

    @cache
    def render_piece(name: str, current: str = "") -> Markup:
        template = environment.get_template(name)
        return Markup(template.render(current=current).strip())  # noqa: S704 - our own template, escaped

    return render_piece


def _open_bytecode_cache() -> FileSystemBytecodeCache | None:
    """Compiled templates kept between starts; none in development nor where the disk is read-only."""
    folder = Path(settings.DATA_DIR) / "cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder), f"{typesetting.VERSION}-%s.cache")


@cache
def find_asset(path: str) -> str:
    """Address of a static file, with its hash: ``asset("ui/js/page.js")``.

    A file that collectstatic has not seen keeps its plain name and is logged once: a page without
    its style is better than no page.
    """
    try:
        return str(staticfiles_storage.url(path))
    except ValueError:
        logger.warning("%s is not in the manifest: run manage.py build_assets and collectstatic.", path)
        return f"{settings.STATIC_URL}{path}"
