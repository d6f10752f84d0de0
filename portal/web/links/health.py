"""Words and tables of ``/liens``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.utils.timezone import localdate, localtime

from portal.kernel.french import format_count, format_date, format_number, format_percent, plural, sort_key
from portal.library.links.models import LinkRun
from portal.library.links.queries import HealthReport, Tally, get_health, iter_dead
from portal.library.links.states import LinkState
from portal.library.queries.producers import name_producer
from portal.web.links.naming import find_documents_path, name_group

Columns = tuple[tuple[str, str], ...]

COLUMNS: Final[Columns] = (
    ("ok", "Répondent"),
    ("blocked", "Refusent les robots"),
    ("check", "À vérifier"),
    ("dead", "Morts"),
    ("never", "Pas encore vérifiés"),
)
_FILES: Final = {"producer": "producteurs", "source": "sources"}
MOST_ROWS: Final = 40
MOST_DEAD: Final = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """A count; ``path`` leads to the documents that it counts, empty when no search gives them."""

    text: str
    path: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A producer or a source: its name, the way to its documents, its counts as they are written."""

    name: str
    path: str
    total: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One table; ``left_out``: how many rows are only in the file."""

    key: str
    title: str
    header: str
    rows: tuple[Row, ...]
    left_out: str
    file_path: str


@dataclass(frozen=True, slots=True)
class Dead:
    title: str
    path: str
    url: str
    producers: str
    words: str
    archive_url: str


def present_health() -> dict[str, Any]:
    report = get_health()
    # Before any check, columns of zeros would look like findings.
    columns = COLUMNS if report.total.checked else COLUMNS[-1:]
    return {
        "lines": word_total(report.total),
        "is_empty": report.total.total == 0,
        "is_checked": report.total.checked > 0,
        "waiting": word_waiting(report.total),
        "checked_on": _word_run(report.run),
        "offline_on": _word_offline(report),
        "columns": [label for _, label in columns],
        "groups": [
            _build_group("producer", "Par producteur", "Producteur", report.by_producer, columns),
            _build_group("source", "Par source", "Source", report.by_source, columns),
        ],
        "dead": [_build_dead(one) for one in islice(iter_dead(), MOST_DEAD)],
        "dead_left_out": _word_left_out(report.total.counts["dead"]),
    }


def word_total(tally: Tally) -> list[tuple[str, str]]:
    """Each column in words, with what it means; those where nothing is are left out, the dead apart."""
    count = tally.counts
    lines = [
        (_word_part(count["ok"], tally, "répond", "répondent"), "La page ou le fichier s’ouvre."),
        (
            _word_part(count["blocked"], tally, "refuse les robots", "refusent les robots"),
            "Le site répond, mais pas à un robot : rien ne dit qu’il y ait un problème pour vous.",
        ),
        (
            _word_part(count["check"], tally, "à vérifier", "à vérifier"),
            "Panne, lenteur, page qui a changé ou disparu depuis peu : un agent regarde, ou le temps dira.",
        ),
        (
            _word_part(count["dead"], tally, "mort", "morts"),
            "La page n’existe plus, ou le nom du site : constaté plusieurs fois, à des jours d’écart.",
        ),
    ]
    kept = (count["ok"], count["blocked"], count["check"], 1)
    return [line for line, shown in zip(lines, kept, strict=True) if shown]


def _word_part(count: int, tally: Tally, one: str, many: str) -> str:
    said = f"{format_count(count, 'lien')} {plural(count, one, many)}"
    return f"{said} ({format_percent(100 * count / tally.checked)})" if tally.checked else said


def word_waiting(tally: Tally) -> str:
    """What was not checked, and why; empty when all was."""
    never, skipped = tally.counts["never"], tally.counts["skipped"]
    said = []
    if never:
        said.append(
            f"{format_count(never, 'lien')} {plural(never, 'attend', 'attendent')} une première vérification."
        )
    if skipped:
        be = plural(skipped, "n’est pas vérifié", "ne sont pas vérifiés")
        said.append(f"{format_count(skipped, 'lien')} {be} : un robot ne le peut pas, ou un agent en répond.")
    return " ".join(said)


def _word_run(run: LinkRun | None) -> str:
    if run is None:
        return ""
    moment = localtime(run.started_at)
    return f"{format_date(moment.date())} ({format_count(run.asked, 'lien vérifié', 'liens vérifiés')})"


def _word_offline(report: HealthReport) -> str:
    return format_date(localdate(report.offline_at)) if report.offline_at else ""


def _build_group(kind: str, title: str, header: str, tallies: Mapping[str, Tally], columns: Columns) -> Group:
    ordered = sorted(tallies.items(), key=lambda one: (-one[1].total, sort_key(name_group(kind, one[0]))))
    rows = tuple(_build_row(kind, slug, tally, columns) for slug, tally in ordered[:MOST_ROWS])
    more = len(ordered) - len(rows)
    left_out = (
        f"Les {MOST_ROWS} premiers par nombre de liens ; {format_number(more)} de plus dans le fichier."
        if more
        else ""
    )
    return Group(kind, title, header, rows, left_out, f"/liens/{_FILES[kind]}.csv")


def _build_row(kind: str, slug: str, tally: Tally, columns: Columns) -> Row:
    return Row(
        name_group(kind, slug),
        find_documents_path(kind, slug),
        format_number(tally.total),
        tuple(_build_cell(kind, slug, key, tally.counts[key]) for key, _ in columns),
    )


def _build_cell(kind: str, slug: str, key: str, count: int) -> Cell:
    text = format_number(count)
    if key != "dead" or not count:
        return Cell(text)
    label = f"{format_count(count, 'lien mort', 'liens morts')}, {name_group(kind, slug)}"
    return Cell(text, find_documents_path(kind, slug, dead=True), label)


def _build_dead(one: Any) -> Dead:
    since = f"depuis le {format_date(localdate(one.since))}" if one.since else ""
    what = "site disparu" if one.state == LinkState.DEAD_DOMAIN else "page introuvable"
    producers = ", ".join(name_producer(slug).name for slug in one.producers)
    return Dead(
        one.title,
        one.path,
        one.url,
        producers or "producteur non précisé",
        f"{what} {since}".strip(),
        one.archive_url,
    )


def _word_left_out(count: int) -> str:
    return f"Les {MOST_DEAD} plus anciens sur {format_number(count)}." if count > MOST_DEAD else ""
