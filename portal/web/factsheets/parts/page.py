"""The page of a part of a commune: what it is, where, how many people live there, where the figures are.

National files give hardly anything below the commune: saying so plainly is the purpose of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import Http404

from portal.cms.messages import list_messages
from portal.kernel.french import add_article, fix_name, format_with_unit, of_place
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.loads import get_population_year
from portal.territories.queries.places import find_territory
from portal.territories.queries.surroundings import Relative, get_directory
from portal.ui.links import join_links
from portal.web.factsheets.history import build_history

_ABOVE: Final = (("Intercommunalité", "epci"), ("Département", "departement"), ("Région", "region"))


@dataclass(frozen=True, slots=True)
class _Words:
    """``noun`` with its article; ``others`` heads the list of its like; ``nature`` and ``limits`` explain."""

    label: str
    noun: str
    others: str
    nature: str
    limits: str


_OTHERS: Final = "Les autres communes déléguées ou associées"
_DELEGUEE: Final = _Words(
    "Commune déléguée",
    "une commune déléguée",
    _OTHERS,
    "Une commune déléguée est une ancienne commune, réunie à d’autres dans une commune nouvelle. Elle garde "
    "son nom et ses limites, et elle a de plein droit un maire délégué et une annexe de la mairie (code "
    "général des collectivités territoriales, articles L. 2113-10 et L. 2113-11).",
    "Ce n’est plus une collectivité : le budget, les impôts et le conseil municipal sont ceux de la commune "
    "nouvelle.",
)
_ASSOCIEE: Final = _Words(
    "Commune associée",
    "une commune associée",
    _OTHERS,
    "Une commune associée est une ancienne commune, réunie à une autre sous le régime de la loi du "
    "16 juillet 1971 sur les fusions de communes. Elle garde son nom et a un maire délégué.",
    "Ce n’est plus une collectivité : le budget, les impôts et le conseil municipal sont ceux de la commune.",
)
_ARRONDISSEMENT: Final = _Words(
    "Arrondissement municipal",
    "un arrondissement",
    "Les autres arrondissements",
    "Paris, Lyon et Marseille sont divisées en arrondissements. Un arrondissement, ou plusieurs réunis en un "
    "secteur, élit un conseil d’arrondissement, qui choisit son maire (loi du 31 décembre 1982).",
    "Ce n’est pas une collectivité : il ne lève pas d’impôt, et ce qu’il dépense est inscrit au budget de la "
    "commune.",
)


def present_part(territory: Territory) -> dict[str, Any]:
    """Everything the template places. Raises Http404 when its commune is unknown."""
    directory = get_directory()
    commune = find_territory("commune", territory.parent_code)
    if commune is None or not commune.is_current:
        raise Http404(f"no commune {territory.parent_code!r} for {territory}")
    words = _find_words(territory)
    name, path = fix_name(territory.name), path_of(territory.kind, territory.code, territory.slug)
    above = _list_above(commune)
    siblings = [one for one in directory.parts.get(commune.code, ()) if one.id != territory.pk]
    return {
        "territory": territory,
        "name": name,
        "label": words.label,
        "path": path,
        "lead": _write_lead(territory, commune, words),
        "people": _write_people(territory, commune),
        "texts": (words.nature, words.limits),
        "messages": list_messages(territory.kind, territory.code),
        "commune": fix_name(commune.name),
        "of_commune": of_place(commune.name, commune.article_kind),
        "commune_path": path_of("commune", commune.code, commune.slug),
        "facts": [
            ("Commune", fix_name(commune.name), path_of("commune", commune.code, commune.slug)),
            *above,
        ],
        "postal_codes": ", ".join(territory.postal_codes),
        "trail": [(text, href) for _, text, href in reversed(above)]
        + [(fix_name(commune.name), path_of("commune", commune.code, commune.slug))],
        "history": _list_history(territory),
        "others": words.others,
        "siblings": join_links(((fix_name(one.name), _path(one)) for one in siblings), ", "),
        "api": f"/api/v1/territories/{territory.kind}/{territory.code}",
        "structured": _build_structured(territory, commune, words, path),
    }


def _find_words(territory: Territory) -> _Words:
    if territory.kind == "arrondissement_municipal":
        return _ARRONDISSEMENT
    return _ASSOCIEE if territory.type == "associee" else _DELEGUEE


def _path(one: Relative) -> str:
    return path_of(one.kind, one.code, one.slug)


def _list_above(commune: Territory) -> list[tuple[str, str, str]]:
    """Label, name and path of what the commune is in, narrowest first."""
    directory = get_directory()
    codes = {
        "epci": commune.epci_code,
        "departement": commune.departement_code,
        "region": commune.region_code,
    }
    found = [(label, directory.by_code.get((kind, codes[kind]))) for label, kind in _ABOVE]
    return [(label, fix_name(one.name), _path(one)) for label, one in found if one is not None]


def _write_lead(territory: Territory, commune: Territory, words: _Words) -> str:
    """« Arbignieu est une commune déléguée d’Arboys en Bugey, dans l’Ain. »"""
    subject = add_article(territory.name, territory.article_kind)
    departement = get_directory().by_code.get(("departement", commune.departement_code))
    of_commune = of_place(commune.name, commune.article_kind)
    where = ""
    if departement is not None and departement.name != commune.name:
        where = f" ({fix_name(departement.name)})"
    return f"{subject[:1].upper()}{subject[1:]} est {words.noun} {of_commune}{where}."


def _write_people(territory: Territory, commune: Territory) -> str:
    """« 577 habitants en 2023, soit 56 % de la population d’Arboys en Bugey »; empty when it is not known."""
    year = get_population_year(territory.kind)
    if territory.population is None or year is None:
        return ""
    count = territory.population
    words = f"{format_with_unit(count, 'habitants' if count > 1 else 'habitant')} en {year}"
    if not commune.population or get_population_year("commune") != year:
        return words
    share = format_with_unit(100 * count / commune.population, "%", 0)
    return f"{words}, soit {share} de la population {of_place(commune.name, commune.article_kind)}"


def _list_history(territory: Territory) -> list[Any]:
    """What happened to the commune that it was, which had the same code."""
    former = find_territory("commune", territory.code)
    if former is None or territory.kind == "arrondissement_municipal":
        return []
    return build_history(former, get_directory().events.get(former.pk, ()))


def _build_structured(territory: Territory, commune: Territory, words: _Words, path: str) -> dict[str, Any]:
    """schema.org: the place, its identifier and what contains it."""
    return {
        "@context": "https://schema.org",
        "@type": "AdministrativeArea",
        "name": fix_name(territory.name),
        "url": settings.SITE_URL + path,
        "additionalType": words.label,
        "identifier": territory.code,
        "containedInPlace": {
            "@type": "AdministrativeArea",
            "name": fix_name(commune.name),
            "url": settings.SITE_URL + path_of("commune", commune.code, commune.slug),
        },
    }
