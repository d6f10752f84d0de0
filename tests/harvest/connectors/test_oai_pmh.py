"""OAI-PMH: tokens, dates, sets, deleted records, and repositories that do none of it right."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from portal.harvest.asking import Polite
from portal.harvest.connectors import oai_pmh
from portal.library.harvested import Harvested
from tests.harvest.connectors.sources import iterate, list_faults, list_ids, list_paths, only, serve
from tests.harvest.connectors.written import (
    OAI_DC,
    list_warnings,
    read_query,
    take,
    write_oai,
    write_oai_error,
    write_oai_record,
)
from tests.kernel.http.sessions import build_session

WHOLE = OAI_DC.format(
    '<dc:title xml:lang="en">Local taxes</dc:title><dc:title xml:lang="fr">Impôts locaux</dc:title>'
    "<dc:creator>Durand, A.</dc:creator><dc:publisher>Université</dc:publisher>"
    "<dc:date>2023-05</dc:date><dc:date>2024</dc:date><dc:subject>Fiscalité</dc:subject>"
    '<dc:description xml:lang="fr">Un résumé.</dc:description><dc:description>A summary.</dc:description>'
    "<dc:identifier>doi:10.1234/abc</dc:identifier><dc:identifier>https://depot.example/hal-1</dc:identifier>"
    "<dc:language>fr</dc:language><dc:coverage>Bretagne</dc:coverage><dc:type>Article</dc:type>"
    "<dc:rights>CC-BY</dc:rights><dc:format>application/pdf</dc:format>"
)


def _configure(url: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "oai_pmh", "url": f"{url}/oai", **changes}


def _read(answer: Any, after: str = "", **changes: Any) -> tuple[list[Any], str, list[dict[str, list[str]]]]:
    with serve(answer) as server:
        pages, letter = take(iterate(oai_pmh, _configure(server.url, **changes), server, after))
        return pages, letter, [read_query(path) for path in list_paths(server)]


def _answer_pages(pages: list[str], *, size: int | None = None) -> Any:
    """Pages one after the other; tokens are « t1 », « t2 »…, the last one is empty."""

    def answer(path: str) -> str:
        token = read_query(path).get("resumptionToken", ["t0"])[0]
        number = int(token[1:])
        return write_oai(pages[number], f"t{number + 1}" if number + 1 < len(pages) else "", size)

    return answer


def test_record_keeps_the_words_of_its_source() -> None:
    record = (
        "<record><header><identifier>oai:depot:1</identifier><datestamp>2024-01-01</datestamp></header>"
        f"<metadata>{WHOLE}</metadata></record>"
    )
    assert only(_read(lambda _: write_oai(record))[0]) == Harvested(
        remote_id="oai:depot:1",
        title="Impôts locaux",
        url="https://depot.example/hal-1",
        abstract="Un résumé.\n\nA summary.",
        creators=("Durand, A.",),
        publishers=("Université",),
        issued="2023-05",
        keywords=("Fiscalité",),
        themes=("Article",),
        language="fr",
        licence="CC-BY",
        formats=("application/pdf",),
        identifiers=("doi:10.1234/abc",),
        spatial=("Bretagne",),
    )


def test_address_of_a_doi_stands_for_one_that_is_missing() -> None:
    told = OAI_DC.format("<dc:title>A</dc:title><dc:identifier>doi:10.1234/abc</dc:identifier>")
    record = f"<record><header><identifier>1</identifier></header><metadata>{told}</metadata></record>"
    assert only(_read(lambda _: write_oai(record))[0]).url == "https://doi.org/10.1234/abc"


def test_tokens_are_followed_alone_to_the_empty_element() -> None:
    records = [write_oai_record(f"r{number}") for number in range(5)]
    pages, letter, asked = _read(_answer_pages(records, size=5), set="openaire")
    assert (list_ids(pages), letter) == ([f"r{number}" for number in range(5)], "")
    assert asked[0] == {"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"], "set": ["openaire"]}
    assert asked[1:] == [{"verb": ["ListRecords"], "resumptionToken": [f"t{n}"]} for n in range(1, 5)]
    assert (pages[-1].next, pages[-1].total) == ("", 5)


def test_reading_resumes_at_the_token_kept_after_each_page() -> None:
    answer = _answer_pages([write_oai_record(f"r{number}") for number in range(4)], size=4)
    whole, _, _ = _read(answer)
    rest, letter, asked = _read(answer, whole[1].next)
    assert (list_ids(rest), letter) == (["r2", "r3"], "")
    assert asked[0]["resumptionToken"] == ["t2"]


def test_deleted_records_are_told_gone() -> None:
    inner = write_oai_record("r1") + write_oai_record("r2", deleted=True)
    pages, letter, _ = _read(lambda _: write_oai(inner, "", 2))
    assert (list_ids(pages), pages[0].gone, letter) == (["r1"], ("r2",), "")


def test_nothing_that_matches_is_an_empty_list() -> None:
    pages, letter, _ = _read(lambda _: write_oai_error("noRecordsMatch"))
    assert (len(pages), list_ids(pages), letter) == (1, [], "")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("badArgument", "un argument est refusé"),
        ("badVerb", "n’est peut-être pas celle d’un entrepôt"),
        ("badResumptionToken", "refusé dès la première page"),
        ("cannotDisseminateFormat", "« prefix »"),
        ("noSetHierarchy", "retirez « set »"),
        ("unheardOf", "erreur « unheardOf »"),
    ],
)
def test_error_of_the_protocol_is_a_french_letter(code: str, words: str) -> None:
    pages, letter, _ = _read(lambda _: write_oai_error(code, "Sorry"))
    assert pages == []
    assert words in letter
    assert "« Sorry »" in letter


@pytest.mark.parametrize(
    ("granularity", "asked"), [("YYYY-MM-DD", "2026-03-07"), ("YYYY-MM-DDThh:mm:ssZ", "2026-03-07T22:30:00Z")]
)
def test_since_is_written_in_the_granularity_of_the_repository(granularity: str, asked: str) -> None:
    def answer(path: str) -> str:
        if "Identify" in path:
            return f"<OAI-PMH><Identify><granularity>{granularity}</granularity></Identify></OAI-PMH>"
        return write_oai(write_oai_record("r1"))

    with serve(answer) as server:
        config = oai_pmh.CONFIG.model_validate(_configure(server.url))
        since = datetime(2026, 3, 7, 22, 30, tzinfo=UTC)
        list(oai_pmh.fetch_pages(config, Polite(build_session(server)), since=since))
        assert read_query(list_paths(server)[1])["from"] == [asked]


def _answer_forgetful(stamps: list[str], *, expires: int, status: int = 200) -> Any:
    """A record a page, from ``from`` on; the token of page ``expires`` is refused the first time."""
    refused: list[str] = []

    def answer(path: str) -> str | int:
        asked = read_query(path)
        token = asked.get("resumptionToken", [""])[0]
        if token == f"t{expires}" and not refused:
            refused.append(token)
            return write_oai_error("badResumptionToken") if status == 200 else status
        start = asked.get("from", [""])[0]
        first = next(n for n, stamp in enumerate(stamps) if stamp >= start)
        number = int(token[1:]) if token else first
        following = f"t{number + 1}" if number + 1 < len(stamps) else ""
        return write_oai(write_oai_record(f"r{number}", stamps[number]), following, len(stamps))

    return answer


@pytest.mark.parametrize("status", [200, 400, 410])
def test_expired_token_starts_again_from_the_last_date(status: int) -> None:
    stamps = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"]
    pages, letter, asked = _read(_answer_forgetful(stamps, expires=2, status=status))
    assert (list_ids(pages), letter) == (["r0", "r1", "r2", "r3"], "")
    assert [one.get("from") for one in asked if "metadataPrefix" in one] == [None, ["2024-01-02"]]


def test_expired_token_of_an_unsorted_list_starts_again_from_the_beginning() -> None:
    """A record with an earlier date may be left behind: nothing may be skipped."""
    stamps = ["2024-01-09", "2024-01-02", "2024-01-03", "2024-01-04"]
    pages, letter, asked = _read(_answer_forgetful(stamps, expires=2))
    assert (list_ids(pages), letter) == (["r0", "r1", "r2", "r3"], "")
    assert [one.get("from") for one in asked if "metadataPrefix" in one] == [None, None]


def test_token_that_expires_between_two_runs_is_mended_too() -> None:
    stamps = ["2024-01-01", "2024-01-02", "2024-01-03"]
    first, _, _ = _read(_answer_forgetful(stamps, expires=9))
    rest, letter, _ = _read(_answer_forgetful(stamps, expires=2), first[1].next)
    assert (list_ids(rest), letter) == (["r1", "r2"], "")


def test_token_that_is_always_refused_is_partial() -> None:
    def answer(path: str) -> str:
        if "resumptionToken" in path:
            return write_oai_error("badResumptionToken")
        return write_oai(write_oai_record("r0"), "t1")

    pages, letter, asked = _read(answer)
    assert (list_ids(pages), len(asked)) == (["r0"], 4)
    assert "l’entrepôt a oublié son jeton de reprise" in letter


def test_records_of_another_set_are_left_out_and_told() -> None:
    inner = write_oai_record("r1", sets=["a:b"]) + write_oai_record("r2", sets=["c"]) + write_oai_record("r3")
    pages, letter, _ = _read(lambda _: write_oai(inner), set="a")
    assert (list_ids(pages), letter) == (["r1", "r3"], "")
    assert list_warnings(pages) == ["1 notices d’une autre collection que « a » laissées de côté."]


def test_set_lost_on_the_second_page_is_partial() -> None:
    answer = _answer_pages([write_oai_record("r1", sets=["a"]), write_oai_record("r2", sets=["b"])])
    pages, letter, _ = _read(answer, set="a")
    assert list_ids(pages) == ["r1"]
    assert "aucune notice n’est de la collection « a »" in letter


def test_list_much_shorter_than_announced_is_partial() -> None:
    pages, letter, _ = _read(_answer_pages([write_oai_record("r1")], size=100))
    assert list_ids(pages) == ["r1"]
    assert "la source annonce 100 fiches et n’en a donné que 1" in letter


def test_estimate_that_is_a_little_high_is_only_told() -> None:
    inner = "".join(write_oai_record(f"r{number}") for number in range(200))
    pages, letter, _ = _read(lambda _: write_oai(inner, "", 201))
    assert letter == ""
    assert list_warnings(pages) == ["La source annonçait 201 notices, 200 sont venues."]


def test_bad_record_fails_alone() -> None:
    headless = f"<record><metadata>{WHOLE}</metadata></record>"
    empty = "<record><header><identifier>r2</identifier></header></record>"
    pages, letter, _ = _read(lambda _: write_oai(write_oai_record("r1") + headless + empty))
    assert (list_ids(pages), letter) == (["r1"], "")
    assert list_faults(pages) == [
        "Fiche refusée : il y manque un identifiant.",
        "Notice refusée : ses métadonnées manquent.",
    ]


def test_xml_broken_in_the_middle_resumes_at_its_page() -> None:
    """DOAJ: a syntax error in the middle of a list."""
    good = _answer_pages([write_oai_record("r1"), write_oai_record("r2"), write_oai_record("r3")])

    def answer(path: str) -> str:
        body: str = good(path)
        return body.replace("Titre r2", "Titre <r2") if "=t1" in path else body

    pages, letter, _ = _read(answer)
    assert list_ids(pages) == ["r1"]
    assert "le XML reçu est illisible" in letter
    rest, letter, _ = _read(good, pages[-1].next)
    assert (list_ids(rest), letter) == (["r2", "r3"], "")


@pytest.mark.parametrize("body", ["<OAI-PMH/>", "<rss><channel/></rss>", "<OAI-PMH><Identify/></OAI-PMH>"])
def test_xml_that_says_nothing_of_the_protocol_is_partial(body: str) -> None:
    pages, letter, _ = _read(lambda _: body)
    assert pages == []
    assert "ni notice, ni jeton de reprise, ni erreur" in letter


@pytest.mark.parametrize("after", ["t1", "[]", '{"token": "x", "other": 1}', "[" * 100_000])
def test_place_that_is_none_is_refused(after: str) -> None:
    assert _read(lambda _: 500, after)[1][:20] == "Reprise impossible :"
