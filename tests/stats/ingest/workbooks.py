"""Small tables written in every format that a reader knows, and workbooks spoilt on purpose."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import polars as pl

Rows = Sequence[Sequence[str]]

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMES: Final = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="0.0&quot; jours&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/>'
    '</cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    "</cellXfs></styleSheet>"
)


def zip_parts(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def cell(text: str, kind: str = "inlineStr", extra: str = "") -> str:
    """A cell of an XLSX sheet; ``kind`` is its type, or ``n`` for a number."""
    if kind == "inlineStr":
        return f'<c t="inlineStr"{extra}><is><t>{escape(text)}</t></is></c>'
    return f'<c t="{kind}"{extra}><v>{escape(text)}</v></c>'


def row(*cells: str, number: int | None = None) -> str:
    """A row of an XLSX sheet."""
    place = "" if number is None else f' r="{number}"'
    return f"<row{place}>{''.join(cells)}</row>"


def texts(*found: str) -> str:
    """A row of texts of an XLSX sheet."""
    return row(*(cell(text) for text in found))


def build_xlsx(
    body: str,
    *,
    before: str = "",
    after: str = "",
    states: Mapping[str, str] | None = None,
    shared: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    properties: str = "",
    head: str = '<?xml version="1.0" encoding="UTF-8"?>',
) -> bytes:
    """A workbook whose sheet « Feuille » has these rows; ``states`` adds sheets or hides some of them."""
    names = {"Feuille": "visible", **(states or {})}
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" state="{state}" r:id="r{number}"/>'
        for number, (name, state) in enumerate(names.items(), start=1)
    )
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(names) + 1)
    )
    sheet = f'{head}<worksheet xmlns="{_MAIN}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'
    other = f'<worksheet xmlns="{_MAIN}"><sheetData>{texts("autre")}</sheetData></worksheet>'
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr {properties}/>'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}'
        f'<Relationship Id="s" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="t" Type="{_OFFICE}/styles" Target="/xl/styles.xml"/>'
        f'<Relationship Id="x" Type="{_OFFICE}/externalLink" Target="file:///etc/passwd"'
        ' TargetMode="External"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{shared}</sst>',
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": sheet,
        **{f"xl/worksheets/sheet{number}.xml": other for number in range(2, len(names) + 1)},
        **(parts or {}),
    }
    return zip_parts(members)


def ods_cell(text: str = "", *, kind: str = "string", extra: str = "") -> str:
    """A cell of an ODS sheet."""
    if not text and not extra:
        return "<table:table-cell/>"
    value = "" if kind == "string" else f' office:value="{escape(text)}"'
    return (
        f'<table:table-cell office:value-type="{kind}"{value}{extra}><text:p>{escape(text)}</text:p>'
        "</table:table-cell>"
    )


def ods_row(*cells: str, extra: str = "") -> str:
    """A row of an ODS sheet."""
    return f"<table:table-row{extra}>{''.join(cells)}</table:table-row>"


def ods_texts(*found: str) -> str:
    """A row of texts of an ODS sheet."""
    return ods_row(*(ods_cell(text) for text in found))


def build_ods(body: str, *, head: str = "", manifest: str = "<manifest/>", others: str = "") -> bytes:
    """A workbook whose sheet « Feuille » has these rows."""
    content = (
        f'{head}<office:document-content {_NAMES} xmlns:calcext="urn:calcext"><office:body>'
        f'<office:spreadsheet>{others}<table:table table:name="Feuille">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zip_parts({"mimetype": "x", "META-INF/manifest.xml": manifest, "content.xml": content})


def write_csv(rows: Rows) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


def write_xlsx(rows: Rows) -> bytes:
    return build_xlsx("".join(texts(*one) for one in rows))


def write_ods(rows: Rows) -> bytes:
    return build_ods("".join(ods_texts(*one) for one in rows))


def write_json(rows: Rows) -> bytes:
    return json.dumps([dict(zip(rows[0], one, strict=True)) for one in rows[1:]]).encode()


def write_geojson(rows: Rows) -> bytes:
    point = {"type": "Point", "coordinates": [5.37, 45.96]}
    features = [
        {"type": "Feature", "properties": dict(zip(rows[0], one, strict=True)), "geometry": point}
        for one in rows[1:]
    ]
    return json.dumps({"type": "FeatureCollection", "name": "x", "features": features}).encode()


def write_parquet(rows: Rows) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(list(rows[1:]), schema=list(rows[0]), orient="row").write_parquet(buffer)
    return buffer.getvalue()


WRITERS: Final[Mapping[str, Callable[[Rows], bytes]]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "ods": write_ods,
    "json": write_json,
    "geojson": write_geojson,
    "parquet": write_parquet,
}

READERS: Final[Mapping[str, dict[str, str]]] = {
    "csv": {"kind": "csv", "delimiter": ";"},
    "xlsx": {"kind": "xlsx", "sheet": "Feuille"},
    "ods": {"kind": "ods", "sheet": "Feuille"},
    "json": {"kind": "json"},
    "geojson": {"kind": "geojson"},
    "parquet": {"kind": "parquet"},
}
