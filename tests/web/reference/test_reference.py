"""Pages of words, lists of codes, methods and dates."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from portal.references.addresses import method_path, nomenclature_path, term_path
from portal.references.handbook import get_handbook
from portal.stats.addresses import indicator_path
from portal.web.reference.calendar import list_expected, write_ics
from tests.web.conftest import Read

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("slug", sorted(get_handbook().glossary))
def test_every_word_has_its_page_and_its_anchor(read: Read, slug: str) -> None:
    term = get_handbook().glossary[slug]
    page = read(term_path(slug))
    assert term.short.replace("'", "’")[:40] in page
    assert all(f'href="{indicator_path(one)}"' in page for one in term.indicators)
    assert all(f'href="{term_path(one)}"' in page for one in term.also)


def test_list_of_words_has_an_anchor_for_each(read: Read) -> None:
    page = read("/bibliotheque/glossaire")
    for slug in get_handbook().glossary:
        assert f'<a id="{slug.replace("_", "-")}" href="{term_path(slug)}">' in page


def test_words_of_one_domain(read: Read, client: Client) -> None:
    page = read("/bibliotheque/glossaire?domaine=impots")
    assert 'id="taxe-fonciere"' in page
    assert 'id="epargne-brute"' not in page
    assert client.get("/bibliotheque/glossaire?domaine=rien").status_code == 400


@pytest.mark.parametrize("slug", sorted(get_handbook().methods))
def test_every_method_has_its_page(read: Read, slug: str) -> None:
    method = get_handbook().methods[slug]
    page = read(method_path(slug))
    assert method.steps[-1].title.replace("'", "’")[:20] in page


@pytest.mark.parametrize("slug", sorted(get_handbook().nomenclatures))
def test_every_list_of_codes_has_its_page_and_its_file(read: Read, client: Client, slug: str) -> None:
    page = read(nomenclature_path(slug))
    file = client.get(f"{nomenclature_path(slug)}.csv").getvalue().decode()
    assert file.startswith("code,")
    assert get_handbook().nomenclatures[slug].version.replace("'", "’") in page


def test_codes_of_a_file_stay_text(client: Client, small_portal: None) -> None:
    """« 01 » for Guadeloupe: here, the functions, « 0 » to « 9 », protected in the file for Excel."""
    file = client.get("/bibliotheque/nomenclatures/fonctions-m57.csv?format=excel").getvalue().decode()
    assert '="0";Services généraux' in file or '"=""0""";Services généraux' in file
    assert client.get("/bibliotheque/nomenclatures/fonctions-m57.csv?format=pdf").status_code == 400


@pytest.mark.parametrize(
    ("path", "suffix", "start"),
    [
        ("glossaire/epargne-brute", "bib", "@misc{glossaire-epargne-brute,"),
        ("methodes/secret", "ris", "TY  - ELEC\r\nTI  - Secret statistique"),
        ("nomenclatures/regions", "bib", "@misc{nomenclatures-regions-"),
    ],
)
def test_pages_are_cited(client: Client, small_portal: None, path: str, suffix: str, start: str) -> None:
    response = client.get(f"/bibliotheque/{path}.{suffix}")
    assert response.status_code == 200
    assert response.content.decode().startswith(start)


def test_words_joined_otherwise_lead_to_the_one_address(client: Client, small_portal: None) -> None:
    response = client.get("/bibliotheque/glossaire/epargne_brute")
    assert (response.status_code, response["Location"]) == (301, "/bibliotheque/glossaire/epargne-brute")
    for path in ("glossaire/rien", "methodes/rien", "nomenclatures/rien"):
        assert client.get(f"/bibliotheque/{path}").status_code == 404


def test_page_of_an_indicator_leads_to_its_words_and_methods(read: Read) -> None:
    page = read("/indicateurs/population")
    assert 'href="/bibliotheque/glossaire/population-municipale"' in page
    assert 'href="/bibliotheque/methodes/totaux"' in page
    assert 'href="/bibliotheque/methodes/secret"' not in page


def test_twelve_months_begin_with_that_of_today() -> None:
    months = [one.month for one in list_expected(TODAY)]
    assert months == sorted(months)
    assert months[0] >= date(2026, 11, 1)
    assert months[-1] <= date(2027, 10, 1)
    vote = next(one for one in list_expected(TODAY) if one.key == "vote-budget")
    assert (vote.first, vote.after) == (date(2027, 4, 15), date(2027, 4, 16))


def test_calendar_is_read_by_people_and_programs(read: Read, client: Client) -> None:
    page = read("/bibliotheque/calendrier")
    assert "Vote du budget primitif" in page
    response = client.get("/bibliotheque/calendrier.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"


def test_feed_of_the_calendar_follows_its_standard() -> None:
    """RFC 5545: lines of 75 bytes at most, ended by CRLF; each event with what it must have, once."""
    text = write_ics(TODAY)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
    assert "DTSTART;VALUE=DATE:20270415" in lines
    assert "DTEND;VALUE=DATE:20270416" in lines
