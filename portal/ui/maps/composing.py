"""From contours and a painting to a map: what is joined, what is a link, what goes into an inset.

Pure: contours come as aligned sequences, names and addresses by functions that are asked only for what is
drawn apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from portal.ui.maps.frame import LINKED_AT_MOST, Inset, Shape
from portal.ui.maps.painting import Painting, find_hatching

MAINLAND: Final = "metropole"
_PLAIN: Final = -3
_CONTEXT: Final = -4


class Contours(Protocol):
    """Path data, boxes [n, 4] and zones of n territories; the zone is empty where there is no contour."""

    @property
    def paths(self) -> Sequence[str]: ...
    @property
    def boxes(self) -> NDArray[np.int32]: ...
    @property
    def zones(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn apart. ``linked``: ranks that are links, when there are few enough of them; ``context``:
    ranks that only situate the others, without a colour; ``zone_names``: name of a zone → label of its inset,
    which is otherwise that of its only territory."""

    name_of: Callable[[int], str]
    path_of: Callable[[int], str]
    linked: Collection[int] = ()
    here: int | None = None
    context: frozenset[int] = frozenset()
    zone_names: Mapping[str, str] = field(default_factory=dict)


def group_by_zone(zones: Sequence[str]) -> dict[str, list[int]]:
    """Zone → ranks of its territories, by zone; those without a contour are left out."""
    found: dict[str, list[int]] = {}
    for zone in set(zones) - {""}:
        found[zone] = [rank for rank, one in enumerate(zones) if one == zone]
    return dict(sorted(found.items()))


def choose_main_zone(zones: Mapping[str, Sequence[int]]) -> str:
    """The metropole, or the zone of most territories; empty without any."""
    return MAINLAND if MAINLAND in zones else max(zones, key=lambda zone: len(zones[zone]), default="")


def compose(
    contours: Contours, painting: Painting | None, drawn: Drawn, *, main: str = ""
) -> tuple[list[Shape], list[Inset]]:
    """Shapes of the main frame and insets, in the order of the names of their zones.

    Territories that are neither links nor the one of the page are joined by their look.
    """
    zones = group_by_zone(contours.zones)
    main = main or choose_main_zone(zones)
    is_linked = len(drawn.linked) <= LINKED_AT_MOST
    apart = set(drawn.linked if is_linked else ()) | ({drawn.here} if drawn.here is not None else set())
    looks = _find_looks(painting, len(contours.zones), drawn.context)
    composer = _Composer(contours, painting, drawn, looks, apart)
    insets = [
        Inset(_name_inset(zone, ranks, drawn), tuple(composer.list_shapes(ranks)))
        for zone, ranks in zones.items()
        if zone != main
    ]
    return composer.list_shapes(zones.get(main, [])), insets


def _name_inset(zone: str, ranks: Sequence[int], drawn: Drawn) -> str:
    named = drawn.zone_names.get(zone, "")
    return named or (drawn.name_of(ranks[0]) if len(ranks) == 1 else "")


def _find_looks(painting: Painting | None, count: int, context: Collection[int]) -> NDArray[np.int16]:
    """What each is filled with: a colour says more than being there to situate the others."""
    if painting is not None:
        return painting.looks
    looks = np.full(count, _PLAIN, np.int16)
    looks[list(context)] = _CONTEXT
    return looks


@dataclass(frozen=True, slots=True, eq=False)
class _Composer:
    contours: Contours
    painting: Painting | None
    drawn: Drawn
    looks: NDArray[np.int16]
    apart: Collection[int]

    def list_shapes(self, ranks: Sequence[int]) -> list[Shape]:
        """Joined shapes, then those apart."""
        apart = [rank for rank in ranks if rank in self.apart] if self.apart else []
        joined = np.array([rank for rank in ranks if rank not in self.apart] if apart else ranks, np.intp)
        looks = self.looks[joined]
        return [
            *(self._join(joined[looks == look], look) for look in np.unique(looks).tolist()),
            *(self._draw(rank) for rank in apart),
        ]

    def _find_key(self, look: int) -> str:
        return self.painting.find_key(look) if self.painting is not None else ""

    def _join(self, ranks: NDArray[np.intp], look: int) -> Shape:
        boxes, paths = self.contours.boxes[ranks], self.contours.paths
        left, top = boxes[:, :2].min(axis=0).tolist()
        right, bottom = boxes[:, 2:].max(axis=0).tolist()
        return Shape(
            "".join([paths[rank] for rank in ranks.tolist()]),
            (left, top, right, bottom),
            "",
            value_class=self._find_key(look),
            absence=find_hatching(look),
            is_context=look == _CONTEXT,
            joined=len(ranks),
        )

    def _draw(self, rank: int) -> Shape:
        look, drawn = int(self.looks[rank]), self.drawn
        left, top, right, bottom = self.contours.boxes[rank].tolist()
        return Shape(
            self.contours.paths[rank],
            (left, top, right, bottom),
            drawn.name_of(rank),
            "" if rank == drawn.here else drawn.path_of(rank),
            self.painting.write_note(rank) if self.painting is not None else "",
            self._find_key(look),
            find_hatching(look),
            is_highlighted=rank == drawn.here,
            is_context=look == _CONTEXT,
        )
