"""Every source of the catalogue: its sample, read by its connector, gives what ``expected.json`` says.

``sample.<ext>`` answers the first request of the connector, ``sample.2.<ext>`` the second, and so on: small
extracts that we wrote in the form of the source. ``expected.json``: {"records": […], "faults": […]}, each
record with the fields of ``Harvested`` that are not empty, each fault with the beginning of its message.
A source without network (curated) has no sample: its own contract is in test_socle.py.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from portal.harvest.pages import Content, Faulty
from portal.harvest.running.reading import build_rules
from portal.harvest.sources import Source, find_connector, get_sources
from portal.kernel.http import OutboundError, Reason
from portal.library.describing.describe import describe
from portal.library.describing.knowledge import get_knowledge
from portal.library.harvested import Harvested
from portal.references.shelf import get_references

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SOURCES = list(get_sources().by_slug.values())
_TYPES = {".json": "application/json", ".csv": "text/csv", ".html": "text/html", ".ttl": "text/turtle"}
ENDLESS = 50

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_mirror(settings: Settings) -> None:
    """A connector that looks for its file in the mirror folder first reads the sample."""
    settings.MIRROR_DIR = None


class SampleAsking:
    """Answers each request with the next sample, and says that there is nothing after the last."""

    def __init__(self, folder: Path) -> None:
        self._samples = sorted(folder.glob("sample.*"), key=_find_rank)
        self.asked: list[str] = []

    def get(self, url: str, *, accept: str = "*/*", is_page: bool = False) -> Content:
        assert url.startswith(("https://", "http://")), url
        self.asked.append(url)
        assert len(self.asked) < ENDLESS, "the connector asks for ever"
        if len(self.asked) > len(self._samples):
            raise OutboundError(Reason.NOT_FOUND, f"{url}: no sample is left.", url=url, status=404)
        path = self._samples[len(self.asked) - 1]
        return Content(path.read_bytes(), url, _TYPES.get(path.suffix, "application/xml"), "utf-8")


def _find_rank(path: Path) -> int:
    middle = path.name.split(".")[1]
    return int(middle) if middle.isdigit() else 1


def _read(source: Source) -> tuple[list[Harvested], list[Faulty]]:
    connector = find_connector(source.kind, source.folder)
    assert connector is not None
    pages = list(connector.fetch_pages(source.connector, SampleAsking(source.folder)))
    read = [one for page in pages for one in page.records]
    return [one for one in read if isinstance(one, Harvested)], [
        one for one in read if isinstance(one, Faulty)
    ]


def _strip(one: Harvested) -> dict[str, Any]:
    """The fields that are not empty, in the types of JSON."""
    empty = {field.name for field in fields(one) if not getattr(one, field.name)}
    told = {name: value for name, value in asdict(one).items() if name not in empty}
    for file in told.get("files", ()):
        for name in [name for name, value in file.items() if value in ("", None)]:
            del file[name]
    return json.loads(json.dumps(told))


def test_catalogue_of_sources_is_fit_for_use() -> None:
    assert [str(problem) for problem in get_sources().problems] == []
    assert SOURCES


@pytest.mark.parametrize(
    "source", [one for one in SOURCES if one.kind != "curated"], ids=lambda one: one.slug
)
def test_sample_is_read_as_expected(source: Source) -> None:
    records, faults = _read(source)
    expected = json.loads((source.folder / "expected.json").read_text(encoding="utf-8"))
    assert [_strip(one) for one in records] == expected["records"]
    messages = [one.message for one in faults]
    assert len(messages) == len(expected.get("faults", []))
    assert all(
        found.startswith(told) for found, told in zip(messages, expected.get("faults", []), strict=True)
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.slug)
def test_every_record_becomes_a_document_of_known_words(source: Source) -> None:
    records, _ = _read(source)
    assert records
    references, rules, knowledge = get_references(), build_rules(source), get_knowledge()
    for one in records:
        description = describe(one, rules, knowledge, NOW)
        known = {*references.producers, *(slug for slug, _ in description.organizations)}
        assert set(description.producers) <= known, one.remote_id
        assert description.producers, one.remote_id
        assert set(description.subjects) <= set(references.subjects), one.remote_id
        assert not description.licence or description.licence in references.licences, one.remote_id


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.slug)
def test_reading_twice_gives_the_same(source: Source) -> None:
    assert _read(source) == _read(source)


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.slug)
def test_source_that_needs_the_network_waits_for_an_agent(source: Source) -> None:
    connector = find_connector(source.kind, source.folder)
    needs_none = source.kind == "curated" or hasattr(connector, "is_at_hand")
    assert not source.at_start or needs_none
