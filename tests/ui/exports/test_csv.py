"""The two dialects, and cells that a spreadsheet would execute (hostile inputs 76 and 78)."""

from __future__ import annotations

import csv
import io

import pytest

from portal.ui.exports.csv import (
    Code,
    build_file_name,
    neutralise,
    parse_dialect,
    write_csv,
)

ROWS = [["code", "nom", "valeur"], [Code("01001"), "L'Abergement", 1234.5], [Code("2A004"), "", None]]


def test_canonical_file_is_for_programs():
    assert write_csv(ROWS).decode("utf-8") == ("code,nom,valeur\r\n01001,L'Abergement,1234.5\r\n2A004,,\r\n")


def test_excel_file_opens_in_a_french_excel():
    content = write_csv(ROWS, "excel")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        'code;nom;valeur\r\n"=""01001""";L\'Abergement;1234,5\r\n2A004;;\r\n'
    )


@pytest.mark.parametrize(
    ("value", "text"), [(-3.5, "-3.5"), (0, "0"), (12.0, "12"), (1e-7, "0.0000001"), (1e21, "1" + "0" * 21)]
)
def test_numbers_are_written_plainly(value: float, text: str):
    assert write_csv([[value]]).decode() == f"{text}\r\n"


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+33 1", "-LE BOURG", "@x", "\t=1", "＝1", "\r=1"])
def test_text_that_looks_like_a_formula_is_neutralised(text: str):
    [[cell]] = csv.reader(io.StringIO(write_csv([[text]]).decode(), newline=""))
    assert cell == f"'{text}"


def test_nul_is_dropped_and_what_it_hid_is_seen():
    assert neutralise("\0=1") == "'=1"


def test_ordinary_text_is_left_alone():
    assert neutralise("L'Haÿ-les-Roses = 2") == "L'Haÿ-les-Roses = 2"


def test_file_names_are_plain():
    assert build_file_name("open-collectivites", "commune", "35238") == "open-collectivites_commune_35238.csv"
    assert build_file_name('Œuf "\r\nX: y', "Été\u202e") == "oeuf-x-y_ete.csv"
    assert len(build_file_name("a" * 300)) == 64


def test_unknown_formats_are_refused():
    assert parse_dialect(None) == "canonical"
    assert parse_dialect("excel") == "excel"
    assert parse_dialect("xls") is None
