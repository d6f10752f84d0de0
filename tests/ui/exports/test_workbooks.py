"""Workbooks and Parquet files, read back by programs that did not write them."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from io import BytesIO
from typing import Any

import odfdo
import openpyxl
import polars as pl
import pytest
from lxml import etree

from portal.stats.ingest.batches import read_table
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.explaining import SHEET_NAME
from portal.ui.exports.responses import build_file_response, parse_format, write_file
from portal.ui.exports.sheets import MAX_TEXT, cut_text, name_sheets
from portal.ui.exports.tables import (
    Column,
    Definition,
    NumberFormat,
    ReadMe,
    Source,
    Table,
    clean_text,
)
from portal.ui.exports.xlsx import write_number_format

COLUMNS = (
    Column("code", "Code", "code"),
    Column("nom", "Nom"),
    Column("annee", "Année", "year"),
    Column("valeur", "Valeur", "number"),
    Column("part", "Part", "number", 1, "%"),
    Column("statut", "Statut"),
)
ROWS = [
    ["01001", "L'Abergement", 2023, 1234567.891, 12.5, "valeur"],
    ["2A004", "Ajaccio", 2023, None, None, "secret statistique"],
    ["35238", "Rennes", 2022, -3.5, 0, "provisoire"],
    ["75056", "Paris", 2022, 0.1 + 0.2, 1e-7, "valeur"],
]
FORMATS = [NumberFormat(0, "hab."), NumberFormat(2, "€"), None, NumberFormat(2, "€")]
README = ReadMe(
    title="Comparaison de quatre communes",
    address="https://exemple.fr/comparer?version=3f9a1c0b2d4e",
    dated="22 novembre 2026",
    sentences=("Une ligne par commune.",),
    definitions=(
        Definition("Population", "habitants", "Nombre d’habitants.", "Insee", "2016-2023", "Cinq ans."),
    ),
    sources=(Source("Populations", "Insee", "Licence Ouverte 2.0", "https://exemple.fr/donnees", "v1"),),
    citation="Insee. Comparaison.",
)
TABLE = Table("Chiffres", "Quatre communes", COLUMNS, ROWS, FORMATS)
HOSTILE = [
    '=HYPERLINK("https://evil.example")', "=1+1", "+33 1", "-LE BOURG", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "＝1", "＋1", "－1", "＠x", "\x00=1", "a\x0bb\x1fc", "lone \ud800 half", "RTL \u202e txt", "https://exemple.fr",
    "<b>&amp;</b>", "_x0041_", "]]>", "  deux  espaces  ", "ligne\nautre ligne", "\ufffe", "🏛 Hôtel", "12",
    "1e5", "TRUE",
]  # fmt: skip
CLEANED = [clean_text(text) for text in HOSTILE]


def _read_xlsx(*tables: Table, readme: ReadMe = README) -> Any:
    return openpyxl.load_workbook(BytesIO(write_file("xlsx", tables, readme)))


def _read_ods(*tables: Table, readme: ReadMe = README) -> list[Any]:
    found: list[Any] = odfdo.Document(BytesIO(write_file("ods", tables, readme))).body.tables
    return found


def _read_content(*tables: Table) -> Any:
    archive = zipfile.ZipFile(BytesIO(write_file("ods", tables, README)))
    return etree.fromstring(archive.read("content.xml"))


def _as_float(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _texts(values: list[str]) -> Table:
    return Table("Textes", "Des textes", (Column("texte", "Texte"),), [[value] for value in values])


def test_xlsx_keeps_values_and_their_types():
    book = _read_xlsx(TABLE)
    assert book.sheetnames == ["Lisez-moi", "Chiffres"]
    header, *rows = book["Chiffres"].iter_rows()
    assert [cell.value for cell in header] == ["Code", "Nom", "Année", "Valeur", "Part (%)", "Statut"]
    assert [[cell.value for cell in row] for row in rows] == ROWS
    assert [cell.data_type for cell in rows[0]] == ["s", "s", "n", "n", "n", "s"]


def test_xlsx_shows_numbers_as_the_page_does():
    rows = list(_read_xlsx(TABLE)["Chiffres"].iter_rows(min_row=2))
    assert rows[0][0].number_format == "@"
    assert [row[2].number_format for row in rows] == ["0"] * 4
    assert rows[0][3].number_format == '#,##0"\u00a0hab."'
    assert rows[3][3].number_format == '#,##0.00"\u00a0€"'
    assert rows[2][3].number_format == "General"
    assert rows[0][4].number_format == '#,##0.0"\u00a0%"'  # a text: 12.5 is not multiplied by 100


def test_unit_cannot_leave_its_quotes():
    assert write_number_format(NumberFormat(0, 'h";[Red]"')) == '#,##0"\u00a0h;[Red]"'


def test_xlsx_is_ready_to_read():
    book = _read_xlsx(TABLE)
    sheet = book["Chiffres"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F5"
    assert not sheet.merged_cells.ranges
    assert sheet.column_dimensions["B"].width >= len("L'Abergement")
    assert (book.properties.title, book.properties.creator) == (README.title, "Open Collectivités")
    assert book.properties.description == README.address


def test_workbook_begins_with_what_explains_it():
    for cells in (
        [cell.value for row in _read_xlsx(TABLE)[SHEET_NAME].iter_rows() for cell in row],
        [value for row in _read_ods(TABLE)[0].get_values() for value in row],
    ):
        for told in (
            README.title, README.address, README.dated, README.citation, "Une ligne par commune.",
            "Nombre d’habitants.", "habitants", "2016-2023", "Cinq ans.", "Licence Ouverte 2.0",
            "secret statistique", "donnée couverte par le secret statistique", "Quatre communes",
        ):  # fmt: skip
            assert told in cells, told


def test_ods_keeps_values_and_their_types():
    sheet = _read_ods(TABLE)[1]
    assert sheet.name == "Chiffres"
    header, *rows = sheet.get_values()
    assert header == ["Code", "Nom", "Année", "Valeur", "Part (%)", "Statut"]
    assert [[_as_float(value) for value in row] for row in rows] == ROWS
    assert sheet.get_cell((0, 1)).type == "string"


def test_ods_is_read_by_the_strict_reader_of_producers_files():
    """The reader that refuses whatever could shift or swallow a cell."""
    from tests.stats.ingest.files import build_spec

    spec = build_spec(
        reader={"kind": "ods", "sheet": "Chiffres"},
        columns={
            "Code": {"role": "territory"},
            "Valeur": {
                "role": "value", "indicator": "inhabitants", "period": 2023, "absent": {"": "not_available"},
            },
        },
        ignore=["Nom", "Année", "Part (%)", "Statut"],
    )  # fmt: skip
    table = read_table(write_file("ods", [TABLE], README), spec, file="file.ods")
    assert table.frame["Code"].to_list() == ["01001", "2A004", "35238", "75056"]
    assert table.frame["Valeur"].to_list() == ["1234567.891", "", "-3.5", "0.30000000000000004"]


def test_ods_parts_are_those_that_its_manifest_names():
    archive = zipfile.ZipFile(BytesIO(write_file("ods", [TABLE], README)))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
    space = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
    named = {entry.get(space) for entry in etree.fromstring(archive.read("META-INF/manifest.xml"))}
    assert named == {"/", *archive.namelist()} - {"mimetype", "META-INF/manifest.xml"}
    for part in named - {"/"}:
        etree.fromstring(archive.read(part))  # well-formed


def test_ods_styles_that_cells_name_exist():
    content = _read_content(TABLE)
    space = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
    known = {one.get(f"{space}name") for one in content.iter(f"{space}style")}
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}style-name"
    used = {one.get(table) for one in content.iter() if one.get(table)}
    assert used <= known
    data = {one.get(f"{space}data-style-name") for one in content.iter(f"{space}style")} - {None}
    number = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
    assert data <= {
        one.get(f"{space}name") for one in content.iter(f"{number}number-style", f"{number}text-style")
    }


def test_hostile_texts_stay_texts_in_xlsx():
    rows = list(_read_xlsx(_texts(HOSTILE))["Textes"].iter_rows(min_row=2))
    assert [row[0].value or "" for row in rows] == CLEANED
    assert {row[0].data_type for row in rows if row[0].value} == {"s"}
    assert not [row[0] for row in rows if row[0].hyperlink]


def test_hostile_texts_stay_texts_in_ods():
    content = _read_content(_texts(HOSTILE))
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    assert {cell.get(f"{office}value-type") for cell in content.iter(f"{table}table-cell")} <= {
        "string",
        None,
    }
    assert not [cell for cell in content.iter() if cell.get(f"{table}formula")]
    sheet = _read_ods(_texts(HOSTILE))[1]
    texts = [cell or "" for [cell] in sheet.get_values()[1:]]
    assert texts == CLEANED[: len(texts)]
    assert len(texts) == len(HOSTILE)


@pytest.mark.parametrize("wanted", ["csv", "excel"])
def test_hostile_texts_are_neutralised_in_csv(wanted: Any):
    import csv
    from io import StringIO

    text = write_file(wanted, [_texts(HOSTILE)], README).decode("utf-8-sig")
    _, *rows = csv.reader(StringIO(text, newline=""), delimiter="," if wanted == "csv" else ";")
    for (cell,), cleaned in zip([row or [""] for row in rows], CLEANED, strict=True):
        assert cell.removeprefix("'") == cleaned
        assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))


def test_code_that_is_no_code_is_neutralised():
    table = Table("x", "x", (Column("code", "Code", "code"),), [["=1+1"], ["01001"]])
    assert write_file("csv", [table], README).decode().splitlines() == ["code", "'=1+1", "01001"]


def test_hostile_texts_are_kept_in_parquet():
    frame = pl.read_parquet(BytesIO(write_file("parquet", [_texts(HOSTILE)], README)))
    assert frame["texte"].to_list() == CLEANED


def test_parquet_is_typed_and_says_where_it_comes_from():
    content = write_file("parquet", [TABLE], README)
    frame = pl.read_parquet(BytesIO(content))
    assert dict(frame.schema) == {
        "code": pl.String, "nom": pl.String, "annee": pl.Int16, "valeur": pl.Float64, "part": pl.Float64,
        "statut": pl.String,
    }  # fmt: skip
    assert [list(row) for row in frame.iter_rows()] == ROWS
    told = pl.read_parquet_metadata(BytesIO(content))
    assert told["licence"] == "Licence Ouverte 2.0"
    assert told["source"] == "Insee, Populations"
    assert told["address"] == README.address
    assert told["units"] == "part: %"


def test_parquet_keeps_categories_beside_numbers():
    columns = (Column("rennes", "Rennes", "number"),)
    table = Table("x", "x", columns, [[1.5], ["urbain dense"], [None]])
    frame = pl.read_parquet(BytesIO(write_file("parquet", [table], README)))
    assert frame.to_dict(as_series=False) == {
        "rennes": [1.5, None, None],
        "rennes_modalite": [None, "urbain dense", None],
    }


def test_csv_for_people_has_labels_and_for_programs_keys():
    assert write_file("csv", [TABLE], README).decode().splitlines()[:2] == [
        "code,nom,annee,valeur,part,statut",
        "01001,L'Abergement,2023,1234567.891,12.5,valeur",
    ]
    assert write_file("excel", [TABLE], README).decode("utf-8-sig").splitlines()[:2] == [
        "Code;Nom;Année;Valeur;Part (%);Statut",
        '"=""01001""";L\'Abergement;2023;1234567,891;12,5;valeur',
    ]


