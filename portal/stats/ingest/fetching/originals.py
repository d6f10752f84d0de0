"""Original files as they were received, one folder per file of a dataset, none ever overwritten.

``<originals>/<dataset>/<file>/<first 16 of the sha256>-<name>`` and, beside it, the same name with
``.origin.json``. The newest sidecar (``confirmed_at``) says which version is current; a file without
sidecar is the rest of a fetch that was killed and is not looked at.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from portal.stats.ingest.fetching.addresses import HANDED

_SUFFIX: Final = ".origin.json"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a file was had. Instants are ISO 8601 in UTC; unknown text is empty.

    ``fetched_at``: when all its bytes last came; ``confirmed_at``: when the source last said that this is
    what it has, be it in one word. Of a file copied from the mirror folder both are the date that it had
    there, and ``mirror`` is its path in it. ``extract`` says, in French, which part of the source it is.
    """

    name: str
    url: str
    sha256: str
    bytes: int
    fetched_at: str
    confirmed_at: str
    final_url: str = ""
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    by: str = ""
    mirror: str = ""
    extract: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """A kept file and its origin."""

    path: Path
    origin: Origin

    @property
    def is_handed(self) -> bool:
        """Whether an agent gave it, rather than the producer or the mirror folder."""
        return self.origin.url == HANDED and not self.origin.mirror


def find_original(originals: Path, dataset: str, file: str) -> Original | None:
    """The current version of a file, or None: the whole of it rather than a part, then the newest.

    One whose size is not the recorded one is passed over.
    """
    return max(
        list_originals(originals, dataset, file),
        key=lambda one: (not one.origin.extract, one.origin.confirmed_at),
        default=None,
    )


def list_originals(originals: Path, dataset: str, file: str) -> list[Original]:
    """Every version kept of a file, in no order."""
    found = []
    for sidecar in (originals / dataset / file).glob(f"*{_SUFFIX}"):
        origin = _read_origin(sidecar)
        path = sidecar.with_name(sidecar.name.removesuffix(_SUFFIX))
        if origin is not None and path.is_file() and path.stat().st_size == origin.bytes:
            found.append(Original(path, origin))
    return found


def prepare_folder(originals: Path, dataset: str, file: str) -> Path:
    """The folder of the versions of a file, made if it is missing."""
    folder = originals / dataset / file
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_original(received: Path, folder: Path, origin: Origin) -> Original:
    """Move a whole received file (same file system) into ``folder``; content kept before becomes current.

    The sidecar comes last: a kill in between leaves a file that nobody looks at.
    """
    path = folder / f"{origin.sha256[:16]}-{_make_safe(origin.name)}"
    with received.open("rb") as handle:
        os.fsync(handle.fileno())
    received.replace(path)
    _write_origin(path, origin)
    return Original(path, origin)


def confirm_original(original: Original, origin: Origin) -> Original:
    """Record that the source has this content: new instants, new validators; it is current again."""
    _write_origin(original.path, origin)
    return Original(original.path, origin)


def _write_origin(path: Path, origin: Origin) -> None:
    sidecar = path.with_name(path.name + _SUFFIX)
    draft = sidecar.with_suffix(".tmp")
    draft.write_text(json.dumps(asdict(origin), indent=1, ensure_ascii=True), encoding="ascii")
    draft.replace(sidecar)


def _read_origin(sidecar: Path) -> Origin | None:
    try:
        facts = json.loads(sidecar.read_text(encoding="ascii"))
        return Origin(**{field.name: facts[field.name] for field in fields(Origin) if field.name in facts})
    except (OSError, ValueError, TypeError):  # damaged: as good as absent, the file is fetched anew
        return None


def _make_safe(name: str) -> str:
    """A name that comes from outside, as a file name: letters, digits, dot and hyphen."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._")[-80:] or "original"
