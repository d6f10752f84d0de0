"""Collects the static files once per version of them: hashing and compressing Wagtail's takes seconds."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_static_files() -> bool:
    """Fills STATIC_ROOT when what it was made from has changed; says whether it did.

    The mark is written last, so that a collection killed half-way is done again. Files of the previous
    version stay: pages still in a cache or a browser ask for them.
    """
    mark = Path(settings.STATIC_ROOT) / ".collected-from"
    wanted = _fingerprint_sources()
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(wanted, encoding="ascii")
    return True


def _fingerprint_sources() -> str:
    """Hash of name, size and modification time of every file the finders see: 20 ms for 1,500 files."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list(ignore_patterns=None), key=lambda found: found[0]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
