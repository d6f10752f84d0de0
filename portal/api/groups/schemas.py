"""Groups that readers put together, as the API tells and takes them."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, Field

from portal.api.references import TerritoryRef

MOST_MEMBERS: Final = 2000

MemberKind = Literal["commune", "epci", "departement", "region"]


class GroupAsked(BaseModel):
    """A group to save."""

    name: str = Field(
        min_length=1,
        max_length=80,
        description="Public pour qui connaît l’adresse du groupe ; listé nulle part.",
        examples=["Rive sud"],
    )
    members: list[str] = Field(
        min_length=1,
        max_length=MOST_MEMBERS,
        description="Communes, intercommunalités, départements ou régions d’aujourd’hui. De plusieurs "
        "natures, ils deviennent l’ensemble de leurs communes.",
        examples=[["commune:35051", "commune:35001"]],
    )
    as_communes: bool = Field(False, description="Prendre les communes des territoires donnés.")


class Group(BaseModel):
    """A saved group."""

    id: str = Field(description="Le même pour le même nom et les mêmes membres.", examples=["18a8z2kk6yyq"])
    name: str = Field(examples=["Rive sud"])
    member_kind: MemberKind
    definition: str = Field(description="Comment le groupe a été composé, en français.")
    members: list[TerritoryRef] = Field(description="Ses membres d’aujourd’hui, par code.")
    notices: list[str] = Field(description="Ce qui a changé depuis : codes disparus, successeurs.")
    url: str = Field(description="Page du groupe.")
    figures: str = Field(description="Adresse de ses chiffres.")
