"""A territory with its town hall and its elected head, in one statement written once.

The ORM would build the same statement anew for every page, in six times the time it takes to run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final, cast

from django.db import connection, models

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
    for model in _MODELS:
        fields = model._meta.concrete_fields
        values = row[start : start + len(fields)]
        start += len(fields)
        if values[0] is None:
            instances.append(None)
            continue
        read = [_read(field, value) for field, value in zip(fields, values, strict=True)]
        instances.append(model.from_db("default", [field.attname for field in fields], read))
    return instances


def _read(field: Any, value: Any) -> Any:
    """The value as Python has it: SQLite keeps booleans as numbers, dates and JSON as text."""
    if isinstance(value, str):
        if isinstance(field, models.JSONField):
            return json.loads(value)
        return date.fromisoformat(value) if isinstance(field, models.DateField) else value
    return bool(value) if isinstance(field, models.BooleanField) else value
