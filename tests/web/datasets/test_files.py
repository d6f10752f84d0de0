"""Files of a release: what was archived, the same as CSV, and nothing else of the disk."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.test import Client

from portal.stats.models import Release

VERSION = "/donnees/insee-populations/versions/1"

pytestmark = pytest.mark.usefixtures("small_portal")


def get_release() -> Release:
    return Release.objects.get(dataset="insee_populations", number=1)


def read_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def get(client: Client, path: str, **headers: str) -> Any:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer


def test_parquet_is_the_archive_itself(client: Client) -> None:
    answer = get(client, f"{VERSION}.parquet")
    content = answer.getvalue()
    release = get_release()
    assert hashlib.sha256(content).hexdigest() == release.archive_sha256
    assert answer["ETag"] == f'"{release.archive_sha256}"'
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Length"] == str(len(content))
    assert 'filename="insee_populations_tous-niveaux_2022-2023_v1.parquet"' in answer["Content-Disposition"]


def test_csv_says_what_the_archive_says(client: Client) -> None:
    rows = read_rows(get(client, f"{VERSION}.csv").getvalue())
    archive = pl.read_parquet(Path(settings.DATA_DIR) / get_release().archive)
    assert len(rows) == len(archive)
    for row, (kind, code, indicator, year, value, *_) in zip(rows, archive.iter_rows(), strict=True):
        assert (row["type_de_territoire"], row["code"], row["indicateur"]) == (kind, code, indicator)
        assert int(row["annee"]) == year
        assert (float(row["valeur"]) if row["valeur"] else None) == value
        assert (row["statut"] == "valeur") == bool(row["valeur"])
    [secret] = [row for row in rows if row["code"] == "22050" and row["annee"] == "2023"]
    assert (secret["valeur"], secret["statut"], secret["unite"]) == ("", "secret statistique", "hab.")


def test_csv_labels_the_values_of_a_nomenclature(client: Client) -> None:
    rows = read_rows(get(client, "/donnees/dhup-zonage-abc/versions/1.csv").getvalue())
    assert {(row["code"], row["modalite"]) for row in rows if row["modalite"]} == {("35238", "A")}


def test_csv_keeps_the_number_of_a_category_to_itself(client: Client) -> None:
    rows = read_rows(get(client, "/donnees/dhup-zonage-abc/versions/1.csv").getvalue())
    assert {row["valeur"] for row in rows} == {""}


def test_csv_compressed_is_the_same_csv(client: Client) -> None:
    plain = get(client, f"{VERSION}.csv")
    content = plain.getvalue()
    packed = get(client, f"{VERSION}.csv", **{"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.getvalue()) == content
    assert plain["ETag"] != packed["ETag"]
    assert "Accept-Encoding" in plain["Vary"]
    assert plain["Content-Length"] == str(len(content))
    assert "Content-Encoding" not in get(client, f"{VERSION}.csv", **{"Accept-Encoding": "gzip;q=0"})


def test_csv_for_excel_has_its_bom_and_commas(client: Client) -> None:
    content = get(client, f"{VERSION}.csv?format=excel").getvalue()
    assert content.startswith(b"\xef\xbb\xbftype_de_territoire;code;indicateur;annee;valeur")
    assert b'"=""35238"""' in content


def test_file_already_had_is_not_sent_again(client: Client) -> None:
    for suffix in (".parquet", ".csv", ".csv?format=excel"):
        answer = get(client, VERSION + suffix)
        tag = answer["ETag"]
        answer.getvalue()
        for known in (tag, "*"):
            again = client.get(VERSION + suffix, headers={"If-None-Match": known})
            assert (again.status_code, again.getvalue()) == (304, b"")
        get(client, VERSION + suffix, **{"If-None-Match": '"other"'}).getvalue()


def test_hashes_are_those_of_the_files(client: Client) -> None:
    lines = get(client, f"{VERSION}.sha256").getvalue().decode().splitlines()
    for line, suffix in zip(lines, (".parquet", ".csv", ".csv?format=excel"), strict=True):
        digest, name = line.split("  ")
        answer = get(client, VERSION + suffix)
        assert hashlib.sha256(answer.getvalue()).hexdigest() == digest
        assert f'filename="{name}"' in answer["Content-Disposition"]


def test_schema_describes_the_csv(client: Client) -> None:
    schema = get(client, f"{VERSION}.schema.json").json()
    rows = read_rows(get(client, f"{VERSION}.csv").getvalue())
    fields = {field["name"]: field for field in schema["fields"]}
    assert list(fields) == list(rows[0])
    assert schema["missingValues"] == [""]
    assert len({tuple(row[name] for name in schema["primaryKey"]) for row in rows}) == len(rows)
    types = {"string", "number", "integer", "year"}
    for name, field in fields.items():
        assert field["type"] in types
        constraints = field["constraints"]
        values = [row[name] for row in rows]
        assert all(values) or not constraints["required"]
        assert set(values) - {""} <= set(constraints.get("enum", values))
        assert all(re.search(constraints.get("pattern", ""), value) for value in values)


@pytest.mark.parametrize("archive", ["../secret_key", "/etc/passwd", "archive/../secret_key", "archive", ""])
def test_file_outside_of_the_archive_is_never_sent(client: Client, archive: str) -> None:
    """Even if the database said so."""
    (Path(settings.DATA_DIR) / "secret_key").touch()
    Release.objects.filter(dataset="insee_populations").update(archive=archive)
    for suffix in (".parquet", ".csv", ".sha256"):
        assert client.get(VERSION + suffix).status_code == 404
    assert "ne sont plus conservés" in client.get(VERSION).getvalue().decode()


def test_csv_made_before_is_not_made_again(client: Client) -> None:
    get(client, f"{VERSION}.csv").getvalue()
    folder = Path(settings.DATA_DIR) / "cache" / "exports" / "insee_populations"
    [kept] = folder.glob("1-canonical-*.csv.gz")
    made_at = kept.stat().st_mtime_ns
    get(client, f"{VERSION}.csv").getvalue()
    assert kept.stat().st_mtime_ns == made_at
    assert not list(folder.glob("*partial*"))
