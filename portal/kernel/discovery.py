"""Finding the entries of the catalogue: files and folders whose name is their identifier."""

from __future__ import annotations

import re
from pathlib import Path

SLUG = re.compile(r"[a-z][a-z0-9_]*")


class DiscoveryError(ValueError):
    """A folder of the catalogue holds something that cannot be an entry."""


def list_entry_files(folder: Path) -> list[Path]:
    """YAML files of ``folder`` and of its sub-folders, sorted by path.

    Hidden files and editors' backups are passed over. Raises DiscoveryError for a name that is not
    a slug (lower-case letters, digits, underscores) and for the extension ``.yml``, so that no
    entry is silently left out.
    """
    found = []
    for path in sorted(folder.rglob("*.y*ml")):
        if _is_hidden(path.relative_to(folder)):
            continue
        if path.suffix != ".yaml":
            raise DiscoveryError(f"{path}: rename it with the extension .yaml.")
        _ensure_slug(path, path.stem)
        found.append(path)
    return found


def list_entry_folders(folder: Path, marker: str) -> list[Path]:
    """Direct sub-folders of ``folder`` that hold the file ``marker``, sorted by name.

    Raises DiscoveryError for a name that is not a slug and for a folder without its marker.
    """
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if not path.is_dir() or path.name.startswith((".", "_")):
            continue
        _ensure_slug(path, path.name)
        if not (path / marker).is_file():
            raise DiscoveryError(f"{path}: {marker} is missing; add it or remove the folder.")
        found.append(path)
    return found


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "_", "#")) for part in path.parts)


def _ensure_slug(path: Path, name: str) -> None:
    if not SLUG.fullmatch(name):
        raise DiscoveryError(
            f"{path}: “{name}” is not a slug; use lower-case letters, digits and underscores."
        )
