"""What a received file must be before it is kept: of its format, whole, its member inside."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from portal.kernel.archives import PackageError, open_stream
from portal.kernel.http import OutboundError, Reason
from portal.kernel.http.receiving import looks_like_html
from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.fetching import OriginalFetch

_STARTS: Final[dict[str, tuple[bytes, ...]]] = {
    "xlsx": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",),
    "parquet": (b"PAR1",),
    "json": (b"{", b"["),
    "geojson": (b"{",),
}
_PIECE_BYTES: Final = 1024**2


def ensure_usable(path: Path, file: SourceFileSpec, name: str) -> None:
    """Open the file as readers will, and inflate it to its end. Raises OutboundError."""
    member = file.fetch.member if isinstance(file.fetch, OriginalFetch) else None
    try:
        with open_stream(path, member) as stream:
            start = stream.read(4096)
            while stream.read(_PIECE_BYTES):  # a truncated or damaged end is found here, not at midnight
                pass
    except PackageError as error:
        detail = str(error).replace(path.name, name or path.name)
        raise OutboundError(Reason.WRONG_FORMAT, detail) from error
    if not start.strip():
        raise OutboundError(Reason.EMPTY, f"{name}: nothing inside.")
    if looks_like_html(start):
        raise OutboundError(Reason.HTML_INSTEAD_OF_DATA, f"{name}: a web page instead of data.")
    expected = _STARTS.get(file.reader.kind)
    if expected and not start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(expected):
        raise OutboundError(
            Reason.WRONG_FORMAT,
            f"{name}: expected {file.reader.kind}, found a file that begins {start[:16]!r}.",
        )
