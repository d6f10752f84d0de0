"""One run of a source at a time, on one machine or several; a dead one holds nobody up."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from portal.harvest.models import SourceState

PATIENCE: Final = timedelta(minutes=3)
"""A run silent for longer is dead."""
BEAT_S: Final = 20.0


class SourceIsRunningError(Exception):
    """Another run of this source is at work. The message is in French."""


class HoldLostError(Exception):
    """This run was thought dead, and another one has taken the source."""


@contextmanager
def hold_source(slug: str, now: datetime) -> Iterator[str]:
    """Hold a source until the block ends; yields the name of the holder. Raises SourceIsRunningError."""
    holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(8)}"
    _take(slug, holder, now)
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(slug, holder, over), daemon=True)
    thread.start()
    try:
        yield holder
    finally:
        over.set()
        thread.join(30)
        SourceState.objects.filter(slug=slug, holder=holder).update(holder="", held_at=None)


def _take(slug: str, holder: str, now: datetime) -> None:
    free = Q(holder="") | Q(held_at=None) | Q(held_at__lt=now - PATIENCE)
    present = SourceState.objects.values_list("holder", flat=True).get(slug=slug)
    if _is_dead_here(present):
        free |= Q(holder=present)
    if not SourceState.objects.filter(free, slug=slug).update(holder=holder, held_at=now):
        raise SourceIsRunningError(
            f"La source « {slug} » est déjà en cours de moisson ({present.rpartition(':')[0]}). Attendez"
            " qu’elle finisse ; si ce processus n’existe plus, elle sera libre dans trois minutes."
        )


def _is_dead_here(holder: str) -> bool:
    """Whether it is a process of this machine that is no more."""
    host, _, rest = holder.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname()[:60] or not number.isdigit() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _beat(slug: str, holder: str, over: threading.Event) -> None:
    while not over.wait(BEAT_S):
        try:
            SourceState.objects.filter(slug=slug, holder=holder).update(held_at=timezone.now())
        except DatabaseError:
            continue  # it is busy or away: the next beat tells
        finally:
            connection.close()
