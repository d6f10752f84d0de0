"""Files of a release: its archive as it was written, and the same figures as CSV.

The Parquet file never changes. The CSV is made from it the first time somebody asks, kept compressed
in DATA_DIR/cache, and made again if a word in it (a unit, a label) has been corrected since.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args
from urllib.parse import quote
from zlib import crc32

import polars as pl
from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from portal.kernel.figures import Absence, Origin
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.history import Archive, ReleaseInfo
from portal.ui.cells import word_origin
from portal.ui.exports.csv import Dialect, build_file_name
from portal.ui.exports.frames import write_frame
from portal.ui.words import ABSENCES, STATUSES

FORMAT_VERSION: Final = 2
"""Changes with the columns or the writing of the CSV, so that kept files are made again."""

PARQUET: Final = "application/vnd.apache.parquet"
CSV: Final = "text/csv; charset=utf-8; header=present"
_IMMUTABLE: Final = "public, max-age=31536000, immutable"
_ONE_DAY: Final = "public, max-age=86400"
_ROWS_AT_ONCE: Final = 200_000
_CHUNK_BYTES: Final = 1 << 16
_TAKES_GZIP: Final = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")

_ABSENCE_WORDS: Final = {absence.slug: words.label for absence, words in ABSENCES.items()}
_STATUS_WORDS: Final = {"normal": "valeur"} | {status.slug: words.label for status, words in STATUSES.items()}
_ORIGIN_WORDS: Final = {origin.slug: word_origin(origin) for origin in Origin}
STATE_WORDS: Final = (*dict.fromkeys([*_STATUS_WORDS.values(), *_ABSENCE_WORDS.values()]),)
ORIGIN_WORDS: Final = (*_ORIGIN_WORDS.values(),)


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV kept compressed; hash and size are those of the CSV itself."""

    path: Path
    sha256: str
    size_bytes: int


def name_file(release: ReleaseInfo, suffix: str, dialect: Dialect = "canonical") -> str:
    """« insee_populations_tous-niveaux_2016-2025_v1.csv » (standards.md, A-44); « …_v1_excel.csv »."""
    entry = get_catalogue().datasets.get(release.dataset)
    producer = entry.producer if entry else "open-collectivites"
    theme = release.dataset.removeprefix(f"{producer}_")
    level = release.kinds[0] if len(release.kinds) == 1 else "tous-niveaux"
    years = [str(year) for year in release.years[:1] + release.years[-1:]]
    period = "-".join(dict.fromkeys(years))
    variant = "" if dialect == "canonical" else dialect
    return build_file_name(producer, theme, level, period, f"v{release.number}", variant, suffix=suffix)


def send_archive(request: HttpRequest, release: ReleaseInfo, archive: Archive) -> HttpResponseBase:
    """The Parquet file, streamed."""
    etag = f'"{archive.sha256}"'
    if _is_known(request, etag):
        return _dress(HttpResponseNotModified(), etag, _IMMUTABLE)
    response = FileResponse(archive.path.open("rb"), content_type=PARQUET)
    _name(response, name_file(release, "parquet"))
    return _dress(response, etag, _IMMUTABLE)


