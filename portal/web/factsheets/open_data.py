"""Whether a territory publishes open data, as far as is known: a line of its identity card."""

from __future__ import annotations

from urllib.parse import urlsplit

from markupsafe import Markup

from portal.kernel.french import format_date
from portal.library.queries.platforms import get_platforms
from portal.references.addresses import PLATFORMS
from portal.references.handbook import get_handbook
from portal.stats.queries.obligations import get_concerned
from portal.territories.models import Territory
from portal.ui.links import draw_facts
from portal.web.factsheets.identity import Identity

Fact = tuple[str, str, str]


def draw_card(card: Identity, territory: Territory) -> Markup:
    """The facts of the identity card, that one last."""
    facts = [(one.label, one.text, one.href) for one in card.facts]
    return draw_facts([*facts, *list_open_data(territory)])


def list_open_data(territory: Territory) -> list[Fact]:
    """Label, text and address: its platforms; or that none is known, of one whom the law obliges to publish.

    Nothing of others, nor while no list of platforms was harvested. All is in memory: no statement.
    """
    platforms = get_platforms()
    known = platforms.by_territory.get(f"{territory.kind}:{territory.code}", ())
    if known:
        return [("Données ouvertes", _name_host(one.url), one.path) for one in known]
    duties = get_handbook().obligations.values() if platforms.described_on else ()
    if not any(get_concerned(one).has(territory.kind, territory.code) for one in duties):
        return []
    dated = format_date(platforms.described_on) if platforms.described_on else ""
    return [("Données ouvertes", f"aucune plateforme connue au {dated}", PLATFORMS)]


def _name_host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")
