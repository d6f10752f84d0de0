"""How a run ends: whole, cut or failed; what is then archived; when the next one is; a French sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from portal.harvest.memory import KeptMemory
from portal.harvest.models import Run, RunProblem, SourceState
from portal.harvest.running.chunks import add_counts
from portal.harvest.running.planning import compute_next
from portal.harvest.running.sentences import build_sentence
from portal.harvest.running.vanishing import archive_missing, count_records, find_doubt
from portal.harvest.sources import Source, has_all


@dataclass(frozen=True, slots=True)
class End:
    """``is_whole``: the last page was read. ``is_cut``: time was up. Else ``message`` says, in French, what
    stopped the run; ``wait_s``: how long the source asks to be left alone."""

    is_whole: bool = False
    is_cut: bool = False
    message: str = ""
    wait_s: float | None = None


def conclude(source: Source, run: Run, end: End, *, accept_fewer: bool, now: datetime) -> Run:
    """Archive what may be, write the state of the source and the report of the run."""
    run.refresh_from_db()
    state = SourceState.objects.get(slug=source.slug)
    doubt = run.alert
    if end.is_whole and run.is_whole:
        doubt = _settle(source, run, state, accept_fewer=accept_fewer, now=now)
        run.refresh_from_db()
    run.alert = doubt
    run.state = _choose_state(run, end, doubt)
    _move(state, source, run, end, now)
    run.ended_at = max(now, run.started_at)
    run.sentence = build_sentence(source, run, end.message, is_cut=end.is_cut)
    run.save(update_fields=["alert", "state", "ended_at", "sentence"])
    if run.state == Run.State.DONE:
        KeptMemory(source.slug, now).clean_up()
    return run


def _settle(source: Source, run: Run, state: SourceState, *, accept_fewer: bool, now: datetime) -> str:
    """Deal with what a whole walk did not see; the doubt that kept from it, in French."""
    walk_started_at = state.walk_started_at or run.started_at
    lists_all = has_all(source)
    usual = state.whole_count if lists_all else None
    census = count_records(source, walk_started_at, usual, run.announced)
    doubt = run.alert or find_doubt(source, census)
    unknown = run.problems.filter(level=RunProblem.Level.FAILED, remote_id="").count()
    if not accept_fewer:
        if doubt:
            return doubt
        if unknown and lists_all:
            return (
                "Des notices illisibles n’ont pas dit leur identifiant : elles sont peut-être de celles qui"
                " manquent, donc rien n’a été archivé."
            )
    if lists_all:
        add_counts(run, Counter(archived=archive_missing(source, walk_started_at, now)))
    state.whole_count, state.last_whole_at = census.seen, now
    return ""


def _choose_state(run: Run, end: End, doubt: str) -> Run.State:
    if end.is_whole:
        return Run.State.PARTIAL if doubt else Run.State.DONE
    return Run.State.PARTIAL if end.is_cut or run.pages else Run.State.FAILED


def _move(state: SourceState, source: Source, run: Run, end: End, now: datetime) -> None:
    """Where the next run goes on from, and when."""
    if end.is_whole or (end.message and not run.pages):
        # Nothing came from where the last run was cut: what it kept no longer means anything to the source.
        state.cursor, state.walk_started_at, state.walk_since = "", None, None
    if run.state == Run.State.DONE:
        state.last_success_at, state.failures = run.started_at, 0
    elif not end.is_cut:
        state.failures = min(state.failures + 1, 1000)
    if state.is_active:
        state.next_run_at = compute_next(
            source, Run.State(run.state), state.failures, now, wait_s=end.wait_s, is_cut=end.is_cut
        )
    state.save(
        update_fields=[
            "cursor", "walk_started_at", "walk_since", "last_success_at", "last_whole_at", "whole_count",
            "failures", "next_run_at",
        ]
    )  # fmt: skip
