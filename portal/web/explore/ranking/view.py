"""Two ways to look at a zone as a list: who is first, and what each one has become."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from markupsafe import Markup

from portal.ui.sentences import write_zone_change
from portal.web.explore.asked import RANKING, TABLE
from portal.web.explore.ranking.drawn import draw_ranking
from portal.web.explore.ranking.files import tabulate_ranking, tabulate_years
from portal.web.explore.ranking.peers import choose_peers
from portal.web.explore.ranking.ranking import present_ranking
from portal.web.explore.ranking.table import find_changed, present_table
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import build_words, summarise, summarise_column
from portal.web.explore.view import View


def summarise_ranking(explored: Explored) -> str:
    """The middle, the ends, where the reader's territory stands: among those of its size when asked."""
    peers = choose_peers(explored)
    taken = peers.take_column()
    if peers.size is None or taken is None:
        return " ".join(summarise(explored))
    zone = replace(
        explored.zone,
        in_name=f"{explored.zone.in_name}, parmi les {explored.nouns[1]} de la taille {peers.size.of_name}",
    )
    return " ".join(summarise_column(explored.indicator, zone, taken[0], here=taken[1]))


def summarise_table(explored: Explored) -> str:
    """How many rise and fall since the year asked; what the values are where nothing can be compared."""
    changed = find_changed(explored)
    if changed is None:
        return " ".join(summarise(explored))
    changes = changed.changes
    is_compared = ~np.isnan(changes.difference)
    words = build_words(explored.indicator, explored.zone, explored.level, changes.until)
    before = np.where(is_compared, changes.before, np.nan)
    return " ".join(write_zone_change(words, before, changes.after, changes.since))


def draw_nothing(explored: Explored) -> Markup:
    """A table is its own drawing."""
    return Markup("")


CLASSEMENT: Final = View(
    RANKING,
    "Classement",
    "explore/views/classement.html",
    present_ranking,
    summarise_ranking,
    draw_ranking,
    tabulate_ranking,
)
TABLEAU: Final = View(
    TABLE,
    "Tableau",
    "explore/views/tableau.html",
    present_table,
    summarise_table,
    draw_nothing,
    tabulate_years,
)
