"""Local servers that answer as the producers do, quirks included, and descriptors that ask them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.ingest.fetching.online import Shelf
from tests.servers import Asked, Pieces, build_answer
from tests.stats.ingest.files import build_spec

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LINES = (
    '2024-01-01;"01001";"Budget principal";"Recettes totales";1234.5\r\n',
    '2024-01-01;"01002";"Budget principal";"Commune de ""X"";\nsur deux lignes";\r\n',
    '2024-01-01;"01004";"Budget annexe";"Recettes totales";-3\r\n',
)
EXPORT = "\ufeffexer;insee;type_de_budget;agregat;montant\r\n" + "".join(LINES)
RESOURCE = "8f39fc4d-7c2e-4e9f-9b6a-1f0b2a1d2c3e"


def build_shelf(folder: Path, fetch: dict[str, Any], *, days_later: float = 0, **changes: Any) -> Shelf:
    """Where the file ``main`` of the dataset ``insee_people`` is kept."""
    spec: SourceFileSpec = build_spec(fetch=fetch, **changes)
    return Shelf(folder, "insee_people", spec, "test", NOW + timedelta(days=days_later))


def list_kept(folder: Path) -> list[str]:
    """Contents of the versions kept, the sidecars left out, in the order of their names."""
    files = sorted((folder / "insee_people" / "main").iterdir())
    return [path.read_text(encoding="utf-8") for path in files if not path.name.endswith(".json")]


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "insee_people" / "main").iterdir())


def answer_as_opendatasoft(
    export: str | bytes = EXPORT, counts: tuple[int, ...] = (3,)
) -> Callable[[Asked], Pieces]:
    """A portal of Opendatasoft: ``counts`` are the answers to “how many?”, the last one for ever."""
    left = list(counts)

    def answer(asked: Asked) -> Pieces:
        parts = urlsplit(asked.path)
        query = parse_qs(parts.query)
        if "exer=" in query.get("where", [""])[0].replace("year(exer)=", ""):
            told = {
                "error_code": "ODSQLError",
                "message": "ODSQL query is malformed: a date is compared with 2024",
            }
            return build_answer(json.dumps(told), 400)
        if parts.path.endswith("/records"):
            total = left.pop(0) if len(left) > 1 else left[0]
            return build_answer(json.dumps({"total_count": total, "results": []}))
        headers = {
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="ofgl-base-communes.csv"',
            "X-RateLimit-Remaining": "4999",
        }
        return build_answer(export, headers=headers)

    return answer
