from __future__ import annotations

from datetime import date

import pytest

from portal.territories.models import Head, Territory
from portal.web.factsheets.identity import HeadLine, _write_last_name, build_identity


@pytest.mark.parametrize(
    ("given", "shown"),
    [("APPÉRÉ", "Appéré"), ("DE LA TOUR-D'AUVERGNE", "de La Tour-d’Auvergne"), ("Le Goff", "Le Goff")],
)
def test_names_of_persons_are_not_shouted(given: str, shown: str):
    assert _write_last_name(given) == shown


def test_many_postal_codes_are_summed_up():
    paris = Territory(kind="commune", code="75056", name="Paris")
    paris.postal_codes = [f"750{number:02}" for number in range(1, 21)] + ["75116"]
    facts = {fact.label: fact.text for fact in build_identity(paris, {}, None).facts}
    assert facts["Codes postaux"] == "75001 à 75116 (21 codes)"


@pytest.mark.parametrize(
    ("kind", "code", "type_", "shown"),
    [
        ("commune", "35001", "", "Maire : Non renseigné dans la source"),
        ("epci", "200000000", "CC", "Présidence : Non renseignée dans la source"),
        ("departement", "56", "metro", "Présidence : Non renseignée dans la source"),
        ("departement", "2A", "metro", ""),
        ("departement", "987", "com", ""),
        ("france", "FR", "", ""),
    ],
)
def test_head_that_the_source_leaves_out_is_said_so(kind: str, code: str, type_: str, shown: str):
    head = build_identity(Territory(kind=kind, code=code, type=type_, name="X"), {}, None).head
    assert (f"{head.title} : {head.name}" if head else "") == shown


def test_date_of_office_is_that_of_the_election():
    rennes = Territory(kind="commune", code="35238", name="Rennes")
    rennes.head = Head(title="Maire", first_name="Camille", last_name="EXEMPLE", since=date(2026, 3, 22))
    assert build_identity(rennes, {}, None).head == HeadLine(
        "Maire", "Camille Exemple", "élection à cette fonction\u00a0: 22 mars 2026"
    )
