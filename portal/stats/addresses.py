"""Where the pages of an indicator and of a dataset are: hyphens in addresses, underscores in slugs.

A slug has no hyphen, so that each has one address, and each address one slug.
"""

from __future__ import annotations

INDICATORS_PATH = "/indicateurs"
DATASETS_PATH = "/donnees"
EXPLORE_PATH = "/explorer"
DASHBOARDS_PATH = "/tableaux-de-bord"

_PEERS_LEVEL = {"departement": "", "region": "region", "epci": "epci", "ept": "commune"}
"""Kind → the level that shows a territory among others, where the zone does not open with it."""


def write_segment(slug: str) -> str:
    """« taux-th-commune » for ``taux_th_commune``: the last part of an address, or an anchor."""
    return slug.replace("_", "-")


def parse_segment(segment: str) -> str:
    """The slug of a part of an address, whichever way its words are joined."""
    return segment.replace("-", "_")


def indicator_path(slug: str) -> str:
    """Path of the page of an indicator, without host."""
    return f"{INDICATORS_PATH}/{write_segment(slug)}"


def dataset_path(slug: str) -> str:
    """Path of the page of a dataset, without host."""
    return f"{DATASETS_PATH}/{write_segment(slug)}"


def explore_path(slug: str, *, zone: str = "", level: str = "", view: str = "", here: str = "") -> str:
    """Path of an indicator in the explorer, with what was chosen: ``/explorer/dette?zone=departement:35``.

    Values are written as they are: keys of zones, levels and views need no escaping.
    """
    chosen = "&".join(
        f"{name}={value}"
        for name, value in (("zone", zone), ("niveau", level), ("vue", view), ("ici", here))
        if value
    )
    path = f"{EXPLORE_PATH}/{write_segment(slug)}"
    return f"{path}?{chosen}" if chosen else path


def explore_peers_path(slug: str, kind: str, code: str, departement: str, *, view: str = "") -> str:
    """An indicator where a territory stands among others of its kind, marked: communes and
    intercommunalités of its département, départements and régions of France, communes of an EPT.

    Empty for other kinds, and where there is no département to look at.
    """
    here = f"{kind}:{code}"
    if kind in {"commune", "epci"}:
        zone = f"departement:{departement}" if departement else ""
        level = _PEERS_LEVEL.get(kind, "")
        return explore_path(slug, zone=zone, level=level, view=view, here=here) if zone else ""
    if kind == "ept":
        return explore_path(slug, zone=here, view=view)
    return explore_path(slug, level=_PEERS_LEVEL[kind], view=view, here=here) if kind in _PEERS_LEVEL else ""