def _is_known(request: HttpRequest, etag: str) -> bool:
    """Whether who asks has this file already; « * » stands for any (RFC 9110, 13.1.2)."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return etag in known or "*" in known


def send_csv(
    request: HttpRequest, release: ReleaseInfo, archive: Archive, dialect: Dialect
) -> HttpResponseBase:
    """The CSV, streamed; compressed as it is kept for whom takes it so."""
    kept = ensure_csv(release, archive, dialect)
    is_zipped = bool(_TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))
    etag = f'"{kept.sha256}{"-gzip" if is_zipped else ""}"'
    response: HttpResponseBase
    if _is_known(request, etag):
        response = HttpResponseNotModified()
    elif is_zipped:
        response = FileResponse(kept.path.open("rb"), content_type=CSV)
        response["Content-Encoding"] = "gzip"
    else:
        response = StreamingHttpResponse(_inflate(kept.path), content_type=CSV)
        response["Content-Length"] = str(kept.size_bytes)
    if response.status_code == 200:
        _name(response, name_file(release, "csv", dialect))
    patch_vary_headers(response, ["Accept-Encoding"])
    return _dress(response, etag, _ONE_DAY)


def send_hashes(release: ReleaseInfo, archive: Archive) -> HttpResponse:
    """SHA-256 of the files of a release, as « sha256sum --check » reads them."""
    lines = [(archive.sha256, name_file(release, "parquet"))]
    lines += [
        (ensure_csv(release, archive, dialect).sha256, name_file(release, "csv", dialect))
        for dialect in get_args(Dialect)
    ]
    text = "".join(f"{digest}  {name}\n" for digest, name in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _dress(response: HttpResponseBase, etag: str, cache_control: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = cache_control
    response["X-Content-Type-Options"] = "nosniff"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _name(response: HttpResponseBase, name: str) -> None:
    response["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"


def _inflate(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk


def ensure_csv(release: ReleaseInfo, archive: Archive, dialect: Dialect) -> CsvFile:
    """The CSV of a release, made if it is not there yet. Two makers at once write the same bytes."""
    units, labels = _list_words(release)
    facts = repr((FORMAT_VERSION, archive.sha256, dialect, units, labels, _ABSENCE_WORDS, _STATUS_WORDS))
    key = hashlib.sha256(facts.encode()).hexdigest()[:16]
    folder = Path(settings.DATA_DIR) / "cache" / "exports" / release.dataset
    path = folder / f"{release.number}-{dialect}-{key}.csv.gz"
    note = path.with_suffix(".json")
    if not (path.is_file() and note.is_file()):
        folder.mkdir(parents=True, exist_ok=True)
        for outdated in folder.glob(f"{release.number}-{dialect}-*"):
            outdated.unlink(missing_ok=True)
        _write_csv(archive.path, path, note, dialect, units, labels)
    known = json.loads(note.read_text(encoding="ascii"))
    return CsvFile(path, known["sha256"], known["bytes"])


def _list_words(release: ReleaseInfo) -> tuple[dict[str, str], dict[str, str]]:
    """Units by indicator, and labels of values by « indicator:value »."""
    catalogue = get_catalogue()
    known = [catalogue.indicators[slug] for slug in release.indicators if slug in catalogue.indicators]
    units = {one.slug: catalogue.units[one.unit].symbol for one in known}
    labels = {f"{one.slug}:{category.value}": category.label for one in known for category in one.categories}
    for slug, words in release.nomenclatures.items():
        # What the store keeps of a key: see Indicator.open_categories.
        labels |= {f"{slug}:{crc32(key.encode())}": label for key, label in words.items()}
    return units, labels


def _write_csv(
    source: Path, path: Path, note: Path, dialect: Dialect, units: dict[str, str], labels: dict[str, str]
) -> None:
    """Both files appear whole, the one that says they are there last."""
    digest, size = hashlib.sha256(), 0
    partial = path.with_suffix(f".partial-{os.getpid()}")
    try:
        with partial.open("wb") as raw, gzip.GzipFile("", "wb", 5, raw, mtime=0) as packed:
            for table in _iterate_tables(source):
                text = write_frame(_word(table, units, labels), dialect, codes=["code"], header=size == 0)
                digest.update(text)
                size += len(text)
                packed.write(text)
        partial.replace(path)
        partial.write_text(json.dumps({"sha256": digest.hexdigest(), "bytes": size}), encoding="ascii")
        partial.replace(note)
    finally:
        partial.unlink(missing_ok=True)


def _iterate_tables(source: Path) -> Iterator[pl.DataFrame]:
    """The archive in parts that fit in memory; at least one, so that there is a header."""
    rows = pl.scan_parquet(source)
    count = rows.select(pl.len()).collect().item()
    for first in range(0, max(count, 1), _ROWS_AT_ONCE):
        yield rows.slice(first, _ROWS_AT_ONCE).collect()


def _word(table: pl.DataFrame, units: dict[str, str], labels: dict[str, str]) -> pl.DataFrame:
    """The columns of the CSV: see ``schema.build_schema``."""
    text = table.with_columns(pl.col("kind", "indicator", "absence", "status", "origin").cast(pl.String))
    reference = pl.concat_str("indicator", pl.lit(":"), pl.col("value").cast(pl.Int64, strict=False))
    is_absent = pl.col("absence") != Absence.NONE.slug
    words = pl.when(is_absent).then(pl.col("absence").replace(_ABSENCE_WORDS))
    label = reference.replace_strict(labels, default=None, return_dtype=pl.String)
    return text.select(
        type_de_territoire="kind",
        code="code",
        indicateur="indicator",
        annee="year",
        # The number of a category is how the store keeps it, and means nothing to anybody else.
        valeur=pl.when(label.is_null()).then("value"),
        modalite=label,
        unite=pl.col("indicator").replace_strict(units, default="", return_dtype=pl.String),
        statut=words.otherwise(pl.col("status").replace(_STATUS_WORDS)),
        origine=pl.col("origin").replace(_ORIGIN_WORDS),
    )
