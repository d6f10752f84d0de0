"""Seats: only an inhabited commune of the territory."""

from __future__ import annotations

from portal.territories.actions.load.communes import add_current
from portal.territories.actions.load.draft import Draft
from portal.territories.actions.load.rows import AreaRow, CommuneRow
from portal.territories.actions.load.vintages import Vintage


def area(code: str, seat: str, **more: str) -> AreaRow:
    return AreaRow(code=code, nom=code, chef_lieu=seat, type_liaison=0, **more)


def test_seat_is_an_inhabited_commune_of_the_territory() -> None:
    communes = [
        ("35238", "35", 220_000),
        ("97502", "975", 5_000),
        ("98411", "984", None),
        ("98901", "989", 0),
    ]
    rows = {
        code: CommuneRow(code=code, nom=code, type="commune-actuelle", departement=within, population=number)
        for code, within, number in communes
    }
    departements = [
        area("35", "35238", region="53", zone="metro"),
        area("975", "97502", region="975", zone="com"),
        area("984", "97502", region="984", zone="com"),
        area("989", "98901", region="989", zone="com"),
    ]
    regions = [area("53", "35238", zone="metro"), area("52", "35238", zone="metro")]
    draft = Draft()
    add_current(draft, Vintage(2026, rows, [], [], departements, regions, [], {}, []))
    seats = {t.code: t.seat_code for kind in ("region", "departement") for t in draft.iterate(kind)}
    assert seats == {"53": "35238", "52": "", "35": "35238", "975": "97502", "984": "", "989": ""}
    assert draft.differences["seat_dropped"] == ["52 52: 35238", "984 984: 97502", "989 989: 98901"]
