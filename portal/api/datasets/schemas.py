"""Datasets as the API tells them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from portal.api.figures.schemas import Source


class Dataset(Source):
    """A dataset, and its release online."""

    summary: str
    refresh: str = Field(description="yearly, quarterly, monthly, at_each_election ou never.")
    licence_page: str
    caveats: list[str]
    indicators: list[str] = Field(description="Indicateurs publics qui en viennent.")


class DatasetList(BaseModel):
    """All datasets online."""

    items: list[Dataset]
    next: None = Field(None, description="Toujours null : la liste est complète.")
