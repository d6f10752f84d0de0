"""Some real places, enough for every rule of the search to have something to choose between."""

from __future__ import annotations

from typing import Any

from portal.territories.search.index import Index, build_index
from portal.territories.search.places import PastName, Place


def make_place(kind: str, code: str, name: str, population: int | None = None, **fields: Any) -> Place:
    given = {
        "slug": name.lower().replace(" ", "-"), "type": "", "departement_code": "", "region_code": "",
        "parent_code": "", "siren": "", "postal_codes": (), "past": (),
    }  # fmt: skip
    return Place(kind=kind, code=code, name=name, population=population, **{**given, **fields})


def make_commune(code: str, name: str, population: int, *postal_codes: str, **fields: Any) -> Place:
    departement = code[:3] if code.startswith("97") else code[:2]
    given = {"departement_code": departement, **fields}
    return make_place("commune", code, name, population, postal_codes=postal_codes, **given)


def make_epci(code: str, name: str, population: int, *, type: str, departement: str) -> Place:  # noqa: A002
    return make_place("epci", code, name, population, type=type, departement_code=departement, siren=code)


_JOINED = (PastName("La Chapelle-Janson", "ancien nom"), PastName("Fleurigné", "ancienne commune", "35112"))

PLACES = (
    make_place("france", "FR", "France", 68_000_000),
    make_place("region", "53", "Bretagne", 3_400_000, region_code="53"),
    make_place("region", "04", "La Réunion", 880_000, region_code="04"),
    make_place("departement", "35", "Ille-et-Vilaine", 1_100_000, region_code="53"),
    make_place("departement", "93", "Seine-Saint-Denis", 1_650_000),
    make_place("departement", "974", "La Réunion", 880_000, region_code="04"),
    make_place("departement", "2A", "Corse-du-Sud", 160_000),
    make_epci("243500139", "Rennes Métropole", 480_000, type="METRO", departement="35"),
    make_epci("242500338", "Communauté de communes du Pays de Maîche", 19_000, type="CC", departement="25"),
    make_epci("241700434", "Communauté d'agglomération de La Rochelle", 175_000, type="CA", departement="17"),
    make_epci("200093201", "Métropole Européenne de Lille", 1_190_000, type="METRO", departement="59"),
    make_epci("200046977", "Métropole de Lyon", 1_420_000, type="MET69", departement="69"),
    make_commune("35238", "Rennes", 230_000, "35000", "35200", "35700", siren="213502388"),
    make_commune("42218", "Saint-Étienne", 173_000, "42000", "42100", siren="214202186"),
    make_commune("42100", "La Gimond", 300, "42140"),
    make_commune("76575", "Saint-Étienne-du-Rouvray", 28_000, "76800"),
    make_commune("59009", "Villeneuve-d'Ascq", 62_000, "59491", "59493"),
    make_commune("59350", "Lille", 236_000, "59000", "59160"),
    make_commune("34172", "Montpellier", 310_000, "34000"),
    make_commune("26197", "Montélier", 4_300, "26120"),
    make_commune("36044", "Châteauroux", 43_000, "36000"),
    make_commune("01001", "L'Abergement-Clémenciat", 860, "01400"),
    make_commune("01093", "Châtillon-sur-Chalaronne", 5_000, "01400"),
    make_commune("97411", "Saint-Denis", 155_000, "97400"),
    make_commune("93066", "Saint-Denis", 150_000, "93200"),
    make_commune("11339", "Saint-Denis", 500, "11310"),
    make_commune("56260", "Vannes", 54_000, "56000"),
    make_commune("17300", "La Rochelle", 79_000, "17000"),
    make_commune("02195", "Cœuvres-et-Valsery", 450, "02600"),
    make_commune("69123", "Lyon", 520_000, "69001", "69003"),
    make_commune("14366", "Lion-sur-Mer", 2_400, "14780"),
    make_commune("67482", "Strasbourg", 291_000, "67000"),
    make_commune("89157", "Évry", 300, "89140"),
    make_commune("91228", "Évry-Courcouronnes", 66_000, "91000", past=(PastName("Évry", "ancien nom"),)),
    make_commune("56262", "Bono", 2_500, "56400"),
    make_commune("92051", "Neuilly-sur-Seine", 60_000, "92200"),
    make_commune("35062", "La Chapelle-Fleurigné", 2_500, "35133", past=_JOINED),
    make_place("commune_deleguee", "35112", "Fleurigné", parent_code="35062", departement_code="35"),
    make_place(
        "arrondissement_municipal", "69383", "Lyon 3e Arrondissement", 100_000, parent_code="69123",
        departement_code="69", postal_codes=("69003",), slug="lyon-3e-arrondissement",
    ),
    make_place(
        "ept", "200057867", "Plaine Commune", 450_000, type="EPT", departement_code="93", siren="200057867"
    ),
)  # fmt: skip


def build_small_index() -> Index:
    return build_index(PLACES)
