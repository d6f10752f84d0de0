"""Reads the first texts of the portal (``initial/``) into what Wagtail stores.

A page is a YAML file: title, slug, description, lead and a body, which is a list of blocks written
short: ``- h2: A heading``, ``- text: <p>…</p>``, ``- operator: contact``, ``- conformity:``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent / "initial"


@dataclass(frozen=True, slots=True)
class InitialPage:
    """``body`` is the raw value of a StreamField: a list of {type, value}."""

    slug: str
    title: str
    description: str
    lead: str
    body: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class InitialMessage:
    kind: str
    code: str
    title: str
    text: str


def read_home() -> dict[str, str]:
    """Title, headline and introduction of the home page."""
    content: dict[str, str] = _read_yaml(FOLDER / "home.yaml")
    return content


def read_pages() -> list[InitialPage]:
    """Every first page, in the order of their file names. Raises ValueError for an unknown block."""
    return [_parse_page(_read_yaml(path)) for path in sorted((FOLDER / "pages").glob("*.yaml"))]


def read_messages() -> list[InitialMessage]:
    return [InitialMessage(**entry) for entry in _read_yaml(FOLDER / "messages.yaml")]


def compute_fingerprint(*parts: Any) -> str:
    """SHA-256 of what an editor could change, to tell an untouched text from an edited one."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _parse_page(content: dict[str, Any]) -> InitialPage:
    return InitialPage(
        slug=content["slug"],
        title=content["title"],
        description=content["description"],
        lead=content["lead"],
        body=[_parse_block(block) for block in content["body"]],
    )


def _parse_block(block: dict[str, Any]) -> dict[str, Any]:
    [(name, value)] = block.items()
    if name in {"h2", "h3"}:
        return {"type": "heading", "value": {"text": value, "level": name[1]}}
    if name == "operator":
        return {"type": "operator", "value": {"part": value}}
    if name == "accordion":
        return {"type": "accordion", "value": {"items": value}}
    if name in {"text", "callout", "alert", "quote", "figure", "conformity"}:
        return {"type": name, "value": value}
    raise ValueError(f"unknown block {name!r} in the first content of a page")
