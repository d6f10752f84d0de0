"""What the form of a group says: a list, the choices made in it, a name. All of it can be an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from portal.territories.lists.lines import Reading
from portal.territories.lists.members import Members, gather_members
from portal.territories.lists.resolving import Resolved, resolve_list
from portal.territories.lists.splitting import LONGEST_TEXT
from portal.territories.lists.starting import MOST, Asked, Start, build_start
from portal.territories.queries.groups import MEMBER_KINDS, GroupCard, build_card

NEW_PATH: Final = "/groupes/nouveau"
LONGEST_ADDRESS: Final = 6000
"""Of a query: proxies and browsers cut longer addresses. Longer lists are answered where they are sent."""

_CHOICE: Final = re.compile(r"^c-[0-9a-f]{8}$")
_CHOICES_AT_MOST: Final = 400
_LONGEST_NAME: Final = 200
_READINGS: Final[dict[str, Reading]] = {"insee": "insee", "postaux": "postal"}


@dataclass(frozen=True)
class Draft:
    """A group being made. ``choices``: key of a line → what was chosen for it."""

    text: str
    name: str = ""
    nature: str = ""
    reading: str = ""
    as_communes: bool = False
    asked: Asked = field(default_factory=Asked)
    choices: Mapping[str, str] = field(default_factory=dict)
    has_text: bool = False

    @cached_property
    def start(self) -> Start:
        """What the address asks to start from; an empty list when it asks nothing."""
        return build_start(self.asked) if not self.asked.is_empty else Start("", "", frozenset())

    @cached_property
    def shown_text(self) -> str:
        """The list to read: the one written, else that of the starting points."""
        return self.text if self.has_text else self.start.text

    @cached_property
    def resolved(self) -> Resolved:
        return resolve_list(
            self.shown_text, choices=self.choices, nature=self.nature, reading=_READINGS.get(self.reading, "")
        )

    @cached_property
    def members(self) -> Members:
        references = [(match.place.kind, match.place.code) for match in self.resolved.chosen]
        return gather_members(references, as_communes=self.as_communes)

    @cached_property
    def card(self) -> GroupCard:
        """The group as it would be saved."""
        members = self.members
        return build_card(
            members.kind, members.codes, name=self.shown_name, definition=write_definition(self)
        )

    @property
    def shown_name(self) -> str:
        return self.name or self.start.name

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What the form carries besides what it shows."""
        asked = self.asked
        return [
            *(("communes-de", one) for one in asked.communes_of),
            *(("voisins-de", one) for one in asked.neighbours_of),
            *(("t", one) for one in asked.territories),
            *([("groupe", asked.group)] if asked.group else []),
        ]

    def build_address(self) -> str:
        """The page of this draft, with all its state."""
        pairs = [*self.fields]
        if self.has_text and (self.text or not pairs) and self.text != self.start.text:
            pairs.append(("liste", self.text))
        plain = (("nom", self.name), ("nature", self.nature), ("codes", self.reading))
        pairs += [(name, value) for name, value in plain if value]
        pairs += [("membres", "communes")] if self.as_communes else []
        pairs += [(f"c-{key}", choice) for key, choice in self.choices.items()]
        return f"{NEW_PATH}?{urlencode(pairs, safe=':')}" if pairs else NEW_PATH


def read_draft(sent: QueryDict) -> Draft:
    """The draft of an address or of a form, whatever they hold."""
    text = sent.get("liste")
    chosen = [name for name in sent if _CHOICE.match(name) and sent.get(name)][:_CHOICES_AT_MOST]
    nature = sent.get("nature", "")
    reading = sent.get("codes", "")
    return Draft(
        text=(text or "")[: LONGEST_TEXT + 1].replace("\r\n", "\n").replace("\0", " "),
        name=" ".join(sent.get("nom", "").replace("\0", " ").split())[:_LONGEST_NAME],
        nature=nature if nature in MEMBER_KINDS else "",
        reading=reading if reading in _READINGS else "",
        as_communes=sent.get("membres") == "communes",
        asked=Asked(
            communes_of=tuple(dict.fromkeys(sent.getlist("communes-de")[:MOST])),
            neighbours_of=tuple(dict.fromkeys(sent.getlist("voisins-de")[:MOST])),
            territories=tuple(dict.fromkeys(sent.getlist("t")[:MOST])),
            group=sent.get("groupe", "")[:20],
        ),
        choices={name.removeprefix("c-"): sent.get(name, "")[:60] for name in chosen},
        has_text=text is not None,
    )


def write_definition(draft: Draft) -> str:
    """How the group was made, in French: the portal's words, never those of the reader."""
    start, members = draft.start, draft.members
    references = frozenset(match.reference for match in draft.resolved.chosen)
    if not references:
        return ""
    if start.definition and references == start.references:
        words = start.definition
    elif start.definition:
        words = f"Liste modifiée à la main, partie de : {start.definition[:1].lower()}{start.definition[1:]}"
    else:
        words = "Liste composée à la main"
    if members.notice:
        return f"{words}. {members.notice}"
    return f"{words} : {members.words}."
