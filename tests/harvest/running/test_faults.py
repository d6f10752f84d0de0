"""Whatever kills a run, the next one converges to what an undisturbed one gives."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from portal.harvest.models import Record, Run
from portal.library.kinds import DocumentState
from portal.library.models import Document
from tests.harvest.builders import DAY, NOW, build_record, run, write_pages, write_source


class KilledError(BaseException):
    """The process is no more."""


class Executioner:
    """From the n-th SQL statement on, every statement fails."""

    def __init__(self, last: int, error: BaseException) -> None:
        self.last, self.error, self.seen = last, error, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen > self.last:
            raise self.error
        return execute(sql, params, many, context)


def _write(source: Any, turn: int) -> None:
    """What the source gives at the n-th turn: one more, one changed, one gone."""
    numbers = range(turn, turn + 6)
    records = [build_record(n, abstract=f"Tour {turn}" if n % 3 == 0 else "") for n in numbers]
    write_pages(source, records[:2], records[2:4], records[4:])


def _read() -> list[tuple[str, str, str]]:
    return sorted(Document.objects.values_list("title", "abstract", "state"))


def _expect(turn: int) -> list[tuple[str, str, str]]:
    """Documents 0 to turn + 5; those below ``turn`` archived, with the abstract of their last turn."""
    found = []
    for number in range(turn + 6):
        last = min(number, turn)
        state = DocumentState.PUBLISHED if number >= turn else DocumentState.ARCHIVED
        found.append((f"Étude numéro {number}", f"Tour {last}" if number % 3 == 0 else "", str(state)))
    return sorted(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("error", "stride"), [(KilledError(), 9), (OperationalError("database or disk is full"), 13)], ids=str
)
def test_run_cut_short_at_any_statement_is_mended_by_the_next(
    catalogue: Path, error: BaseException, stride: int
) -> None:
    source = write_source(catalogue, grace_days=0, expect={"share": 0.5})
    _write(source, 0)
    run(source)
    now, turn, statement = NOW, 0, 0
    while True:
        turn, now = turn + 1, now + DAY
        _write(source, turn)
        executioner = Executioner(statement, error)
        try:
            with connection.execute_wrapper(executioner):
                run(source, now)
        except type(error):
            pass
        connection.close()  # an open transaction dies with its process
        now += timedelta(hours=1)
        run(source, now)
        done = run(source, now + timedelta(hours=1))
        assert done.state == Run.State.DONE, statement
        assert _read() == _expect(turn), statement
        assert not Run.objects.filter(state=Run.State.RUNNING).exists()
        assert Record.objects.count() == Document.objects.count() == turn + 6
        if executioner.seen <= statement:  # it was left alone to the end
            break
        statement += 1 if statement < 12 else stride
    assert statement > 60
