"""Figures of a perimeter of one's own, as the API tells them."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, Field

from portal.api.figures.schemas import Series
from portal.api.references import VERSION, TerritoryRef

MOST_REFERENCES: Final = 200
MOST_COMMUNES: Final = 2000

RefusalName = Literal["never_aggregated", "no_parts", "not_online", "of_accounts"]


class PerimeterFilters(BaseModel):
    """Of what a perimeter is made, and what is asked of it."""

    t: list[str] = Field(
        min_length=1,
        max_length=MOST_REFERENCES,
        description="Communes, intercommunalités ou départements d’aujourd’hui ; répétable jusqu’à "
        f"{MOST_REFERENCES} fois, {MOST_COMMUNES} communes en tout. Une commune donnée deux fois "
        "compte une fois.",
        examples=[["epci:243500139", "commune:35051"]],
    )
    indicator: list[str] = Field(
        min_length=1, max_length=100, description="Indicateurs demandés, dans cet ordre ; répétable."
    )
    version: str | None = Field(None, max_length=80, description=VERSION)


class Refused(BaseModel):
    """An indicator that cannot be had for a perimeter."""

    indicator: str = Field(examples=["niveau_de_vie_median"])
    reason: RefusalName
    detail: str = Field(description="La raison, en français.")


class PerimeterFigures(BaseModel):
    """Figures of all the communes taken together."""

    territories: list[TerritoryRef]
    communes: int = Field(description="Nombre de communes du périmètre.", examples=[44])
    data_version: str = Field(description="Change à chaque publication.")
    items: list[Series]
    refused: list[Refused] = Field(description="Indicateurs demandés qui ne peuvent pas être donnés.")
    next: None = Field(None, description="Toujours null : la liste est complète.")
