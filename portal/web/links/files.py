"""The tables of ``/liens`` as files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.utils.timezone import localtime

from portal.kernel.french import sort_key
from portal.library.links.queries import HEALTHS, Health, get_health, iter_dead
from portal.ui.exports.csv import Cell
from portal.web.links.naming import name_group

_HEADERS: Final[dict[Health, str]] = {
    "ok": "repondent",
    "blocked": "refusent_les_robots",
    "check": "a_verifier",
    "dead": "morts",
    "never": "pas_encore_verifies",
    "skipped": "non_verifiables",
}


def build_rows(table: str) -> Iterator[list[Cell]]:
    """Header then rows of « producteurs », « sources » or « morts »."""
    return _list_dead() if table == "morts" else _list_groups(table)


def _list_groups(table: str) -> Iterator[list[Cell]]:
    report = get_health()
    kind, tallies = ("source", report.by_source) if table == "sources" else ("producer", report.by_producer)
    yield ["identifiant", "nom", "liens", *(_HEADERS[health] for health in HEALTHS), "derniere_verification"]
    last = localtime(report.run.started_at).isoformat(timespec="seconds") if report.run else "jamais"
    for slug, tally in sorted(tallies.items(), key=lambda one: sort_key(name_group(kind, one[0]))):
        counts = [tally.counts[health] for health in HEALTHS]
        yield [slug or "non_precise", name_group(kind, slug), tally.total, *counts, last]


def _list_dead() -> Iterator[list[Cell]]:
    yield [
        "adresse", "etat", "depuis", "derniere_verification", "copie_archivee", "document", "producteurs",
        "page_du_portail",
    ]  # fmt: skip
    for one in iter_dead():
        yield [
            one.url,
            str(one.state.label),
            one.since.date().isoformat() if one.since else "inconnu",
            one.checked_at.date().isoformat() if one.checked_at else "inconnue",
            one.archive_url or "aucune",
            one.title,
            " | ".join(name_group("producer", slug) for slug in one.producers) or "non précisé",
            f"{settings.SITE_URL}{one.path}",
        ]
