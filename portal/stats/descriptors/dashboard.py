"""How figures are arranged to answer a question: one YAML file of ``catalogue/dashboards/<slug>.yaml``.

A dashboard is an ordered list of panels, shown for any zone that it holds for: which indicators, drawn
how, in which words is all here, none in the code. Agents compose others in the back-office: they are the
same descriptors, kept in the database.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from portal.kernel.descriptors import Descriptor, Sentence, Slug
from portal.stats.descriptors.panels import AnyPanel, MemberLevel

ZoneKind = Literal["france", "region", "departement", "epci", "ept", "voisins", "group", "liste"]
"""As addresses have them: ``?zone=departement:35``, ``?zone=voisins:commune:35238``."""
OWN_LEVEL: Final[frozenset[ZoneKind]] = frozenset({"voisins", "group", "liste"})
"""Zones whose members are of the kind that the address says, not of a level chosen here."""
LEVELS_OF: Final[dict[ZoneKind, tuple[MemberLevel, ...]]] = {
    "france": ("departement", "region", "epci", "commune"),
    "region": ("epci", "departement", "commune"),
    "departement": ("commune", "epci"),
    "epci": ("commune",),
    "ept": ("commune",),
}
"""Levels that a zone can be divided into, the usual one first."""
ALL_ZONES: Final[tuple[ZoneKind, ...]] = (
    "france", "region", "departement", "epci", "ept", "voisins", "group", "liste",
)  # fmt: skip


class Dashboard(Descriptor):
    """A dashboard. ``slug`` is the file's name; in its address underscores are hyphens.

    ``kind`` ``theme``: about ``themes``, in any of ``zones``; ``zone``: about one kind of territory, all
    its members at a glance. ``questions``: what a reader finds there an answer to, each a question.
    ``default_zone``: shown when the address names none (« france », « departement:35 »); without one, the
    page first asks for a zone. ``level``: what members are, by kind of zone, where it is not the usual
    one. ``order`` is its place among those of its kind.
    """

    slug: Slug
    label: Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
    summary: Sentence
    questions: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=6, strict=False)]
    kind: Literal["theme", "zone"]
    themes: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    zones: Annotated[tuple[ZoneKind, ...], Field(min_length=1, strict=False)] = ALL_ZONES
    default_zone: Annotated[str, StringConstraints(pattern=r"^[a-z]+(:[0-9A-Za-z]+)?$")] | None = None
    level: dict[ZoneKind, MemberLevel] = {}
    order: Annotated[int, Field(ge=1, le=99)] = 50
    panels: Annotated[tuple[AnyPanel, ...], Field(min_length=1, max_length=16, strict=False)]

    @property
    def segment(self) -> str:
        """Its part of an address."""
        return self.slug.replace("_", "-")

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every indicator of its panels, once, in their order."""
        return tuple(dict.fromkeys(slug for panel in self.panels for slug in panel.slugs))

    def find_level(self, zone: str) -> MemberLevel | None:
        """What the members of a kind of zone are; None for a zone whose address says it."""
        kind = next((one for one in ALL_ZONES if one == zone), None)
        if kind is None or kind in OWN_LEVEL:
            return None
        return self.level.get(kind, LEVELS_OF[kind][0])

    @property
    def member_levels(self) -> frozenset[MemberLevel]:
        """Every level that its zones are divided into; all of them where the address says it."""
        found = {self.find_level(kind) for kind in self.zones}
        return frozenset(one for one in found if one is not None)
