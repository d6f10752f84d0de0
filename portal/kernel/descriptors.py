"""What every descriptor has in common: strict reading and letters to whoever must fix them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from portal.kernel.discovery import DiscoveryError, list_entry_files, list_entry_folders
from portal.kernel.yaml import KeyPath, YamlDocument, YamlError, read_yaml

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=500)]
M = TypeVar("M")
Many = Annotated[tuple[M, ...], Field(strict=False)]
"""A list of YAML, kept as a tuple; what is in it is read strictly."""


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
        details = error.errors()
        return None, [_describe(model, document, one) for one in details if not _is_consequence(one, details)]


def read_document(path: Path) -> tuple[YamlDocument | None, list[Problem]]:
    """Read a YAML file; what it cannot be read for comes back as a problem, never as an exception."""
    try:
        return read_yaml(path), []
    except YamlError as error:
        return None, [
            Problem("catalogue.E001", error.message, "Correct the YAML syntax.", error.path, error.line)
        ]


def load_words(folder: Path, model: type[D], problems: list[Problem]) -> dict[str, D]:
    """The descriptors of a folder, one file each, by the name of the file (``slug`` in the model).

    What is wrong is added to ``problems``, and left out.
    """
    found: dict[str, D] = {}
    for path, document in list_documents(folder, problems):
        word, wrong = parse_document(model, document, {"slug": path.stem, **document.data})
        problems.extend(wrong)
        if word is not None:
            found[path.stem] = word
    return found


def list_documents(folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, YamlDocument]]:
    """The YAML files of a folder and of those below it; none when it does not exist."""
    for path in discover(lambda: list_entry_files(folder), problems):
        document, wrong = read_document(path)
        problems.extend(wrong)
        if document is not None:
            yield path, document


def list_folders(folder: Path, marker: str, problems: list[Problem]) -> Iterator[tuple[Path, YamlDocument]]:
    """The entries of a folder that are folders, each with its file ``marker``."""
    for entry in discover(lambda: list_entry_folders(folder, marker), problems):
        document, wrong = read_document(entry / marker)
        problems.extend(wrong)
        if document is not None:
            yield entry, document


def discover(find: Callable[[], list[Path]], problems: list[Problem]) -> list[Path]:
    """What ``find`` finds; a name that cannot be an entry becomes a problem."""
    try:
        return find()
    except DiscoveryError as error:
        problems.append(Problem("catalogue.E001", str(error), ""))
        return []


def _is_consequence(detail: Any, details: Sequence[Any]) -> bool:
    """Whether a list is said to be too short only because what is in it is wrong."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(one["loc"]) > len(loc) and one["loc"][: len(loc)] == loc for one in details
    )


def _find_line(document: YamlDocument, key_path: KeyPath) -> int:
    """Where a key stands: what concerns a file may be written at the top, or in ``common``."""
    paths = [key_path]
    if key_path[:1] == ("files",):
        paths += [key_path[2:], ("common", *key_path[2:])]
    return document.line_of(min(paths, key=lambda path: _count_missing(document, path)))


def _count_missing(document: YamlDocument, path: KeyPath) -> int:
    """How many parts at the end of a path are not in the file."""
    known = (length for length in range(len(path), 0, -1) if path[:length] in document.lines)
    return len(path) - next(known, -1)


def _list_known(model: type[BaseModel], key_path: KeyPath) -> list[str]:
    """The keys that could stand where the last one of a path does."""
    places: list[Any] = [model]
    for part in key_path[:-1]:
        places = [inner for place in places for inner in _enter(place, part)]
    models = [one for place in places for one in _list_models(place)]
    return sorted({key for one in models for key in one.model_fields} or model.model_fields)


def _enter(place: Any, part: str | int) -> Iterator[Any]:
    """What is under a key, or under the name of a kind, of an annotation."""
    for one in _list_models(place):
        if part in one.model_fields:
            yield one.model_fields[str(part)].annotation
        elif any(get_args(field.annotation) == (part,) for field in one.model_fields.values()):
            yield one  # the name that a union gives to this kind
    if get_origin(place) in (dict, tuple):
        yield get_args(place)[1 if get_origin(place) is dict else 0]
    elif get_origin(place) is not None:
        for inner in get_args(place):
            if get_origin(inner) is not None:
                yield from _enter(inner, part)


def _list_models(place: Any) -> Iterator[type[BaseModel]]:
    if isinstance(place, type) and issubclass(place, BaseModel):
        yield place
    elif get_origin(place) not in (None, dict, tuple, Literal):
        for inner in get_args(place):
            yield from _list_models(inner)


def _describe(model: type[Descriptor], document: YamlDocument, detail: Any) -> Problem:
    key_path = tuple(part for part in detail["loc"])
    key = ".".join(str(part) for part in key_path) or "(whole file)"
    hint = _HINTS.get(detail["type"], "").format(
        key=key_path[-1] if key_path else "", known=", ".join(_list_known(model, key_path))
    )
    found = "" if detail["type"] == "missing" else f" (found: {str(detail['input'])[:80]!r})"
    return Problem(
        "catalogue.E002",
        f"{key}: {detail['msg']}{found}.",
        hint,
        document.path,
        _find_line(document, key_path),
    )
