"""Who does what for the inhabitants of a commune: each authority in plain words, with its page.

The tasks are those that the law gives to every authority of a nature (code général des collectivités
territoriales); what each has taken on besides is decided locally, and no file at hand tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.french import add_article, at_place, fix_name, of_place
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative, get_directory
from portal.web.factsheets.wording import EPCI_TYPES, name_type

SEGMENT: Final = "qui-fait-quoi"
_OVERSEAS: Final = "com"
_GRAND_PARIS: Final = "200054781"

_COMMUNE: Final = (
    "État civil et élections, écoles maternelles et élémentaires, police municipale, équipements de "
    "proximité. La commune peut agir sur tout ce qui intéresse ses habitants et que la loi ne donne pas à "
    "d’autres."
)
_ALWAYS: Final = (
    "Développement économique, collecte et traitement des déchets, gestion des milieux aquatiques et "
    "prévention des inondations, accueil des gens du voyage"
)
_EPCI: Final = {
    "CC": f"{_ALWAYS}, et ce que ses communes lui ont confié en plus.",
    "CA": f"{_ALWAYS}, transports, politique de l’habitat et politique de la ville, et ce que ses communes "
    "lui ont confié en plus.",
    "CU": f"{_ALWAYS}, transports, habitat, plan local d’urbanisme, voirie, eau et assainissement.",
    "METRO": f"{_ALWAYS}, transports, habitat, plan local d’urbanisme, voirie, eau et assainissement.",
    "MET69": f"{_ALWAYS}, transports, habitat, plan local d’urbanisme, voirie, eau et assainissement, et "
    "toutes les compétences d’un département.",
}
_OF_GRAND_PARIS: Final = (
    "Aménagement, développement économique et habitat d’intérêt métropolitain, qualité de l’air, prévention "
    "des inondations."
)
_EPT: Final = (
    "Plan local d’urbanisme intercommunal, eau et assainissement, déchets ménagers, politique de la ville, "
    "équipements d’intérêt territorial."
)
_DEPARTEMENT: Final = (
    "Action sociale (enfance, personnes âgées ou handicapées, revenu de solidarité active), collèges, routes "
    "départementales, secours."
)
_REGION: Final = (
    "Lycées, formation professionnelle, développement économique, trains régionaux et cars, aménagement du "
    "territoire."
)
_INSTEAD: Final = {
    "75": "La Ville de Paris exerce elle-même les compétences d’un département.",
    "67": "La Collectivité européenne d’Alsace exerce ces compétences dans le Bas-Rhin et le Haut-Rhin.",
    "68": "La Collectivité européenne d’Alsace exerce ces compétences dans le Bas-Rhin et le Haut-Rhin.",
    "2A": "La Collectivité de Corse exerce ces compétences, avec celles de la région.",
    "2B": "La Collectivité de Corse exerce ces compétences, avec celles de la région.",
    "972": "La collectivité territoriale de Martinique exerce ces compétences, avec celles de la région.",
    "973": "La collectivité territoriale de Guyane exerce ces compétences, avec celles de la région.",
    "976": "Une seule assemblée exerce à Mayotte ces compétences et celles de la région.",
}
"""Where no departmental council of that territory sits: who does its work."""


@dataclass(frozen=True, slots=True)
class Institution:
    """``nature`` heads the entry; ``tasks`` are what the law gives it; ``note`` an exception, or empty."""

    nature: str
    name: str
    path: str
    tasks: str
    note: str = ""


def is_told(territory: Territory) -> bool:
    """Communes, but those of overseas collectivités: each of these has a law of its own."""
    return territory.kind == "commune" and territory.type != _OVERSEAS


def present_institutions(territory: Territory) -> dict[str, Any]:
    """Everything the template places."""
    return {
        "territory": territory,
        "name": fix_name(territory.name),
        "of_name": of_place(territory.name, territory.article_kind),
        "at_name": at_place(territory.name, territory.article_kind),
        "sheet_path": path_of("commune", territory.code, territory.slug),
        "path": f"{path_of('commune', territory.code, territory.slug)}/{SEGMENT}",
        "institutions": list(list_institutions(territory)),
    }


def list_institutions(territory: Territory) -> Iterator[Institution]:
    """From the nearest to the inhabitants to the widest."""
    sheet_path = path_of("commune", territory.code, territory.slug)
    yield Institution(name_type(territory), fix_name(territory.name), sheet_path, _COMMUNE)
    codes = get_directory().by_code
    ept, epci = codes.get(("ept", territory.ept_code)), codes.get(("epci", territory.epci_code))
    if ept is not None:
        yield _build("Établissement public territorial", ept, _EPT)
    if epci is not None:
        tasks = _OF_GRAND_PARIS if epci.code == _GRAND_PARIS else _EPCI.get(epci.type, f"{_ALWAYS}.")
        yield _build(EPCI_TYPES.get(epci.type, "Intercommunalité"), epci, tasks)
    departement = codes.get(("departement", territory.departement_code))
    if departement is not None:
        note = _INSTEAD.get(departement.code, "")
        if epci is not None and epci.type == "MET69":
            subject = add_article(epci.name, epci.article_kind, "epci")
            note = f"Ici, {subject} exerce ces compétences à la place du département."
        yield _build("Département", departement, _DEPARTEMENT, note)
    region = codes.get(("region", territory.region_code))
    if region is not None:
        yield _build("Région", region, _REGION)


def _build(nature: str, one: Relative, tasks: str, note: str = "") -> Institution:
    return Institution(nature, fix_name(one.name), path_of(one.kind, one.code, one.slug), tasks, note)
