"""What every descriptor has in common: strict reading and letters to whoever must fix them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from portal.kernel.yaml import YamlDocument, YamlError, read_yaml

Level = Literal["commune", "epci", "departement", "region", "france"]
LEVELS: tuple[Level, ...] = ("commune", "epci", "departement", "region", "france")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=500)]


class Descriptor(BaseModel):
    """Base of all models read from YAML: frozen, strict, no unknown key."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a descriptor: where, what, and the mend."""

    code: str
    message: str
    hint: str
    path: Path | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.path else ""
        return f"{place}{self.message} {self.hint}".rstrip()


D = TypeVar("D", bound=Descriptor)

_HINTS = {
    "extra_forbidden": "Remove this key or correct its spelling; known keys: {known}.",
    "missing": "Add the key “{key}”.",
    "literal_error": "Use one of the values listed.",
    "enum": "Use one of the values listed.",
    "union_tag_invalid": "Use one of the kinds listed.",
    "union_tag_not_found": "Add the key “kind”.",
    "string_type": "Write text; put quotes around a value that looks like a number.",
}


def parse_document(
    model: type[D], document: YamlDocument, data: dict[str, Any]
) -> tuple[D | None, list[Problem]]:
    """Validate ``data`` (from ``document``): the descriptor, or the problems, one per field."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [_describe(model, document, detail) for detail in error.errors()]


def read_document(path: Path) -> tuple[YamlDocument | None, list[Problem]]:
    """Read a YAML file; what it cannot be read for comes back as a problem, never as an exception."""
    try:
        return read_yaml(path), []
    except YamlError as error:
        return None, [
            Problem("stats.E001", error.message, "Correct the YAML syntax.", error.path, error.line)
        ]


def _describe(model: type[Descriptor], document: YamlDocument, detail: Any) -> Problem:
    key_path = tuple(part for part in detail["loc"])
    key = ".".join(str(part) for part in key_path) or "(whole file)"
    hint = _HINTS.get(detail["type"], "").format(
        key=key_path[-1] if key_path else "", known=", ".join(sorted(model.model_fields))
    )
    found = "" if detail["type"] == "missing" else f" (found: {str(detail['input'])[:80]!r})"
    return Problem(
        "stats.E002",
        f"{key}: {detail['msg']}{found}.",
        hint,
        document.path,
        document.line_of(key_path),
    )
