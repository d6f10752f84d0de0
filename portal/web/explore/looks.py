"""The views of an indicator, in the order of their tabs: a new one adds its line here."""

from __future__ import annotations

from typing import Final

from portal.web.explore.view import View

_ALL: Final[tuple[View, ...]] = ()

VIEWS: Final = {view.key: view for view in _ALL}
