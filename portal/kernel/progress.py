"""What long work tells whoever waits for it: a step in words, and how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives one message per step; ``total`` is 0 when the length of the step is unknown."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None: ...


def silent(step: str, done: int = 0, total: int = 0) -> None:
    """A progress that tells nobody: the default everywhere."""
