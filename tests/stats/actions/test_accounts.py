"""Accounts of communes, from a portal of Opendatasoft that answers as OFGL's does to the sheet of one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from django.conf import settings as django_settings

from portal.stats.actions.fetching import FetchOrder, fetch_originals
from portal.stats.descriptors.catalogue import reset_catalogue
from tests.kernel.http.sessions import build_session
from tests.servers import Asked, LocalServer, Pieces, build_answer, serve_answers
from tests.stats.actions.loads import find_value, load_outcomes
from tests.stats.releases import NOW
from tests.territories.builders import build_small_universe

pytestmark = pytest.mark.django_db

# Field by field as the export of ofgl-base-communes gives them, amounts made up: exer is a date that the
# portal writes as a year, the INSEE code has its zeros, several budgets a commune.
FIELDS = ("exer", "com_code", "type_de_budget", "agregat", "montant", "ptot")
QUESTION = re.compile(
    r'(?:year\(exer\)=(?P<year>\d{4})|agregat="(?P<label>[^"]+)") and type_de_budget="(?P<budget>[^"]+)"'
)
PRINCIPAL, ANNEXE = "Budget principal", "Budget annexe"
LINES = [
    ("2024", "35238", PRINCIPAL, "Achats et charges externes", "50000000.5", "225000"),
    ("2024", "35238", PRINCIPAL, "Recettes de fonctionnement", "400000000.0", "225000"),
    ("2024", "35238", PRINCIPAL, "Dépenses de fonctionnement", "340000000.0", "225000"),
    ("2024", "35238", PRINCIPAL, "Epargne brute", "60000000.0", "225000"),
    ("2024", "35238", PRINCIPAL, "Encours de dette", "150000000.0", "225000"),
    ("2024", "35238", ANNEXE, "Dépenses de fonctionnement", "9000000.0", "225000"),
    ("2023", "35238", PRINCIPAL, "Achats et charges externes", "48000000.0", "224000"),
    ("2023", "35238", PRINCIPAL, "Encours de dette", "140000000.0", "224000"),
    ("2023", "35238", PRINCIPAL, "Epargne brute", "-1000000.0", "224000"),
]


def _answer(asked: Asked) -> Pieces:
    """Understands the questions of the descriptor, and refuses any other as ODSQL does."""
    parts = urlsplit(asked.path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    where = query.get("where", "")
    known = QUESTION.fullmatch(where)
    if known is None:
        return build_answer(json.dumps({"error_code": "ODSQLError", "message": where}), 400)
    kept = [
        line
        for line in LINES
        if line[0] == (known["year"] or line[0])
        and line[2] == known["budget"]
        and line[3] == (known["label"] or line[3])
    ]
    if parts.path.endswith("/records"):
        return build_answer(json.dumps({"total_count": len(kept), "results": []}))
    names = query["select"].split(",")
    rows = [names, *([line[FIELDS.index(name)] for name in names] for line in kept)]
    text = "\ufeff" + "".join(";".join(row) + "\r\n" for row in rows)
    return build_answer(text, headers={"Content-Type": "text/csv; charset=utf-8"})


@pytest.fixture
def ofgl(tmp_path: Path, settings: Any) -> Iterator[LocalServer]:
    """The catalogue of this portal, where only the address of OFGL and the counts of lines are changed."""
    root = tmp_path / "catalogue"
    shutil.copytree(django_settings.CATALOGUE_DIR, root)
    settings.CATALOGUE_DIR = root
    settings.DATA_DIR = tmp_path / "data"
    settings.MIRROR_DIR = None
    build_small_universe()
    with serve_answers(_answer) as server:
        path = root / "datasets" / "ofgl_communes" / "dataset.yaml"
        descriptor = yaml.safe_load(path.read_text(encoding="utf-8"))
        for file in descriptor["files"]:
            file["fetch"]["portal"] = server.url
            file["rows"] = {"min": 0, "max": 100}
        del descriptor["expect"]
        path.write_text(yaml.safe_dump(descriptor, allow_unicode=True), encoding="utf-8")
        reset_catalogue()
        yield server
    reset_catalogue()


def test_accounts_fetched_from_opendatasoft_are_on_the_sheet(ofgl: LocalServer) -> None:
    order = FetchOrder(by="tests", now=NOW, datasets=["ofgl_communes"])
    states = {
        (one.dataset, one.file): one.state for one in fetch_originals(order, session=build_session(ofgl))
    }
    assert states["ofgl_communes", "comptes_2024"] == "new"
    assert states["ofgl_communes", "populations"] == "new"
    assert load_outcomes(datasets=["ofgl_communes"])["ofgl_communes"].state == "published"
    # 340 000 000 € and not 349: the annexe budget is out. 60 / 400 = 15 %; 150 / 60 = 2.5 years.
    assert find_value("commune", "35238", "depenses_fonctionnement") == 340_000_000
    assert find_value("commune", "35238", "depenses_fonctionnement_hab") == pytest.approx(1511.111111)
    assert find_value("commune", "35238", "encours_dette_hab") == pytest.approx(666.666667)
    assert find_value("commune", "35238", "taux_epargne_brute") == pytest.approx(15.0)
    assert find_value("commune", "35238", "capacite_desendettement") == pytest.approx(2.5)
