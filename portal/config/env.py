"""Reads the environment: every variable the portal honours is read here and nowhere else.

Each reader names the variable, what was found and what was expected when a value is unusable.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


class UnusableVariable(Exception):
    """An environment variable holds something unusable."""


def read_str(name: str, default: str) -> str:
    return os.environ.get(name) or default


def read_choice(name: str, choices: tuple[str, ...], default: str) -> str:
    value = read_str(name, default)
    if value not in choices:
        raise UnusableVariable(f"{name}={value!r}: expected one of {', '.join(choices)}.")
    return value


def read_int(name: str, default: int, *, most: int = 1024) -> int:
    value = read_str(name, str(default))
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
        raise UnusableVariable(f"{name}={value!r}: expected a number from 1 to {most}.")
    return int(value)


def read_bool(name: str, *, default: bool) -> bool:
    value = read_str(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise UnusableVariable(f"{name}={value!r}: expected 1 or 0.")
    return value in {"1", "true", "yes"}


def read_path(name: str, default: Path) -> Path:
    return Path(read_str(name, str(default))).expanduser().resolve()


def read_list(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def list_proxies() -> list[str]:
    """Names of the variables that ask programs to go through a proxy (in either case), that are set."""
    known = ("http_proxy", "https_proxy", "all_proxy")
    return [name for base in known for name in (base.upper(), base) if os.environ.get(name)]


def read_secret_key(folder: Path) -> str:
    """SECRET_KEY, or a key made once and kept in DATA_DIR so that sessions survive a restart."""
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    kept = folder / "secret_key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same start was first
            return kept.read_text(encoding="ascii")
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(50))
    return kept.read_text(encoding="ascii")
