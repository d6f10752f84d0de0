"""Comparisons as the API tells them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from portal.api.figures.schemas import Figure
from portal.api.references import VERSION, TerritoryRef

MOST_COLUMNS = 8
MOST_YEARS = 10


class CompareFilters(BaseModel):
    """What a comparison may be asked."""

    t: list[str] = Field(
        min_length=1,
        max_length=MOST_COLUMNS,
        description="Colonnes, dans l’ordre ; répétable jusqu’à 8. Un territoire de toute nature "
        "(`commune:35238`), un groupe enregistré (`group:<id>`), la médiane ou la moyenne des territoires "
        "d’un groupe (`mediane:commune@strate:10000-19999`, `moyenne:epci@departement:35`) ; groupes : "
        "strate, departement, region, france.",
        examples=[["commune:35238", "departement:35", "mediane:commune@departement:35"]],
    )
    indicator: list[str] = Field(
        [],
        max_length=100,
        description="Ne comparer que ces indicateurs ; répétable.",
        examples=[["population", "densite"]],
    )
    years: int | None = Field(
        None,
        ge=1,
        le=MOST_YEARS,
        description="Donner aussi, dans `by_year`, les dernières années connues de chaque indicateur, toutes "
        "les colonnes à la même année.",
        examples=[5],
    )
    version: str | None = Field(None, max_length=80, description=VERSION)


class Cell(Figure):
    """The figure of one column: its year may differ from that of the others."""

    year: int | None = Field(description="Année de ce chiffre ; null quand l’indicateur n’existe pas ici.")
    source: str | None = Field(description="Jeu de données.")
    members: int | None = Field(
        description="Pour une médiane ou une moyenne : nombre de territoires du groupe qui ont une valeur."
    )


class Year(BaseModel):
    """All the columns the same year."""

    year: int
    cells: list[Cell]


class Row(BaseModel):
    """One indicator, one cell a column, in the order asked."""

    indicator: str
    label: str
    unit: str
    unit_symbol: str
    decimals: int
    grows_with_size: bool = Field(
        description="Vrai pour un montant ou un effectif : il ne se compare pas entre territoires de "
        "niveaux différents."
    )
    same_year: bool = Field(description="Faux quand les chiffres ne sont pas tous de la même année.")
    cells: list[Cell] = Field(
        description="Dernier chiffre connu de chaque colonne ; une médiane ou une moyenne est de l’année de "
        "la première colonne de territoire qui a une valeur, quand elle existe."
    )
    by_year: list[Year] | None = Field(
        description="De la plus récente à la plus ancienne ; null sans `years`."
    )


class Column(TerritoryRef):
    """A column. ``code`` of a median or a mean is that of its group, ``kind`` the nature of its members."""

    reference: str = Field(
        description="Ce que `t` attend.", examples=["commune:35238", "mediane:commune@departement:35"]
    )
    stat: Literal["median", "mean"] | None = Field(
        description="Médiane ou moyenne des territoires d’un groupe, chacun comptant pour un."
    )
    grouping: str | None = Field(description="Sorte de groupe d’une médiane ou d’une moyenne.")


class Comparison(BaseModel):
    """Columns side by side."""

    territories: list[Column]
    data_version: str
    items: list[Row]
    next: None = Field(None, description="Toujours null : la liste est complète.")
