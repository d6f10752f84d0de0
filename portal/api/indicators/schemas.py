"""Indicators as the API tells them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from portal.api.figures.schemas import Figure, Source
from portal.api.references import Kind, Year


class Category(BaseModel):
    """One value of a nomenclature."""

    value: int
    key: str
    label: str


class Indicator(BaseModel):
    """What a figure means."""

    slug: str = Field(examples=["density"])
    label: str = Field(examples=["Densité de population"])
    short_label: str
    question: str | None = Field(examples=["Combien d’habitants au km² ?"])
    theme: str = Field(examples=["population"])
    theme_label: str
    unit: str = Field(examples=["inhabitants_per_km2"])
    unit_symbol: str = Field(examples=["hab./km²"])
    decimals: int
    levels: list[str] = Field(description="Natures de territoire où il existe.")
    aggregate: str = Field(description="Comment il s’agrège : sum, recompute, unanimous, none.")
    better_when: str = Field(description="higher, lower ou neither.")
    method: str | None
    caveats: list[str]
    categories: list[Category] = Field(
        description="Valeurs possibles d’une nomenclature ; vide pour un nombre."
    )
    years: dict[str, list[int]] = Field(
        description="Années en ligne, par nature de territoire.", examples=[{"commune": [2022, 2023]}]
    )
    sources: list[Source]


class IndicatorList(BaseModel):
    """All public indicators, by theme."""

    items: list[Indicator]
    next: None = Field(None, description="Toujours null : la liste est complète.")


class ValueFilters(BaseModel):
    """What the values of an indicator may be asked."""

    kind: Kind = Field(description="Nature des territoires.", examples=["departement"])
    year: Year | None = Field(None, description="Année ; la plus récente par défaut.")
    within: str | None = Field(
        None,
        pattern=r"^[a-z_]{2,30}:[0-9A-Za-z]{1,12}$",
        description="Seulement les territoires qui composent celui-ci.",
        examples=["region:53"],
    )
    limit: int = Field(1000, ge=1, le=5000, description="Nombre d’éléments par page.")
    after: str | None = Field(None, pattern=r"^[0-9A-Za-z]{1,12}$", description="Voir `next`.")
    version: str | None = Field(None, max_length=80, description="Version des données : voir `next`.")


class Value(Figure):
    """The figure of one territory."""

    code: str = Field(examples=["35"])
    name: str = Field(examples=["Ille-et-Vilaine"])


class Values(BaseModel):
    """One indicator and year over territories of one kind, by code."""

    indicator: str
    label: str
    unit: str
    unit_symbol: str
    kind: Kind
    year: int | None = Field(description="null quand rien n’est en ligne à cet échelon.")
    within: str | None
    source: Source | None
    data_version: str
    items: list[Value]
    next: str | None = None
