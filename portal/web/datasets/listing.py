"""``/donnees``: every dataset, those online and those that wait for their files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.timezone import localdate

from portal.kernel.french import format_date, sort_key
from portal.stats.addresses import dataset_path
from portal.stats.models import COMPUTED_DATASET
from portal.stats.queries.datasets import DatasetInfo, find_dataset, list_datasets
from portal.stats.queries.freshness import Freshness, list_freshness
from portal.web.datasets.states import STATES, Badge

BY_TITLE: Final = "titre"
_ORDERS: Final[dict[str, Callable[[DatasetInfo, Freshness], Any]]] = {
    BY_TITLE: lambda dataset, fresh: sort_key(dataset.title),
    "producteur": lambda dataset, fresh: (sort_key(dataset.acronym), sort_key(dataset.title)),
    "date": lambda dataset, fresh: -fresh.published_at.timestamp() if fresh.published_at else 0.0,
}
"""The latest publication first; those that were never published are in a list of their own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A dataset of the list; ``published_on`` is empty and ``year`` None for one that waits."""

    title: str
    path: str
    producer: str
    licence: str
    version: str
    published_on: str
    newest_year: int | None
    indicators: int
    badge: Badge
    extract: str
    summary: str
    why: str


def parse_order(asked: str) -> str | None:
    """The order asked by ``?tri=``; None for a word that is not one."""
    return (asked or BY_TITLE) if asked in ("", *_ORDERS) else None


def present_datasets(order: str, today: date) -> dict[str, Any]:
    fresh = {one.dataset: one for one in list_freshness(today)}
    datasets = [one for one in list_datasets() if one.slug in fresh]
    datasets.sort(key=lambda one: _ORDERS[order](one, fresh[one.slug]))
    online = [_build_row(one, fresh[one.slug]) for one in datasets if one.is_online]
    waiting = [_build_row(one, fresh[one.slug]) for one in datasets if not one.is_online]
    computed = find_dataset(COMPUTED_DATASET)
    return {
        "online": online,
        "waiting": waiting,
        "order": order,
        "computed_path": dataset_path(computed.slug) if computed else "",
        "is_partial": any(row.extract for row in online),
    }


def _build_row(dataset: DatasetInfo, fresh: Freshness) -> Row:
    published_on = format_date(localdate(fresh.published_at)) if fresh.published_at else ""
    return Row(
        title=dataset.title,
        path=dataset_path(dataset.slug),
        producer=dataset.acronym or dataset.producer,
        licence=dataset.licence,
        version=f"n° {fresh.release_number}" if fresh.release_number else "",
        published_on=published_on,
        newest_year=fresh.newest_year,
        indicators=len(dataset.read) + len(dataset.computed),
        badge=STATES[fresh.state],
        extract=fresh.extract,
        summary=dataset.summary,
        why=explain_waiting(dataset.instructions, fresh),
    )


def explain_waiting(instructions: Sequence[str], fresh: Freshness) -> str:
    """Why nothing of a dataset is online yet, and what would change it."""
    if fresh.failure is not None:
        return f"Le dernier essai a échoué. {fresh.failure.sentence}"
    if instructions:
        return "Un agent doit déposer le fichier : le producteur n’en donne pas d’adresse stable."
    return "Le fichier n’a pas encore été téléchargé chez le producteur."
