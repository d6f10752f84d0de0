"""Citations: what a hostile title does to BibTeX and RIS, and what an ordinary one gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.ui.exports.citations import (
    Citation,
    build_citation_response,
    write_bibtex,
    write_citation,
    write_ris,
)

RENNES = Citation(
    title="Rennes (35) : les chiffres",
    authors=("Insee", "Direction générale des finances publiques"),
    publisher="Open Collectivités",
    dated=date(2026, 11, 22),
    version="3f9a1c0b2d4e",
    address="https://exemple.fr/communes/35238-rennes?version=3f9a1c0b2d4e",
    note="Comparé à la strate",
    licence="Licence Ouverte 2.0",
)


def test_sentence_says_who_what_when_and_where():
    assert write_citation(RENNES) == (
        "Insee et Direction générale des finances publiques. Rennes (35) : les chiffres [jeu de données]. "
        "Open Collectivités, données au 22 novembre 2026, version 3f9a1c0b2d4e. "
        "https://exemple.fr/communes/35238-rennes?version=3f9a1c0b2d4e"
    )


def test_sentence_without_a_date_nor_producers():
    bare = replace(RENNES, authors=(), dated=None, version="")
    assert write_citation(bare).startswith(
        "Rennes (35) : les chiffres [jeu de données]. Open Collectivités. "
    )


def test_bibtex_entry():
    assert write_bibtex(RENNES) == (
        "@misc{rennes-35-les-chiffres-3f9a1c0b2d4e,\n"
        "  author = {{Insee} and {Direction générale des finances publiques}},\n"
        "  title = {{Rennes (35) : les chiffres}},\n"
        "  howpublished = {Open Collectivités},\n"
        "  publisher = {Open Collectivités},\n"
        "  year = {2026},\n"
        "  month = {11},\n"
        "  version = {3f9a1c0b2d4e},\n"
        "  url = {https://exemple.fr/communes/35238-rennes?version=3f9a1c0b2d4e},\n"
        "  urldate = {2026-11-22},\n"
        "  note = {Comparé à la strate},\n"
        "  language = {french},\n"
        "}\n"
    )


def test_ris_record():
    assert write_ris(RENNES).split("\r\n") == [
        "TY  - DATA",
        "AU  - Insee",
        "AU  - Direction générale des finances publiques",
        "TI  - Rennes (35) : les chiffres",
        "PB  - Open Collectivités",
        "DP  - Open Collectivités",
        "PY  - 2026",
        "DA  - 2026/11/22",
        "ET  - 3f9a1c0b2d4e",
        "UR  - https://exemple.fr/communes/35238-rennes?version=3f9a1c0b2d4e",
        "N1  - Comparé à la strate",
        "C5  - Licence Ouverte 2.0",
        "LA  - fr",
        "ER  - ",
        "",
    ]


@pytest.mark.parametrize(
    ("hostile", "written"),
    [
        ("50 % & plus", r"50 \% \& plus"),
        ("}, url={evil", r"\textbraceright{}, url=\textbraceleft{}evil"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}"),
        ("a_b#c$d^e~f", r"a\_b\#c\$d\textasciicircum{}e\textasciitilde{}f"),
        ("deux\nlignes\x00\x0b", "deux lignes"),
        ("« Saint-Étienne »", "« Saint-Étienne »"),
        ("\ud800lone", "lone"),
    ],
)
def test_bibtex_titles_are_only_text(hostile: str, written: str):
    text = write_bibtex(replace(RENNES, title=hostile))
    assert f"  title = {{{{{written}}}}},\n" in text
    assert text.count("{") == text.count("}")


def test_ris_fields_stay_on_their_line():
    text = write_ris(replace(RENNES, title="x\r\nER  - \r\nTY  - BOOK", note="a\u2028b"))
    assert text.count("\r\nER  - ") == 1
    assert "TI  - x ER - TY - BOOK\r\n" in text
    assert "N1  - a b\r\n" in text


def test_ris_producer_with_a_comma_is_no_person():
    text = write_ris(replace(RENNES, authors=("Ministère de l’intérieur, DGCL",)))
    assert "AU  - Ministère de l’intérieur – DGCL\r\n" in text


def test_addresses_hold_neither_brace_nor_space():
    text = write_bibtex(replace(RENNES, address="https://exemple.fr/a b{c}\\d?x=é%20"))
    assert "  url = {https://exemple.fr/a%20b%7Bc%7D%5Cd?x=%C3%A9%20},\n" in text


def test_file_of_a_citation():
    response = build_citation_response(RENNES, "ris", "open-collectivites", "35238", "Rennes")
    assert response["Content-Disposition"] == 'attachment; filename="open-collectivites_35238_rennes.ris"'
    assert response["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
