"""Sentences about a group that its page and its files share."""

from __future__ import annotations

from typing import Final

from portal.kernel.french import format_count, typeset
from portal.stats.queries import get_group_sheet
from portal.territories.lists.members import NOUNS
from portal.territories.queries.groups import GroupCard
from portal.ui.exports import citations
from portal.ui.exports.readme import build_citation
from portal.web.groups.figures import list_sources

HOW: Final = (
    "Les nombres s’additionnent ; les parts, densités et moyennes sont recalculées sur l’ensemble, jamais "
    "moyennées. Une donnée absente ou secrète pour un membre l’est pour le groupe."
)
ACCOUNTS: Final = (
    "Comptes et dotations : cumul des budgets des membres eux-mêmes. Ceux d’autres collectivités du même "
    "territoire n’y sont pas."
)


def write_title(card: GroupCard) -> str:
    """« Rive sud (groupe de 12 communes) »."""
    return f"{card.name} (groupe de {format_count(len(card.codes), *NOUNS[card.member_kind])})"


def write_citation(card: GroupCard) -> str:
    """How to cite the figures of a group."""
    origins = list_sources(list(get_group_sheet(card).series.values()))
    return typeset(citations.write_citation(build_citation(write_title(card), card.path, origins)))
