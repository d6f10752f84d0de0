"""The resources that we describe ourselves: enough of them, each once, each looked up somewhere."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.conf import settings

from portal.harvest.connectors.curated import CONFIG, Entry, check_config
from portal.kernel.yaml import read_yaml
from portal.library.describing.dates import parse_moment
from portal.references.shelf import get_references

FOLDER = settings.CATALOGUE_DIR / "sources" / "socle"
LEAST = 150
NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLAIN_HTTP = {
    "etalab-datasets.geo.data.gouv.fr",
    "www.collectivites-locales.gouv.fr",
    "www.dotations-dgcl.interieur.gouv.fr",
    "www.naiades.eaufrance.fr",
}
"""Hosts for which only an address in http was found."""


def _list_entries() -> list[Entry]:
    files = sorted((FOLDER / "resources").glob("*.yaml"))
    return [Entry.model_validate(row) for path in files for row in read_yaml(path).data["resources"]]


ENTRIES = _list_entries()
FIELDS = ("issued", "modified", "period")
MOMENTS = [(one.id, name, getattr(one, name)) for one in ENTRIES for name in FIELDS if getattr(one, name)]


def _list_repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_there_are_enough_and_the_catalogue_knows_their_words() -> None:
    assert len(ENTRIES) >= LEAST
    assert list(check_config(CONFIG(kind="curated", folder=FOLDER), get_references())) == []


@pytest.mark.parametrize("field", ["id", "url", "abstract"])
def test_nothing_is_written_twice(field: str) -> None:
    assert _list_repeated([getattr(one, field) for one in ENTRIES]) == []


def test_addresses_are_secure_wherever_the_producer_has_it() -> None:
    plain = {one.url.split("/")[2] for one in ENTRIES if one.url.startswith("http://")}
    assert plain <= PLAIN_HTTP


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: one.id)
def test_a_resource_says_what_it_is_and_where_it_was_seen(entry: Entry) -> None:
    assert entry.abstract.endswith((".", "…", "?"))
    assert entry.subjects
    assert entry.levels
    assert entry.producers
    seen = (entry.found_in,) if isinstance(entry.found_in, str) else entry.found_in
    assert all(len(one) > 8 for one in seen)


@pytest.mark.parametrize(("identity", "field", "words"), MOMENTS)
def test_dates_are_understood_and_past(identity: str, field: str, words: str) -> None:
    read = parse_moment(words, NOW)
    moment = read.moment
    assert moment is not None, f"{identity}.{field}: {words}"
    assert not read.warning
    assert moment.first.year >= 1950
    assert moment.first <= NOW.date()


def test_a_series_is_a_resource_that_comes_before_its_issues() -> None:
    """Else the harvest would make one, with the address of the source for want of another."""
    known: set[tuple[str, str]] = set()
    for one in ENTRIES:
        assert not one.series or (one.series, one.producers[0]) in known, one.id
        if not one.series:
            known.add((one.title, one.producers[0]))
