"""The files of the project, read once for the tests of this folder."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def list_files() -> tuple[Path, ...]:
    """Every file of the project: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(path for name in sorted(shown.split("\0")) if name and (path := ROOT / name).is_file())


def list_modules(*folders: str) -> list[Path]:
    """Python files under the folders, migrations apart: they are generated."""
    return [
        path
        for path in list_files()
        if path.suffix == ".py"
        and any(path.is_relative_to(ROOT / folder) for folder in folders)
        and "migrations" not in path.parts
    ]


def list_templates() -> list[Path]:
    return [path for path in list_files() if path.suffix == ".html" and path.is_relative_to(ROOT / "portal")]


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def locate(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def list_imports(path: Path) -> list[tuple[int, str]]:
    """Line and full name of every import, those inside functions included."""
    found = []
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found
