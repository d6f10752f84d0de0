"""What a sheet says of figures that are those of communes taken together, and of those that cannot be had."""

from __future__ import annotations

from typing import Final

from portal.kernel.french import format_count, format_number
from portal.stats.queries import Refusal
from portal.stats.queries.gathered import GATHERED_KINDS, list_refusals
from portal.territories.models import Territory

_REASONS: Final[dict[Refusal, str]] = {
    Refusal.NEVER_AGGREGATED: "une médiane, un taux voté ou un classement ne s’additionne pas",
    Refusal.NO_PARTS: "ce qui entre dans le calcul n’est pas publié commune par commune",
    Refusal.OF_ACCOUNTS: "les comptes des communes ne sont pas ceux de cet établissement",
    Refusal.NOT_ONLINE: "aucune commune membre n’en a de valeur dans les données en ligne",
}
_MISSING: Final[dict[Refusal, str]] = {
    Refusal.NEVER_AGGREGATED: "sont des médianes, des taux votés, des classements, qu’on n’additionne pas",
    Refusal.NO_PARTS: "reposent sur des composantes qui ne sont pas publiées commune par commune",
    Refusal.OF_ACCOUNTS: "décrivent les comptes de chaque commune, qui ne sont pas ceux de l’établissement",
}


def explain_refusal(territory: Territory, slug: str) -> str:
    """Why a territory that is its communes taken together has no figure of an indicator; empty for others."""
    if territory.kind not in GATHERED_KINDS:
        return ""
    refusals = list_refusals(territory.kind, territory.code)
    return next((_REASONS[reason] for reason, slugs in refusals.items() if slug in slugs), "")


def write_gathering(territory: Territory, communes: int) -> str:
    """How the figures of such a sheet were had, and why others are missing; empty for other kinds."""
    if territory.kind not in GATHERED_KINDS or not communes:
        return ""
    words = (
        f"Les chiffres de cette page sont calculés par le portail : ceux des "
        f"{format_count(communes, 'commune membre', 'communes membres')}, pris ensemble. Les nombres "
        "s’additionnent ; les parts et les taux sont recalculés à partir de leurs composantes."
    )
    refusals = list_refusals(territory.kind, territory.code)
    told = [
        f"{format_number(len(refusals[reason]))} {missing}"
        for reason, missing in _MISSING.items()
        if reason in refusals
    ]
    return f"{words} D’autres indicateurs ne peuvent pas être donnés : {' ; '.join(told)}." if told else words
