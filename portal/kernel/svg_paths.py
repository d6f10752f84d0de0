"""Path data of SVG, as far as contours need it."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = r"(-?(?:\d+\.?\d*|\.\d+))"
_FIRST_MOVE: Final = re.compile(rf"\s*m\s*{_NUMBER}[\s,]*{_NUMBER}")


def start_absolute(path: str) -> str:
    """The same path, able to follow another one: a first « m » is absolute only at the very start."""
    if path.startswith("M"):
        return path
    match = _FIRST_MOVE.match(path)
    if match is None:
        return path
    rest = path[match.end() :].lstrip(" ,")
    return f"M{match.group(1)} {match.group(2)}{'' if not rest or rest[0].isalpha() else 'l'}{rest}"
