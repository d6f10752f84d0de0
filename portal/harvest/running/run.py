"""One run of a source: pages in their order, a cursor after each, an honest end."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import F

from portal.harvest.asking import Polite, open_polite
from portal.harvest.memory import KeptMemory
from portal.harvest.models import Run, RunProblem, SourceState
from portal.harvest.pages import Connector, Page, PartialHarvest
from portal.harvest.running import ending
from portal.harvest.running.chunks import CHUNK, Passage, add_counts, save_chunk
from portal.harvest.running.holding import HoldLostError, hold_source
from portal.harvest.running.planning import ensure_state, find_since
from portal.harvest.running.reading import build_reading
from portal.harvest.running.vanishing import archive_withdrawn, find_withdrawal_doubt
from portal.harvest.sources import Source, find_connector
from portal.kernel.http import OutboundError

logger = logging.getLogger(__name__)

LONGEST_WALK: Final = timedelta(days=3)
"""A walk that was cut longer ago starts again: what it saw is no longer the source."""
MOST_WARNINGS: Final = 50


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What to run, for whom and when. ``is_over``: whether to stop at the next page.

    ``accept_fewer``: an agent checked that the source really gives that few. ``restart``: forget where the
    last run was cut, and read everything. ``polite``: the way out, for tests.
    """

    source: Source
    now: datetime
    by: str = ""
    is_over: Callable[[], bool] = lambda: False
    accept_fewer: bool = False
    restart: bool = False
    polite: Polite | None = None


def run_source(order: RunOrder) -> Run:
    """Harvest a source from where its last run was cut, or from the first page; the run, with its report.

    A failure of the source is in the report. Raises SourceIsRunningError, HoldLostError, DatabaseError.
    """
    ensure_state(order.source, order.now)
    with hold_source(order.source.slug, order.now) as holder:
        close_lost_runs(order.source.slug, order.now)
        walk = _start_walk(order, holder)
        end = walk.go()
        return ending.conclude(order.source, walk.run, end, accept_fewer=order.accept_fewer, now=order.now)


def close_lost_runs(slug: str, now: datetime) -> None:
    """Runs whose process died say so."""
    Run.objects.filter(source=slug, state=Run.State.RUNNING).update(
        state=Run.State.ABORTED,
        ended_at=now,
        sentence="Cette moisson a été interrompue : la suivante a repris où elle en était.",
    )


def _start_walk(order: RunOrder, holder: str) -> _Walk:
    state = SourceState.objects.get(slug=order.source.slug)
    is_resumed = bool(
        state.cursor
        and state.walk_started_at
        and state.walk_started_at > order.now - LONGEST_WALK
        and not order.restart
    )
    if not is_resumed:
        state.cursor, state.walk_started_at = "", order.now
        state.walk_since = None if order.restart else find_since(order.source, state, order.now)
        state.save(update_fields=["cursor", "walk_started_at", "walk_since"])
    run = Run.objects.create(
        source=order.source.slug,
        by=order.by,
        started_at=order.now,
        is_resumed=is_resumed,
        is_whole=state.walk_since is None,
    )
    return _Walk(order, holder, run, state.cursor, state.walk_since)


@dataclass
class _Walk:
    """Pages of a source being saved one by one."""

    order: RunOrder
    holder: str
    run: Run
    cursor: str
    since: datetime | None
    page: int = 0
    warnings: list[str] = field(default_factory=list)
    polite: Polite | None = None

    def go(self) -> ending.End:
        """Read and save every page; how it ended."""
        end = ending.End()
        try:
            end = self._read()
        except PartialHarvest as error:
            end = ending.End(message=str(error))
        except OutboundError as error:
            end = ending.End(message=f"{error.sentence} ({error})", wait_s=error.wait_s)
        except (HoldLostError, DatabaseError):
            raise
        except Exception as error:
            logger.exception("%s, page %s", self.order.source.slug, self.page + 1)
            end = ending.End(message=f"Erreur inattendue du connecteur : {type(error).__name__}: {error}")
        if end.message:
            self._record_stop(end.message)
        moved = sorted(self.polite.moved.items()) if self.polite else []
        Run.objects.filter(pk=self.run.pk).update(warnings=self.warnings, moved=[list(one) for one in moved])
        return end

    def _read(self) -> ending.End:
        source = self.order.source
        connector = find_connector(source.kind, source.folder)
        if connector is None:
            return ending.End(message=f"Aucun connecteur ne s’appelle « {source.kind} ».")
        passage = Passage(source.slug, self.run, build_reading(source), self.order.now)
        for page in self._fetch(connector):
            self._save(passage, page)
            if page.next and self.order.is_over():
                return ending.End(is_cut=True)
        if self.page and self.cursor:
            return ending.End(message="La lecture s’est arrêtée avant la dernière page.")
        return ending.End(is_whole=True)

    def _fetch(self, connector: Connector) -> Iterator[Page]:
        order = self.order
        self.polite = order.polite or open_polite(KeptMemory(order.source.slug, order.now))
        return connector.fetch_pages(order.source.connector, self.polite, after=self.cursor, since=self.since)

    def _save(self, passage: Passage, page: Page) -> None:
        """One transaction for some records, so that others can write; the cursor moves with the last."""
        self.page += 1
        records = iter(page.records)
        chunks = list(iter(lambda: list(islice(records, CHUNK)), [])) or [[]]
        for number, chunk in enumerate(chunks, start=1):
            with transaction.atomic():
                counts = save_chunk(passage, self.page, chunk)
                self._record_progress(page, counts, is_end=number == len(chunks))
        self.cursor = page.next
        self.warnings += [one for one in page.warnings if one not in self.warnings]
        del self.warnings[MOST_WARNINGS:]
        if page.gone:
            self._withdraw(page.gone)

    def _record_progress(self, page: Page, counts: Counter[str], *, is_end: bool) -> None:
        mine = SourceState.objects.filter(slug=self.order.source.slug, holder=self.holder)
        told: dict[str, object] = {"cursor": page.next} if is_end else {}
        if counts["created"]:
            told["last_new_at"] = self.order.now
        if not mine.update(holder=self.holder, **told):
            raise HoldLostError(f"{self.order.source.slug}: another run has taken this source.")
        if is_end:
            facts = {} if page.total is None else {"announced": page.total}
            Run.objects.filter(pk=self.run.pk).update(pages=F("pages") + 1, **facts)

    def _withdraw(self, gone: tuple[str, ...]) -> None:
        doubt = "" if self.order.accept_fewer else find_withdrawal_doubt(self.order.source, gone)
        if doubt:
            Run.objects.filter(pk=self.run.pk).update(alert=doubt)
            return
        with transaction.atomic():
            count = archive_withdrawn(self.order.source, gone, self.order.now)
            add_counts(self.run, Counter(archived=count))

    def _record_stop(self, message: str) -> None:
        """Say on which page the run stopped."""
        RunProblem.objects.create(
            run=self.run,
            level=RunProblem.Level.FAILED,
            page=self.page + 1,
            message=message.replace("\x00", " ")[:2000],
        )
