"""Datasets as udata writes them (data.gouv.fr): the JSON of its API, versions 1 and 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from portal.harvest.formats.markdown import read_markdown
from portal.harvest.formats.saying import Said, build_period, choose_language, join_address, open_list
from portal.harvest.pages import Faulty
from portal.library.harvested import Harvested, HarvestedFile

_SILENT: Final = frozenset({"", "notspecified", "unknown", "other", "none"})
_GRANULARITIES: Final = {
    "fr:commune": "commune", "fr:epci": "epci", "fr:departement": "departement", "fr:region": "region",
    "country": "france",
}  # fmt: skip
_BADGES: Final = {
    "spd": "Service public de la donnée",
    "pivotal-data": "Données pivot",
    "inspire": "Inspire",
    "hvd": "Données de forte valeur",
}


def is_withdrawn(row: Mapping[str, Any], *, keeps_archived: bool) -> bool:
    """Whether the platform says that a dataset is not public any more."""
    is_archived = bool(row.get("archived")) and not keeps_archived
    return bool(row.get("deleted")) or row.get("private") is True or is_archived


def build_dataset(
    row: Mapping[str, Any], resources: Sequence[object], site: str, *, names_datagouv: bool
) -> Harvested | Faulty:
    """A dataset. ``resources``: its files, which version 2 gives apart. ``site``: root of the platform."""
    said = Said(site)
    told = said.address(row.get("page"))  # platforms without pages of their own give that of their API
    page = told if told and "/api/" not in told else said.address(_build_page(row, site))
    spatial = _read_mapping(row.get("spatial"))
    covered = _read_mapping(row.get("temporal_coverage"))
    period = build_period(said.line(covered.get("start")), said.line(covered.get("end")))
    files = [build_file(said, one) for one in resources]
    key = choose_language(row.get("id"))
    return said.build(
        key,
        row.get("title"),
        page,
        kind="dataset",
        abstract=said.text(read_markdown(choose_language(row.get("description")))),
        publishers=said.lines(_read_mapping(row.get("organization")).get("name")),
        creators=_read_owner(said, row.get("owner")),
        issued=said.line(row.get("created_at")),
        modified=said.line(row.get("last_update") or row.get("last_modified")),
        period=period,
        keywords=said.lines(row.get("tags"), _read_badges(row.get("badges"))),
        themes=said.lines(_list_themes(row), _GRANULARITIES.get(choose_language(spatial.get("granularity")))),
        licence=_drop_silent(said.line(row.get("license"))),
        formats=said.lines([one.format for one in files if one is not None]),
        frequency=_drop_silent(said.line(row.get("frequency"))),
        identifiers=(f"datagouv:{key}",) if names_datagouv and key else (),
        spatial=said.lines([_read_zone(one) for one in open_list(spatial.get("zones"))]),
        files=files,
    )


def build_file(said: Said, resource: object) -> HarvestedFile | None:
    """A file, at the address that follows it when it is replaced."""
    told = _read_mapping(resource)
    size = told.get("filesize") or _read_mapping(told.get("extras")).get("analysis:content-length")
    return said.file(
        told.get("latest") or told.get("url"),
        told.get("title"),
        told.get("format") or told.get("mime"),
        size,
        told.get("last_modified"),
    )


def _build_page(row: Mapping[str, Any], site: str) -> str:
    slug = choose_language(row.get("slug")) or choose_language(row.get("id"))
    return join_address(site, f"datasets/{slug}/") if slug else ""


def _read_owner(said: Said, owner: object) -> tuple[str, ...]:
    """The person who publishes, when it is no organisation."""
    told = _read_mapping(owner)
    return said.lines(f"{choose_language(told.get('first_name'))} {choose_language(told.get('last_name'))}")


def _read_badges(badges: object) -> list[str]:
    kinds = (choose_language(_read_mapping(one).get("kind")) for one in open_list(badges))
    return [_BADGES[kind] for kind in kinds if kind in _BADGES]


def _read_zone(zone: object) -> str:
    """« fr:commune:01001 », which may come with its name."""
    if isinstance(zone, str):
        return zone
    told = _read_mapping(zone)
    return choose_language(told.get("id")) or choose_language(told.get("name"))


def _list_themes(row: Mapping[str, Any]) -> list[object]:
    """Themes that the catalogue it was harvested from gave it."""
    extras = _read_mapping(row.get("extras"))
    told = [extras.get(key) for key in ("theme", "themes", "dcat:theme", "ods:theme", "geop:theme")]
    inner = _read_mapping(extras.get("dcat")).get("theme")
    return [one for value in (*told, inner) for one in open_list(value)]


def _drop_silent(word: str) -> str:
    return "" if word.lower() in _SILENT else word


def _read_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
