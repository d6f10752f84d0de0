"""The words of resemblance: why two territories are alike, why none is like one, how it was found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.kernel.french import (
    NO_BREAK_SPACE,
    add_article,
    at_place,
    format_count,
    format_number,
    format_with_unit,
    join_words,
    of_place,
    typeset,
)
from portal.stats.addresses import indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import find_category
from portal.stats.queries.similar import Agreement, ComparedCriterion, SimilarTerritories
from portal.territories.models import Territory
from portal.territories.queries.universe import get_universe
from portal.web.factsheets.wording import MEMBER_NOUNS, name_type

METHOD: Final = (
    "L’écart d’ensemble réunit tous les critères : chacun est ramené à une même échelle (médiane et "
    "intervalle interquartile des territoires de même nature), puis pondéré. 0 : les mêmes valeurs partout ; "
    "1 : des différences de l’ordre de celles que l’on trouve couramment entre deux territoires."
)
_FEMININE: Final = frozenset({"commune", "epci", "region"})
_PLURAL_FROM: Final = 2
_TWICE: Final = 2.0


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """How one criterion counts: ``share`` of the whole, in per cent."""

    label: str
    href: str
    share: str
    compared: str
    close: str
    is_unknown: bool


def write_reason(agreement: Agreement) -> str:
    """« population proche : 12 300 contre 11 900 habitants », « même place… : commune-centre »."""
    criterion, indicator = agreement.compared.criterion, agreement.compared.indicator
    if agreement.own is None or agreement.other is None:
        return criterion.close
    if criterion.transform == "category":
        found = find_category(indicator.slug, agreement.other)
        return f"{criterion.close} ({_lower(found.label)})" if found else criterion.close
    unit = get_catalogue().units[indicator.unit]
    other = format_number(agreement.other, indicator.decimals)
    own = format_with_unit(agreement.own, unit.symbol or unit.plural, indicator.decimals)
    if other == format_number(agreement.own, indicator.decimals):
        return f"{criterion.close} : {own} dans les deux cas"
    return f"{criterion.close} : {other} contre {own}"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def write_lead(territory: Territory, found: SimilarTerritories, *, shown: int) -> str:
    """What was found, or why nothing was: an honest sentence or two. ``shown``: how many were asked."""
    to_name, named = _write_to(territory), add_article(territory.name, territory.article_kind, territory.kind)
    singular, plural = MEMBER_NOUNS.get(territory.kind, ("territoire", "territoires"))
    none = f"Aucune {singular}" if territory.kind in _FEMININE else f"Aucun {singular}"
    if found.similar:
        return _write_found(territory, found, shown)
    if found.refusal == "no_size":
        return (
            f"Rien n’est comparable {to_name} : sa population "
            f"{'est nulle' if territory.population == 0 else 'n’est pas connue'}, "
            "et la ressemblance commence par la taille."
        )
    if found.refusal == "too_few":
        missing = join_words([one.criterion.label for one in found.unknown])
        return (
            f"Trop peu de chiffres sont publiés pour dire à quoi {named} ressemble. Il manque : {missing}. "
            "Une liste tirée du peu qui reste tromperait."
        )
    if found.refusal == "alone":
        of_name = of_place(territory.name, territory.article_kind, territory.kind)
        return f"{none} n’a une population comparable à celle {of_name}."
    if found.refusal == "too_far":
        among = f"parmi {format_count(found.compared, singular, plural)} de taille comparable"
        return f"{none} ne ressemble assez {to_name}, {among} : trop de critères diffèrent."
    return f"La ressemblance n’est pas mesurée pour ce type de territoire ({name_type(territory).lower()})."


def _write_to(territory: Territory) -> str:
    """« à Rennes », « au Havre », « à la Bretagne », « aux Côtes-d’Armor »."""
    if territory.kind == "commune":
        return at_place(territory.name, territory.article_kind, territory.kind)
    named = add_article(territory.name, territory.article_kind, territory.kind)
    for article, contracted in (("le ", "au "), ("les ", "aux ")):
        if named.startswith(article):
            return contracted + named.removeprefix(article)
    return f"à {named}"


def name_them(kind: str, count: int) -> str:
    """After « avec », that many territories of a kind: « elles », « eux », « elle », « lui »."""
    if kind in _FEMININE:
        return "elle" if count == 1 else "elles"
    return "lui" if count == 1 else "eux"


def write_title(territory: Territory) -> str:
    _, plural = MEMBER_NOUNS.get(territory.kind, ("territoire", "territoires"))
    return f"Les {plural} qui ressemblent {_write_to(territory)}"


def _write_found(territory: Territory, found: SimilarTerritories, shown: int) -> str:
    """« Les 20 communes qui ressemblent le plus à Rennes, parmi 29 de taille comparable. »"""
    singular, plural = MEMBER_NOUNS[territory.kind]
    to_name, count = _write_to(territory), len(found.similar)
    among = f"parmi {format_number(found.compared)} de taille comparable"
    if count == shown:
        article = "Les" if count > 1 else "La" if territory.kind in _FEMININE else "Le"
        return (
            f"{article} {format_count(count, singular, plural)} qui ressemblent le plus {to_name}, {among}."
        )
    verb = "ressemble" if count < _PLURAL_FROM else "ressemblent"
    only = ("Une seule" if territory.kind in _FEMININE else "Un seul") if count == 1 else str(count)
    return f"{only} {singular if count == 1 else plural} {verb} vraiment {to_name}, {among}."


def write_criterion(one: ComparedCriterion, found: SimilarTerritories) -> CriterionRow:
    criterion, indicator = one.criterion, one.indicator
    total = sum(each.criterion.weight for each in (found.basis.criteria if found.basis else ()))
    unit = get_catalogue().units[indicator.unit]
    close = "la même"
    if criterion.close_within is not None and criterion.transform == "log":
        percent = format_number(100 * (criterion.close_within - 1))
        close = f"la plus grande dépasse l’autre de {percent} % au plus"
    elif criterion.close_within is not None:
        decimals = 0 if float(criterion.close_within).is_integer() else 1
        word = unit.difference or unit.symbol or unit.plural
        if unit.difference and criterion.close_within < _PLURAL_FROM:
            word = word.removesuffix("s")
        close = f"jusqu’à {format_with_unit(criterion.close_within, word, decimals)} d’écart"
    compared = {"log": "rapport entre les deux valeurs", "none": "différence", "category": "la même ou non"}
    return CriterionRow(
        label=typeset(criterion.label[:1].upper() + criterion.label[1:]),
        href=indicator_path(indicator.slug),
        share=f"{format_number(100 * criterion.weight / total)}{NO_BREAK_SPACE}%",
        compared=compared[criterion.transform],
        close=typeset(close),
        # Without a size nothing was compared: no criterion was left out rather than another.
        is_unknown=one in found.unknown and found.refusal != "no_size",
    )


def write_window(territory: Territory, found: SimilarTerritories) -> str:
    """Whom the territory was compared with, before any distance."""
    if found.basis is None:
        return ""
    size, plural = found.basis.similarity.size, MEMBER_NOUNS[territory.kind][1]
    limits = (
        "va de la moitié au double de la sienne"
        if size.at_most_times == _TWICE
        else f"est au plus {format_number(size.at_most_times, 1)} fois plus grande ou plus petite"
    )
    total = int(get_universe().is_current[territory.kind].sum())
    nearest = (
        f" ; quand ils sont nombreux, les {format_number(size.at_most)} {plural} de taille la plus proche"
        if total > size.at_most
        else ""
    )
    return f"Sont comparés les territoires dont la population {limits}{nearest}."
