"""Territories as the API tells them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from portal.api.references import VERSION, Kind, TerritoryRef


class TerritoryFilters(BaseModel):
    """What ``/territories`` may be asked."""

    q: str | None = Field(
        None,
        max_length=500,
        description="Nom, début de nom, ancien nom, code Insee, code postal, Siren… ; "
        "les fautes de frappe sont admises.",
        examples=["st etienne"],
    )
    kind: list[Kind] = Field([], max_length=8, description="Ne garder que ces natures ; répétable.")
    limit: int = Field(
        20, ge=1, le=1000, description="Nombre d’éléments par page ; une recherche en donne 50 au plus."
    )
    after: str | None = Field(
        None,
        pattern=r"^[a-z_]{2,30}:[0-9A-Za-z]{1,12}$",
        description="Reprendre après cet élément : voir `next`.",
    )
    version: str | None = Field(None, max_length=80, description=VERSION)


class TerritoryItem(TerritoryRef):
    """A territory in a list or among the answers to a search."""

    departement: str | None = Field(description="Code du département.", examples=["42"])
    departement_name: str | None = Field(examples=["Loire"])
    region: str | None = Field(description="Code de la région.", examples=["84"])
    population: int | None = Field(
        description="Population municipale du dernier millésime, pour trier ; voir `figures` pour l’année "
        "et la source.",
        examples=[173136],
    )
    past_names: list[str] = Field(
        description="Anciens noms et communes réunies.", examples=[["Rochetaillée"]]
    )
    matched: str = Field(
        "",
        description="Pourquoi ce territoire répond, quand son nom ne le dit pas.",
        examples=["code postal 42100"],
    )
    is_approximate: bool = Field(False, description="Trouvé malgré une faute de frappe.")


class TerritoryList(BaseModel):
    """One page of territories."""

    items: list[TerritoryItem]
    next: str | None = Field(None, description="Adresse de la page suivante ; null à la fin.")


class Centroid(BaseModel):
    """A point, in degrees (WGS 84)."""

    longitude: float = Field(examples=[4.3903])
    latitude: float = Field(examples=[45.4401])


class Strate(BaseModel):
    """The group of territories of the same size."""

    key: str = Field(examples=["100000-et-plus"])
    label: str = Field(examples=["100 000 habitants et plus"])


class Name(BaseModel):
    """A name and when it held."""

    name: str = Field(examples=["Saint-Étienne"])
    starts_on: date | None = Field(description="Premier jour ; null quand il n’est pas connu.")
    ends_on: date | None = Field(description="Premier jour où il ne vaut plus ; null s’il vaut encore.")


class TerritoryEvent(BaseModel):
    """A change: what was, what came of it."""

    what: str = Field(
        description="merger, split, renaming, recoding, creation ou dissolution.", examples=["merger"]
    )
    effective_on: date = Field(examples=["2019-01-01"])
    before: TerritoryRef | None
    after: TerritoryRef | None
    name_before: str
    name_after: str
    source: str


class Successor(BaseModel):
    """A present territory that came of a past one."""

    territory: TerritoryRef
    what: str = Field(description="Premier changement : merger, split, recoding…", examples=["merger"])
    effective_on: date | None = Field(examples=["2024-01-01"])
    via: list[str] = Field(description="Territoires traversés, quand il y a eu plusieurs changements.")


class TownHall(BaseModel):
    """How to reach the authority: published, institutional details."""

    address: str
    phone: str
    email: str
    website: str


class Head(BaseModel):
    """The elected head: name, office, date."""

    title: str = Field(examples=["Maire"])
    first_name: str
    last_name: str
    since: date | None


class Territory(TerritoryRef):
    """All that identifies a territory."""

    is_current: bool = Field(description="Faux pour un territoire disparu : voir `successors`.")
    type: str = Field(description="CC, CA, CU, METRO… ; deleguee, associee ; vide sinon.")
    siren: str | None = Field(examples=["214202186"])
    postal_codes: list[str] = Field(examples=[["42000", "42100", "42230"]])
    population: int | None = Field(description="Population municipale du dernier millésime.")
    area_km2: float | None = Field(
        description="Superficie, en km² : celle des chiffres du territoire, sinon celle de son contour."
    )
    centroid: Centroid | None
    strate: Strate | None = Field(description="Groupe de comparaison.")
    seat: str | None = Field(description="Code de la commune chef-lieu.")
    parents: dict[str, TerritoryRef] = Field(description="Par nature : epci, departement, region…")
    members: dict[str, int] = Field(
        description="Nombre de territoires qui le composent, par nature.", examples=[{"commune": 53}]
    )
    neighbours: list[TerritoryRef] = Field(description="Territoires de même nature qui le touchent.")
    names: list[Name]
    events: list[TerritoryEvent]
    successors: list[Successor] = Field(description="Territoires actuels, quand celui-ci a disparu.")
    town_hall: TownHall | None
    head: Head | None
