"""Gallica and the BNSP: every notice once, whatever the service does with its pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from portal.harvest.asking import Polite
from portal.harvest.connectors import gallica_sru
from portal.harvest.counting import iterate_parts
from portal.harvest.pages import PartialHarvest
from portal.library.harvested import Harvested
from tests.harvest.connectors.sources import fetch, iterate, list_faults, list_ids, list_paths, only, serve
from tests.harvest.connectors.written import (
    answer_sru,
    list_warnings,
    read_query,
    take,
    write_sru,
    write_sru_record,
)
from tests.kernel.http.sessions import build_session

ARKS = [f"bpt6k{number:07d}" for number in range(1, 152)]
WHOLE = """
  <dc:title xml:lang="en">Tourism in the Var</dc:title>
  <dc:title xml:lang="fr">Le tourisme dans le Var</dc:title>
  <dc:creator>Insee. Direction régionale</dc:creator><dc:creator>Agreste</dc:creator>
  <dc:publisher>[s.n.] (Paris)</dc:publisher><dc:source>BNSP-SSP Agreste</dc:source>
  <dc:date>2010-2015</dc:date><dc:subject>Tourisme</dc:subject><dc:subject>Var (France)</dc:subject>
  <dc:description>Appartient à l’ensemble documentaire : BnSP000</dc:description>
  <dc:description>Une &lt;b&gt;étude&lt;/b&gt;.</dc:description>
  <dc:description>Avec mode texte</dc:description>
  <dc:identifier>http://www.producteur.example/tourisme.pdf</dc:identifier>
  <dc:identifier>https://gallica.bnf.fr/ark:/12148/bpt6k1234567</dc:identifier>
  <dc:identifier>ISSN 12345678</dc:identifier>
  <dc:format>application/pdf</dc:format><dc:format>Nombre total de vues : 12</dc:format>
  <dc:language>fre</dc:language><dc:language>français</dc:language><dc:coverage>France -- Var</dc:coverage>
  <dc:rights>domaine public</dc:rights><dc:rights>public domain</dc:rights><dc:type>text</dc:type>
