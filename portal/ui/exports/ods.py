"""OpenDocument workbooks, written as a stream: what is in the XLSX, for LibreOffice.

Only what such a file needs (OpenDocument 1.3, parts 2 and 3): four small XML parts and one that
holds the cells. Building the document as a tree first takes ten times as long, and gigabytes for a
table of all communes (docs/benchmarks.md).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from portal.ui.exports.explaining import SHEET_NAME, WIDTHS, Line, build_lines
from portal.ui.exports.sheets import (
    cut_text,
    ensure_fits,
    measure_width,
    name_sheets,
    title_column,
    write_exact,
)
from portal.ui.exports.tables import NumberFormat, ReadMe, Table, Value, clean_text

_MIME: Final = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES: Final = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"), ("meta", "meta"), ("manifest", "manifest"), ("config", "config"),
    )
) + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"' + (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)  # fmt: skip
_PROLOGUE: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CHUNK_ROWS: Final = 500
_LOST_SPACES: Final = re.compile(r"^ +| +$|(?<= ) +")
_CM_PER_CHARACTER: Final = 0.2


def write_ods(tables: Sequence[Table], readme: ReadMe, *, author: str) -> bytes:
    """A workbook: « Lisez-moi », then one sheet per table. Raises ValueError when one is too large."""
    for table in tables:
        ensure_fits(table)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        # First and not compressed: programs recognise the file by these bytes.
        archive.writestr(zipfile.ZipInfo("mimetype"), _MIME, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _write_manifest())
        archive.writestr("meta.xml", _write_meta(readme, author))
        names = name_sheets([table.name for table in tables], taken=[SHEET_NAME])
        archive.writestr("settings.xml", _write_settings(names))
        with archive.open("content.xml", "w", force_zip64=True) as content:
            for part in _write_content(tables, readme, names):
                content.write(part.encode())
    return buffer.getvalue()


def _write_manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (
            ("/", _MIME), ("content.xml", "text/xml"), ("meta.xml", "text/xml"), ("settings.xml", "text/xml")
        )
    )  # fmt: skip
    return f'{_PROLOGUE}<manifest:manifest {_NAMESPACES} manifest:version="1.3">{entries}</manifest:manifest>'


def _write_meta(readme: ReadMe, author: str) -> str:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return (
        f'{_PROLOGUE}<office:document-meta {_NAMESPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{_escape(readme.title)}</dc:title><dc:description>{_escape(readme.address)}</dc:description>"
        f"<meta:initial-creator>{_escape(author)}</meta:initial-creator><dc:creator>{_escape(author)}</dc:creator>"
        f"<dc:date>{now}</dc:date></office:meta></office:document-meta>"
    )


def _write_settings(names: Sequence[str]) -> str:
    """The header of each table stays in sight."""
    item = '<config:config-item config:name="{}" config:type="{}">{}</config:config-item>'
    frozen = "".join(
        item.format(*setting)
        for setting in (
            ("VerticalSplitMode", "short", 2), ("VerticalSplitPosition", "int", 1),
            ("PositionBottom", "int", 1), ("ActiveSplitRange", "short", 2),
        )
    )  # fmt: skip
    entries = "".join(
        f"<config:config-item-map-entry config:name={_quote(name)}>{frozen}</config:config-item-map-entry>"
        for name in names
    )
    return (
        f'{_PROLOGUE}<office:document-settings {_NAMESPACES} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings" '
        'xmlns:ooo="http://openoffice.org/2004/office">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item-map-named config:name="Tables">{entries}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _write_content(tables: Sequence[Table], readme: ReadMe, names: Sequence[str]) -> Iterator[str]:
    widths = [list(WIDTHS)] + [
        [measure_width(table, place) for place in range(len(table.columns))] for table in tables
    ]
    yield f'{_PROLOGUE}<office:document-content {_NAMESPACES} office:version="1.3">'
    yield f"<office:automatic-styles>{_write_styles(tables, widths)}</office:automatic-styles>"
    yield "<office:body><office:spreadsheet>"
    yield _open_sheet(SHEET_NAME, widths[0])
    yield "".join(_write_line(line) for line in build_lines(readme, tuple(tables)))
    yield "</table:table>"
    for name, table, sizes in zip(names, tables, widths[1:], strict=True):
        yield _open_sheet(name, sizes)
        yield from _write_rows(table)
        yield "</table:table>"
    yield _write_filters(tables, names)
    yield "</office:spreadsheet></office:body></office:document-content>"


def _write_styles(tables: Sequence[Table], widths: Sequence[Sequence[int]]) -> str:
    columns = "".join(
        f'<style:style style:name="w{width}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width * _CM_PER_CHARACTER:.1f}cm"/></style:style>'
        for width in sorted({width for sizes in widths for width in sizes})
    )
    numbers = "".join(_write_number_style(one) for one in sorted(_list_formats(tables), key=_name_style))
    return columns + numbers + _TEXT_STYLES


_TEXT_STYLES: Final = (
    '<number:text-style style:name="dcode"><number:text-content/></number:text-style>'
    '<style:style style:name="code" style:family="table-cell" style:data-style-name="dcode"/>'
    '<number:number-style style:name="dyear"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1"/></number:number-style>'
    '<style:style style:name="year" style:family="table-cell" style:data-style-name="dyear"/>'
    + "".join(
        f'<style:style style:name="{name}" style:family="table-cell">{properties}</style:style>'
        for name, properties in (
            ("title", '<style:text-properties fo:font-weight="bold" fo:font-size="16pt"/>'),
            ("heading", '<style:text-properties fo:font-weight="bold" fo:font-size="12pt"/>'),
            (
                "header",
                (
                    '<style:table-cell-properties fo:wrap-option="wrap" '
                    'fo:border-bottom="1pt solid #666666"/>'
                    '<style:text-properties fo:font-weight="bold"/>'
                ),
            ),
            ("text", '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'),
            ("plain", ""),
        )
    )
)


def _list_formats(tables: Sequence[Table]) -> set[NumberFormat]:
    found = {one for table in tables for one in table.formats if one is not None}
    for table in tables:
        found |= {NumberFormat(one.decimals, one.unit) for one in table.columns if one.decimals is not None}
    return found


def _name_style(asked: NumberFormat | None) -> str:
    """A name made of letters and digits: that of a unit would not be."""
    if asked is None:
        return ""
    return f"n{asked.decimals}" + "".join(f"x{ord(letter):x}" for letter in clean_text(asked.unit))


def _write_number_style(asked: NumberFormat) -> str:
    name = _name_style(asked)
    unit = f"<number:text>\u00a0{_escape(asked.unit)}</number:text>" if asked.unit else ""
    return (
        f'<number:number-style style:name="d{name}"><number:number number:decimal-places="{asked.decimals}" '
        f'number:min-decimal-places="{asked.decimals}" number:min-integer-digits="1" number:grouping="true"/>'
        f'{unit}</number:number-style><style:style style:name="{name}" style:family="table-cell" '
        f'style:data-style-name="d{name}"/>'
    )


def _open_sheet(name: str, widths: Sequence[int]) -> str:
    columns = "".join(f'<table:table-column table:style-name="w{width}"/>' for width in widths)
    return f"<table:table table:name={_quote(name)}>{columns}"


def _write_line(line: Line) -> str:
    style = "plain" if line.style == "text" and len(line.cells) <= 2 else line.style
    return _write_row([_write_cell(cell, style) for cell in line.cells])


def _write_rows(table: Table) -> Iterator[str]:
    header = _write_row([_write_cell(title_column(column), "header") for column in table.columns])
    yield f"<table:table-header-rows>{header}</table:table-header-rows>"
    part: list[str] = []
    styles = _list_styles(table)
    named: dict[NumberFormat | None, str] = {None: ""}
    for row, values in enumerate(table.rows):
        shown = table.formats[row] if table.formats else None
        of_row = named[shown] if shown in named else named.setdefault(shown, _name_style(shown))
        part.append(
            _write_row(
                [
                    _write_cell(value, of_row if style is None else style)
                    for value, style in zip(values, styles, strict=True)
                ]
            )
        )
        if len(part) == _CHUNK_ROWS:
            yield "".join(part)
            part.clear()
    yield "".join(part)


def _write_row(cells: Sequence[str]) -> str:
    # A row without a cell is not valid.
    return f"<table:table-row>{''.join(cells) or '<table:table-cell/>'}</table:table-row>"


def _list_styles(table: Table) -> list[str | None]:
    """The style of each column; None for numbers that are shown as their row says."""
    styles: list[str | None] = []
    for column in table.columns:
        if column.kind == "number":
            fixed = column.decimals
            styles.append(None if fixed is None else _name_style(NumberFormat(fixed, column.unit)))
        else:
            styles.append("" if column.kind == "text" else column.kind)
    return styles


def _write_cell(value: Value, style: str = "") -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    styled = f' table:style-name="{style}"' if style else ""
    if isinstance(value, str):
        text = cut_text(clean_text(value))
        paragraphs = "".join(f"<text:p>{_write_text(line)}</text:p>" for line in text.split("\n"))
        return f'<table:table-cell office:value-type="string"{styled}>{paragraphs}</table:table-cell>'
    number = write_exact(value)
    return (
        f'<table:table-cell office:value-type="float" office:value="{number}"{styled}>'
        f"<text:p>{number}</text:p></table:table-cell>"
    )


def _write_text(line: str) -> str:
    """A line of text; spaces that XML would lose are elements (OpenDocument 1.3, 6.1.2)."""
    written = escape(line)
    if _LOST_SPACES.search(line):
        written = _LOST_SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', written)
    return written.replace("\t", "<text:tab/>")


def _write_filters(tables: Sequence[Table], names: Sequence[str]) -> str:
    ranges = "".join(
        f'<table:database-range table:name="filtre{place}" table:display-filter-buttons="true" '
        f"table:target-range-address={_quote(_write_range(name, table))}/>"
        for place, (name, table) in enumerate(zip(names, tables, strict=True), start=1)
        if table.columns
    )
    return f"<table:database-ranges>{ranges}</table:database-ranges>" if ranges else ""


def _write_range(name: str, table: Table) -> str:
    quoted = "'" + name.replace("'", "''") + "'"
    return f"{quoted}.A1:{quoted}.{_letter(len(table.columns))}{len(table.rows) + 1}"


def _letter(column: int) -> str:
    """The name of a column, from 1: A, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _escape(text: str) -> str:
    return escape(clean_text(text))


def _quote(text: str) -> str:
    return quoteattr(clean_text(text))
