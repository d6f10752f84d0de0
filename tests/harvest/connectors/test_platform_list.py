"""A list of local platforms: rows read, authorities found, addresses shared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from portal.harvest.authorities import Named, find_authorities
from portal.harvest.connectors import platform_list
from portal.harvest.pages import Content, Faulty, PartialHarvest
from portal.library.harvested import Harvested
from tests.territories.builders import build_small_universe, build_territory

HEAD = "siren,nom,type,region,adresse,page,technique,sujets,portail,nombre,dep\n"
CONFIG = platform_list.CONFIG.model_validate(
    {
        "kind": "platform_list",
        "url": "https://data.exemple.fr/liste.csv",
        "mirror": "dossier/liste.csv",
        "edition": "2022-12-31",
        "national": "data.gouv.fr",
        "columns": {
            "siren": "siren", "name": "nom", "type": "type", "address": "adresse", "national": "page",
            "technologies": "technique", "themes": "sujets", "platform": "portail", "count": "nombre",
            "departement": "dep", "region": "region",
        },
        "types": {
            "COM": {"level": "commune"}, "EPCI": {"level": "epci"}, "AUTRE": {},
            "DEP": {"level": "departement", "by": "departement"}, "REG": {"level": "region", "by": "region"},
        },
    }
)  # fmt: skip

pytestmark = pytest.mark.django_db


class Given:
    """Answers with a text, whatever is asked."""

    def __init__(self, text: str) -> None:
        self.body = text.encode()
        self.asked: list[str] = []

    def get(self, url: str, *, accept: str = "*/*", is_page: bool = False) -> Content:
        self.asked.append(url)
        return Content(self.body, url, "text/csv", "utf-8")


@pytest.fixture(autouse=True)
def _no_mirror(settings: Settings) -> None:
    settings.MIRROR_DIR = None


def _read(*rows: str, head: str = HEAD) -> list[Any]:
    page = next(iter(platform_list.fetch_pages(CONFIG, Given(head + "\n".join(rows)))))
    return list(page.records)


def _read_one(*rows: str) -> Harvested:
    (record,) = _read(*rows)
    assert isinstance(record, Harvested)
    return record


def test_commune_is_found_by_its_number_and_named_as_today() -> None:
    build_small_universe()
    row = '213502388,RENNES,COM,BRE-53,https://data.rennes.fr/a?b=É#c,,OpenDataSoft,"Culture, Sport",,12.0,35'
    record = _read_one(row)
    assert record.title == "Données ouvertes de Rennes"
    assert record.url == "https://data.rennes.fr/a?b=%C3%89"
    assert record.spatial == ("commune:35238",)
    assert record.keywords == ("données ouvertes", "OpenDataSoft")
    assert record.themes == ("Culture", "Sport", "commune")
    assert record.modified == "2022-12-31"
    assert record.abstract.replace("\u00a0", " ") == (
        "Données ouvertes publiées par : Rennes. 12 jeux de données au 31 décembre 2022."
    )


def test_departement_and_region_are_found_by_their_codes() -> None:
    build_small_universe()
    departement = _read_one("222200016,COTES D'ARMOR,DEP,BRE-53,https://cd22.fr,,,,,,22")
    region = _read_one("233500016,BRETAGNE,REG,BRE-53,https://bretagne.bzh,,,,,,35")
    assert departement.spatial == ("departement:22",)
    assert departement.title == "Données ouvertes des Côtes-d’Armor"
    assert region.spatial == ("region:53",)


def test_commune_of_the_past_is_found_by_the_code_in_its_number_when_its_name_agrees() -> None:
    """213501127: département 35, commune 112, Fleurigné, which is part of La Chapelle-Fleurigné today."""
    build_small_universe()
    found = find_authorities([Named("213501127", "FLEURIGNE"), Named("213501127", "AUTRE NOM")])
    assert [one.key for one in found.values()] == ["commune:35062"]


def test_overseas_collectivity_is_not_the_authority_that_a_list_names_by_its_area() -> None:
    """Provinces of New Caledonia share its code."""
    build_small_universe()
    build_territory("departement", "988", "Nouvelle-Calédonie", type="com")
    assert find_authorities([Named("200024933", "PROVINCE NORD", "departement", "988")]) == {}


def test_authorities_at_one_address_share_a_platform() -> None:
    build_small_universe()
    record = _read_one(
        "213502388,RENNES,COM,BRE-53,https://commun.fr/donnees,,CKAN,,Dat'Ici,4,35",
        "243500139,RENNES METROPOLE,EPCI,BRE-53,http://www.commun.fr/donnees/,https://www.data.gouv.fr/o/rm,,,,6,35",
    )
    assert record.title == "Dat’Ici, plateforme partagée de données ouvertes"
    assert record.spatial == ("commune:35238", "epci:243500139")
    assert record.publishers == ("Rennes", "Rennes Métropole")
    assert [(one.url, one.title) for one in record.files] == [
        ("https://www.data.gouv.fr/o/rm", "Rennes Métropole sur data.gouv.fr")
    ]
    assert "10\u00a0jeux de données" in record.abstract


def test_authority_without_platform_of_its_own_has_its_page_on_the_national_one() -> None:
    record = _read_one(
        "187609110,GIP DE LA BAIE,AUTRE,BRE-53,,https://www.data.gouv.fr/o/gip/,DataGouv,,,,35"
    )
    assert record.url == "https://www.data.gouv.fr/o/gip/"
    assert record.title == "Données ouvertes : GIP DE LA BAIE".replace("DE LA BAIE", "de la Baie").replace(
        "GIP", "Gip"
    )
    assert record.spatial == ()


def test_invisible_mark_before_a_number_is_left_out() -> None:
    (record,) = _read("\u200e187609110,GIP SEINE,AUTRE,NOR-28,https://seine.fr,,,,,,76")
    assert isinstance(record, Harvested)


@pytest.mark.parametrize(
    ("row", "letter"),
    [
        ("21X,SANS,COM,,https://a.fr,,,,,,35", "Ligne 2 : un nom et un numéro Siren de neuf chiffres"),
        ("213502388,RENNES,RIEN,,https://a.fr,,,,,,35", "Ligne 2 : ce type d’organisme n’est pas dans"),
        ("213502388,RENNES,COM,,javascript:alert(1),,,,,,35", "Ligne 2 : une adresse était attendue"),
        ("213502388,RENNES,COM,,https://moi:secret@a.fr,,,,,,35", "Ligne 2 : une adresse était attendue"),
    ],
)
def test_row_that_cannot_be_used_fails_alone(row: str, letter: str) -> None:
    good = "187609110,GIP SEINE,AUTRE,NOR-28,https://seine.fr,,,,,,76"
    records = _read(row, good)
    faults = [one for one in records if isinstance(one, Faulty)]
    assert len(faults) == 1
    assert faults[0].message.startswith(letter)
    assert len(records) == 2


def test_list_that_lost_a_column_is_refused() -> None:
    with pytest.raises(PartialHarvest, match="colonnes attendues et absentes : adresse"):
        _read("x", head=HEAD.replace("adresse", "url"))


def test_list_that_is_no_text_is_refused() -> None:
    asking = Given("")
    asking.body = HEAD.encode() + b"\xff\xfe"
    with pytest.raises(PartialHarvest, match="UTF-8"):
        next(iter(platform_list.fetch_pages(CONFIG, asking)))


def test_file_at_hand_spares_the_network(tmp_path: Path, settings: Settings) -> None:
    assert not platform_list.is_at_hand(CONFIG)
    settings.MIRROR_DIR = tmp_path
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "liste.csv").write_text(
        HEAD + "187609110,GIP,AUTRE,,https://seine.fr,,,,,,76", encoding="utf-8"
    )
    assert platform_list.is_at_hand(CONFIG)
    asking = Given("")
    page = next(iter(platform_list.fetch_pages(CONFIG, asking)))
    assert len(page.records) == 1
    assert asking.asked == []


def test_authorities_without_territory_of_today_are_told() -> None:
    page = next(
        iter(
            platform_list.fetch_pages(
                CONFIG, Given(HEAD + "245300330,CA DE LAVAL,EPCI,,https://l.fr,,,,,,53")
            )
        )
    )
    assert page.warnings == (
        "1\u00a0collectivité sans territoire d’aujourd’hui sous ce numéro : CA DE LAVAL.",
    )
