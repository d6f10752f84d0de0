"""Members of archives and compressed files, as bounded streams: damage is named with file and member.

Nothing is ever extracted to disk, so that a hostile name in an archive has no effect. What is declared
(number of entries, sizes, overlaps) is verified before anything is inflated, what really comes out while
it is read.
"""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

MAX_MEMBER_BYTES: Final = 4 * 1024**3
"""Inflated size over which a member is refused: the largest known one (the “dossier complet”) is 1 GB."""

MAX_RATIO: Final = 100
"""How many times its packed size a content may have: French tables are under 40. See RATIO_FROM_BYTES."""

RATIO_FROM_BYTES: Final = 50 * 1024**2
"""Under this inflated size the ratio does not matter: a small bomb is no bomb."""

MAX_ENTRIES: Final = 10_000
"""Entries of one ZIP: the largest pinned package has 4,239."""

_DAMAGE: Final = (
    OSError,
    EOFError,
    tarfile.TarError,
    zipfile.BadZipFile,
    NotImplementedError,  # a ZIP packed by a method that nobody has
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
)
_GZIP: Final = b"\x1f\x8b"
_XZ: Final = b"\xfd7zXZ\x00"


class PackageError(Exception):
    """A file, its descriptor or one of its members is not what it should be."""


def read_member(path: Path, member: str) -> bytes:
    """The bytes of one member, for those known to be small; see ``open_stream``."""
    with open_stream(path, member) as stream:
        return stream.read()


def open_stream(path: Path, member: str | None = None) -> BinaryIO:
    """The content of a file, or of one member of a .tgz, .whl or .zip file, inflated as it is read.

    gzip (by its first bytes) and lzma (by them or by the name) are inflated, once. A plain file can be
    sought, the rest cannot. Raises PackageError, here or while the stream is read, when the file is
    damaged or truncated, when the member is missing, encrypted, twice there or no plain file, and when
    what it inflates to is more than ``MAX_MEMBER_BYTES`` or ``MAX_RATIO`` times what was packed.
    """
    if member is None:
        return _open_plain(path)
    if member.startswith("/") or ".." in member.split("/") or "\\" in member:
        raise PackageError(f"{path.name}: {member!r} is not a name of a member (relative, without '..').")
    if member.lower().endswith(".zip"):
        raise PackageError(f"{path.name}: {member} is a ZIP inside a ZIP, which is not opened.")
    label = f"{path.name}, member {member}"
    open_archive = _open_in_tar if path.name.endswith((".tgz", ".tar.gz")) else _open_in_zip
    with ExitStack() as closing, _naming(label, path):
        raw, packed = open_archive(path, member, closing)
        return _inflate(raw, label, packed, member, closing)


def _open_plain(path: Path) -> BinaryIO:
    with ExitStack() as closing, _naming(path.name, path):
        raw = closing.enter_context(path.open("rb"))
        start = raw.read(6)
        raw.seek(0)
        if not _is_packed(start, path.name):
            closing.pop_all()
            return raw
        return _inflate(raw, path.name, path.stat().st_size, path.name, closing)


def _is_packed(start: bytes, name: str) -> bool:
    return start.startswith((_GZIP, _XZ)) or name.endswith((".lzma", ".xz"))


def _inflate(raw: IO[bytes], label: str, packed: int, name: str, closing: ExitStack) -> BinaryIO:
    """``raw`` bounded, and inflated when its first bytes or its name say that it is packed.

    ``closing``, which holds what must be closed with it, is taken over.
    """
    bounded = _Bounded(raw, label, packed)
    stream = io.BufferedReader(bounded)
    start = stream.peek(6)[:6]
    if _is_packed(start, name):
        packer = gzip.open(stream) if start.startswith(_GZIP) else lzma.open(stream)  # noqa: SIM115  (_Bounded)
        bounded = _Bounded(cast(IO[bytes], packer), label, packed)
        stream = io.BufferedReader(bounded)
        if stream.peek(6)[:6].startswith((_GZIP, _XZ)):
            raise PackageError(f"{label}: compressed twice; expected once.")
    bounded.closing = closing.pop_all()
    return stream


