"""One member of an archive, read whole or refused: damage is named with its file and member.

Nothing is ever extracted to disk, so that a hostile name in an archive has no effect.
"""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final

MAX_MEMBER_BYTES: Final = 512 * 1024 * 1024
"""Inflated size over which a member is refused: the largest known one is under 120 MB."""


class PackageError(Exception):
    """A package, its descriptor or one of its members is not what it should be."""


def open_member(path: Path, member: str) -> BinaryIO:
    """The content of one member as a binary file; see ``read_member``."""
    return io.BytesIO(read_member(path, member))


def read_member(path: Path, member: str) -> bytes:
    """The bytes of one member of a .tgz or .whl/.zip file; a member in .lzma/.xz is inflated.

    Raises PackageError naming file and member when the archive is damaged or truncated, the member
    is missing, not a plain file, or larger than ``MAX_MEMBER_BYTES`` once inflated.
    """
    if member.startswith("/") or ".." in member.split("/") or "\\" in member:
        raise PackageError(f"{path.name}: {member!r} is not a name of a member (relative, without '..').")
    reader = _read_tar if path.name.endswith((".tgz", ".tar.gz")) else _read_zip
    try:
        content = reader(path, member)
        return _inflate(content, path, member) if member.endswith((".lzma", ".xz")) else content
    except FileNotFoundError as error:
        raise PackageError(f"{path} does not exist: fetch the package again.") from error
    except (
        OSError,
        EOFError,
        tarfile.TarError,
        zipfile.BadZipFile,
        gzip.BadGzipFile,
        zlib.error,
        lzma.LZMAError,
    ) as error:
        raise PackageError(
            f"{path.name}, member {member}: damaged or truncated ({str(error) or type(error).__name__})."
            " Remove the file: it will be fetched again."
        ) from error


def _read_tar(path: Path, member: str) -> bytes:
    with tarfile.open(path, "r:gz") as archive:
        try:
            info = archive.getmember(member)
        except KeyError:
            raise _missing(path, member, archive.getnames()) from None
        handle = archive.extractfile(info) if info.isfile() else None
        if handle is None:
            raise PackageError(
                f"{path.name}, member {member}: expected a plain file, found a link or folder."
            )
        _ensure_size(info.size, path, member)
        return handle.read()


def _read_zip(path: Path, member: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        try:
            info = archive.getinfo(member)
        except KeyError:
            raise _missing(path, member, archive.namelist()) from None
        if info.is_dir():
            raise PackageError(f"{path.name}, member {member}: expected a plain file, found a folder.")
        _ensure_size(info.file_size, path, member)
        return archive.read(info)


def _inflate(content: bytes, path: Path, member: str) -> bytes:
    decompressor = lzma.LZMADecompressor()
    inflated = decompressor.decompress(content, max_length=MAX_MEMBER_BYTES + 1)
    _ensure_size(len(inflated), path, member)
    if not decompressor.eof:
        raise lzma.LZMAError("the compressed data ends before its end mark")
    return inflated


def _ensure_size(size: int, path: Path, member: str) -> None:
    if size > MAX_MEMBER_BYTES:
        raise PackageError(
            f"{path.name}, member {member}: more than {MAX_MEMBER_BYTES} bytes once inflated; refused."
        )


def _missing(path: Path, member: str, names: list[str]) -> PackageError:
    tail = member.rsplit("/", 1)[-1]
    near = [name for name in names if name.endswith(tail)] or sorted(names)
    return PackageError(
        f"{path.name}: no member {member}. It holds {len(names)} members, such as {', '.join(near[:5])}."
    )
