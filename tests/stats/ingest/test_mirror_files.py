"""Every real file of the mirror, read whole in its producer's format: as many rows as its manifest says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.kernel.archives import open_stream
from portal.stats.ingest.batches import read_batches
from portal.stats.ingest.tables import BATCH_ROWS
from tests.stats.ingest.files import build_spec

COMMA: dict[str, Any] = {"kind": "csv"}
SEMICOLON: dict[str, Any] = {"kind": "csv", "delimiter": ";"}
OFGL = ["Exercice", "Code Insee {year} Région", "Agrégat", "Montant"]

# Path, member of the ZIP, reader, some columns, rows; all other columns are left aside.
FILES: list[tuple[str, str | None, dict[str, Any], list[str], int]] = [
    ("insee/ensemble.zip", "donnees_communes.csv", SEMICOLON, ["COM", "PMUN"], 34_900),
    ("insee/ensemble.zip", "donnees_cantons.csv", SEMICOLON, ["CODCAN", "PTOT"], 2_042),
    ("insee/ensemble.zip", "donnees_arrondissements.csv", SEMICOLON, ["ARR"], 333),
    ("insee/ensemble.zip", "donnees_collectivites.csv", SEMICOLON, ["COM"], 4),
    ("insee/ensemble.zip", "donnees_communes_deleguees.csv", SEMICOLON, ["COMP"], 2_627),
    ("insee/ensemble.zip", "donnees_departements.csv", SEMICOLON, ["DEP"], 100),
    ("insee/ensemble.zip", "donnees_fractions_cantonales.csv", SEMICOLON, ["FRAC_CAN"], 693),
    ("insee/ensemble.zip", "donnees_regions.csv", SEMICOLON, ["REG"], 17),
    ("insee/base_cc_comparateur_2022_csv.zip", "base_cc_comparateur.CSV", SEMICOLON, ["CODGEO"], 35_010),
    (
        "insee/base_cc_comparateur_2022_csv.zip",
        "meta_base_cc_comparateur.CSV",
        SEMICOLON,
        ["COD_VAR"],
        35_042,
    ),
    ("insee/cc_filosofi_2021_COM.csv", None, SEMICOLON, ["CODGEO", "MED21"], 34_909),
    ("cog/v_arrondissement_2023.csv", None, COMMA, ["ARR"], 333),
    ("cog/v_canton_2023.csv", None, COMMA, ["CAN"], 2_290),
    ("cog/v_comer_2023.csv", None, COMMA, ["COMER"], 8),
    ("cog/v_commune_2023.csv", None, COMMA, ["COM"], 37_563),
    ("cog/v_commune_comer_2023.csv", None, COMMA, ["COM_COMER"], 94),
    ("cog/v_commune_depuis_1943.csv", None, COMMA, ["COM", "DATE_FIN"], 42_198),
    ("cog/v_ctcd_2023.csv", None, COMMA, ["CTCD"], 100),
    ("cog/v_departement_2023.csv", None, COMMA, ["DEP"], 101),
    ("cog/v_mvtcommune_2023.csv", None, COMMA, ["MOD", "COM_AV", "COM_AP"], 13_834),
    ("cog/v_pays_2023.csv", None, COMMA, ["COG"], 282),
    ("cog/v_region_2023.csv", None, COMMA, ["REG"], 18),
    (
        *("dgcl/banatic_perimetre-epci-a-fp.csv", None),
        *({**SEMICOLON, "encoding": "cp1252"}, ["siren", "insee", "nom_membre"], 34_872),
    ),
    ("dgcl/banatic_composition-communale-syndicats.csv", None, COMMA, ["siren"], 79_865),
    ("dgcl/correspondance-siren-insee-2019.csv.gz", None, SEMICOLON, ["siren", "insee"], 34_970),
    ("dgcl/aspic_sample_communes.csv", None, COMMA, ["CodeInsee", "TCAM"], 12),
    ("dgcl/epcicom2020.xlsx", None, {"kind": "xlsx", "sheet": "Epcicom2020"}, ["siren", "insee"], 34_964),
    (
        *("dgcl/aspic_sample_communes.xlsx", None),
        *({"kind": "xlsx", "sheet": "CommuneASPIC2021"}, ["CodeInsee", "TCAM"], 12),
    ),
    ("dgcl/aspic_sample_epci.xlsx", None, {"kind": "xlsx", "sheet": "Epcisanscom2021"}, ["siren_epci"], 9),
    ("dgcl/Projets_DI_2018.ods", None, {"kind": "ods", "sheet": "Projets_DI_2018"}, ["CODGEO"], 26_295),
    *(
        ("insee/table-appartenance-geo-communes-22.xlsx", None, reader, columns, rows)
        for reader, columns, rows in (
            ({"kind": "xlsx", "sheet": "COM", "header_row": 6}, ["CODGEO", "ZE2020"], 34_955),
            ({"kind": "xlsx", "sheet": "ARM", "header_row": 6}, ["CODGEO", "COM"], 45),
            (
                {"kind": "xlsx", "sheet": "Zones_supra_communales", "header_row": 6},
                ["NIVGEO", "LIBGEO"],
                8_984,
            ),
        )
    ),
    ("ofgl/ofgl-base-communes_guadeloupe_2024.csv", None, SEMICOLON, OFGL, 2_505),
    ("ofgl/ofgl-base-communes-consolidee.test.csv", None, SEMICOLON, OFGL, 100),
    ("ofgl/ofgl-base-departement.test.csv", None, SEMICOLON, OFGL, 126),
    ("ofgl/ofgl-base-region.test.csv", None, SEMICOLON, OFGL, 104),
    ("ofgl/ofgl-base-epci.test.csv", None, SEMICOLON, OFGL, 24),
    ("ofgl/koutakou_ofgl_strates_extrait.csv", None, SEMICOLON, ["agregat", "mediane"], 176),
    *(
        (f"zonages/grille_{name}.csv", None, COMMA, ["insee_com", f"niveau_{name}"], rows)
        for name, rows in (
            *(("densite", 34_875), ("centralite", 34_875)),
            *(("ruralite", 34_875), ("montagne", 8_594)),
        )
    ),
    ("zonages/ZRR_20221109.json", None, {"kind": "json"}, ["fields.insee_code", "fields.status"], 34_965),
    ("zonages/zonage-abc-juillet-2024.csv", None, SEMICOLON, ["CODGEO", "LIBGEO"], 34_935),
    ("zonages/anct_centroide-4326_qpv.geojson", None, {"kind": "geojson"}, ["insee_com", "code_qp"], 824),
    ("zonages/pvd_carte-interactive_20200122.csv", None, COMMA, ["id_pvd", "insee_com"], 1_607),
    ("zonages/pvd_carte-interactive_feuille1.csv", None, COMMA, ["id_pvd", "insee_com"], 1_607),
    ("opendata-local/odf.csv", None, COMMA, ["siren", "nom"], 1_060),
    ("opendata-local/odf_data_processed.csv", None, COMMA, ["siren", "nom"], 1_062),
]
FOLDERS = {"insee", "cog", "dgcl", "ofgl", "zonages", "opendata-local"}


@pytest.mark.parametrize(
    ("path", "member", "reader", "columns", "rows"),
    FILES,
    ids=[f"{path}:{member or reader.get('sheet', '')}" for path, member, reader, *_ in FILES],
)
def test_real_file_has_as_many_rows_as_its_manifest_says(
    path: str, member: str | None, reader: dict[str, Any], columns: list[str], rows: int, mirror_dir: Path
) -> None:
    spec = build_spec(reader=reader, columns={name: {"role": "text"} for name in columns}, ignore=["*"])
    heights, last = [], 0
    with open_stream(mirror_dir / path, member) as stream:
        for table in read_batches(stream, spec, file=path):
            assert set(table.frame.columns) == set(columns)
            assert table.lines.is_sorted()
            assert table.lines[0] > last
            assert not table.warnings
            heights.append(table.frame.height)
            last = table.lines[-1]
    assert sum(heights) == rows
    assert max(heights) <= BATCH_ROWS


def test_every_file_of_the_mirror_is_read(mirror_dir: Path) -> None:
    there = {
        file.relative_to(mirror_dir).as_posix()
        for folder in FOLDERS
        for file in (mirror_dir / folder).rglob("*")
        if file.is_file()
    }
    assert there == {path for path, *_ in FILES}
