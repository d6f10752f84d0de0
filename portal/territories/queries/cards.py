"""A territory with its town hall and its elected head, in one statement written once.

The ORM would build the same statement anew for every page, in six times the time it takes to run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, cast

from django.db import connection, models
from django.db.models.base import ModelState

from portal.territories.models import Contact, Head, Territory

_MODELS: Final = (Territory, Contact, Head)


def find_card(kind: str, code: str) -> Territory | None:
    """The territory of this code, past or present, with ``contact`` and ``head`` already read.

    As with the ORM, reading one that does not exist raises ObjectDoesNotExist. None for an unknown code.
    """
    with connection.cursor() as cursor:
        cursor.execute(_build_statement(), [kind, code])
        row = cursor.fetchone()
    if row is None:
        return None
    instances = _build_instances(row)
    territory, contact, head = cast("Territory", instances[0]), instances[1], instances[2]
    territory._state.fields_cache |= {"contact": contact, "head": head}
    return territory


@cache
def _build_statement() -> str:
    quote = connection.ops.quote_name
    tables = [quote(model._meta.db_table) for model in _MODELS]
    columns = ", ".join(
        f"{table}.{quote(str(field.column))}"
        for table, model in zip(tables, _MODELS, strict=True)
        for field in model._meta.concrete_fields
    )
    main, *others = tables
    joins = "".join(f" LEFT JOIN {other} ON {other}.territory_id = {main}.id" for other in others)
    return f"SELECT {columns} FROM {main}{joins} WHERE {main}.kind = %s AND {main}.code = %s"  # noqa: S608


def _build_instances(row: Sequence[Any]) -> list[models.Model | None]:
    """One instance per model of the statement; None where the join found nothing."""
    instances: list[models.Model | None] = []
    start = 0
    for model, names, readers in _list_columns():
        values = row[start : start + len(names)]
        start += len(names)
        if values[0] is None:
            instances.append(None)
            continue
        # As ``from_db`` would, without looking at each field again: a fifth of its time.
        instance = model.__new__(model)
        instance.__dict__.update(zip(names, values, strict=True))
        for name, read in readers:
            instance.__dict__[name] = read(instance.__dict__[name])
        instance._state = ModelState()
        instance._state.adding, instance._state.db = False, "default"
        instances.append(instance)
    return instances


_Columns = tuple[type[models.Model], list[str], list[tuple[str, Callable[[Any], Any]]]]


@cache
def _list_columns() -> list[_Columns]:
    """Of each model: its attributes, and how those that the database keeps otherwise are read."""
    found: list[_Columns] = []
    for model in _MODELS:
        fields = model._meta.concrete_fields
        readers = [(field.attname, read) for field in fields if (read := _find_reader(field)) is not None]
        found.append((model, [field.attname for field in fields], readers))
    return found


def _find_reader(field: Any) -> Callable[[Any], Any] | None:
    """The value as Python has it: SQLite keeps booleans as numbers, dates and JSON as text."""
    if isinstance(field, models.JSONField):
        return lambda value: json.loads(value) if isinstance(value, str) else value
    if isinstance(field, models.DateField):
        return lambda value: date.fromisoformat(value) if isinstance(value, str) else value
    return bool if isinstance(field, models.BooleanField) else None
