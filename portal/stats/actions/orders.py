"""What is asked of a load of figures, and what became of each dataset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from portal.stats.models import Release

State = Literal["published", "ready", "unchanged", "withheld", "waiting", "failed"]
Report = Callable[[str, str], None]
"""Called with a dataset and the step that it enters."""


@dataclass(frozen=True)
class Outcome:
    """What became of one dataset. ``message`` is in English, for the agent who reads the log.

    Of a dataset that waits for files, it says in French where they come from: pages show it.
    ``sentence``: why what was received is refused, in French, for readers; empty when it is not.
    """

    dataset: str
    state: State
    message: str = ""
    release: Release | None = None
    seconds: float = 0.0
    sentence: str = ""


@dataclass(frozen=True)
class Order:
    """Which datasets (all when empty), for whom and when. ``force`` publishes even without a change."""

    by: str
    now: datetime
    datasets: Sequence[str] = ()
    dry_run: bool = False
    force: bool = False
