"""Accounts of all communes for one year, invented in OFGL's two formats, read and published.

The whole export with its 42 labelled columns stands in a mirror folder; the short answer to ``select`` is
handed to `figures fetch`. Both have 2.5 million lines. With YEARS=8, the short answers of that many years
are then published together: as many figures as the portal will ever hold of one dataset.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Any, Final

import polars as pl
import yaml

from tests.benchmarks.lines import Line
from tests.benchmarks.loading import run_measured
from tests.benchmarks.pages import copied_data
from tests.servers import ROOT

LINES: Final = 2_500_000
DATASET: Final = "ofgl_communes"
POPULATION_ON: Final = "Achats et charges externes"
YEAR: Final = 2024
FIRST_YEAR: Final = 2018
# As in the export of OFGL: what the portal reads, then what stands beside it.
HEADER: Final = (
    "Exercice;Outre-mer;Code Insee 2024 Région;Nom 2024 Région;Code Insee 2024 Département;"
    "Nom 2024 Département;Code Siren 2024 EPCI;Nom 2024 EPCI;Strate population 2024;Commune rurale;"
    "Commune de montagne;Commune touristique;Tranche revenu par habitant;Présence QPV;"
    "Code Insee 2024 Commune;Nom 2024 Commune;Catégorie;Code Siren Collectivité;Code Insee Collectivité;"
    "Siret Budget;Libellé Budget;Type de budget;Nomenclature;Agrégat;Montant;Montant en millions;"
    "Population totale;Montant en € par habitant;Compte 2024 Disponible;code_type_budget;"
    "ordre_analyse1_section1;ordre_analyse1_section2;ordre_analyse1_section3;ordre_analyse2_section1;"
    "ordre_analyse2_section2;ordre_analyse2_section3;ordre_analyse3_section1;ordre_analyse3_section2;"
    "ordre_analyse3_section3;ordre_analyse4_section1;annee_join;Population totale du dernier exercice"
)
BESIDE: Final = {
    "Outre-mer": "Non",
    "Code Insee 2024 Région": "53",
    "Nom 2024 Région": "Bretagne",
    "Code Insee 2024 Département": "35",
    "Nom 2024 Département": "Ille-et-Vilaine",
    "Code Siren 2024 EPCI": "243500139",
    "Nom 2024 EPCI": "Communauté d'agglomération d'ici et d'ailleurs",
    "Strate population 2024": "5",
    "Commune rurale": "Non",
    "Commune de montagne": "Non",
    "Commune touristique": "Non",
    "Tranche revenu par habitant": "1",
    "Présence QPV": "Non",
    "Nom 2024 Commune": "Saint-Exemple-le-Long",
    "Catégorie": "Commune",
    "Code Siren Collectivité": "219711017",
    "Code Insee Collectivité": "97101",
    "Siret Budget": "21971101700018",
    "Libellé Budget": "SAINT EXEMPLE LE LONG",
    "Nomenclature": "M57",
    "Montant en millions": "7.75891327",
    "Montant en € par habitant": "147.54712794279845",
    "Compte 2024 Disponible": "1",
    "code_type_budget": "1",
    "ordre_analyse2_section2": "3",
    "annee_join": "2024",
    "Population totale du dernier exercice": "52586",
}
SHORT: Final = {
    "Exercice": "exer",
    "Code Insee 2024 Commune": "com_code",
    "Type de budget": "type_de_budget",
    "Agrégat": "agregat",
    "Montant": "montant",
    "Population totale": "ptot",
}


def measure_accounts(data_dir: Path) -> list[Line]:
    descriptor = yaml.safe_load((ROOT / "catalogue/datasets" / DATASET / "dataset.yaml").read_text("utf-8"))
    with copied_data(data_dir) as scratch, tempfile.TemporaryDirectory(prefix="oc-bench-") as name:
        accounts = build_accounts(scratch / "portal.sqlite3", descriptor)
        mirror = Path(name)
        _write_whole(accounts, mirror / _find_mirror_path(descriptor))
        whole = _publish(scratch, "42 columns with labels", mirror)
        (mirror / _find_mirror_path(descriptor)).unlink()
        run_measured(["figures", "fetch", DATASET, *_write_short(accounts, mirror, 1)], scratch)
        lines = [*whole, *_publish(scratch, "5 columns selected", mirror)]
        count = int(os.environ.get("YEARS", "1"))
        if count > 1:
            run_measured(["figures", "fetch", DATASET, *_write_short(accounts, mirror, count)], scratch)
            lines += _publish(scratch, "5 columns selected", mirror, count)
        return lines


def build_accounts(database: Path, descriptor: dict[str, Any]) -> pl.DataFrame:
    """Every aggregate of every commune, then enough lines of other budgets; numbers as text."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        query = (
            "SELECT code FROM territories_territory WHERE kind = 'commune' AND is_current"
            " AND code < '975' ORDER BY code"
        )
        codes = [code for (code,) in connection.execute(query)]
    labels = list(descriptor["common"]["columns"]["agregat"]["values"])
    assert POPULATION_ON in labels
    main = pl.DataFrame({"Code Insee 2024 Commune": codes}).join(
        pl.DataFrame({"Agrégat": labels}), how="cross", maintain_order="left"
    )
    # OFGL writes no line for an amount that is nil: one in forty here.
    is_nil = (pl.int_range(pl.len()) % 40 == 7) & (pl.col("Agrégat") != POPULATION_ON)
    main = main.filter(~is_nil)
    others = main.head(LINES - main.height)
    numbers = pl.int_range(pl.len(), dtype=pl.Int64)
    cents = (numbers * 7919) % 1_000_000_007
    return pl.concat(
        [
            main.with_columns(pl.lit("Budget principal").alias("Type de budget")),
            others.with_columns(pl.lit("Budget annexe").alias("Type de budget")),
        ]
    ).with_columns(
        pl.lit(str(YEAR)).alias("Exercice"),
        (cents / 100).round(2).cast(pl.String).alias("Montant"),
        (50 + pl.col("Code Insee 2024 Commune").hash() % 5000).cast(pl.String).alias("Population totale"),
    )


