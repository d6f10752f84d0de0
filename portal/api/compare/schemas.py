"""Comparisons as the API tells them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from portal.api.figures.schemas import Figure
from portal.api.references import VERSION, TerritoryRef

MOST_TERRITORIES = 8


class CompareFilters(BaseModel):
    """What a comparison may be asked."""

    t: list[str] = Field(
        min_length=1,
        max_length=MOST_TERRITORIES,
        description="Territoires, de toute nature, dans l’ordre des colonnes ; répétable jusqu’à 8.",
        examples=[["commune:35238", "departement:35"]],
    )
    indicator: list[str] = Field(
        [], max_length=100, description="Ne comparer que ces indicateurs ; répétable."
    )
    version: str | None = Field(None, max_length=80, description=VERSION)


class Cell(Figure):
    """The latest figure of one territory: its year may differ from that of the others."""

    year: int | None = Field(description="Année de ce chiffre ; null quand l’indicateur n’existe pas ici.")
    source: str | None = Field(description="Jeu de données.")


class Row(BaseModel):
    """One indicator, one cell a territory, in the order asked."""

    indicator: str
    label: str
    unit: str
    unit_symbol: str
    decimals: int
    same_year: bool = Field(description="Faux quand les chiffres ne sont pas tous de la même année.")
    cells: list[Cell]


class Comparison(BaseModel):
    """Territories side by side."""

    territories: list[TerritoryRef]
    data_version: str
    items: list[Row]
    next: None = Field(None, description="Toujours null : la liste est complète.")
