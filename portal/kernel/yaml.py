"""YAML read strictly: what is written is what is meant, and every error names file and line.

A subset of YAML 1.2 is understood: only ``true`` and ``false`` are booleans (``no`` is a word, the
code of Norway), a number never starts with a zero (``01001`` stays text), there are no dates and
no sexagesimal numbers, and a key written twice is refused. Aliases are refused: a catalogue entry
is read from top to bottom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

KeyPath = tuple[str | int, ...]

MAX_BYTES = 1_000_000


class YamlError(ValueError):
    """A YAML file that cannot be used. The message names the file, the line and the mend."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The content of one file and the line where each of its keys stands.

    ``lines`` maps ``("columns", "PMUN", "indicator")`` or ``("caveats", 0)`` to a line, from 1.
    """

    path: Path
    data: dict[str, Any]
    lines: dict[KeyPath, int] = field(repr=False)

    def line_of(self, key_path: KeyPath) -> int:
        """Line of the key, or of its closest parent that is in the file."""
        for length in range(len(key_path), 0, -1):
            line = self.lines.get(key_path[:length])
            if line is not None:
                return line
        return 1


class _Loader(yaml.SafeLoader):
    """SafeLoader with the few implicit types that nobody can misread, and without aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed", mark)
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {}
_IMPLICIT = (
    ("tag:yaml.org,2002:bool", r"true|false", "tf"),
    ("tag:yaml.org,2002:null", r"null|~|", ["n", "~", ""]),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("tag:yaml.org,2002:float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", "-0123456789"),
)
for _tag, _pattern, _first in _IMPLICIT:
    _Loader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), list(_first))


def read_yaml(path: Path) -> YamlDocument:
    """Read one file whose content is a mapping.

    Raises YamlError (file, line, mend) on a syntax error, a key written twice, an alias, a file
    over 1 MB, bytes that are not UTF-8 or a content that is not a mapping.
    """
    text = _read_text(path)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise YamlError(path, 1, "the file is empty: a mapping is expected.")
        if not isinstance(node, yaml.MappingNode):
            raise YamlError(path, 1, "a mapping (key: value) is expected at the top.")
        lines: dict[KeyPath, int] = {}
        _walk(node, (), lines, path)
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlError(path, line, f"{error.problem or error}.") from error
    except yaml.YAMLError as error:
        raise YamlError(path, 1, str(error)) from error
    finally:
        loader.dispose()
    return YamlDocument(path=path, data=data, lines=lines)


def _read_text(path: Path) -> str:
    with path.open("rb") as handle:
        raw = handle.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise YamlError(path, 1, f"the file is over {MAX_BYTES} bytes: split it.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise YamlError(path, line, "bytes that are not UTF-8: save the file as UTF-8.") from error


def _walk(node: yaml.Node, at: KeyPath, lines: dict[KeyPath, int], path: Path) -> None:
    """Record the line of every key below ``node``; refuse doubles."""
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlError(path, line, "a key must be a plain word.")
            key_path = (*at, str(key_node.value))
            if key_path in lines:
                raise YamlError(
                    path, line, f"key “{key_node.value}” is written twice (first on line {lines[key_path]})."
                )
            lines[key_path] = line
            _walk(value_node, key_path, lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            item_path = (*at, number)
            lines[item_path] = item.start_mark.line + 1
            _walk(item, item_path, lines, path)
