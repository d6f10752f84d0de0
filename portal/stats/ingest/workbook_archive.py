"""The ZIP that an XLSX or ODS workbook is: its parts, opened within bounds."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

from portal.kernel.archives import PackageError, ensure_size, ensure_sound
from portal.stats.ingest.errors import ReadError

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"


class WorkbookArchive:
    """The parts of a workbook, by name."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive, self._file = archive, file
        self.names = frozenset(archive.namelist())

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A part, inflated as it is read. Raises ReadError when it is not there, too large or damaged."""
        if name not in self.names:
            raise ReadError(f"the part {name} is missing: not a workbook, or a damaged one.", file=self._file)
        info = self._archive.getinfo(name)
        try:
            if info.flag_bits & 1:
                raise ReadError("protected by a password: ask for it without one.", file=self._file)
            ensure_size(info.file_size, info.compress_size, name)
            with self._archive.open(info) as part:
                yield cast(BinaryIO, part)
        except PackageError as error:
            raise ReadError(str(error), file=self._file) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise ReadError(
                f"its part {name} is damaged ({error}): fetch it again.", file=self._file
            ) from error


@contextmanager
def open_workbook(stream: BinaryIO, *, file: str) -> Iterator[WorkbookArchive]:
    """The workbook of a seekable stream.

    Raises ReadError for what is not a ZIP (a web page, a workbook with a password, an old .xls), for a
    damaged one, and for one with too many or overlapping entries: before anything is inflated.
    """
    stream.seek(0)
    start = stream.read(4096)
    if start.startswith(_OLE):
        raise ReadError(
            "protected by a password, or an old .xls: save it as .xlsx without password.", file=file
        )
    if b"<html" in start.lower() or b"<!doctype html" in start.lower():
        raise ReadError("a web page was received instead of a workbook (HTML reçu).", file=file)
    if not start.startswith(_ZIP):
        raise ReadError("not a workbook: an XLSX or ODS file is a ZIP.", file=file)
    stream.seek(0)
    try:
        archive = zipfile.ZipFile(stream)
        ensure_sound(archive.infolist(), file)
    except PackageError as error:
        raise ReadError(str(error), file=file) from error
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReadError(f"damaged or truncated ({error}): fetch it again.", file=file) from error
    with archive:
        yield WorkbookArchive(archive, file)
