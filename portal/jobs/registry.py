"""The jobs that the portal knows: a name, a function, how often it is tried, for how long."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Protocol, TypeVar

from django.utils.module_loading import autodiscover_modules


@dataclass
class Stopping:
    """Whether a process was asked to stop. A plain flag: what a signal sets must take no lock."""

    is_asked: bool = False


STOPPING: Final = Stopping()
"""Of this process: jobs end at their next safe place once it is asked."""

DEFAULT_ATTEMPTS: Final = 4
DEFAULT_BUDGET: Final = timedelta(minutes=10)


class JobStopped(BaseException):
    """The process stops and the job did not end in time: it is put back in the queue."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a job is given: its moment, and whether it may go on."""

    now: datetime
    until: float = field(default=float("inf"))
    """On the monotonic clock."""
    stopping: Stopping = field(default_factory=lambda: STOPPING)

    def is_over(self) -> bool:
        """Whether to end at once, what was done being kept: time is up, or the process stops."""
        return self.stopping.is_asked or time.monotonic() >= self.until


class JobFunction(Protocol):
    """Returns one French sentence for agents, or nothing. What it raises has it tried again later."""

    def __call__(self, work: Work, **arguments: Any) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Job:
    """``every``: for the periodic ones; ``at_night``: between 1 and 5 o'clock in Paris."""

    name: str
    function: Callable[..., str | None]
    attempts: int = DEFAULT_ATTEMPTS
    budget: timedelta = DEFAULT_BUDGET
    every: timedelta | None = None
    at_night: bool = False


class UnknownJobError(LookupError):
    """No job has this name."""


F = TypeVar("F", bound=Callable[..., str | None])

_JOBS: dict[str, Job] = {}


def job(
    name: str, *, attempts: int = DEFAULT_ATTEMPTS, budget: timedelta = DEFAULT_BUDGET
) -> Callable[[F], F]:
    """Declare a job that is asked for by ``enqueue``."""

    def declare(function: F) -> F:
        _JOBS[name] = Job(name, function, attempts, budget)
        return function

    return declare


def periodic(
    key: str,
    *,
    every: timedelta,
    at_night: bool = False,
    attempts: int = DEFAULT_ATTEMPTS,
    budget: timedelta = DEFAULT_BUDGET,
) -> Callable[[F], F]:
    """Declare a job that is done every so often, once for all workers; late, it is done once.

    ``at_night`` spreads over the night, with ``every`` of a day or more.
    """

    def declare(function: F) -> F:
        _JOBS[key] = Job(key, function, attempts, budget, every, at_night)
        return function

    return declare


def find_job(name: str) -> Job:
    """Raises UnknownJobError."""
    discover_jobs()
    try:
        return _JOBS[name]
    except KeyError:
        known = ", ".join(sorted(_JOBS)) or "none"
        raise UnknownJobError(f"no job is called “{name}”. Expected one of: {known}.") from None


def list_jobs() -> Mapping[str, Job]:
    """Every job by its name."""
    discover_jobs()
    return dict(_JOBS)


@lru_cache(maxsize=1)
def discover_jobs() -> None:
    """Import the module ``jobs`` of every application."""
    autodiscover_modules("jobs")