"""
RECORD = (
    f"<srw:record><srw:recordData><oai_dc:dc>{WHOLE}</oai_dc:dc></srw:recordData><srw:extraRecordData>"
    "<thumbnail>https://gallica.bnf.fr/ark:/12148/bpt6k1234567.thumbnail</thumbnail>"
    "<typedoc>monographies</typedoc><uri>bpt6k1234567</uri></srw:extraRecordData></srw:record>"
)


def _configure(url: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "gallica_sru", "query": 'dc.source all "BNSP"', "url": f"{url}/SRU", **changes}


def _read(answer: Any, after: str = "", **changes: Any) -> tuple[list[Any], str, list[str]]:
    with serve(answer) as server:
        pages, letter = take(iterate(gallica_sru, _configure(server.url, **changes), server, after))
        return pages, letter, list_paths(server)


def test_notice_keeps_the_words_of_its_source() -> None:
    pages, _, _ = _read(lambda _: write_sru([RECORD], 1), publishers=["publisher", "source"])
    assert only(pages) == Harvested(
        remote_id="ark:/12148/bpt6k1234567",
        title="Le tourisme dans le Var",
        url="https://gallica.bnf.fr/ark:/12148/bpt6k1234567",
        abstract="Une étude.",
        creators=("Insee. Direction régionale", "Agreste"),
        publishers=("BNSP-SSP Agreste",),
        issued="2010-2015",
        keywords=("Tourisme", "Var (France)"),
        themes=("BNSP-SSP Agreste", "monographies", "text"),
        language="fre",
        licence="domaine public",
        formats=("application/pdf",),
        identifiers=("ark:/12148/bpt6k1234567", "ISSN 12345678"),
        spatial=("France -- Var",),
        image_url="https://gallica.bnf.fr/ark:/12148/bpt6k1234567.thumbnail",
    )


@pytest.mark.parametrize("nobody", ["[s.n.] (Paris)", "[s.n.][s.n.]", "(Paris)"])
def test_place_alone_is_no_publisher(nobody: str) -> None:
    record = RECORD.replace("[s.n.] (Paris)", nobody)
    pages, _, _ = _read(lambda _: write_sru([record], 1))
    assert only(pages).publishers == ()


def test_question_is_that_of_the_protocol_and_shows_issues() -> None:
    _, _, asked = _read(answer_sru(ARKS[:1]))
    assert read_query(asked[0]) == {
        "operation": ["searchRetrieve"],
        "version": ["1.2"],
        "collapsing": ["false"],
        "maximumRecords": ["50"],
        "startRecord": ["1"],
        "query": ['dc.source all "BNSP"'],
    }


def test_since_restricts_the_query_by_day_of_indexation() -> None:
    with serve(answer_sru(ARKS[:1])) as server:
        config = gallica_sru.CONFIG.model_validate(_configure(server.url))
        since = datetime(2026, 3, 7, 23, 0, tzinfo=UTC)
        list(gallica_sru.fetch_pages(config, Polite(build_session(server)), since=since))
        query = read_query(list_paths(server)[0])["query"]
    assert query == ['(dc.source all "BNSP") and indexationdate >= "20260307"']


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 100, 101, 151])
def test_every_notice_comes_once(count: int) -> None:
    """The first portal lost the last one of 51, 101, 151 (original.md, 4.1-15)."""
    pages, letter, asked = _read(answer_sru(ARKS[:count]))
    assert (list_ids(pages), letter) == ([f"ark:/12148/{ark}" for ark in ARKS[:count]], "")
    assert len(asked) == max(-(-count // 50), 1)
    assert [page.total for page in pages] == [count] * len(asked)
    assert pages[-1].next == ""


def test_service_that_gives_fewer_rows_than_asked_is_followed() -> None:
    pages, letter, asked = _read(answer_sru(ARKS[:40], most=15))
    assert (len(list_ids(pages)), letter) == (40, "")
    assert [read_query(one)["startRecord"] for one in asked] == [["1"], ["16"], ["31"]]


def test_next_position_beyond_the_end_is_not_followed() -> None:
    """The real service says 101 on the last page of 61."""
    pages, letter, asked = _read(lambda _: write_sru([write_sru_record("bpt6k0000001")], 1, following=101))
    assert (len(list_ids(pages)), letter, len(asked)) == (1, "", 1)


def test_reading_resumes_exactly_where_it_was_cut() -> None:
    with serve(answer_sru(ARKS)) as server:
        first = next(iter(iterate(gallica_sru, _configure(server.url), server)))
        rest = fetch(gallica_sru, _configure(server.url), server, first.next)
    assert list_ids([first, *rest]) == [f"ark:/12148/{ark}" for ark in ARKS]


@pytest.mark.parametrize("after", ["abc", "-1", "0", "9" * 30, "1.5", "٣"])
def test_place_that_is_none_is_refused(after: str) -> None:
    pages, letter, _ = _read(answer_sru(ARKS), after)
    assert (pages, letter[:20]) == ([], "Reprise impossible :")


def test_one_bad_notice_fails_alone() -> None:
    def write(ark: str) -> str:
        if ark.endswith("3"):
            return "<srw:record><srw:recordData/></srw:record>"
        return write_sru_record(ark, uri=not ark.endswith("4"))

    pages, letter, _ = _read(answer_sru(ARKS[:10], write))
    assert (len(list_ids(pages)), letter) == (8, "")
    assert list_faults(pages) == [
        "Notice refusée : ses métadonnées (oai_dc:dc) manquent.",
        "Fiche refusée : il y manque un identifiant et une adresse web.",
    ]


def test_notice_without_address_has_that_of_its_ark() -> None:
    record = (
        "<srw:record><srw:recordData><oai_dc:dc><dc:title>Seul</dc:title></oai_dc:dc></srw:recordData>"
        "<srw:extraRecordData><uri>bpt6k7654321</uri></srw:extraRecordData></srw:record>"
    )
    found = only(_read(lambda _: write_sru([record], 1))[0])
    assert found.url == "https://gallica.bnf.fr/ark:/12148/bpt6k7654321"
    elsewhere = only(_read(lambda _: write_sru([record], 1), site="https://www.bnsp.insee.fr")[0])
    assert elsewhere.url == "https://www.bnsp.insee.fr/ark:/12148/bpt6k7654321"


def test_issue_of_a_periodical_names_its_series() -> None:
    extra = "<dc:type>fascicule</dc:type><dc:date>2019-05-12</dc:date>"
    found = only(_read(lambda _: write_sru([write_sru_record("cb1", extra, title="Agreste")], 1))[0])
    assert (found.series, found.issued) == ("Agreste cb1", "2019-05-12")


def test_fewer_notices_than_announced_are_partial_after_a_second_reading() -> None:
    pages, letter, asked = _read(lambda _: write_sru([write_sru_record("cb1")], 2))
    assert (list_ids(pages), len(asked)) == (["ark:/12148/cb1"], 4)
    assert "la source annonce 2 fiches et n’en a donné que 1, même relue" in letter


def test_refusal_of_the_query_is_a_letter() -> None:
    body = (
        '<srw:searchRetrieveResponse xmlns:srw="http://www.loc.gov/zing/srw/"><srw:diagnostics>'
        "<diagnostic><message>Query syntax error</message><details>dc.sourc</details></diagnostic>"
        "</srw:diagnostics></srw:searchRetrieveResponse>"
    )
    pages, letter, _ = _read(lambda _: body)
    assert list_ids(pages) == []
    assert "Gallica refuse la question : « Query syntax error dc.sourc »" in letter


def test_empty_page_in_the_middle_is_partial_and_says_where() -> None:
    pages, letter, _ = _read(lambda path: write_sru([] if "=51" in path else _fifty(), 80))
    assert len(list_ids(pages)) == 50
    assert "la notice 51 sur 80 était attendue ; la page est vide" in letter
    assert pages[-1].next == "51"


def test_failure_of_the_service_keeps_what_came_before() -> None:
    """Status 500 is asked again by the session; the run then stops, and resumes there."""
    from portal.kernel.http import OutboundError

    def answer(path: str) -> str | int:
        return 500 if "startRecord=51" in path else write_sru(_fifty(), 80)

    with serve(answer) as server:
        pages = iterate(gallica_sru, _configure(server.url), server)
        assert next(pages).next == "51"
        with pytest.raises(OutboundError):
            next(pages)


def _fifty() -> list[str]:
    return [write_sru_record(ark) for ark in ARKS[:50]]


def test_broken_page_gives_what_stands_before_the_break() -> None:
    body = write_sru(_fifty(), 50)
    pages, letter, _ = _read(lambda _: body[: body.index("bpt6k0000031")])
    assert len(list_ids(pages)) == 30
    assert pages[-1].next == ""
    assert "le XML reçu est illisible" in letter


def test_warning_says_what_was_mended() -> None:
    pages, _, _ = _read(lambda _: write_sru([write_sru_record("cb1", title="Eau & énergie\x0b")], 1))
    assert only(pages).title == "Eau & énergie cb1"
    assert list_warnings(pages) == [
        "1 caractère(s) de contrôle retiré(s).",
        "Entités HTML ou « & » non échappés réparés.",
    ]


def test_walk_that_never_ends_is_stopped() -> None:
    """A service that always announces more, and repeats itself."""

    def answer(path: str) -> str:
        start = int(read_query(path)["startRecord"][0])
        return write_sru(_fifty(), start + 10_000)

    pages, letter, asked = _read(answer)
    assert len(list_ids(pages)) == 50
    assert len(asked) < 10
    assert "répètent des fiches déjà reçues" in letter


def test_counting_refuses_a_place_that_comes_back() -> None:
    from portal.harvest.counting import Part

    with pytest.raises(PartialHarvest, match="déjà lue"):
        list(iterate_parts("source", lambda _: Part((), "1", None, 0)))
