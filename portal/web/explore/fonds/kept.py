"""Contours of the whole country, built once for a load of the territories and kept in DATA_DIR.

Those of all communes take two seconds: ``manage.py prepare`` builds them, so that no visitor waits. Those
of smaller zones take milliseconds and are built when they are asked.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from portal.territories.queries.outlines import get_outlines
from portal.territories.queries.zones import FRANCE, Zone, find_zone
from portal.web.explore.fonds.addresses import get_contours_version
from portal.web.explore.fonds.written import build_file

logger = logging.getLogger(__name__)

FORMS: Final = (True, False)
"""Compact, or TopoJSON."""
_FORSAKEN_S: Final = 3600.0
"""Age of a file half written that nobody is writing any more."""

_lock: Final = threading.Lock()


def read_file(zone: Zone, level: str, *, is_compact: bool) -> bytes:
    """The contours of a zone, as ``build_file`` gives them, kept for the whole country."""
    if zone.key != FRANCE:
        return build_file(zone, level, is_compact=is_compact)
    with _lock:
        return _read_kept(get_contours_version(), level, is_compact)


def ensure_files() -> int:
    """Build the files of the whole country that are not there, drop those of other loads. How many there
    are."""
    zone = find_zone(FRANCE)
    for level in zone.levels:
        for is_compact in FORMS:
            read_file(zone, level, is_compact=is_compact)
    wanted = {_name_file(get_contours_version(), level, one) for level in zone.levels for one in FORMS}
    for path in _get_folder().glob("*.json.gz"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)
    for path in _get_folder().glob("*.json.gz.*"):  # of a process that was killed while it wrote
        if time.time() - path.stat().st_mtime > _FORSAKEN_S:
            path.unlink(missing_ok=True)
    return len(wanted)


def forget_files() -> None:
    """Drop what is kept in this process: tests whose database is rolled back call it."""
    _read_kept.cache_clear()


@lru_cache(maxsize=8)
def _read_kept(version: str, level: str, is_compact: bool) -> bytes:
    path = _get_folder() / _name_file(version, level, is_compact)
    try:
        return path.read_bytes()
    except OSError:
        written = build_file(find_zone(FRANCE), level, is_compact=is_compact)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        temporary.write_bytes(written)
        temporary.replace(path)  # a reader sees a whole file or none
    except OSError as error:
        logger.warning("Contours are not kept in %s: %s", path.parent, error)
    return written


def _name_file(version: str, level: str, is_compact: bool) -> str:
    """Named after the contours too: a database that is put back may give another load the same number."""
    contours = zlib.crc32(get_outlines().text.encode())
    return f"{version}-{contours:08x}-{level}{'.min' if is_compact else ''}.json.gz"


def _get_folder() -> Path:
    return Path(settings.DATA_DIR) / "cache" / "contours"
