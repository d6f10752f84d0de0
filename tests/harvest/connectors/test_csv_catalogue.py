"""Catalogues in CSV: the real one of data.gouv.fr, templates, damaged files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from portal.harvest.connectors import csv_catalogue
from portal.harvest.pages import Page, PartialHarvest
from portal.library.harvested import Harvested, HarvestedFile
from tests.harvest.connectors.sources import fetch, list_faults, list_ids, only, serve

DATAGOUV = {
    "id": "dataset.id",
    "title": "dataset.title",
    "url": "dataset.url",
    "publishers": "dataset.organization",
    "licence": "dataset.license",
    "identifiers": "datagouv:{dataset.id}",
    "file_url": "url",
    "file_title": "title",
    "file_format": "format",
    "file_size": "filesize",
    "file_modified": "modified",
}
PLATFORMS = {
    "id": "{siren}-{nom}",
    "title": "nom",
    "url": "url",
    "spatial": "departement:{dep}",
    "themes": "themes",
}
HEAD = "siren;nom;url;dep;themes\n"


def fetch_text(text: str | bytes, columns: dict[str, str] | None = None, **config: Any) -> list[Page]:
    with serve(lambda path: text) as server:
        told = {"kind": "csv_catalogue", "url": f"{server.url}/c.csv", "folder": Path("/nowhere")}
        return fetch(csv_catalogue, {**told, "columns": columns or PLATFORMS, **config}, server)


def test_catalogue_of_datagouv(mirror_dir: Path) -> None:
    body = (mirror_dir / "catalogues" / "datagouv_catalog_sample.csv").read_bytes()
    (page,) = fetch_text(body, DATAGOUV, where={"type": ("main",)}, gone={"dataset.private": ("True",)})
    assert (page.next, page.total) == ("", 4)
    assert list_ids([page]) == [
        "67639aa54f23018f075d9105",
        "650a6f143dc5822b5874a47d",
        "5efc0a68b90d00db28adc547",
        "5ab0b64da3a7291c192c89f1",
    ]
    first = page.records[0]
    assert isinstance(first, Harvested)
    root = "https://data.haute-garonne.fr/api/explore/v2.1/catalog/datasets/veloroutes-haute-garonne/exports"
    assert first.files[0] == HarvestedFile(
        f"{root}/csv?use_labels=true", "veloroutes-haute-garonne.csv", "csv", None, "2025-03-26T09:15:04"
    )
    assert first == Harvested(
        remote_id="67639aa54f23018f075d9105",
        title="Les véloroutes en Haute-Garonne",
        url="http://www.data.gouv.fr/fr/datasets/les-veloroutes-en-haute-garonne/",
        publishers=("Conseil départemental de la Haute-Garonne - Haute-Garonne Open Data",),
        licence="Licence Ouverte / Open Licence version 2.0",
        formats=("csv", "json", "zip"),
        identifiers=("datagouv:67639aa54f23018f075d9105",),
        files=first.files,
    )
    assert [len(one.files) for one in page.records if isinstance(one, Harvested)] == [4, 2, 2, 2]


def test_templates_and_separators() -> None:
    text = f"\ufeff{HEAD}213500010;ACIGNÉ;https://a.fr/?q=Acigné;35;Social, Citoyenneté\n1;B;https://b.fr;;\n"
    (page,) = fetch_text(text, cuts={"themes": ","})
    assert page.records == (
        Harvested(
            remote_id="213500010-ACIGNÉ",
            title="ACIGNÉ",
            url="https://a.fr/?q=Acign%C3%A9",
            themes=("Social", "Citoyenneté"),
            spatial=("departement:35",),
        ),
        Harvested(remote_id="1-B", title="B", url="https://b.fr"),
    )


def test_the_delimiter_is_told_from_the_head_and_windows_letters_are_read() -> None:
    text = HEAD.replace(";", ",") + '1,"Évian, ville",https://a.fr/,74,\r\n'
    assert only(fetch_text(text.encode("cp1252"))).title == "Évian, ville"
    assert only(fetch_text(text, delimiter=",")).title == "Évian, ville"


def test_rows_that_are_wrong_fail_alone() -> None:
    text = f"{HEAD}1;A;https://a.fr;01;\n2;B;trop court\n;C;https://c.fr;;\n3;D;javascript:x;;\n\n4;E;https://e.fr;;x\0\n"
    pages = fetch_text(text)
    assert list_ids(pages) == ["1-A"]
    assert list_faults(pages) == [
        "Fiche refusée : il y manque une adresse web.",
        "Ligne 3 refusée : 3 cellules lues, 5 attendues.",
        "Ligne refusée : il y manque un identifiant.",
        "Ligne 7 refusée : elle contient un octet nul, qu’aucun texte ne contient.",
    ]


def test_a_run_goes_on_after_the_last_resource_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_catalogue, "PAGE_SIZE", 2)
    text = HEAD + "".join(f"{number};V;https://a.fr/{number};;\n" for number in range(5))
    with serve(lambda path: text) as server:
        told = {"kind": "csv_catalogue", "url": f"{server.url}/c.csv", "folder": Path("/nowhere")}
        config = {**told, "columns": PLATFORMS}
        pages = fetch(csv_catalogue, config, server)
        assert [page.next for page in pages] == ["1-V", "3-V", ""]
        assert list_ids(fetch(csv_catalogue, config, server, "1-V")) == ["2-V", "3-V", "4-V"]


def test_a_file_of_ours_beside_the_source(tmp_path: Path) -> None:
    (tmp_path / "plateformes.csv").write_text(f"{HEAD}1;A;https://a.fr;01;\n", encoding="utf-8")
    with serve({}) as server:
        config = {
            "kind": "csv_catalogue",
            "file": "plateformes.csv",
            "folder": tmp_path,
            "columns": PLATFORMS,
        }
        assert list_ids(fetch(csv_catalogue, config, server)) == ["1-A"]
        assert not server.asked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "un tableau CSV était attendu"),
        ("siren;nom;url\n1;A;https://a.fr\n", "colonnes absentes : dep, themes"),
        ("siren;nom;url;dep;themes;nom\n", "en double : nom"),
        (f'{HEAD}1;"A;https://a.fr;01;\n2;B;https://b.fr;01;\n', "abîmé à la ligne 3"),
        (f"{HEAD}1;{'A' * 1_000_001};https://a.fr;01;\n", "abîmé à la ligne 2"),
        ("<!DOCTYPE html><html><body>Connexion</body></html>", "une page web"),
    ],
)
def test_a_damaged_file_is_partial(text: str, said: str) -> None:
    with pytest.raises(PartialHarvest, match=said):
        fetch_text(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://a.fr/c.csv", "file": "c.csv", "columns": PLATFORMS},
        {"columns": PLATFORMS},
        {"url": "https://a.fr/c.csv", "columns": {"id": "a", "title": "b"}},
        {"file": "../c.csv", "columns": PLATFORMS},
    ],
)
def test_a_wrong_description_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        csv_catalogue.CONFIG.model_validate({"kind": "csv_catalogue", "folder": Path("/nowhere"), **wrong})
