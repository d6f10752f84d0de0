"""A download on its way to disk: kept when it can be taken up again, removed when it cannot."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from portal.kernel.http.errors import Reason

RESUMED: Final = frozenset({Reason.TRUNCATED, Reason.TOO_SLOW, Reason.UNREACHABLE})
"""Failures after which what has come is sound."""


@dataclass(frozen=True, slots=True)
class Start:
    """What has come so far, and the validator that says whether the source still has the same."""

    size: int
    validator: str


@dataclass(frozen=True, slots=True)
class _Facts:
    url: str
    validator: str


class Partial:
    """``<folder>/.part-<hash of the address>`` and its facts; without facts it is never taken up."""

    def __init__(self, folder: Path, url: str) -> None:
        digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self.url = url
        self.path = folder / f".part-{digest}"
        self._facts = folder / f".part-{digest}.json"

    def find_start(self) -> Start | None:
        """Where to take up from, or None; what cannot be taken up is removed."""
        try:
            facts = _Facts(**json.loads(self._facts.read_text(encoding="ascii")))
            size = self.path.stat().st_size
        except (OSError, ValueError, TypeError):
            self.discard()
            return None
        if facts.url != self.url or not size:
            self.discard()
            return None
        return Start(size, facts.validator)

    def describe(self, validator: str) -> None:
        """Say what is being received, before it is: a kill then leaves something that can be taken up."""
        if validator:
            facts = json.dumps(asdict(_Facts(self.url, validator)))
            self._facts.write_text(facts, encoding="ascii")
        else:
            self._facts.unlink(missing_ok=True)

    def settle(self, reason: Reason) -> None:
        """After a failure: keep what can be taken up."""
        if reason not in RESUMED or not self._facts.is_file():
            self.discard()

    def finish(self) -> Path:
        """The whole file, for the caller to move; its facts are removed."""
        self._facts.unlink(missing_ok=True)
        return self.path

    def discard(self) -> None:
        self._facts.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
