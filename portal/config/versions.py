"""The versions of the data, as the design layer asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from django.utils.timezone import localdate

from portal.stats.queries.versions import find_version, get_version_key, list_versions
from portal.ui.frozen import Frozen


class DataVersions:
    """``portal.ui.frozen.Versions`` on what the store keeps."""

    def open(self, key: str) -> tuple[Frozen, AbstractContextManager[None]] | None:
        found = find_version(key)
        if found is None:
            return None
        return Frozen(found.key, localdate(found.recorded_at), found.is_online), found.held

    def list_kept(self) -> Sequence[Frozen]:
        kept = {one.key: one for one in list_versions() if one.is_kept}
        return [Frozen(one.key, localdate(one.recorded_at), one.is_online) for one in kept.values()]

    def get_key(self) -> str:
        return get_version_key()
