"""Arrows read from the history file and from INSEE's movements: extracts of both."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.packages import PackageError
from portal.territories.actions.load.draft import Arrow
from portal.territories.actions.load.movements import (
    build_history_arrows,
    merge_movements,
    read_movements,
)
from portal.territories.actions.load.rows import HistoryRow, parse_rows
from portal.territories.actions.load.timeline import build_timelines

HEADER = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP,indic_oe,indic_oe2\n"


def history(*rows: dict[str, Any]) -> list[Arrow]:
    content = json.dumps([{"typeLiaison": 0, **row} for row in rows]).encode()
    return build_history_arrows(parse_rows(HistoryRow, content, "history"))


def short(arrows: list[Arrow]) -> list[tuple[str, str, str, str]]:
    return sorted(
        (str(a.what), str(a.effective_on), a.before[1] if a.before else "", a.after[1] if a.after else "")
        for a in arrows
    )


VALSERHONE = (
    {"id": "COM-01033@1", "type": "COM", "code": "01033", "nom": "Bellegarde-sur-Valserine",
     "raisonFin": "commune devenant déléguée", "dateFin": "2019-01-01", "successeur": "COMD-01033@2"},
    {"id": "COMD-01033@2", "type": "COMD", "code": "01033", "nom": "Bellegarde-sur-Valserine",
     "raisonDebut": "commune devenant déléguée", "dateDebut": "2019-01-01", "predecesseur": "COM-01033@1",
     "pole": "COM-01033@2"},
    {"id": "COM-01205@1", "type": "COM", "code": "01205", "nom": "Lancrans",
     "raisonFin": "commune devenant déléguée", "dateFin": "2019-01-01", "successeur": "COMD-01205@2"},
    {"id": "COMD-01205@2", "type": "COMD", "code": "01205", "nom": "Lancrans",
     "raisonDebut": "commune devenant déléguée", "dateDebut": "2019-01-01", "predecesseur": "COM-01205@1",
     "pole": "COM-01033@2"},
    {"id": "COM-01033@2", "type": "COM", "code": "01033", "nom": "Valserhône",
     "raisonDebut": "commune nouvelle", "dateDebut": "2019-01-01",
     "membres": ["COMD-01033@2", "COMD-01205@2"]},
)  # fmt: skip


def test_history_merger_names_the_absorbing_commune_too() -> None:
    assert short(history(*VALSERHONE)) == [
        ("merger", "2019-01-01", "01033", "01033"),
        ("merger", "2019-01-01", "01205", "01033"),
    ]
    timelines = build_timelines(history(*VALSERHONE))
    periods = timelines.periods["commune", "01033"]
    assert [(p.name, p.starts_on.year) for p in periods] == [
        ("Bellegarde-sur-Valserine", 1943),
        ("Valserhône", 2019),
    ]
    assert timelines.find_name(("commune", "01205"), date(2018, 12, 31)) == "Lancrans"
    assert timelines.find_name(("commune", "01205"), date(2019, 1, 1)) is None


def test_history_restoration_comes_from_the_commune_left() -> None:
    arrows = history(
        {"id": "COM-76108@1", "type": "COM", "code": "76108", "nom": "Bois-Guillaume-Bihorel",
         "dateFin": "2014-01-01", "raisonFin": "dé-fusion"},
        {"id": "COMD-76095@1", "type": "COMD", "code": "76095", "nom": "Bihorel", "pole": "COM-76108@1",
         "dateFin": "2014-01-01", "raisonFin": "dé-fusion", "successeur": "COM-76095@2"},
        {"id": "COM-76095@2", "type": "COM", "code": "76095", "nom": "Bihorel", "dateDebut": "2014-01-01",
         "raisonDebut": "dé-fusion", "predecesseur": "COMD-76095@1"},
    )  # fmt: skip
    assert short(arrows) == [("split", "2014-01-01", "76108", "76095")]


def test_history_new_code_and_new_name() -> None:
    arrows = history(
        {"id": "COM-20004@1", "type": "COM", "code": "20004", "nom": "Ajaccio", "dateFin": "1976-01-01",
         "raisonFin": "changement de département", "successeur": "COM-2A004@2"},
        {"id": "COM-2A004@2", "type": "COM", "code": "2A004", "nom": "Ajaccio", "dateDebut": "1976-01-01",
         "raisonDebut": "changement de département", "predecesseur": "COM-20004@1"},
        {"id": "COM-01@1", "type": "COM", "code": "01", "nom": "A", "dateFin": "1950-01-01",
         "raisonFin": "changement de nom", "successeur": "COM-01@2"},
        {"id": "COM-01@2", "type": "COM", "code": "01", "nom": "B", "dateDebut": "1950-01-01",
         "raisonDebut": "changement de nom", "predecesseur": "COM-01@1"},
    )  # fmt: skip
    assert short(arrows) == [
        ("recoding", "1976-01-01", "20004", "2A004"),
        ("renaming", "1950-01-01", "01", "01"),
    ]


def test_history_change_inside_a_commune_is_no_event() -> None:
    arrows = history(
        {"id": "COM-1@1", "type": "COM", "code": "1", "nom": "A", "dateFin": "1980-01-01",
         "raisonFin": "fusion totale", "successeur": "COM-1@2"},
        {"id": "COM-1@2", "type": "COM", "code": "1", "nom": "A", "dateDebut": "1980-01-01",
         "raisonDebut": "fusion totale", "predecesseur": "COM-1@1"},
    )  # fmt: skip
    assert arrows == []


def write(folder: Path, *lines: str) -> Path:
    path = folder / "movements.csv"
    path.write_text(HEADER + "".join(f"{line},#N/D,#N/D\n" for line in lines), encoding="utf-8")
    return path


def test_movements_keep_what_changes_a_commune(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "32,2023-01-01,COM,01039,Béon,COMD,01039,Béon",
        "32,2023-01-01,COM,01039,Béon,COM,01138,Culoz-Béon",
        "34,2018-01-01,COM,01001,X,COM,01001,X",
        "10,2020-02-29,COM,24291,Montignac,COM,24291,Montignac-Lascaux",
        "20,1947-09-17,,,,COM,06163,Tende",
        "20,1960-01-01,COM,75056,Paris,ARM,75101,Paris 1er",
    )
    assert short([movement.arrow for movement in read_movements(path)]) == [
        ("creation", "1947-09-17", "", "06163"),
        ("merger", "2023-01-01", "01039", "01138"),
        ("renaming", "2020-02-29", "24291", "24291"),
    ]


def test_movements_complete_the_history_without_repeating_it(tmp_path: Path) -> None:
    known = history(
        {"id": "COM-08227@1", "type": "COM", "code": "08227", "nom": "Hocmont", "dateFin": "1968-03-02",
         "raisonFin": "suppression"},
        {"id": "COM-38567@1", "type": "COM", "code": "38567", "nom": "Chamrousse", "dateDebut": "1989-02-15",
         "raisonDebut": "création"},
        {"id": "COM-97357@1", "type": "COM", "code": "97357", "nom": "Grand-Santi-Papaichton",
         "raisonFin": "changement de nom", "dateFin": "1976-11-12", "successeur": "COM-97357@2"},
        {"id": "COM-97357@2", "type": "COM", "code": "97357", "nom": "Grand-Santi",
         "raisonDebut": "changement de nom", "dateDebut": "1976-11-12", "predecesseur": "COM-97357@1"},
        *VALSERHONE,
    )  # fmt: skip
    assert ("dissolution", "1968-03-02", "08227", "") in short(known)
    path = write(
        tmp_path,
        "30,1968-03-02,COM,08227,Hocmont,COM,08203,Guignicourt-sur-Vence",
        "30,1968-03-02,COM,08203,Guignicourt-sur-Vence,COM,08203,Guignicourt-sur-Vence",
        "20,1989-02-15,COM,38422,Saint-Martin-d'Uriage,COM,38567,Chamrousse",
        "32,2019-01-01,COM,01205,Lancrans,COM,01033,Valserhône",
        "20,1976-11-12,COM,97357,Grand-Santi-Papaichton,COM,97357,Grand-Santi",
        "41,2018-01-01,COM,49144,Freigné,COM,44225,Freigné",
        "32,2018-01-01,COM,44225,Freigné,COM,44180,Vallons-de-l'Erdre",
        "32,2022-01-01,COM,02077,Berzy,COM,02564,Bernoy",
    )
    merged = merge_movements(known, read_movements(path), date(2019, 1, 1))
    assert short(merged) == [
        ("dissolution", "1968-03-02", "08227", "08203"),
        ("merger", "2019-01-01", "01033", "01033"),
        ("merger", "2019-01-01", "01205", "01033"),
        ("merger", "2022-01-01", "02077", "02564"),
        ("recoding", "2018-01-01", "49144", "44225"),
        ("renaming", "1976-11-12", "97357", "97357"),
        ("split", "1989-02-15", "38422", "38567"),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("99,2020-01-01,COM,1,A,COM,2,B", r"line 2: unknown MOD '99'"),
        ("32,01/01/2020,COM,1,A,COM,2,B", r"line 2: DATE_EFF '01/01/2020', expected YYYY-MM-DD"),
    ],
)
def test_movement_that_cannot_be_read_is_named(line: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=message):
        read_movements(write(tmp_path, line))


def test_movements_without_their_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "movements.csv"
    path.write_text("MOD;DATE_EFF\n32;2020-01-01\n")
    with pytest.raises(PackageError, match=r"movements\.csv: no column COM_AP"):
        read_movements(path)
    path.write_bytes("MOD,DATE_EFF\nÉté".encode("latin-1"))
    with pytest.raises(PackageError, match=r"movements\.csv: not a CSV file in UTF-8"):
        read_movements(path)
