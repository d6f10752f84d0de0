"""Indicators as the API tells them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, field_validator

from portal.api.figures.schemas import SLUG, Figure, Source
from portal.api.references import VERSION, Kind
from portal.territories.queries.zones import LONGEST


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
    compute: str = Field(
        description="Comment il est obtenu : column (lu dans la source), ratio, share, difference, sum, "
        "annual_change, weighted_share.",
        examples=["ratio"],
    )
    formula: str = Field(
        description="La formule en clair ; vide pour ce qui est lu tel quel.",
        examples=["Population municipale ÷ Superficie (dernière année connue)"],
    )
    operands: list[str] = Field(description="Indicateurs publics qui entrent dans la formule.")
    page: str = Field(description="Page de ce portail.")
    categories: list[Category] = Field(
        description="Valeurs possibles d’une nomenclature ; vide pour un nombre."
    )
    years: dict[str, list[int]] = Field(
        description="Années en ligne, par nature de territoire.", examples=[{"commune": [2022, 2023]}]
    )
    sources: list[Source]


class IndicatorFilters(BaseModel):
    """What ``/indicators`` may be asked."""

    theme: str | None = Field(
        None, pattern=SLUG, description="Ne garder que ce thème.", examples=["population"]
    )


class IndicatorList(BaseModel):
    """All public indicators, by theme."""

    items: list[Indicator]
    next: None = Field(None, description="Toujours null : la liste est complète.")


Sort = Literal["code", "name", "-name", "value", "-value"]


class ValueFilters(BaseModel):
    """What the values of an indicator may be asked."""

    kind: Kind | None = Field(
        None,
        description="Nature des territoires ; nécessaire, sauf pour un fichier de toutes les natures.",
        examples=["departement"],
    )
    year: str | None = Field(
        None,
        pattern=r"^((19|20)[0-9]{2}|all)$",
        description="Année ; la plus récente par défaut ; « all » pour un fichier de toutes les années.",
        examples=["2023"],
    )
    within: str | None = Field(
        None,
        max_length=LONGEST,
        description="Seulement ceux d’une zone : `departement:35`, `region:53`, `epci:243500139`, "
        "`ept:200057966`, les voisins d’un territoire (`voisins:commune:35238`), un groupe enregistré "
        "(`group:…`) ou une liste de codes (`liste:commune:35238,35047`). Une intercommunalité "
        "est de chaque département et région où elle a une commune.",
        examples=["region:53"],
    )
    sort: Sort = Field(
        "code",
        description="Ordre : `code`, `name`, `value` (du plus bas au plus élevé) ou `-value` (du plus élevé "
        "au plus bas ; `-` devant pour l’ordre inverse) ; les valeurs absentes viennent en dernier.",
        examples=["-value"],
    )
    ranks: bool = Field(
        False,
        description="`true` : le rang de chaque territoire dans toute la sélection (1 pour la valeur la plus "
        "élevée ; les ex æquo partagent le meilleur rang), quelle que soit la page.",
    )
    format: Literal["json", "csv", "excel", "parquet"] = Field(
        "json",
        description="« csv » (UTF-8, virgule), « excel » (CSV pour Excel en français) ou « parquet » : toute "
        "la sélection en un fichier.",
    )
    limit: int = Field(1000, ge=1, le=5000, description="Nombre d’éléments par page.")
    after: str | None = Field(None, pattern=r"^[0-9A-Za-z]{1,12}$", description="Voir `next`.")
    version: str | None = Field(None, max_length=80, description=VERSION)

    @field_validator("kind", "year", "within", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """A form sends what was left empty."""
        return None if value == "" else value


class Value(Figure):
    """The figure of one territory."""

    code: str = Field(examples=["35"])
    name: str = Field(examples=["Ille-et-Vilaine"])
    label: str | None = Field(None, description="Libellé d’une valeur de nomenclature ; null pour un nombre.")
    rank: int | None = Field(
        None,
        description="Avec `ranks=true` : rang dans la sélection ; null sans valeur et pour une nomenclature.",
    )


class Values(BaseModel):
    """One indicator and year over territories of one kind, in the order asked."""

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
