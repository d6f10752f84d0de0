"""What is expected in the twelve months to come: vintages of datasets, publications, dates set by the law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from django.conf import settings

from portal.kernel.french import format_date
from portal.references.addresses import CALENDAR
from portal.references.calendar import CalendarEntry
from portal.references.handbook import get_handbook
from portal.references.shelf import get_references
from portal.stats.addresses import dataset_path, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dataset import Dataset
from portal.ui.words import word_month
from portal.web.reference.glossary import list_terms

Kind = Literal["data", "publication", "deadline"]

MONTHS: Final = 12
KINDS: Final[dict[Kind, str]] = {
    "data": "Données du portail",
    "publication": "Publication attendue",
    "deadline": "Échéance légale",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """Something of a month. ``day``: where a text sets one. ``key`` names it for calendars that subscribe.

    ``path``: a page of this portal, or empty; ``page``: that of the producer.
    """

    key: str
    kind: Kind
    title: str
    month: date
    day: date | None = None
    producer: str = ""
    summary: str = ""
    exception: str = ""
    path: str = ""
    page: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()

    @property
    def first(self) -> date:
        """The day that it is on, or the first one that it may be on."""
        return self.day or self.month

    @property
    def after(self) -> date:
        """The day after the last one."""
        return self.day + timedelta(days=1) if self.day else _add_months(self.month, 1)


def list_expected(today: date) -> list[Expected]:
    """By month, dates set by texts first. The month of today is the first one."""
    first = today.replace(day=1)
    months = [_add_months(first, step) for step in range(MONTHS)]
    found = [one for month in months for one in _list_month(month)]
    return sorted(found, key=lambda one: (one.month, one.day is None, one.day or one.month, one.title))


def _list_month(month: date) -> Iterator[Expected]:
    for dataset in get_catalogue().datasets.values():
        if month.month in dataset.expected_months:
            yield _expect_data(dataset, month)
    for entry in get_handbook().calendar.values():
        if month.month == entry.month:
            yield _expect_entry(entry, month)


def _expect_data(dataset: Dataset, month: date) -> Expected:
    return Expected(
        key=f"donnees-{write_segment(dataset.slug)}",
        kind="data",
        title=dataset.title,
        month=month,
        producer=get_catalogue().producers[dataset.producer].acronym,
        summary="Nouveau millésime ou révision, d’après les mois habituels du producteur.",
        path=dataset_path(dataset.slug),
        page=dataset.page,
    )


def _expect_entry(entry: CalendarEntry, month: date) -> Expected:
    producer = get_references().producers.get(entry.producer or "")
    return Expected(
        key=write_segment(entry.slug),
        kind=entry.kind,
        title=entry.title,
        month=month,
        day=month.replace(day=entry.day) if entry.day else None,
        producer=producer.acronym if producer else "",
        summary=entry.summary,
        exception=entry.exception,
        page=entry.page or "",
        sources=tuple((one.title, one.url or "") for one in entry.sources),
        terms=tuple(list_terms(entry.terms)),
    )


def present_calendar(today: date) -> dict[str, Any]:
    """Months and what is expected in each; datasets that no month is known of."""
    months: dict[date, list[Expected]] = {}
    for one in list_expected(today):
        months.setdefault(one.month, []).append(one)
    undated = [
        (one.title, dataset_path(one.slug))
        for one in get_catalogue().datasets.values()
        if not one.expected_months and one.refresh in {"yearly", "quarterly", "monthly"}
    ]
    return {
        "months": [(word_month(month), f"{month:%Y-%m}", found) for month, found in months.items()],
        "undated": sorted(undated),
        "kinds": KINDS,
        "write_day": lambda one: format_date(one.day) if one.day else "",
        "path": CALENDAR,
    }


def write_ics(today: date) -> str:
    """The twelve months as iCalendar (RFC 5545): days without hours, that take nobody's time."""
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{settings.SITE_NAME}//Calendrier//FR",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escape('Publications sur les collectivités')}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1W",
    ]
    for one in list_expected(today):
        lines += _write_event(one, host, today)
    return "".join(f"{_fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _write_event(one: Expected, host: str, today: date) -> Iterator[str]:
    about = " ".join(part for part in (one.summary, one.exception) if part)
    yield "BEGIN:VEVENT"
    yield f"UID:{one.key}-{one.month:%Y-%m}@{host}"
    yield f"DTSTAMP:{today.replace(day=1):%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{one.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.after:%Y%m%d}"
    yield f"SUMMARY:{_escape(f'{one.title} ({one.producer})' if one.producer else one.title)}"
    yield f"CATEGORIES:{_escape(KINDS[one.kind])}"
    if about:
        yield f"DESCRIPTION:{_escape(about)}"
    if one.path or one.page:
        yield f"URL:{settings.SITE_URL + one.path if one.path else one.page}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def _fold(line: str) -> str:
    """At most 75 bytes a line; what follows begins with a space."""
    parts, current, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 73:
            parts.append(current)
            current, size = "", 0
        current += letter
        size += width
    return "\r\n ".join([*parts, current])


def _add_months(day: date, count: int) -> date:
    whole = day.year * 12 + day.month - 1 + count
    return date(whole // 12, whole % 12 + 1, 1)
