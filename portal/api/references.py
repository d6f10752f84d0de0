"""Territories named in addresses and in answers."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, Literal

from django.conf import settings
from pydantic import BaseModel, Field

from portal.api.problems import ProblemError, refuse_parameter
from portal.territories import addresses, models
from portal.territories.queries.zones import UnknownZoneError, Zone, find_zone
from portal.territories.search.labels import build_label

Kind = Literal[
    "commune",
    "epci",
    "departement",
    "region",
    "france",
    "ept",
    "arrondissement_municipal",
    "commune_deleguee",
]
"""Kinds that have territories today; saved groups (``group``) have an identity and figures beside them."""


class TerritoryRef(BaseModel):
    """Enough to name a territory and to find it."""

    kind: str = Field(description="Nature du territoire.", examples=["commune"])
    code: str = Field(description="Code Insee, ou Siren d’une intercommunalité.", examples=["42218"])
    name: str = Field(examples=["Saint-Étienne"])
    label: str = Field(description="Nom sans homonyme.", examples=["Saint-Étienne (42)"])
    url: str | None = Field(
        description="Page du territoire ; celle de sa commune pour une partie de commune ; "
        "null pour un territoire disparu.",
        examples=["https://exemple.gouv.fr/communes/42218-saint-etienne"],
    )
    path: str | None = Field(description="La même, sans l’hôte.", examples=["/communes/42218-saint-etienne"])


VERSION: Final = (
    "Chiffres tels qu’ils étaient à cette version des données (`data_version`, `next`) ; sans elle, "
    "les derniers."
)
"""Description of the parameter ``version``, which every address that answers figures takes."""

_CODE: Final = re.compile(r"^[0-9A-Z]{1,12}$")


def get_territory(kind: str, code: str) -> models.Territory:
    """The territory of an address, past ones included. Raises ProblemError 404."""
    wanted = code.upper()
    if kind not in models.Kind.values:
        detail = (
            f"« {kind[:40]} » n’est pas une nature de territoire. Natures : {', '.join(models.Kind.values)}."
        )
        raise ProblemError(404, "unknown_territory", detail)
    if not _CODE.match(wanted):
        raise ProblemError(404, "unknown_territory", f"« {code[:40]} » n’a pas la forme d’un code.")
    found = models.Territory.objects.filter(kind=kind, code=wanted).first()
    if found is None:
        detail = f"Aucun territoire {kind} n’a eu le code {wanted} depuis 2019."
        raise ProblemError(404, "unknown_territory", detail)
    return found


def build_ref(territory: models.Territory) -> TerritoryRef:
    """A territory as a reference."""
    path = find_path(territory)
    return TerritoryRef(
        kind=territory.kind,
        code=territory.code,
        name=territory.name,
        label=build_label(
            territory.kind, territory.code, territory.name, territory.departement_code, territory.type
        ),
        url=None if path is None else settings.SITE_URL + path,
        path=path,
    )


def find_path(territory: models.Territory) -> str | None:
    """Path of the page of a territory; None for a past one, and when its commune is unknown."""
    if not territory.is_current:
        return None
    if territory.kind in addresses.SUB_ENTITY_KINDS and not territory.parent_code:
        return None
    return addresses.path_of(territory.kind, territory.code, territory.slug)


def split_reference(text: str, kinds: Collection[str] = tuple(models.Kind.values)) -> tuple[str, str] | None:
    """Kind and code of « commune:35238 »; None when it has not that form."""
    kind, colon, code = text.partition(":")
    code = code.upper()
    return (kind, code) if colon and kind in kinds and _CODE.match(code) else None


def find_within(text: str) -> Zone:
    """The zone of « within »: any of those of the explorer. Raises ProblemError."""
    try:
        return find_zone(text)
    except UnknownZoneError as error:
        raise refuse_parameter("within", str(error)) from error
