"""How many of those whom the law obliges publish: by level, by région, on a map, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from portal.kernel.figures import Absence
from portal.kernel.french import fix_name, format_count, format_number, format_percent, sort_key
from portal.library.queries.platforms import get_platforms
from portal.references.handbook import get_handbook
from portal.references.obligations import Obligation
from portal.stats.queries.obligations import Concerned, get_concerned
from portal.territories.addresses import path_of
from portal.territories.queries.outlines import trace_outlines
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.queries.universe import get_universe
from portal.ui.maps.composing import Drawn, compose
from portal.ui.maps.frame import draw_map
from portal.ui.maps.painting import Legend, build_legend, paint
from portal.ui.words import LEVELS

MAP_ID = "carte"


@dataclass(frozen=True, slots=True)
class Share:
    """One line: how many are concerned, how many of them publish. ``path``: a page about it, or empty."""

    label: str
    concerned: int
    publishing: int
    path: str = ""
    code: str = ""

    @property
    def share_pct(self) -> float | None:
        """None when nobody is concerned."""
        return 100 * self.publishing / self.concerned if self.concerned else None

    @property
    def words(self) -> str:
        """« 16 % »; « sans objet » when nobody is concerned."""
        return "sans objet" if self.share_pct is None else format_percent(self.share_pct, 1)


@dataclass(frozen=True)
class Shares:
    """``beyond``: how many publish though they are not concerned, by level."""

    obligation: Obligation
    year: int | None
    total: Share
    levels: tuple[Share, ...]
    regions: tuple[Share, ...]
    beyond: int


def build_shares() -> list[Shares]:
    """Each duty of the catalogue that a platform fulfils."""
    return [_build(one) for one in get_handbook().obligations.values()]


def _build(obligation: Obligation) -> Shares:
    concerned = get_concerned(obligation)
    known = get_platforms().by_territory
    publishing = {
        level: frozenset(code for code in codes if f"{level}:{code}" in known)
        for level, codes in concerned.authorities.items()
    }
    levels = tuple(
        Share(LEVELS[level].capitalize(), len(codes), len(codes & publishing[level]))
        for level, codes in concerned.by_level.items()
    )
    total = Share("Ensemble", sum(one.concerned for one in levels), sum(one.publishing for one in levels))
    everyone = sum(map(len, publishing.values()))
    return Shares(
        obligation,
        concerned.year,
        total,
        levels,
        tuple(_list_regions(concerned, publishing)),
        everyone - total.publishing,
    )


def _list_regions(concerned: Concerned, publishing: dict[str, frozenset[str]]) -> list[Share]:
    """By région, its own authority included; a group of communes counts where most of it lives."""
    universe = get_universe()
    counted: dict[str, list[int]] = {}
    for level, codes in concerned.by_level.items():
        for code in codes:
            region = code if level == "region" else universe.group_of(level, code, "region")
            line = counted.setdefault(region, [0, 0])
            line[0] += 1
            line[1] += code in publishing[level]
    named = get_directory().by_code
    found = [
        Share(fix_name(row.name), count, publishing_here, path_of("region", code, row.slug), code)
        for code, (count, publishing_here) in counted.items()
        if (row := named.get(("region", code))) is not None
    ]
    return sorted(found, key=lambda one: sort_key(one.label))


def write_lead(shares: Shares) -> str:
    """« 609 des 4 684 collectivités de 3 500 habitants et plus publiaient (…), soit 13,0 %. »"""
    total = shares.total
    return (
        f"{format_number(total.publishing)} des {format_count(total.concerned, 'collectivité')} "
        f"de {format_number(shares.obligation.at_least)} habitants et plus publiaient des données ouvertes, "
        f"soit {total.words}."
    )


def draw_shares(regions: Collection[Share]) -> tuple[Markup, Legend]:
    """The map of the régions, each a link to its sheet, and its legend."""
    members: list[Relative] = [get_directory().by_code["region", one.code] for one in regions]
    values = np.array([np.nan if one.share_pct is None else one.share_pct for one in regions])
    absences = np.where(np.isnan(values), Absence.NOT_APPLICABLE, Absence.NONE).astype(np.uint8)
    painting = paint(values, absences, decimals=1, symbol="%")
    drawn = Drawn(
        lambda rank: fix_name(members[rank].name),
        lambda rank: path_of("region", members[rank].code, members[rank].slug),
        linked=range(len(members)),
    )
    shapes, insets = compose(trace_outlines([one.id for one in members]), painting, drawn)
    title = "Carte : part des collectivités concernées qui publient, par région"
    return draw_map(shapes, map_id=MAP_ID, title=title, insets=insets), build_legend(
        painting, nouns=("région", "régions")
    )
