"""Datasets and their releases as the API tells them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

State = Literal["online", "waiting"]


class DatasetFilters(BaseModel):
    """What ``/datasets`` may be asked."""

    state: Literal["online", "waiting", "all"] = Field(
        "online", description="« waiting » : les jeux décrits dont le fichier n’est pas encore arrivé."
    )


class Dataset(BaseModel):
    """A dataset, and its release online."""

    dataset: str = Field(examples=["insee_populations"])
    title: str = Field(examples=["Populations de référence"])
    producer: str = Field(examples=["Institut national de la statistique et des études économiques"])
    licence: str = Field(examples=["Licence Ouverte 2.0"])
    page: str = Field(description="Page du producteur ; vide pour un calcul du portail.")
    release: int | None = Field(description="Numéro de la version en ligne ; null en attente.", examples=[3])
    published_at: datetime | None = Field(description="Mise en ligne de cette version.")
    state: State = Field(examples=["online"])
    freshness: str | None = Field(
        None, description="fresh, late, failing ou waiting : voir /donnees/fraicheur.", examples=["fresh"]
    )
    next_expected_on: date | None = Field(
        None, description="Premier jour du mois où du nouveau est attendu ; null sans calendrier."
    )
    extract: str = Field("", description="Ce que le portail a du fichier, quand il n’en a qu’une partie.")
    summary: str
    refresh: str = Field(description="yearly, quarterly, monthly, at_each_election ou never.")
    licence_page: str
    caveats: list[str]
    indicators: list[str] = Field(description="Indicateurs publics qui en sont lus.")
    computed: list[str] = Field(description="Indicateurs publics qui en sont calculés.")
    page_here: str = Field(description="Page de ce portail.")
    releases: str = Field(description="Adresse de ses versions.")


class DatasetList(BaseModel):
    """Datasets, by name."""

    items: list[Dataset]
    next: None = Field(None, description="Toujours null : la liste est complète.")


class File(BaseModel):
    """A file to download. ``sha256`` and ``bytes`` are null for those made when they are asked for."""

    format: Literal["parquet", "csv", "csv-excel", "table-schema", "sha256"]
    media_type: str = Field(examples=["application/vnd.apache.parquet"])
    url: str
    sha256: str | None
    bytes: int | None


class OriginalFile(BaseModel):
    """A file of the producer that a release was made from."""

    name: str
    sha256: str
    origin: str
    fetched_at: str


class Checks(BaseModel):
    """What was checked before the publication."""

    passed: int
    warnings: list[str] = Field(description="Écarts connus et expliqués, en anglais.")


class Changes(BaseModel):
    """Values against those of the release before; ``previous`` is null for the first one."""

    previous: int | None
    appeared: int
    vanished: int
    changed: int
    unchanged: int


class Release(BaseModel):
    """One release: what it holds, where it comes from, its files."""

    dataset: str
    number: int
    state: Literal["online", "replaced", "withdrawn"]
    published_at: datetime | None
    values: int = Field(description="Nombre de valeurs ; les absences n’en sont pas.")
    years: list[int]
    levels: list[str]
    indicators: list[str]
    extract: str
    inputs: dict[str, int] = Field(description="Pour un calcul : version de chaque jeu de données.")
    originals: list[OriginalFile]
    checks: Checks
    changes: Changes
    files: list[File]
    page: str = Field(description="Page de ce portail, avec la liste de ce qui a changé.")


class ReleaseList(BaseModel):
    """Releases of a dataset, the latest first."""

    items: list[Release]
    next: None = Field(None, description="Toujours null : la liste est complète.")
