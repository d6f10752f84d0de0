"""Hostile archives and compressed files (standards.md, section 5.3 A, items 16 and 17)."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from portal.kernel import archives
from portal.kernel.archives import PackageError, open_stream

CONTENT = b"code;pop\n01001;860\n"


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _read(path: Path, member: str | None = None) -> bytes:
    with open_stream(path, member) as stream:
        return stream.read()


@pytest.fixture
def low_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds small enough for tests to pass them."""
    monkeypatch.setattr(archives, "MAX_MEMBER_BYTES", 3_000_000)
    monkeypatch.setattr(archives, "RATIO_FROM_BYTES", 1_000_000)


def test_plain_file_can_be_sought(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CONTENT)
    with open_stream(path) as stream:
        assert stream.seekable()
        assert stream.read() == CONTENT


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv", "a.bin"])
def test_gzip_is_known_by_its_first_bytes(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(CONTENT) + gzip.compress(b"01002;234\n"))
    assert _read(path) == CONTENT + b"01002;234\n"


@pytest.mark.parametrize("shape", [lzma.FORMAT_XZ, lzma.FORMAT_ALONE])
def test_lzma_is_inflated_alone_and_in_a_member(shape: int, tmp_path: Path) -> None:
    packed = lzma.compress(CONTENT, format=shape)
    (tmp_path / "a.csv.lzma").write_bytes(packed)
    assert _read(tmp_path / "a.csv.lzma") == CONTENT
    assert _read(_zip(tmp_path / "a.zip", {"data/a.csv.lzma": packed}), "data/a.csv.lzma") == CONTENT


def test_member_is_streamed_by_pieces(tmp_path: Path) -> None:
    whole = CONTENT * 50_000
    with open_stream(_zip(tmp_path / "a.zip", {"a.csv": whole}), "a.csv") as stream:
        assert stream.read(9) == b"code;pop\n"
        pieces = list(iter(lambda: stream.read(100_000), b""))
    assert sum(map(len, pieces)) == len(whole) - 9


def test_empty_file_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    assert _read(tmp_path / "a.csv") == b""
    assert _read(_zip(tmp_path / "a.zip", {"a.csv": b""}), "a.csv") == b""


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\boot.ini", "a/../../b"])
def test_16_name_that_climbs_is_refused(name: str, tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {name: b"x", "a.csv": CONTENT})
    with pytest.raises(PackageError, match="is not a name of a member"):
        open_stream(path, name)
    assert _read(path, "a.csv") == CONTENT


def test_16_wrong_member_lists_those_there_are(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"donnees_communes.csv": CONTENT, "meta.csv": b"x"})
    with pytest.raises(
        PackageError, match=r"no member communes\.csv\. It holds 2 members, such as donnees_communes"
    ):
        open_stream(path, "communes.csv")


def test_16_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    inner = _zip(tmp_path / "inner.zip", {"a.csv": CONTENT}).read_bytes()
    with pytest.raises(PackageError, match="a ZIP inside a ZIP"):
        open_stream(_zip(tmp_path / "a.zip", {"inner.ZIP": inner}), "inner.ZIP")


def test_16_bomb_is_refused_from_what_it_declares(tmp_path: Path, low_bounds: None) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": b"0" * 2_000_000})
    with pytest.raises(PackageError, match="inflates to more than 100 times its size"):
        open_stream(path, "a.csv")


def test_16_member_too_large_is_refused(tmp_path: Path, low_bounds: None) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", b"0" * 3_000_001)
    with pytest.raises(PackageError, match="more than 3000000 bytes once inflated"):
        open_stream(path, "a.csv")


def test_16_size_that_lies_is_found_while_reading(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": b"0" * 200_000})
    content = path.read_bytes()
    true, false = struct.pack("<L", 200_000), struct.pack("<L", 10)
    path.write_bytes(content.replace(true, false))
    with pytest.raises(PackageError, match=r"a\.zip, member a\.csv: damaged"):
        _read(path, "a.csv")


def test_16_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 3)
    path = _zip(tmp_path / "a.zip", {f"{place}.csv": b"x" for place in range(4)})
    with pytest.raises(PackageError, match="4 members, more than 3"):
        open_stream(path, "1.csv")


def test_16_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    """The directory says twice where the first member is, as overlapping bombs do."""
    path = _zip(tmp_path / "a.zip", {"a.csv": CONTENT, "b.csv": CONTENT})
    content = bytearray(path.read_bytes())
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = struct.pack("<L", 0)
    path.write_bytes(bytes(content))
    with pytest.raises(PackageError, match="overlap"):
        open_stream(path, "a.csv")


def test_16_member_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", b"2")
    with pytest.raises(PackageError, match="2 members have this name"):
        open_stream(path, "a.csv")


def test_16_encrypted_member_is_said(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": CONTENT})
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(PackageError, match="encrypted"):
        open_stream(path, "a.csv")


def test_16_folder_and_link_are_no_files(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    with tarfile.open(path, "w:gz") as archive:
        link = tarfile.TarInfo("package/a.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(PackageError, match="expected a plain file, found a link or folder"):
        open_stream(path, "package/a.csv")
    with pytest.raises(PackageError, match="expected a plain file, found a folder"):
        open_stream(_zip(tmp_path / "a.zip", {"data/": b""}), "data/")


def test_17_gzip_bomb_is_left_while_it_inflates(tmp_path: Path, low_bounds: None) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 5_000_000))
    with open_stream(path) as stream, pytest.raises(PackageError, match="100 times its size"):
        list(iter(lambda: stream.read(65_536), b""))


def test_17_gzip_too_large_is_left_while_it_inflates(tmp_path: Path, low_bounds: None) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"0123456789" * 400_000, compresslevel=0))
    with pytest.raises(PackageError, match="more than 3000000 bytes once inflated"):
        _read(path)


@pytest.mark.parametrize("kept", [0.5, 0.99])
def test_17_truncated_gzip_is_damaged(kept: float, tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    whole = gzip.compress(bytes(range(256)) * 500)
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(PackageError, match=r"a\.csv\.gz: damaged or truncated"):
        _read(path)


def test_17_damaged_gzip_is_found_by_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    whole = bytearray(gzip.compress(CONTENT, compresslevel=0))
    whole[20] ^= 1
    path.write_bytes(bytes(whole))
    with pytest.raises(PackageError, match="damaged"):
        _read(path)


def test_17_double_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(gzip.compress(CONTENT)))
    with pytest.raises(PackageError, match="compressed twice"):
        open_stream(path)


def test_17_truncated_zip_is_damaged(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": CONTENT * 99})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(PackageError, match="damaged or truncated"):
        open_stream(path, "a.csv")


def test_file_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="does not exist"):
        open_stream(tmp_path / "a.csv")


def test_streams_leave_no_file_open(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv.gz": gzip.compress(CONTENT)})
    stream = open_stream(path, "a.csv.gz")
    assert isinstance(stream, io.BufferedReader)
    stream.close()
    del stream
    assert not [warning for warning in recwarn if issubclass(warning.category, ResourceWarning)]
