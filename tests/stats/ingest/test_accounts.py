"""Accounts of local authorities: how their aggregates make each other, and what the producer prints.

The samples of the catalogue hold the whole accounts of a commune, a département and a région. The files
of the mirror, when they are there, are compared line by line.
"""

from __future__ import annotations

import csv
import io
import zipfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.ingest.fetching import FetchPlace
from portal.stats.ingest.reading import read_dataset, read_sample
from portal.territories.strates import load_strates

Values = dict[tuple[str, str, int], float]

# Épargne de gestion is not among them: financial and exceptional revenue is out of it, not interest alone.
IDENTITIES = {
    "epargne_brute": ({"recettes_fonctionnement"}, {"depenses_fonctionnement"}),
    "epargne_nette": ({"epargne_brute"}, {"remboursements_emprunts"}),
    "annuite_dette": ({"remboursements_emprunts", "charges_financieres"}, set()),
    "flux_net_dette": ({"emprunts_nouveaux"}, {"remboursements_emprunts"}),
    "depenses_totales": ({"depenses_fonctionnement", "depenses_investissement"}, set()),
    "depenses_investissement_hors_remboursements": ({"depenses_investissement"}, {"remboursements_emprunts"}),
    "recettes_totales_hors_emprunts": ({"recettes_totales"}, {"emprunts_nouveaux"}),
    "capacite_financement": ({"recettes_totales_hors_emprunts"}, {"depenses_totales_hors_remboursements"}),
    "variation_fonds_roulement": ({"recettes_totales"}, {"depenses_totales"}),
}
WHOLE_ACCOUNTS = [
    ("ofgl_communes", "97101", 2024),
    ("ofgl_departements", "31", 2022),
    ("ofgl_regions", "76", 2022),
]
DISTRICTS = ("751", "6938", "132")
"""Codes of the districts of Paris, Lyon and Marseille begin so: INSEE lists them beside the communes."""


def _read_sample(slug: str) -> Values:
    catalogue = get_catalogue()
    frame = read_sample(catalogue.datasets[slug], catalogue.indicators).frame
    return {
        (code, indicator, year): value
        for code, indicator, year, value in frame.select("code", "indicator", "year", "value").iter_rows()
    }


def _read_mirror(slug: str) -> Values:
    """Figures of the files of a dataset that the mirror has."""
    catalogue = get_catalogue()
    dataset = catalogue.datasets[slug]
    mirrored = [file for file in dataset.files if getattr(file.fetch, "mirror", None)]
    place = FetchPlace(Path("nowhere"), mirror=_find_mirror())
    frame = read_dataset(dataset.model_copy(update={"files": mirrored}), catalogue.indicators, place).frame
    return {
        (code, indicator, year): value
        for code, indicator, year, value in frame.select("code", "indicator", "year", "value").iter_rows()
    }


def _find_mirror() -> Path:
    if settings.MIRROR_DIR is None:
        pytest.skip("NOT RUN: these tests read the producers' own files (MIRROR_DIR).")
    return Path(settings.MIRROR_DIR)


def _read_lines(path: str) -> Iterator[dict[str, str]]:
    with (_find_mirror() / path).open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle, delimiter=";")


@pytest.mark.parametrize(("dataset", "code", "year"), WHOLE_ACCOUNTS)
@pytest.mark.parametrize("balance", IDENTITIES)
def test_balance_is_what_its_parts_make(dataset: str, code: str, year: int, balance: str) -> None:
    values = _read_sample(dataset)
    more, less = IDENTITIES[balance]
    expected = sum(values[code, slug, year] for slug in more) - sum(values[code, slug, year] for slug in less)
    assert values[code, balance, year] == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("dataset", "path", "column", "suffix"),
    [
        ("ofgl_communes", "ofgl/ofgl-base-communes_guadeloupe_2024.csv", "Code Insee 2024 Commune", ""),
        (
            "ofgl_communes_consolidees",
            "ofgl/ofgl-base-communes-consolidee.test.csv",
            "Code Insee 2024 Commune",
            "_consolide",
        ),
        (
            "ofgl_departements",
            "ofgl/ofgl-base-departement.test.csv",
            "Code Insee 2024 Département",
            "_consolide",
        ),
        ("ofgl_regions", "ofgl/ofgl-base-region.test.csv", "Code Insee 2024 Région", "_consolide"),
    ],
)
def test_amounts_per_inhabitant_are_those_that_the_producer_prints(
    dataset: str, path: str, column: str, suffix: str
) -> None:
    values = _read_mirror(dataset)
    role = next(
        role
        for file in get_catalogue().datasets[dataset].files
        for role in [file.indicator_column[1] if file.indicator_column else None]
        if role
        and any(slug.endswith(suffix) and slug != "population_comptes" for slug in role.values.values())
    )
    compared = 0
    for line in _read_lines(path):
        slug = role.values.get(line["Agrégat"])
        if slug is None or line.get("Type de budget", "Budget principal") != "Budget principal":
            continue
        code, year = line[column], int(line["Exercice"])
        amount = values[code, slug, year]
        assert amount == pytest.approx(float(line["Montant"]), abs=0.01)
        printed = float(line["Montant en € par habitant"])
        assert amount / values[code, "population_comptes", year] == pytest.approx(printed, abs=0.005)
        compared += 1
    assert compared >= 20


def test_strates_of_the_accounts_are_ours() -> None:
    """OFGL numbers its strates from 0 to 10: each commune is in ours of the same place."""
    scale = load_strates()["commune"]
    seen = set()
    for line in _read_lines("ofgl/ofgl-base-communes_guadeloupe_2024.csv"):
        place = int(line["Strate population 2024"])
        population = int(line["Population totale du dernier exercice"])
        assert scale.find(population=population) == scale.strates[place], line["Nom 2024 Commune"]
        seen.add(place)
    assert seen == {3, 4, 5, 6, 7, 8, 9}


def test_strates_have_as_many_communes_as_in_the_accounts() -> None:
    """Populations of INSEE sorted into our strates, against the counts behind the medians of OFGL.

    The two are a year or two apart: a few communes have crossed a bound.
    """
    bounds = [strate.min or 0 for strate in load_strates()["commune"].strates]
    with zipfile.ZipFile(_find_mirror() / "insee" / "ensemble.zip") as archive:
        text = io.TextIOWrapper(archive.open("donnees_communes.csv"), encoding="utf-8-sig")
        ours = Counter(
            bisect_right(bounds, int(line["PTOT"])) - 1
            for line in csv.DictReader(text, delimiter=";")
            if not line["COM"].startswith(DISTRICTS)
        )
    theirs = {
        int(line["tranche_population"]): int(line["nb_communes"])
        for line in _read_lines("ofgl/koutakou_ofgl_strates_extrait.csv")
        if line["exercice"] == "2024" and line["agregat"] == "Dépenses de fonctionnement"
    }
    assert len(theirs) == len(bounds) == 11
    for place, count in theirs.items():
        assert ours[place] == pytest.approx(count, rel=0.01, abs=4), bounds[place]
