"""Documents that never were, as many as one likes: their words follow Zipf's law, as those of texts do."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from portal.library.models import Document

SEED: Final = 20261122
_KNOWN: Final = (
    "communes", "collectivités", "locales", "finances", "budget", "dépenses", "recettes", "fiscalité",
    "dotation", "DGF", "départements", "régions", "intercommunalité", "métropole", "communauté",
    "agglomération", "population", "logement", "habitat", "urbanisme", "transports", "mobilité", "eau",
    "assainissement", "déchets", "énergie", "climat", "biodiversité", "écoles", "culture", "sport",
    "santé", "social", "personnes", "âgées", "emploi", "agents", "fonction", "publique", "territoriale",
    "élus", "élections", "conseil", "municipal", "participatif", "comptes", "administratifs", "M57",
    "dette", "investissement", "fonctionnement", "subventions", "marchés", "publics", "données",
    "ouvertes", "équipements", "services", "rapport", "annuel", "étude", "bilan", "enquête", "guide",
    "observatoire", "chiffres", "clés", "panorama", "tableau", "bord", "évolution", "cadastre",
    "adresses",
)  # fmt: skip
_SYLLABLES: Final = (
    "ba", "bo", "cha", "co", "de", "di", "fa", "fe", "ga", "gri", "ji", "la", "le", "lo", "ma", "mé",
    "mi", "no", "pa", "per", "qui", "ra", "ré", "sa", "so", "ta", "ti", "tu", "va", "vi",
)  # fmt: skip
_VOCABULARY: Final = 40_000
_FIRST_DAY: Final = date(1995, 1, 1)
_LAST_DAYS: Final = 11_300
KINDS: Final = ("dataset", "publication", "tool", "reference", "platform")
LEVELS: Final = ("commune", "epci", "departement", "region", "france")


class Library:
    """Draws documents with a fixed seed. ``places`` are « kind:code », producers and the rest are slugs."""

    def __init__(self, places: Sequence[str]) -> None:
        self.choose = random.Random(SEED)
        made = (
            "".join(self.choose.choices(_SYLLABLES, k=self.choose.randint(2, 5))) for _ in itertools.count()
        )
        others = itertools.islice(dict.fromkeys(itertools.islice(made, 3 * _VOCABULARY)), _VOCABULARY)
        self.words = [*_KNOWN, *others]
        self.weights = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(self.words))))
        self.places = places
        self.subjects = [f"theme-{number}" for number in range(15)]
        self.producers = [f"producteur-{number}" for number in range(400)]
        self.licences = [f"licence-{number}" for number in range(8)]
        self.formats = [f"format-{number}" for number in range(30)]
        self.sources = [f"source-{number}" for number in range(20)]

    def draw(self, count: int) -> Iterator[Document]:
        """Documents that no database holds, numbered from 1."""
        from portal.library.models import Document, build_slug

        for pk in range(1, count + 1):
            title = self._write(self.choose.randint(5, 12)).capitalize()
            yield Document(
                pk=pk,
                title=title,
                slug=build_slug(title),
                abstract=self._write(self.choose.randint(20, 80)),
                keywords=[self._write(2) for _ in range(self.choose.randint(0, 4))],
                published_on=_FIRST_DAY + timedelta(days=int(_LAST_DAYS * self.choose.random() ** 0.5)),
                kind=self._pick(KINDS),
                subjects=self._pick_some(self.subjects, 3),
                levels=self._pick_some(LEVELS, 3),
                producers=self._pick_some(self.producers, 2),
                licence=self._pick(self.licences),
                formats=self._pick_some(self.formats, 4),
                sources=[self._pick(self.sources)],
                territories=self.choose.choices(self.places, k=self.choose.choice((0, 1, 1, 1, 2))),
            )

    def _write(self, count: int) -> str:
        return " ".join(self.choose.choices(self.words, cum_weights=self.weights, k=count))

    def _pick(self, values: Sequence[str]) -> str:
        """The first ones oftener."""
        return values[int(len(values) * self.choose.random() ** 2)]

    def _pick_some(self, values: Sequence[str], most: int) -> list[str]:
        return list(dict.fromkeys(self._pick(values) for _ in range(self.choose.randint(1, most))))
