"""Pages of the explorer, which may be asked for what cannot be."""

from __future__ import annotations

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.ui.refusing import View, refuse_impossible


def explore_view(view: View) -> View:
    """A public page that may be asked for what cannot be."""
    return public_page(get_page_version)(refuse_impossible(view))
