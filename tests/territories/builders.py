"""A small true universe in the test database: a corner of Bretagne, with a merger of 2024.

France > Bretagne (53) > Ille-et-Vilaine (35) and Côtes-d'Armor (22). Rennes Métropole: Rennes,
Acigné, Cesson-Sévigné. Fougères Agglomération: La Chapelle-Fleurigné, which Fleurigné (35112, past)
joined on 1 January 2024. Dinan Agglomération: Dinan. Persons and e-mail addresses are invented.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.territories.actions.load.naming import build_slug
from portal.territories.models import (
    Contact,
    Event,
    Head,
    Load,
    Membership,
    Neighbour,
    Outline,
    Territory,
    Version,
)
from portal.territories.queries.universe import reset_universe

Places = dict[tuple[str, str], Territory]

RENNES, ACIGNE, CESSON = ("commune", "35238"), ("commune", "35001"), ("commune", "35051")
CHAPELLE, FLEURIGNE, DINAN = ("commune", "35062"), ("commune", "35112"), ("commune", "22050")
RENNES_METROPOLE, FOUGERES = ("epci", "243500139"), ("epci", "200072452")
DINAN_AGGLOMERATION = ("epci", "200068989")
ILLE_ET_VILAINE, COTES_D_ARMOR = ("departement", "35"), ("departement", "22")
BRETAGNE, FRANCE = ("region", "53"), ("france", "FR")

_BEGINNING = date(1943, 1, 1)
_MERGER = date(2024, 1, 1)


def build_territory(kind: str, code: str, name: str, **columns: Any) -> Territory:
    """Record one territory at the next position of its kind."""
    position = Territory.objects.filter(kind=kind).count()
    slug = columns.pop("slug", build_slug(name))
    return Territory.objects.create(
        kind=kind, code=code, name=name, slug=slug, position=columns.pop("position", position), **columns
    )


def build_small_universe() -> Places:
    """Record the whole universe of this module and return it by kind and code."""
    places = {(t.kind, t.code): t for t in [*_build_areas(), *_build_epci(), *_build_communes()]}
    _build_history(places)
    _build_memberships(places)
    _build_surroundings(places)
    report = {"counts": {}, "differences": {}, "perimeter_years": list(range(2019, 2027))}
    Load.objects.create(fingerprint="small", report=report)
    reset_universe()
    return places


def _build_areas() -> list[Territory]:
    return [
        build_territory("france", "FR", "France", article_kind=3, population=323030, area_km2=200.0),
        build_territory(
            "region", "53", "Bretagne", type="metro", seat_code="35238", strate="metropole", population=323030
        ),
        build_territory(
            "departement", "35", "Ille-et-Vilaine", article_kind=1, type="metro", seat_code="35238",
            region_code="53", strate="250000-499999", population=308500,
        ),
        build_territory(
            "departement", "22", "Côtes-d'Armor", article_kind=4, type="metro", seat_code="22278",
            region_code="53", strate="moins-250000", population=14530,
        ),
    ]  # fmt: skip


def _build_epci() -> list[Territory]:
    return [
        build_territory(
            "epci", "243500139", "Rennes Métropole", siren="243500139", type="METRO", funding="FPU",
            departement_code="35", region_code="53", strate="metropole", population=306000,
        ),
        build_territory(
            "epci", "200072452", "Communauté d'agglomération Fougères Agglomération", siren="200072452",
            article_kind=3, type="CA", funding="FPU", departement_code="35", region_code="53",
            strate="ca-moins-50000", population=2500,
        ),
        build_territory(
            "epci", "200068989", "Communauté d'agglomération Dinan Agglomération", siren="200068989",
            article_kind=3, type="CA", funding="FPU", departement_code="22", region_code="53",
            strate="ca-moins-50000", population=14530,
        ),
    ]  # fmt: skip


def _build_communes() -> list[Territory]:
    rennes: dict[str, Any] = {"epci_code": "243500139", "departement_code": "35", "region_code": "53"}
    fougeres = {**rennes, "epci_code": "200072452"}
    return [
        build_territory(
            "commune", "35238", "Rennes", siren="213502388", postal_codes=["35000", "35200", "35700"],
            seat_rank=4, strate="100000-plus", population=230000, area_km2=50.4, longitude=-1.68,
            latitude=48.11, arrondissement_code="353", **rennes,
        ),
        build_territory(
            "commune", "35001", "Acigné", article_kind=1, postal_codes=["35690"], strate="5000-9999",
            population=7000, area_km2=29.7, **rennes,
        ),
        build_territory(
            "commune", "35051", "Cesson-Sévigné", postal_codes=["35510"], strate="10000-19999",
            population=69000, area_km2=32.1, **rennes,
        ),
        build_territory(
            "commune", "35062", "La Chapelle-Fleurigné", article_kind=3, postal_codes=["35133"],
            strate="2000-3499", population=2500, area_km2=47.0, **fougeres,
        ),
        build_territory(
            "commune", "22050", "Dinan", postal_codes=["22100"], strate="10000-19999", population=14530,
            seat_rank=2, epci_code="200068989", departement_code="22", region_code="53",
        ),
        build_territory(
            "commune", "35112", "Fleurigné", is_current=False, departement_code="35", region_code="53"
        ),
        build_territory(
            "commune_deleguee", "35112", "Fleurigné", type="deleguee", parent_code="35062",
            departement_code="35", region_code="53",
        ),
    ]  # fmt: skip


def _build_history(places: Places) -> None:
    chapelle, fleurigne = places[CHAPELLE], places[FLEURIGNE]
    for territory in places.values():
        if territory.pk not in {chapelle.pk, fleurigne.pk}:
            Version.objects.create(territory=territory, name=territory.name, starts_on=_BEGINNING)
    names = [
        (chapelle, "La Chapelle-Janson", _BEGINNING, _MERGER),
        (chapelle, "La Chapelle-Fleurigné", _MERGER, None),
        (fleurigne, "Fleurigné", _BEGINNING, _MERGER),
    ]
    for territory, name, starts_on, ends_on in names:
        Version.objects.create(territory=territory, name=name, starts_on=starts_on, ends_on=ends_on)
    for before, name in ((chapelle, "La Chapelle-Janson"), (fleurigne, "Fleurigné")):
        Event.objects.create(
            what=Event.What.MERGER, effective_on=_MERGER, before=before, after=chapelle, name_before=name,
            name_after="La Chapelle-Fleurigné", source="COG 2024",
        )  # fmt: skip


def _build_memberships(places: Places) -> None:
    def join(member: tuple[str, str], group: tuple[str, str], first: int, last: int | None = None) -> None:
        Membership.objects.create(
            member=places[member], group=places[group], first_year=first, last_year=last
        )

    for commune in (RENNES, ACIGNE, CESSON):
        join(commune, RENNES_METROPOLE, 2019)
    join(CHAPELLE, FOUGERES, 2019)
    join(FLEURIGNE, FOUGERES, 2019, 2023)
    join(DINAN, DINAN_AGGLOMERATION, 2019)
    for commune in (RENNES, ACIGNE, CESSON, CHAPELLE):
        join(commune, ILLE_ET_VILAINE, 2019)
    join(FLEURIGNE, ILLE_ET_VILAINE, 2019, 2023)
    join(DINAN, COTES_D_ARMOR, 2019)
    join(ILLE_ET_VILAINE, BRETAGNE, 2019)
    join(COTES_D_ARMOR, BRETAGNE, 2019)
    join(("commune_deleguee", "35112"), CHAPELLE, 2024)


def _build_surroundings(places: Places) -> None:
    for one, other in ((RENNES, CESSON), (CESSON, ACIGNE), (ILLE_ET_VILAINE, COTES_D_ARMOR)):
        Neighbour.objects.create(territory=places[one], other=places[other])
        Neighbour.objects.create(territory=places[other], other=places[one])
    for number, key in enumerate(
        (RENNES, CESSON, ACIGNE, RENNES_METROPOLE, ILLE_ET_VILAINE, BRETAGNE, FRANCE)
    ):
        x = 1000 * number
        for detail in Outline.Detail.values:
            Outline.objects.create(
                territory=places[key], detail=detail, zone="metropole", path=f"M{x} 0l1000 0 0 1000-1000 0z",
                x0=x, y0=0, x1=x + 1000, y1=1000,
            )  # fmt: skip
    Contact.objects.create(
        territory=places[RENNES], address="Place de la Mairie\n35000 Rennes", phone="02 99 00 00 00",
        email="mairie@rennes.example", website="https://rennes.example",
        opening_hours=[["lundi", "vendredi", [["08:30:00", "17:00:00"]]]],
    )  # fmt: skip
    Head.objects.create(
        territory=places[RENNES], title="Maire", first_name="Camille", last_name="Exemple",
        since=date(2026, 3, 22),
    )  # fmt: skip