def _find_mirror_path(descriptor: dict[str, Any]) -> str:
    mirrors = (file["fetch"].get("mirror") for file in descriptor["files"])
    found = next(mirror for mirror in mirrors if mirror)
    return str(found["path"] if isinstance(found, dict) else found)


def _write_whole(accounts: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True)
    header = HEADER.split(";")
    beside = [name for name in header if name not in accounts.columns]
    # Null and not the empty text: polars would write quotes, which OFGL does not.
    filled = [pl.lit(BESIDE.get(name), dtype=pl.String).alias(name) for name in beside]
    accounts.lazy().with_columns(filled).select(header).sink_csv(path, separator=";", include_bom=True)


def _write_short(accounts: pl.DataFrame, folder: Path, count: int) -> list[str]:
    """The accounts of as many years, and the populations of eight; how they are handed to the portal."""
    main = accounts.filter(
        (pl.col("Agrégat") == POPULATION_ON) & (pl.col("Type de budget") == "Budget principal")
    )
    years = pl.DataFrame({"Exercice": [str(year) for year in range(YEAR - 6, YEAR + 2)]})
    files = {
        f"comptes_{year}": accounts.drop("Population totale").with_columns(
            pl.lit(str(year)).alias("Exercice")
        )
        for year in ([YEAR] if count == 1 else range(FIRST_YEAR, FIRST_YEAR + count))
    }
    files |= {
        "populations": main.drop("Exercice", "Montant").join(years, how="cross"),
    }
    for name, frame in files.items():
        names = {long: short for long, short in SHORT.items() if long in frame.columns}
        frame.rename(names).write_csv(folder / f"{name}.csv", separator=";", include_bom=True)
    return [f"--file={name}={folder / name}.csv" for name in files]


def _publish(data_dir: Path, shape: str, mirror: Path, count: int = 1) -> list[Line]:
    run = run_measured(["figures", "publish", DATASET], data_dir, MIRROR_DIR=str(mirror))
    print(run.output)
    years = "one year" if count == 1 else f"{count} years"
    what = f"OFGL, communes of {years}, {count * LINES / 1e6:.1f} million lines of {shape}, on two cores"
    most = 60 * count
    return [
        Line(what, f"{run.seconds:.0f} s", f"at most {most} s", kept=run.seconds <= most),
        Line(
            "most memory of that load",
            f"{run.memory_mb:.0f} MB",
            "at most 1,500 MB",
            kept=run.memory_mb <= 1500,
        ),
    ]
