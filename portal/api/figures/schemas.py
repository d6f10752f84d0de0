"""Figures as the API tells them: never naked."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from portal.api.references import VERSION, TerritoryRef

AbsenceName = Literal[
    "secret", "not_available", "not_applicable", "not_significant", "not_comparable", "incomplete"
]
StatusName = Literal["normal", "provisional", "estimated", "revised", "break"]
OriginName = Literal["published", "aggregated", "apportioned"]

SLUG = r"^[a-z][a-z0-9_]{0,79}$"


class Source(BaseModel):
    """Where figures come from."""

    dataset: str = Field(examples=["insee_populations"])
    title: str = Field(examples=["Populations de référence"])
    producer: str = Field(examples=["Insee"])
    licence: str = Field(examples=["Licence Ouverte 2.0"])
    page: str = Field(description="Page du producteur ; vide pour un calcul du portail.")
    release: int = Field(description="Numéro de la version en ligne.", examples=[3])
    published_at: datetime | None = Field(description="Mise en ligne de cette version.")
    extract: str = Field(
        description="Partie de la source qui est en ligne ici ; vide quand elle y est tout entière.",
        examples=["Communes de Guadeloupe"],
    )


class Figure(BaseModel):
    """A value, or the reason why there is none."""

    value: float | None = Field(description="null quand il n’y a pas de valeur ; jamais 0 à la place.")
    absence: AbsenceName | None = Field(description="Pourquoi il n’y a pas de valeur ; null s’il y en a une.")
    status: StatusName
    origin: OriginName = Field(description="Lu dans la source, agrégé ou réparti par le portail.")


class Point(Figure):
    """The figure of one year."""

    year: int = Field(examples=[2023])
    source: str = Field(description="Jeu de données de ce point.", examples=["insee_populations"])


class Trend(BaseModel):
    """Where a series is heading since its last break (Mann and Kendall's test, Theil and Sen's slope)."""

    kind: Literal["rising", "falling", "stable", "unclear"] = Field(
        description="En hausse ou en baisse : le hasard seul n’en donnerait l’apparence que moins d’une fois "
        "sur dix. Stable : moins de 0,2 % par an. Sinon, rien de clair."
    )
    first_year: int = Field(description="Première année prise en compte.", examples=[2013])
    last_year: int = Field(examples=[2023])
    slope: float = Field(
        description="Évolution annuelle, dans l’unité de l’indicateur : médiane des pentes entre toutes les "
        "années prises deux à deux."
    )
    slope_pct: float | None = Field(
        description="La même, en pourcentage de la valeur médiane ; null autour de zéro."
    )


class Series(BaseModel):
    """An indicator of a territory, by increasing year."""

    indicator: str = Field(examples=["population"])
    label: str = Field(examples=["Population municipale"])
    unit: str = Field(examples=["inhabitants"])
    unit_symbol: str = Field(examples=["hab."])
    decimals: int = Field(
        description="Décimales à l’affichage ; les valeurs sont données en entier.", examples=[0]
    )
    points: list[Point]
    source: Source | None = Field(description="Source du point le plus récent.")
    trend: Trend | None = Field(
        description="Sens de l’évolution ; null pour une nomenclature et sous cinq années connues."
    )


class FigureFilters(BaseModel):
    """What the figures of a territory may be asked."""

    indicator: list[str] = Field(
        [], max_length=100, description="Ne donner que ces indicateurs, dans cet ordre ; répétable."
    )
    version: str | None = Field(None, max_length=80, description=VERSION)


class Figures(BaseModel):
    """All figures of a territory."""

    territory: TerritoryRef
    data_version: str = Field(description="Change à chaque publication.")
    items: list[Series]
    next: None = Field(None, description="Toujours null : la liste est complète.")