class _Bounded(io.RawIOBase):
    """Counts what comes out and stops at the bounds; damage becomes a PackageError with its place."""

    def __init__(self, raw: IO[bytes], label: str, packed: int) -> None:
        self._raw, self._label, self._packed = raw, label, packed
        self.closing = ExitStack()
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with _naming(self._label):
            content = self._raw.read(len(buffer))
        self._count += len(content)
        ensure_size(self._count, self._packed, self._label)
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self.closing.close()
        super().close()


@contextmanager
def _naming(label: str, path: Path | None = None) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise PackageError(f"{path} does not exist: fetch the package again.") from error
    except _DAMAGE as error:
        raise PackageError(
            f"{label}: damaged or truncated ({str(error) or type(error).__name__})."
            " Remove the file: it will be fetched again."
        ) from error


def _open_in_tar(path: Path, member: str, closing: ExitStack) -> tuple[IO[bytes], int]:
    archive = closing.enter_context(tarfile.open(path, "r:gz"))  # noqa: SIM115  (closed with the stream)
    try:
        info = archive.getmember(member)
    except KeyError:
        raise _missing(path, member, archive.getnames()) from None
    handle = archive.extractfile(info) if info.isfile() else None
    if handle is None:
        raise PackageError(f"{path.name}, member {member}: expected a plain file, found a link or folder.")
    packed = path.stat().st_size
    ensure_size(info.size, packed, f"{path.name}, member {member}")
    return handle, packed


def _open_in_zip(path: Path, member: str, closing: ExitStack) -> tuple[IO[bytes], int]:
    label = f"{path.name}, member {member}"
    archive = closing.enter_context(zipfile.ZipFile(path))
    entries = archive.infolist()
    ensure_sound(entries, path.name)
    found = [entry for entry in entries if entry.filename == member]
    if not found:
        raise _missing(path, member, [entry.filename for entry in entries])
    if len(found) > 1:
        raise PackageError(f"{label}: {len(found)} members have this name; expected one.")
    if found[0].is_dir():
        raise PackageError(f"{label}: expected a plain file, found a folder.")
    if found[0].flag_bits & 1:
        raise PackageError(f"{label}: encrypted; ask the producer for a file without password.")
    ensure_size(found[0].file_size, found[0].compress_size, label)
    return closing.enter_context(archive.open(found[0])), found[0].compress_size


def ensure_sound(entries: list[zipfile.ZipInfo], label: str) -> None:
    """Raise PackageError for a ZIP of too many entries, or whose entries share bytes (the mark of a bomb)."""
    if len(entries) > MAX_ENTRIES:
        raise PackageError(f"{label}: {len(entries)} members, more than {MAX_ENTRIES}; refused.")
    end, name = 0, ""
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise PackageError(f"{label}: members {name} and {entry.filename} overlap; refused.")
        encoding = "utf-8" if entry.flag_bits & 0x800 else "cp437"
        end = entry.header_offset + 30 + len(entry.orig_filename.encode(encoding)) + entry.compress_size
        name = entry.filename


def ensure_size(inflated: int, packed: int, label: str) -> None:
    """Raise PackageError when a content of ``inflated`` bytes, packed in ``packed``, is too large."""
    if inflated > MAX_MEMBER_BYTES:
        raise PackageError(f"{label}: more than {MAX_MEMBER_BYTES} bytes once inflated; refused.")
    if inflated > RATIO_FROM_BYTES and inflated > MAX_RATIO * packed:
        raise PackageError(f"{label}: inflates to more than {MAX_RATIO} times its size; refused as a bomb.")


def _missing(path: Path, member: str, names: list[str]) -> PackageError:
    tail = member.rsplit("/", 1)[-1]
    near = [name for name in names if name.endswith(tail)] or sorted(names)
    return PackageError(
        f"{path.name}: no member {member}. It holds {len(names)} members, such as {', '.join(near[:5])}."
    )
