"""Dates as catalogues write them: « 2e trimestre 2023 », « [S.d.] », « Mo, 25 Jun 2018 », « 2010-2015 »."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

from portal.library.kinds import DatePrecision
from portal.library.naming import fold

_PARIS: Final = ZoneInfo("Europe/Paris")
_EARLIEST: Final = 1700
_AHEAD: Final = timedelta(days=400)
"""How far a date may lie ahead: announced publications, years of a budget."""

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev feb february", "mars mar march",
            "avril avr apr april", "mai may", "juin jun june", "juillet juil jul july",
            "aout aou aug august", "septembre sept sep september", "octobre oct october",
            "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NOTHING: Final = frozenset(
    {"", "s d", "sd", "n d", "nd", "sans date", "none", "null", "unknown", "inconnue"}
)
_YEAR: Final = r"(?P<year>[12]\d{3})"
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"


@dataclass(frozen=True, slots=True)
class Moment:
    """``first`` and ``last`` days of what is known: ``last`` sorts."""

    first: date
    last: date
    precision: DatePrecision

    @property
    def years(self) -> tuple[int, ...]:
        """Years that it covers."""
        return tuple(range(self.first.year, self.last.year + 1))


@dataclass(frozen=True, slots=True)
class ReadDate:
    """What words are worth: ``moment`` is None when they say nothing certain; ``warning`` then says why,
    in French, unless they say that there is no date."""

    moment: Moment | None
    warning: str = ""


def parse_moment(words: str, now: datetime) -> ReadDate:
    """Read a date. Nothing is guessed: a day that does not exist, a year before 1700 or more than 400 days
    ahead, two digits for a year, the zero of computers (1 January 1970) give no date and a warning.

    A range (« 2010-2015 ») gives its two ends; « depuis 2016 », « 2016 à nos jours » end now.
    """
    text = words.strip().strip("[](){}").strip()
    if fold(text) in _NOTHING:
        return ReadDate(None)
    for read in _READERS:
        moment = read(text, now)
        if moment is not None:
            return _judge(moment, words, now)
    return ReadDate(None, f"date illisible : « {words[:80]} »")


def _judge(moment: Moment, words: str, now: datetime) -> ReadDate:
    if moment.first.year < _EARLIEST:
        return ReadDate(None, f"date trop ancienne pour être vraie : « {words[:80]} »")
    if moment.precision == DatePrecision.DAY and moment.first == date(1970, 1, 1):
        return ReadDate(None, f"date zéro des ordinateurs, donc inconnue : « {words[:80]} »")
    if moment.first > now.date() + _AHEAD:
        return ReadDate(None, f"date trop lointaine pour être vraie : « {words[:80]} »")
    return ReadDate(moment)


def _build_day(year: int, month: int, day: int) -> Moment | None:
    """A day; only its month, or its year, where the rest is written 00. « 0000-00-00 » is none."""
    if not year:
        return None
    if not month:
        return _build_year(year)
    if not 1 <= month <= 12:
        return None
    if not day:
        return _build_month(year, month)
    if day > calendar.monthrange(year, month)[1]:
        return None
    known = date(year, month, day)
    return Moment(known, known, DatePrecision.DAY)


def _build_months(year: int, first: int, last: int, precision: DatePrecision) -> Moment:
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Moment(date(year, first, 1), end, precision)


def _build_month(year: int, month: int) -> Moment:
    return _build_months(year, month, month, DatePrecision.MONTH)


def _build_year(year: int) -> Moment:
    return Moment(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR)


_ISO: Final = re.compile(r"(\d{4})[-/.](\d{2})(?:[-/.](\d{2}))?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


def _read_iso(text: str, now: datetime) -> Moment | None:
    found = _ISO.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    is_range = month > 12 and year > _EARLIEST and not day
    return None if is_range else _build_day(year, month, day)


_TIMED: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}.*", re.DOTALL)


def _read_instant(text: str, now: datetime) -> Moment | None:
    """An instant: the day it is in Paris; without zone, the day written."""
    if not _TIMED.fullmatch(text):
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return _read_iso(text[:10], now)
    return _place(instant)


def _read_mail(text: str, now: datetime) -> Moment | None:
    """« Mon, 25 Jun 2018 08:00:00 +0200 », whatever language the day is in."""
    plain = re.sub(r"^[^\d,]{1,10},\s*", "", text)
    if not re.match(r"\d{1,2}\s+\S+\s+\d{4}(\s+\d{1,2}:\d{2}|$)", plain):
        return None
    words = plain.split()
    month = _MONTHS.get(fold(words[1]))
    if month is None:
        return None
    day = _build_day(int(words[2]), month, int(words[0]))
    if len(words) < 5:  # without a zone, the day is the one written
        return day
    try:
        return _place(parsedate_to_datetime(" ".join([words[0], calendar.month_abbr[month], *words[2:]])))
    except (ValueError, TypeError, OverflowError):
        return day


def _place(instant: datetime) -> Moment:
    try:
        local = instant.astimezone(_PARIS) if instant.tzinfo else instant
    except OverflowError:
        local = instant
    return Moment(local.date(), local.date(), DatePrecision.DAY)


_SLASHED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s+\d{1,2}[:h]\d{2}.*)?")
_MONTH_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{4})")


def _read_french(text: str, now: datetime) -> Moment | None:
    found = _SLASHED.fullmatch(text)
    if found is not None:
        day, month, year = map(int, found.groups())
        return _build_day(year, month, day)
    found = _MONTH_SLASHED.fullmatch(text)
    return _build_day(int(found[2]), int(found[1]), 0) if found else None


_WORDED: Final = re.compile(rf"(?:(?:le )?(?P<day>\d{{1,2}})(?:er)? )?{_MONTH} {_YEAR}")
_QUARTER: Final = re.compile(
    rf"(?:(?P<n>[1-4])(?:er|e|eme|ere)? trim(?:estre)?|t(?P<t>[1-4])|q(?P<q>[1-4])) {_YEAR}"
    rf"|{_YEAR.replace('year', 'y')} (?:t|q)(?P<after>[1-4])"
)
_HALF: Final = re.compile(rf"(?:(?P<n>[12])(?:er|e|eme|nd|d)? sem(?:estre)?|s(?P<s>[12])) {_YEAR}")
_SEASON: Final = re.compile(rf"(?P<season>printemps|ete|automne|hiver) {_YEAR}")


def _read_words(text: str, now: datetime) -> Moment | None:
    plain = re.sub(r"^(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) ", "", fold(text))
    plain = re.sub(r" (?:a )?\d{1,2} ?h ?\d{0,2}$", "", plain)
    found = _WORDED.fullmatch(plain)
    if found is not None:
        return _build_day(int(found["year"]), _MONTHS[found["month"]], int(found["day"] or 0))
    found = _QUARTER.fullmatch(plain)
    if found is not None:
        quarter = int(found["n"] or found["t"] or found["q"] or found["after"])
        year = int(found["year"] or found["y"])
        return _build_months(year, 3 * quarter - 2, 3 * quarter, DatePrecision.QUARTER)
    found = _HALF.fullmatch(plain)
    if found is not None:
        half = int(found["n"] or found["s"])
        return _build_months(int(found["year"]), 6 * half - 5, 6 * half, DatePrecision.YEAR)
    found = _SEASON.fullmatch(plain)
    return _build_year(int(found["year"])) if found else None


_SURE: Final = re.compile(rf"(?:annee |c |ca |cop |dl |impr |vers |en )?{_YEAR}")
_SINCE: Final = re.compile(rf"(?:depuis (?:le )?|a partir de )?{_YEAR}(?: a nos jours| a aujourd hui)?")
_RANGE: Final = re.compile(r"(?:de |entre )?([12]\d{3}) (?:(?:a|au|et) )?(?:([12]\d{3})|(\d{2}))")


def _read_years(text: str, now: datetime) -> Moment | None:
    plain = fold(text)
    if found := _SURE.fullmatch(plain):
        return _build_year(int(found["year"]))
    if found := _SINCE.fullmatch(plain):
        return _span(int(found["year"]), now.year)
    if found := _RANGE.fullmatch(plain):
        first = int(found[1])
        return _span(first, int(found[2]) if found[2] else first // 100 * 100 + int(found[3]))
    return None


def _span(first: int, last: int) -> Moment | None:
    if last < first:
        return None
    return Moment(date(first, 1, 1), date(last, 12, 31), DatePrecision.YEAR)


def _read_interval(text: str, now: datetime) -> Moment | None:
    """Two dates with « / » or « – » between them; a missing end is today."""
    ends = re.split(r"^du\s+|\s*/\s*(?=\d{4}-|$|\.\.)|\s+[–—]\s+|\s+au\s+|\s+-\s+", text)
    ends = ends[1:] if len(ends) == 3 and not ends[0] else ends
    if len(ends) != 2 or not ends[0]:
        return None
    first = next((m for read in _SINGLE if (m := read(ends[0], now))), None)
    if ends[1] in {"", ".."}:
        today = now.astimezone(UTC).date()
        last: Moment | None = Moment(today, today, DatePrecision.DAY)
    else:
        last = next((m for read in _SINGLE if (m := read(ends[1], now))), None)
    if first is None or last is None or last.last < first.first:
        return None
    return Moment(first.first, last.last, DatePrecision.YEAR)


_Reader = Callable[[str, datetime], Moment | None]
_SINGLE: Final[tuple[_Reader, ...]] = (
    _read_iso,
    _read_instant,
    _read_french,
    _read_mail,
    _read_words,
    _read_years,
)
_READERS: Final[tuple[_Reader, ...]] = (*_SINGLE, _read_interval)
