"""Lists of codes that figures and documents use: ``catalogue/nomenclatures/<slug>.yaml``.

Most are already somewhere in the portal (categories of an indicator, strates, units, official codes):
``content`` says where, and nothing is written twice.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from portal.kernel.descriptors import Descriptor, Many, Sentence, Slug, Url
from portal.kernel.levels import Level
from portal.references.glossary import Reference


class CategoriesContent(Descriptor):
    """The categories of an indicator."""

    kind: Literal["categories"]
    indicator: Slug


class StratesContent(Descriptor):
    """The classes of size of a level."""

    kind: Literal["strates"]
    level: Level


class TerritoriesContent(Descriptor):
    """The official code of the territories of a kind, as of the year of the portal."""

    kind: Literal["territories"]
    level: Literal["region", "departement"]


class VocabularyContent(Descriptor):
    """A vocabulary of the portal: units of figures, reasons why one is missing, statuses, subjects."""

    kind: Literal["units", "absences", "statuses", "subjects", "themes", "technologies"]


class RowsContent(Descriptor):
    """Rows written here: short lists that no source gives as a file. Codes are text."""

    kind: Literal["rows"]
    columns: Annotated[Many[str], Field(min_length=2)]
    rows: Annotated[Many[Many[str]], Field(min_length=1)]

    @model_validator(mode="after")
    def _rectangular(self) -> RowsContent:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"the row {row[0]!r} has {len(row)} cells, not {len(self.columns)}")
        return self


Content = Annotated[
    CategoriesContent | StratesContent | TerritoriesContent | VocabularyContent | RowsContent,
    Field(discriminator="kind"),
]


class Nomenclature(Descriptor):
    """A list of codes. ``version``: in French, the state of the list (« au 1er janvier 2026 »); « {cog} » in
    it stands for the year of the geography loaded."""

    slug: Slug
    title: Sentence
    order: int
    summary: Sentence
    version: str
    producer: Slug | None = None
    page: Url | None = None
    content: Content
    caveats: Many[Sentence] = ()
    sources: Many[Reference] = ()
    indicators: Many[Slug] = ()
    terms: Many[Slug] = ()