def test_long_text_is_cut_and_says_so():
    for length in (MAX_TEXT, MAX_TEXT + 1, 100_000):
        cell = _read_xlsx(_texts(["é" * length]))["Textes"]["A2"].value
        assert len(cell) <= MAX_TEXT
        assert cell.endswith("le CSV l’a en entier]") is (length > MAX_TEXT)
    # A pair of UTF-16 units counts for two, and is never cut in its middle.
    cut = cut_text("🏛" * 20_000)
    assert len(cut.encode("utf-16-le")) <= 2 * MAX_TEXT
    assert cut.encode("utf-8")


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (["a/b:c*?[d]\\e"], ["a b c d e"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
        (["Chiffres", "CHIFFRES", "chiffres"], ["Chiffres", "CHIFFRES (2)", "chiffres (3)"]),
        (["'cité'", "", "\x00"], ["cité", "Feuille", "Feuille (2)"]),
        (["History", "lisez-moi"], ["History (2)", "lisez-moi (2)"]),
    ],
)
def test_names_of_sheets_are_accepted_everywhere(asked: list[str], named: list[str]):
    assert name_sheets(asked, taken=[SHEET_NAME]) == named
    tables = [Table(name, "x", (Column("a", "A"),), []) for name in asked]
    assert _read_xlsx(*tables).sheetnames == [SHEET_NAME, *named]
    assert [one.name for one in _read_ods(*tables)] == [SHEET_NAME, *named]


