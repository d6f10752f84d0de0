"""What every page says about the site: its name, its menu, its footer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Link:
    """One link: ``path`` is an address of ours or a whole one."""

    label: str
    path: str


NAVIGATION: Final[tuple[Link, ...]] = (
    Link("Accueil", "/"),
    Link("Rechercher", "/recherche"),
    Link("La France", "/france"),
    Link("Comparer", "/comparer"),
    Link("Explorer", "/explorer"),
    Link("Tableaux de bord", "/tableaux-de-bord"),
    Link("Groupes", "/groupes"),
    Link("Indicateurs", "/indicateurs"),
    Link("Données", "/donnees"),
    Link("Bibliothèque", "/bibliotheque"),
    Link("API", "/api/"),
    Link("Aide", "/aide"),
)
"""The main menu. A feature adds its line when its page exists."""

INSTITUTIONAL_LINKS: Final[tuple[Link, ...]] = (
    Link("info.gouv.fr", "https://www.info.gouv.fr"),
    Link("service-public.gouv.fr", "https://www.service-public.gouv.fr"),
    Link("legifrance.gouv.fr", "https://www.legifrance.gouv.fr"),
    Link("data.gouv.fr", "https://www.data.gouv.fr"),
)
"""The four links that the design system requires, not to be changed."""

LEGAL_LINKS: Final[tuple[Link, ...]] = (
    Link("Plan du site", "/plan-du-site"),
    Link("Mentions légales", "/mentions-legales"),
    Link("Données personnelles et gestion des cookies", "/donnees-personnelles"),
    Link("Contact", "/contact"),
    Link("Statistiques", "/stats"),
    Link("Budget", "/budget"),
    Link("Écoconception", "/ecoconception"),
)

LICENCE = Link("licence etalab-2.0", "https://github.com/etalab/licence-ouverte/blob/master/LO.md")

_CONFORMITIES: Final = {
    "non": "non conforme",
    "partiellement": "partiellement conforme",
    "totalement": "totalement conforme",
}


@dataclass(frozen=True)
class Site:
    """``identity`` is « etat » or « neutre »; ``url`` has no trailing slash."""

    name: str
    tagline: str
    url: str
    identity: str
    accessibility: str
    navigation: tuple[Link, ...] = NAVIGATION
    institutional_links: tuple[Link, ...] = INSTITUTIONAL_LINKS
    legal_links: tuple[Link, ...] = LEGAL_LINKS
    licence: Link = LICENCE

    @property
    def is_state(self) -> bool:
        return self.identity == "etat"

    @cached_property
    def menu_paths(self) -> frozenset[str]:
        """Addresses that the menu marks as the current page."""
        return frozenset(link.path for link in self.navigation)

    @property
    def stylesheet(self) -> str:
        return f"ui/portal-{self.identity}.css"

    @property
    def light_stylesheet(self) -> str:
        """That of the frames which other sites show, without the components they do not have."""
        return f"ui/embed-{self.identity}.css"


def build_site() -> Site:
    """The site that the settings describe."""
    return Site(
        name=settings.SITE_NAME,
        tagline=settings.SITE_TAGLINE,
        url=settings.SITE_URL,
        identity=settings.SITE_IDENTITY,
        # Ordinary spaces: the State's scanners look for this very sentence (standards.md, Y-09).
        accessibility=f"Accessibilité : {_CONFORMITIES[settings.ACCESSIBILITY_STATUS]}",
    )
