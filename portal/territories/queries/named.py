"""Several territories of any kinds as pages name them, in one statement written once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db import connection

from portal.territories.models import Territory

Key = tuple[str, str]
"""Kind and code."""

_COLUMNS: Final = (
    "kind", "code", "name", "slug", "article_kind", "type", "is_current",
    "parent_code", "departement_code", "region_code", "strate",
)  # fmt: skip


class NamedTerritory(NamedTuple):
    """What it takes to name a territory, to find its page and the groups that it is in."""

    kind: str
    code: str
    name: str
    slug: str
    article_kind: int
    type: str
    is_current: bool
    parent_code: str
    departement_code: str
    region_code: str
    strate: str


def find_named(keys: Iterable[Key]) -> dict[Key, NamedTerritory]:
    """Those that exist or existed, by kind and code.

    The ORM would build the same statement anew for every page, in several times the time it takes to run.
    """
    by_kind: dict[str, list[str]] = {}
    for kind, code in keys:
        by_kind.setdefault(kind, []).append(code)
    if not by_kind:
        return {}
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, _COLUMNS))
    select = f"SELECT {columns} FROM {quote(Territory._meta.db_table)}"  # noqa: S608 - names of our model
    statement = " UNION ALL ".join(
        f"{select} WHERE kind = %s AND code IN ({', '.join(['%s'] * len(codes))})"
        for codes in by_kind.values()
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [one for kind, codes in by_kind.items() for one in (kind, *codes)])
        found = [NamedTerritory(*row) for row in cursor.fetchall()]
    return {(one.kind, one.code): one for one in found}
