"""Territories named in titles: what the original portal got wrong, and a labelled set."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from portal.library.describing.places import Gazetteer, Place, build_gazetteer

TITLES = Path(__file__).parent / "titles.tsv"
GAZETTEER = build_gazetteer(
    [
        Place("departement", "01", "Ain", 671_000),
        Place("departement", "18", "Cher", 299_000),
        Place("departement", "42", "Loire", 770_000),
        Place("departement", "44", "Loire-Atlantique", 1_480_000),
        Place("departement", "46", "Lot", 175_000),
        Place("departement", "59", "Nord", 2_600_000),
        Place("departement", "75", "Paris", 2_100_000),
        Place("departement", "83", "Var", 1_100_000),
        Place("departement", "974", "La Réunion", 890_000),
        Place("region", "04", "La Réunion", 890_000),
        Place("region", "52", "Pays de la Loire", 3_900_000),
        Place("region", "53", "Bretagne", 3_400_000),
        Place("epci", "243500139", "Rennes Métropole", 470_000),
        Place("epci", "247400112", "CC du Pays de Cruseilles", 16_000),
        Place("commune", "75056", "Paris", 2_100_000),
        Place("commune", "35238", "Rennes", 225_000),
        Place("commune", "37261", "Tours", 138_000),
        Place("commune", "93066", "Saint-Denis", 150_000),
        Place("commune", "97411", "Saint-Denis", 154_000),
        Place("commune", "31135", "Cazères", 5_000),
        Place("commune", "56260", "Vannes", 55_000),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Variation de la population", ()),
        ("Ainsi va l’emploi", ()),
        ("Chercheurs et enseignants", ()),
        ("Lotissements autorisés", ()),
        ("Les Pays de la Loire", ("region:52",)),
        ("L’agriculture dans l’Ain", ("departement:01",)),
        ("Les finances du Var", ("departement:83",)),
        ("Recensement (Cher)", ("departement:18",)),
        ("Le Nord de la France", ()),
        ("Gare du Nord", ()),
        ("Enquête sur la Loire-Atlantique et les Pays de la Loire", ("departement:44", "region:52")),
        ("Commune de Cazères : budget", ("commune:31135",)),
        ("Cazères", ()),
        ("Les loyers à Tours", ("commune:37261",)),
        ("Les Tours jumelles", ()),
        ("Ville de Saint-Denis", ()),
        ("COMMUNE DE CAZÈRES", ()),
        ("Communauté de communes du Pays de Cruseilles", ("epci:247400112",)),
        ("Une réunion à Rennes", ("commune:35238",)),
        ("Recensement à La Réunion", ("departement:974",)),
        ("L’accord de Paris", ()),
        ("", ()),
    ],
)
def test_places_in_a_title(text: str, expected: tuple[str, ...]) -> None:
    assert GAZETTEER.find(text) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("fr:commune:56260", "commune:56260"),
        ("fr:departement:01@1860-07-01", "departement:01"),
        ("DEP-83", "departement:83"),
        ("france:FR", "france:FR"),
        ("01 - Ain", "departement:01"),
        ("AIN", "departement:01"),
        ("région Bretagne", "region:53"),
        ("France métropolitaine", "france:FR"),
        ("country:fr", "france:FR"),
        ("Paris", "commune:75056"),
        ("département de Paris", "departement:75"),
        ("Saint-Denis", None),
        ("fr:commune:99999", None),
        ("Atlantide", None),
        ("", None),
    ],
)
def test_declared_place(words: str, expected: str | None) -> None:
    assert GAZETTEER.resolve(words) == expected


def read_titles() -> list[tuple[str, set[str]]]:
    """The labelled set: a title, the territories that it names."""
    with TITLES.open(encoding="utf-8", newline="") as lines:
        return [(title, set(keys.split())) for title, keys in csv.reader(lines, delimiter="\t")]


def measure(gazetteer: Gazetteer) -> tuple[float, float, list[str]]:
    """Share of what is found that is right, share of what is to be found that is; what went wrong."""
    found = right = wanted = 0
    wrong = []
    for title, expected in read_titles():
        answer = set(gazetteer.find(title))
        found, right, wanted = found + len(answer), right + len(answer & expected), wanted + len(expected)
        if answer != expected:
            wrong.append(f"{title}: {sorted(answer)} and not {sorted(expected)}")
    return right / found, right / wanted, wrong
