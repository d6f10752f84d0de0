"""A real CSV that the portal never saw, and a new vintage of a dataset it knows, added to a copied catalogue.

Each is published on a copy of the real data by a process of its own, which then asks the sheet and the API.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "opendata-local/odf_data_processed.csv"
INDICATOR = """
label: Jeux de données ouverts
short_label: Jeux ouverts
question: Combien de jeux de données sur data.gouv.fr ?
unit: projects
decimals: 0
levels: [epci]
aggregate: none
method: Jeux de données publiés par l’intercommunalité sur data.gouv.fr, comptés par l’observatoire.
"""
DATASET = f"""
title: Observatoire de l’open data local
summary: Les plateformes des collectivités.
producer: insee
licence: lov2
page: https://exemple.example/observatoire
refresh: yearly
fetch: {{kind: http, url: "https://exemple.example/odf.csv", mirror: {SOURCE}}}
geography: {{level: epci, year: 2025, rebase: false}}
reader: {{kind: csv, multiline: true}}
collapse: sum
select: {{type: [CA, CC, CU, MET]}}
columns:
  siren: {{role: territory}}
  nb-datagouv: {{role: value, indicator: jeux_ouverts, period: 2025, absent: {{"": not_available}}}}
ignore: [nom, regcode, url-*, nb-ptf, id-*, pop-insee, lat, long, merge, depcode, ptf, Techno*, Thématiques]
rows: {{min: 150, max: 300}}
"""
PUBLISH_AND_ASK = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
call_command("figures", "publish", sys.argv[1], "--force")
for path in sys.argv[2:]:
    answer = Client().get(path, HTTP_HOST="localhost", follow=True)
    assert answer.status_code == 200, (path, answer.status_code)
    print("ANSWER" + json.dumps(answer.content.decode()))
"""


@pytest.fixture
def copy_dir(tmp_path: Path) -> Path:
    """A copy of the real data and of the catalogue."""
    database = settings.REAL_DATA_DIR / "portal.sqlite3"
    if not database.exists():
        pytest.skip("NOT RUN: these tests read the portal that `manage.py prepare` loads; make test does it.")
    (tmp_path / "data" / "static").mkdir(parents=True)
    with sqlite3.connect(database) as source, sqlite3.connect(tmp_path / "data" / "portal.sqlite3") as copy:
        source.backup(copy)
    for folder in ("packages", "archive"):
        shutil.copytree(settings.REAL_DATA_DIR / folder, tmp_path / "data" / folder)
    shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue")
    return tmp_path


def _publish_and_ask(folder: Path, dataset: str, *paths: str, mirror: Path) -> list[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings_of_process",
        "DATA_DIR_OF_TEST": str(folder / "data"),
        "CATALOGUE_DIR_OF_TEST": str(folder / "catalogue"),
        "DATABASE_OF_TEST": str(folder / "data" / "portal.sqlite3"),
        "DATABASE_URL": "",
        "MIRROR_DIR": str(mirror),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", PUBLISH_AND_ASK, dataset, *paths]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"✓ {dataset}: published" in done.stdout
    return [json.loads(line.removeprefix("ANSWER")) for line in done.stdout.splitlines() if "ANSWER" in line]


def _list_points(answer: str) -> list[tuple[int, float | None]]:
    (series,) = json.loads(answer)["items"]
    return [(point["year"], point["value"]) for point in series["points"]]


def test_real_csv_becomes_a_dataset_without_a_line_of_code(copy_dir: Path, mirror_dir: Path) -> None:
    catalogue = copy_dir / "catalogue"
    theme = next((catalogue / "themes").glob("*.yaml")).stem
    (catalogue / "indicators" / theme).mkdir(exist_ok=True)
    (catalogue / "indicators" / theme / "jeux_ouverts.yaml").write_text(INDICATOR, encoding="utf-8")
    folder = catalogue / "datasets" / "odf_observatoire"
    (folder / "sample").mkdir(parents=True)
    (folder / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    (folder / "expected.csv").touch()
    with (mirror_dir / SOURCE).open(encoding="utf-8", newline="") as handle:
        (angers,) = [row for row in csv.DictReader(handle) if row["siren"] == "244900015"]
    (folder / "sample" / "main.csv").write_text("siren,type,nb-datagouv\n244900015,CU,1\n", encoding="utf-8")
    answer, page = _publish_and_ask(
        copy_dir,
        "odf_observatoire",
        "/api/v1/territories/epci/244900015/figures?indicator=jeux_ouverts",
        "/epci/244900015-angers-loire-metropole",
        mirror=mirror_dir,
    )
    assert _list_points(answer) == [(2025, float(angers["nb-datagouv"]))] == [(2025, 131.0)]
    assert "Jeux de données ouverts" in page
    assert "Observatoire de l’open data local" in page


def test_new_vintage_of_a_known_dataset_is_lines_of_its_descriptor(copy_dir: Path) -> None:
    path = copy_dir / "catalogue" / "datasets" / "dgfip_taxe_habitation" / "dataset.yaml"
    whole = path.read_text(encoding="utf-8")
    descriptor: dict[str, Any] = yaml.safe_load(whole)
    descriptor["files"] = [file for file in descriptor["files"] if file["name"] != "th_2020"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    question = "/api/v1/territories/commune/35238/figures?indicator=taux_th_commune"
    (before,) = _publish_and_ask(copy_dir, "dgfip_taxe_habitation", question, mirror=copy_dir)
    path.write_text(whole, encoding="utf-8")
    (after,) = _publish_and_ask(copy_dir, "dgfip_taxe_habitation", question, mirror=copy_dir)
    assert [year for year, _ in _list_points(before)] == [2017, 2018, 2019]
    assert [year for year, _ in _list_points(after)] == [2017, 2018, 2019, 2020]
    assert _list_points(after)[:3] == _list_points(before)
