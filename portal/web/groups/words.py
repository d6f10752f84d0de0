"""Sentences about a group that its page and its files share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.conf import settings
from django.utils.timezone import localtime

from portal.kernel.french import format_count, format_date, typeset
from portal.stats.queries import SourceInfo, get_group_sheet
from portal.stats.queries.versions import get_version_key
from portal.territories.lists.members import NOUNS
from portal.territories.queries.groups import GroupCard
from portal.ui.exports import citations
from portal.ui.frozen import build_frozen_address
from portal.web.groups.figures import list_sources

HOW: Final = (
    "Les nombres s’additionnent ; les parts, densités et moyennes sont recalculées sur l’ensemble, jamais "
    "moyennées. Une donnée absente ou secrète pour un membre l’est pour le groupe."
)
ACCOUNTS: Final = (
    "Comptes et dotations : cumul des budgets des membres eux-mêmes. Ceux d’autres collectivités du même "
    "territoire n’y sont pas."
)


def find_dated(sources: Iterable[SourceInfo]) -> str:
    """The day of the latest of these releases, in words; empty without any."""
    day = find_day(sources)
    return format_date(day) if day else ""


def find_day(sources: Iterable[SourceInfo]) -> date | None:
    days = [localtime(one.published_at).date() for one in sources if one.published_at]
    return max(days, default=None)


def write_title(card: GroupCard) -> str:
    """« Rive sud (groupe de 12 communes) »."""
    return f"{card.name} (groupe de {format_count(len(card.codes), *NOUNS[card.member_kind])})"


def write_citation(card: GroupCard) -> str:
    """How to cite the figures of a group."""
    sources = list_sources(list(get_group_sheet(card).series.values()))
    producers = tuple(dict.fromkeys(one.producer for one in sources))
    return typeset(
        citations.write_citation(
            citations.Citation(
                title=write_title(card),
                authors=producers,
                publisher=settings.SITE_NAME,
                dated=find_day(sources),
                version=get_version_key(),
                address=build_frozen_address(card.path),
            )
        )
    )
