"""What an agent saw when the form was opened: what others wrote since is not undone by saving it.

A harvest or another agent may change a document while its form is open. The form carries a short seal of
each value it showed; a field counts as changed by the agent when what is sent is not what was shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

_LENGTH: Final = 12


def seal(value: Any) -> str:
    """A short fingerprint, the same when a browser sends the value back: it writes line breaks its way, and
    gives boxes (a set here) in the order of the page."""
    if isinstance(value, list | tuple | set | frozenset):
        words = [str(one).strip() for one in value]
        told = json.dumps(words if isinstance(value, list | tuple) else sorted(words))
    else:
        told = str("" if value is None else value).replace("\r\n", "\n").strip()
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def write_seen(values: Mapping[str, Any]) -> str:
    """The seals of what is shown, for a hidden field."""
    return json.dumps({name: seal(value) for name, value in values.items()})


def read_seen(text: str) -> dict[str, str]:
    """Field → seal; empty for what is no such thing: the document as it is then stands for what was seen."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): str(value) for name, value in found.items()}
