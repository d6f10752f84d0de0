"""Dates and periods in words."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def format_date(day: date) -> str:
    """« 1er janvier 2019 », « 12 mars 2026 », with ordinary spaces as CLDR has it."""
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first} {MONTHS[day.month - 1]} {day.year}"


def format_period(first_year: int, last_year: int) -> str:
    """« 2019 », « 2019-2023 »."""
    return str(first_year) if first_year == last_year else f"{first_year}-{last_year}"
