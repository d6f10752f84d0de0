"""Twenty towns of a département with figures worked out by hand, and dashboards that show them.

Populations of Ville 01 to Ville 20 are 1,000 to 20,000 in 2023; five years before they were a tenth less,
but Ville 01 has halved since, Ville 02 is stable and Ville 03 is as small as a hamlet (100, and 50 before).
Logements vacants: 10 % everywhere but in Ville 20 (60 %), secret in Ville 19.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.kernel.figures import Absence
from portal.stats.descriptors.dashboard import Dashboard
from portal.territories.models import Membership, Version
from portal.territories.queries.universe import reset_universe
from portal.territories.queries.zones import find_zone
from portal.web.explore.dashboards.asked import DashboardAsked, choose_level
from portal.web.explore.dashboards.building import build_dashboard
from portal.web.explore.dashboards.shown import ShownPanel
from tests.territories.builders import ILLE_ET_VILAINE, build_small_universe, build_territory
from tests.web.conftest import DINAN_2022, POPULATIONS, publish

CODES = [f"354{number:02d}" for number in range(1, 21)]
ZONE = "liste:commune:" + ",".join(CODES)


def build_towns() -> None:
    """The small universe and twenty communes more in Ille-et-Vilaine, out of any EPCI."""
    places = build_small_universe()
    for number, code in enumerate(CODES, start=1):
        town = build_territory(
            "commune", code, f"Ville {number:02d}", departement_code="35", region_code="53",
            strate="1000-1999", population=100 if number == 3 else 1000 * number,
        )  # fmt: skip
        Version.objects.create(territory=town, name=town.name, starts_on=date(1943, 1, 1))
        Membership.objects.create(member=town, group=places[ILLE_ET_VILAINE], first_year=2019)
    reset_universe()


def publish_towns() -> None:
    """The towns and their figures."""
    build_towns()
    rows: list[tuple[Any, ...]] = []
    for number, code in enumerate(CODES, start=1):
        before, after = 900.0 * number, 1000.0 * number
        if number <= 3:
            before, after = ((2000.0, 1000.0), (2000.0, 2000.0), (50.0, 100.0))[number - 1]
        rows += [
            ("commune", code, "population", 2018, before),
            ("commune", code, "population", 2023, after),
        ]
    for code, people in {**POPULATIONS, "22050": DINAN_2022}.items():
        rows += [
            ("commune", code, "population", 2018, 0.9 * people),
            ("commune", code, "population", 2023, people),
        ]
    publish("insee_populations", rows)
    homes: list[tuple[Any, ...]] = []
    for number, code in enumerate(CODES, start=1):
        share: float | Absence = 60.0 if number == 20 else 10.0 + number / 10
        homes.append(("commune", code, "taux_th_commune", 2020, Absence.SECRET if number == 19 else share))
    publish("dgfip_taxe_habitation", homes)
    publish("dhup_zonage_abc", [("commune", code, "zonage_abc", 2024, 1 + int(number > 4))
                                for number, code in enumerate(CODES)])  # fmt: skip


def build_dashboard_of(*panels: dict[str, Any], **fields: Any) -> Dashboard:
    """A dashboard of these panels."""
    return Dashboard.model_validate(
        {
            "slug": "essai",
            "label": "Essai",
            "summary": "Un essai.",
            "questions": ["Que voit-on ?"],
            "kind": "theme",
            "themes": ["population"],
            "panels": list(panels),
            **fields,
        }
    )


def show_panel(panel: dict[str, Any], *, zone: str = ZONE, **asked: Any) -> ShownPanel:
    """One panel for a zone."""
    dashboard, found = build_dashboard_of(panel), find_zone(zone)
    level = asked.pop("level", choose_level(dashboard, found))
    [shown] = build_dashboard(DashboardAsked(dashboard, found, level, **asked)).panels
    return shown
