"""Datasets as CKAN writes them, and as DKAN and ArcGIS Hub do in « data.json »."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from portal.harvest.formats.markdown import read_markdown
from portal.harvest.formats.saying import Said, build_period, choose_language, join_address, open_list
from portal.harvest.pages import Faulty
from portal.library.harvested import Harvested, HarvestedFile

_BY_FIELD: Final = {
    "spatial": "spatial-text spatial_text territoire territory geographic_coverage",
    "themes": "theme themes thematique dcat_theme",
    "frequency": "frequency update_frequency accrual_periodicity frequence",
    "language": "language",
    "issued": "dcat_issued issued publication_date",
    "modified": "dcat_modified modified",
    "publishers": "publisher_name dcat_publisher_name",
    "identifiers": "doi",
    "url": "landing_page",
    "start": "temporal_start temporal_coverage_from",
    "end": "temporal_end temporal_coverage_to",
}
EXTRAS: Final = {word: field for field, words in _BY_FIELD.items() for word in words.split()}
"""Extras that portals use, by what they say; what a portal calls otherwise is told in its source."""


def build_package(row: Mapping[str, Any], site: str, extras: Mapping[str, str]) -> Harvested | Faulty:
    """A package of CKAN. ``site``: root of the portal; ``extras``: its own words → ours (see EXTRAS)."""
    said = Said(site)
    told = _gather(row, {**EXTRAS, **extras})
    name = choose_language(row.get("name")) or choose_language(row.get("id"))
    own_page = said.address(join_address(site, f"dataset/{name}")) if name else ""
    files = [_build_resource(said, one) for one in open_list(row.get("resources"))]
    return said.build(
        row.get("id") or row.get("name"),
        row.get("title") or row.get("title_translated") or row.get("name"),
        said.address(_first(told, "url")) or own_page,
        kind="dataset",
        abstract=said.text(read_markdown(choose_language(row.get("notes") or row.get("notes_translated")))),
        publishers=said.lines(_list_publishers(row, told)),
        creators=said.lines(row.get("author")),
        issued=said.line(_first(told, "issued") or row.get("metadata_created")),
        modified=said.line(_first(told, "modified") or row.get("metadata_modified")),
        period=build_period(said.line(_first(told, "start")), said.line(_first(told, "end"))),
        keywords=said.lines([_name(one) for one in open_list(row.get("tags"))], row.get("keywords")),
        themes=said.lines([_name(one) for one in open_list(row.get("groups"))], told.get("themes")),
        language=said.line(_first(told, "language"), 20),
        licence=said.line(row.get("license_id") or row.get("license_title") or row.get("license_url")),
        formats=said.lines([one.format for one in files if one is not None]),
        frequency=said.line(_first(told, "frequency")),
        identifiers=said.lines([_write_doi(one) for one in told.get("identifiers", ())]),
        spatial=said.lines(told.get("spatial")),
        files=files,
    )


def build_project_open_data(row: Mapping[str, Any], site: str) -> Harvested | Faulty:
    """A dataset of « data.json » (Project Open Data), as DKAN and ArcGIS Hub write it."""
    said = Said(site)
    files = [_build_distribution(said, one) for one in open_list(row.get("distribution"))]
    identifier = choose_language(row.get("identifier"))
    first, _, last = choose_language(row.get("temporal")).partition("/")
    pages = (row.get("landingPage"), identifier, row.get("webService"), next((f.url for f in files if f), ""))
    spatial = said.line(row.get("spatial"))
    return said.build(
        identifier or row.get("landingPage"),
        row.get("title"),
        next((page for one in pages if (page := _read_page(said, one))), ""),
        kind="dataset",
        abstract=said.text(row.get("description")),
        publishers=said.lines(_list_names(row.get("publisher"))),
        issued=said.line(row.get("issued")),
        modified=said.line(row.get("modified")),
        period=build_period(said.line(first), said.line(last)),
        keywords=said.lines(row.get("keyword")),
        themes=said.lines([one for one in open_list(row.get("theme")) if one != "geospatial"]),
        language=said.line(row.get("language"), 20),
        licence=said.line(row.get("license")),
        formats=said.lines([one.format for one in files if one is not None]),
        frequency=said.line(row.get("accrualPeriodicity")),
        spatial=() if _is_no_place(spatial) else (spatial,),
        files=files,
    )


def is_withdrawn(row: Mapping[str, Any]) -> bool:
    """Whether a package is not public."""
    return row.get("private") is True or row.get("state") in {"deleted", "draft"}


def _gather(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, list[object]]:
    """What extras say, by our words; a value may be a list written as text. Some portals write them flat."""
    found: dict[str, list[object]] = {}
    for key, value in _iterate_extras(row):
        ours = names.get(key.lower(), "")
        if ours:
            found.setdefault(ours, []).extend(one for one in open_list(value) if one)
    return found


def _iterate_extras(row: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    extras = row.get("extras")
    if isinstance(extras, Mapping):
        yield from ((str(key), value) for key, value in extras.items())
    for one in open_list(extras):
        if isinstance(one, Mapping) and "key" in one:
            yield choose_language(one["key"]), one.get("value")
    yield from ((key, value) for key, value in row.items() if key.lower() in EXTRAS and key != "extras")


def _list_publishers(row: Mapping[str, Any], told: Mapping[str, list[object]]) -> list[object]:
    organization = row.get("organization")
    return (
        [*told.get("publishers", ()), _name(organization)] if organization else [*told.get("publishers", ())]
    )


def _name(value: object) -> str:
    """What a tag, a group or an organisation is called."""
    if not isinstance(value, Mapping):
        return choose_language(value)
    keys = ("display_name", "title", "name")
    return next((word for key in keys if (word := choose_language(value.get(key)))), "")


def _build_resource(said: Said, resource: object) -> HarvestedFile | None:
    told = resource if isinstance(resource, Mapping) else {}
    return said.file(
        told.get("url"),
        told.get("name") or told.get("description"),
        told.get("format") or told.get("mimetype"),
        told.get("size"),
        told.get("last_modified") or told.get("created"),
    )


def _build_distribution(said: Said, distribution: object) -> HarvestedFile | None:
    told = distribution if isinstance(distribution, Mapping) else {}
    return said.file(
        told.get("downloadURL") or told.get("accessURL"),
        told.get("title"),
        told.get("format") or told.get("mediaType"),
        told.get("byteSize"),
        told.get("modified"),
    )


def _list_names(publisher: object) -> list[object]:
    return [_name(one) for one in open_list(publisher)]


def _read_page(said: Said, value: object) -> str:
    return said.address(value) if "://" in choose_language(value)[:8] else ""


def _is_no_place(words: str) -> bool:
    """Coordinates, and templates that were not filled."""
    return (
        not words or "{{" in words or not any(c.isalpha() for c in words) or words.startswith(("{", "POLY"))
    )


def _first(told: Mapping[str, list[object]], key: str) -> object:
    return next(iter(told.get(key, ())), "")


def _write_doi(value: object) -> str:
    words = choose_language(value).removeprefix("https://doi.org/").removeprefix("doi:")
    return f"doi:{words}" if words.startswith("10.") else words
