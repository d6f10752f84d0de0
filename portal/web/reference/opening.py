"""Pages of the reference part, which may be asked for what cannot be."""

from __future__ import annotations

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.ui.refusing import View, refuse_impossible


def reference_page(view: View) -> View:
    """A public page, the same for everyone until figures, texts or documents change."""
    return public_page(get_page_version, has_versions=False)(refuse_impossible(view))
