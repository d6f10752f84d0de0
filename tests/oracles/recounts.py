"""What the datasets that count rows must say, counted again: plain loops over plain rows, without polars."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from tests.oracles.communes import read_epci_of_today
from tests.oracles.originals import Row, Shelf, read_rows
from tests.oracles.sources import Cell, find_content, list_cells, parse_number, read_descriptor, write_text

FRANCE: Final = "FR"
COLLECTIVITIES: Final = ("975", "977", "978", "98")
"""Overseas, outside the régions."""


def read_files(folder: Path, shelf: Shelf) -> dict[str, list[Row]]:
    """The rows of each file of a dataset that is at hand, by its name."""
    found = {}
    for file in read_descriptor(folder)["files"]:
        content = None if file["fetch"]["kind"] == "territories" else find_content(file, folder, shelf)
        if content is not None:
            found[file["name"]] = read_rows(content, file["reader"])
    return found


def departement_of(commune: str) -> str:
    return commune[:3] if commune.startswith("97") else commune[:2]


def _tell(
    level: str, counts: dict[str, Any], indicator: str, year: int, *, geography: int = 0
) -> Iterable[Cell]:
    for code, value in counts.items():
        where = f"recount of {code}"
        yield Cell(level, code, indicator, year, geography or year, where, value=float(value))


def count_pvd(folder: Path, shelf: Shelf) -> Iterable[Cell]:
    communes = {
        row["insee_com"]: 1 for row in read_files(folder, shelf)["main"] if row["insee_com"] != "999999"
    }
    yield from _tell("commune", communes, "communes_pvd", 2021)
    for code in communes:
        yield Cell("commune", code, "petites_villes_demain", 2021, 2021, code, key="oui")


def count_qpv(folder: Path, shelf: Shelf) -> Iterable[Cell]:
    communes: dict[str, set[str]] = defaultdict(set)
    departements: dict[str, set[str]] = defaultdict(set)
    for row in read_files(folder, shelf)["main"]:
        for quartier in row["code_qp"].split(","):
            communes[row["insee_com"]].add(quartier.strip())
            departements[departement_of(row["insee_com"])].add(quartier.strip())
    everywhere = set().union(*communes.values())
    yield from _tell("commune", {code: len(found) for code, found in communes.items()}, "qpv_nombre", 2025)
    yield from _tell("commune", dict.fromkeys(communes, 1), "communes_qpv", 2025)
    yield from _tell(
        "departement", {code: len(found) for code, found in departements.items()}, "qpv_nombre", 2025
    )
    yield from _tell("france", {FRANCE: len(everywhere)}, "qpv_nombre", 2025)
    for code in communes:
        yield Cell("commune", code, "qpv", 2025, 2025, code, key="oui")


def count_projects(folder: Path, shelf: Shelf) -> Iterable[Cell]:
    files = read_files(folder, shelf)
    regions = {row["departement"]: row["region"] for row in files["regions"]}
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in files["projets"]:
        departement = {"20A": "2A", "20B": "2B"}.get(write_text(row["INSEEDEP"]), write_text(row["INSEEDEP"]))
        owners = [("departement", departement)]
        if departement in regions:
            owners += [("region", regions[departement]), ("france", FRANCE)]
        if row["ECHELON"] == "Commune":
            owners.append(("commune", write_text(row["INSEECOM"])))
        if row["ECHELON"] == "EPCI":
            owners.append(("epci", write_text(row["INSEEEPCI"])))
        for level, code in owners:
            found[level, code, row["DOT"].lower()].append(row)
    for (level, code, grant), rows in found.items():
        geography = 2018 if level == "commune" else 2026
        yield from _tell(level, {code: len(rows)}, f"{grant}_projets", 2018, geography=geography)
        for column, measure in (("SUBVENTION", "subvention"), ("COUT", "cout")):
            amounts = [parse_number(write_text(row[column])) for row in rows]
            if None in amounts:
                yield Cell(
                    level,
                    code,
                    f"{grant}_{measure}",
                    2018,
                    geography,
                    "a cost is missing",
                    absence="not_available",
                )
            else:
                total = {code: round(sum(amount for amount in amounts if amount is not None), 2)}
                yield from _tell(level, total, f"{grant}_{measure}", 2018, geography=geography)


def count_syndicats(folder: Path, shelf: Shelf) -> Iterable[Cell]:
    files = read_files(folder, shelf)
    codes = {row["siren"]: row["insee"] for row in files["correspondances"]}
    codes |= {row["siren"]: row["insee"] for row in files["communes_depuis_2019"]}
    direct: dict[str, set[str]] = defaultdict(set)
    every: dict[str, set[str]] = defaultdict(set)
    departements: dict[str, set[str]] = defaultdict(set)
    for row in files["adhesions"]:
        commune, syndicat = codes[row["siren_membre"]], row["siren"]
        every[commune].add(syndicat)
        departements[departement_of(commune)].add(syndicat)
        if row["ind_adhesion_directe"] == "1":
            direct[commune].add(syndicat)
    yield from _tell("commune", {code: len(found) for code, found in every.items()}, "syndicats_nombre", 2021)
    yield from _tell("commune", {code: len(direct[code]) for code in every}, "syndicats_directs", 2021)
    indirect = {code: len(found - direct[code]) for code, found in every.items()}
    yield from _tell("commune", indirect, "syndicats_indirects", 2021)
    yield from _tell(
        "departement", {code: len(found) for code, found in departements.items()}, "syndicats_nombre", 2021
    )
    yield from _tell("france", {FRANCE: len(set().union(*every.values()))}, "syndicats_nombre", 2021)


def count_cog(folder: Path, shelf: Shelf) -> Iterable[Cell]:
    files = read_files(folder, shelf)
    communes = [row["COM"] for row in files["communes"] if row["TYPECOM"] == "COM"]
    parts = Counter(row["COMPARENT"] for row in files["communes"] if row["TYPECOM"] in {"COMD", "COMA"})
    yield from _tell("commune", {code: parts[code] for code in communes}, "communes_deleguees", 2023)
    seats = [("regions", "CHEFLIEU", "prefecture_region"), ("departements", "CHEFLIEU", "prefecture")]
    seats += [("arrondissements", "CHEFLIEU", "sous_prefecture"), ("cantons", "BURCENTRAL", "canton")]
    rank = dict.fromkeys(communes, "aucun")
    for name, column, key in reversed(seats):
        rank |= {row[column]: key for row in files[name] if row[column] and row.get("TYPECT", "C") == "C"}
    for code in communes:
        yield Cell("commune", code, "chef_lieu", 2023, 2023, f"seats of {code}", key=rank[code])
    whole = files["departements"]
    cantons = [row for row in files["cantons"] if row["TYPECT"] == "C"]
    for slug, rows in (("nombre_cantons", cantons), ("nombre_arrondissements", files["arrondissements"])):
        for level, column in (("departement", "DEP"), ("region", "REG")):
            counts = Counter(row[column] for row in rows)
            known = {row[column]: counts[row[column]] for row in whole if counts[row[column]]}
            yield from _tell(level, known, slug, 2023)
        yield from _tell("france", {FRANCE: len(rows)}, slug, 2023)
    later = {
        file["name"]: file for file in read_descriptor(folder)["files"] if file["name"].endswith("_2025")
    }
    for name, level, column in (
        ("departements_2025", "departement", "DEP"),
        ("regions_2025", "region", "REG"),
    ):
        assert name in later
        for row in files[name]:
            for slug, cell in (("nombre_arrondissements", row["NBARR"]), ("nombre_cantons", row["NBCAN"])):
                if cell:
                    yield from _tell(level, {row[column]: int(cell)}, slug, 2025)
                else:
                    yield Cell(level, row[column], slug, 2025, 2025, name, absence="not_applicable")


def count_areas(folder: Path, shelf: Shelf) -> Iterable[Cell]:
    """What INSEE publishes; the communes that it leaves out have the area of their contour."""
    for row in read_files(folder, shelf)["comparateur"]:
        municipal = row["CODGEO"][:3] in {"132", "751"} or "69381" <= row["CODGEO"] <= "69389"
        if row["SUPERF"] and not municipal:
            cell = parse_number(row["SUPERF"])
            yield Cell(
                "commune", row["CODGEO"], "superficie", 2026, 2021, f"SUPERF={row['SUPERF']}", value=cell
            )


def count_officials(folder: Path, shelf: Shelf) -> Iterable[Cell]:
    files = read_files(folder, shelf)
    codes = {row["id"]: row["code"] for row in files["communes"] if row["type"] == "COM"}
    people: dict[str, list[Row]] = defaultdict(list)
    for row in files["elus_municipaux"]:
        people[codes[row["commune_id"]]].append(row)
    for code, rows in people.items():
        yield from _count_council(code, rows)
    cantons = {row["id"]: row["departement_id"] for row in files["cantons"]}
    departements = {row["id"]: row["code"] for row in files["departements"]}
    seats = Counter(departements[cantons[row["canton_id"]]] for row in files["elus_departementaux"])
    women = Counter(
        departements[cantons[row["canton_id"]]] for row in files["elus_departementaux"] if row["sexe"] == "F"
    )
    yield from _tell("departement", dict(seats), "conseillers_departementaux_nombre", 2026)
    yield from _tell("departement", dict(women), "conseillers_departementaux_femmes", 2026)
    regions = {row["id"]: row["code"] for row in files["regions"]}
    councils = {row["id"]: regions[row["region_id"]] for row in files["conseils_regionaux"]}
    elected = [row for row in files["elus_regionaux"] if row["collectivite_regionale_id"] in councils]
    for slug, chosen in (("nombre", elected), ("femmes", [row for row in elected if row["sexe"] == "F"])):
        counts = Counter(councils[row["collectivite_regionale_id"]] for row in chosen)
        yield from _tell("region", dict(counts), f"conseillers_regionaux_{slug}", 2026)


def _count_council(code: str, rows: list[Row]) -> Iterable[Cell]:
    women = [row for row in rows if row["sexe"] == "F"]
    mayors = [row for row in rows if row["fonction"] == "MAI"]
    born = [row["date_naissance"][:4] for row in rows if row["date_naissance"][:4].isdigit()]
    ages = [2025 - int(year) for year in born if 17 <= 2025 - int(year) <= 100]
    counts = {
        "elus_nombre": len(rows),
        "elus_femmes": len(women),
        "maires_nombre": len(mayors),
        "maires_femmes": sum(row["sexe"] == "F" for row in mayors),
        "elus_moins_40": sum(age < 40 for age in ages),
        "elus_agriculteurs": sum(row["profession"].startswith("1") for row in rows),
        "elus_retraites": sum(row["profession"].startswith("7") for row in rows),
        "elus_cadres": sum(row["profession"].startswith("3") for row in rows),
    }
    delegates = [row for row in rows if row["date_debut_mandat_epci"] != "\\N"]
    if delegates:
        counts["conseillers_communautaires_nombre"] = len(delegates)
        counts["conseillers_communautaires_femmes"] = sum(row["sexe"] == "F" for row in delegates)
    for slug, count in counts.items():
        yield from _tell("commune", {code: count}, slug, 2026)


def count_compositions(folder: Path, shelf: Shelf) -> Iterable[Cell]:
    """Communes of each EPCI by the perimeters of each year, of each département by the COG."""
    for year in (2019, 2021, 2022, 2023, 2024, 2025):
        epci = shelf.read_json_of_package(f"decoupage-{year}", "package/data/epci.json")
        yield from _tell("epci", {one["code"]: len(one["membres"]) for one in epci}, "nombre_communes", year)
    today = read_epci_of_today(shelf)
    yield from _tell("epci", {code: len(found) for code, found in today.items()}, "nombre_communes", 2026)
    for year in (2019, 2021, 2022, 2023, 2024, 2025, 2026):
        communes = shelf.read_json_of_package(f"decoupage-{year}", "package/data/communes.json")
        listed = [one for one in communes if one["type"] == "commune-actuelle"]
        for level in ("departement", "region"):
            places = [one.get(level) or COLLECTIVITIES[0] for one in listed]
            counts = Counter(place for place in places if not place.startswith(COLLECTIVITIES))
            yield from _tell(level, dict(counts), "nombre_communes", year)


COUNTS: Final[dict[str, Callable[[Path, Shelf], Iterable[Cell]]]] = {
    "anct_pvd": count_pvd,
    "anct_qpv": count_qpv,
    "dgcl_perimetres": count_compositions,
    "dgcl_projets_investissement": count_projects,
    "dgcl_syndicats": count_syndicats,
    "insee_cog": count_cog,
    "insee_superficies": count_areas,
    "interieur_elus": count_officials,
}
"""Datasets whose figures are not in the cells of their files."""


def list_figures(slug: str, folder: Path, shelf: Shelf) -> list[Cell]:
    """All that the files of a dataset say, read or counted."""
    return list(COUNTS[slug](folder, shelf)) if slug in COUNTS else list_cells(folder, shelf)