@pytest.mark.parametrize("wanted", ["xlsx", "ods"])
def test_what_is_no_number_is_refused(wanted: Any):
    for value in (float("nan"), float("inf")):
        table = Table("x", "x", (Column("a", "A", "number"),), [[value]])
        with pytest.raises((ValueError, TypeError)):
            write_file(wanted, [table], README)


@pytest.mark.parametrize("wanted", ["xlsx", "ods"])
def test_table_too_large_for_a_sheet_is_refused(wanted: Any):
    columns = tuple(Column(f"c{place}", "C") for place in range(16_385))
    with pytest.raises(ValueError, match="16385 columns do not fit"):
        write_file(wanted, [Table("x", "x", columns, [])], README)


@pytest.mark.parametrize("wanted", ["csv", "excel", "xlsx", "ods", "parquet"])
def test_table_without_rows_is_a_file(wanted: Any):
    assert write_file(wanted, [Table("x", "x", COLUMNS, [])], README)


def test_formats_are_as_many_as_rows():
    with pytest.raises(ValueError, match="1 formats for 4 rows"):
        Table("x", "x", COLUMNS, ROWS, [None])


@pytest.mark.parametrize(
    ("extension", "query", "wanted"),
    [
        ("csv", None, "csv"), ("csv", "excel", "excel"), ("csv", "", "csv"), ("csv", "exe", None),
        ("xlsx", None, "xlsx"), ("xlsx", "excel", None), ("ods", "", "ods"), ("parquet", None, "parquet"),
        ("pdf", None, None),
    ],
)  # fmt: skip
def test_formats_of_addresses(extension: str, query: str | None, wanted: str | None):
    assert parse_format(extension, query) == wanted


def test_download_is_named_after_its_format():
    response = build_file_response("xlsx", [TABLE], README, file_name="open-collectivites_35238.csv")
    assert response["Content-Disposition"] == (
        'attachment; filename="open-collectivites_35238.xlsx"; '
        "filename*=UTF-8''open-collectivites_35238.xlsx"
    )
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert (
        build_file_response("excel", [TABLE], README, file_name="a.csv")["Content-Disposition"].count("a.csv")
        == 2
    )


def test_download_has_a_safe_name():
    response = build_file_response("csv", [TABLE], README, file_name=build_file_name('a"b\r\nc'))
    assert response["Content-Disposition"] == (
        "attachment; filename=\"a-b-c.csv\"; filename*=UTF-8''a-b-c.csv"
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
