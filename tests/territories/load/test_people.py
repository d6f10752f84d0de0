"""Details of town halls: what is kept as it is, mended, or dropped."""

from __future__ import annotations

from datetime import date

import pytest

from portal.territories.actions.load.people import (
    is_plausible_office,
    parse_email,
    parse_office_date,
    parse_phone,
    parse_website,
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mairie@abergement-de-varey.fr", "mairie@abergement-de-varey.fr"),
        (" mairie@lucé.fr ", "mairie@lucé.fr"),
        ("mairie@", ""),
        ("a@b.fr, c@d.fr", ""),
        ("javascript:alert(1)@x.fr", ""),
        ("<b>@x.fr", ""),
        ("", ""),
    ],
)
def test_email_is_kept_when_usable(text: str, kept: str) -> None:
    assert parse_email(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://www.guîtres.fr/", "https://www.guîtres.fr/"),
        ("http://www.lees-athas.fr ", "http://www.lees-athas.fr"),
        ("www.bajus.fr", ""),
        ("https:/www.troussencourt.fr", ""),
        ("javascript:alert(1)", ""),
        ("https://user:secret@x.fr", ""),
        ("https://x.fr/\"onmouseover=", ""),
        ("https://x.fr:port/", ""),
        ("https://[::1", ""),
        ("mairiedesavilly@orange.fr", ""),
    ],
)  # fmt: skip
def test_website_is_kept_when_usable(text: str, kept: str) -> None:
    assert parse_website(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("04 74 24 03 08", "04 74 24 03 08"),
        ("0324714563", "03 24 71 45 63"),
        ("+590 590 99 00 00", "+590 590 99 00 00"),
        ("30 13", ""),
        ("03 22 3 750 53", ""),
        ("appelez-nous", ""),
    ],
)
def test_phone_is_kept_when_usable(text: str, kept: str) -> None:
    assert parse_phone(text) == kept


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-04", date(2026, 4, 9)),  # presidents of EPCI: in the future as written
        ("2021-01-07", date(2021, 7, 1)),  # presidents of départements, elected in June 2021
        ("2026-03-22", date(2026, 3, 22)),  # 22 is no month: never turned
    ],
)
def test_date_of_office_is_turned_back_when_it_was_read_month_first(text: str, day: date) -> None:
    assert parse_office_date(text) == day


def test_date_of_office_refuses_what_is_no_date() -> None:
    with pytest.raises(ValueError, match="month"):
        parse_office_date("2026-31-12")


BALLOT = date(2026, 3, 15)  # a Sunday
DEPARTEMENTS_MEET = date(2021, 7, 1)  # the second Thursday after the ballot of 20 June 2021


@pytest.mark.parametrize(
    ("kind", "since", "mandate_on", "is_plausible"),
    [
        ("commune", date(2026, 3, 15), BALLOT, False),
        ("commune", date(2026, 3, 19), BALLOT, False),  # Thursday
        ("commune", date(2026, 3, 20), BALLOT, True),  # Friday: the first day of the law
        ("commune", date(2026, 3, 22), date(2026, 3, 22), False),
        ("commune", date(2026, 3, 22), BALLOT, True),
        ("commune", date(2026, 3, 15), None, True),
        ("epci", date(2026, 3, 15), BALLOT, False),
        ("epci", date(2026, 4, 9), date(2026, 4, 30), False),
        ("epci", date(2026, 4, 9), BALLOT, True),
        ("departement", DEPARTEMENTS_MEET, DEPARTEMENTS_MEET, True),
        ("departement", date(2021, 12, 6), date(2021, 12, 6), False),  # Monday, after a by-election
        ("departement", date(2022, 12, 16), DEPARTEMENTS_MEET, True),
        ("region", date(2021, 7, 2), date(2021, 7, 2), True),  # Friday
        ("region", date(2024, 9, 5), date(2024, 9, 5), False),  # Thursday
    ],
)
def test_office_begins_when_the_council_can_have_met(
    kind: str, since: date, mandate_on: date | None, is_plausible: bool
) -> None:
    assert is_plausible_office(kind, since, mandate_on) is is_plausible
