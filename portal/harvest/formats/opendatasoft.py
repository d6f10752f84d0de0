"""Datasets as Opendatasoft describes them: Explore API 2.1, 2.0 and exports of catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from portal.harvest.formats.saying import Said, build_period, choose_language, join_address, open_list
from portal.harvest.pages import Faulty
from portal.library.harvested import Harvested, HarvestedFile

_EXPORTS: Final = ("csv", "xlsx", "json", "parquet")
_API: Final = "api/explore/v2.1/catalog/datasets"


def open_row(row: object) -> Mapping[str, Any] | None:
    """The dataset of a row: version 2.0 wraps it in « dataset »."""
    inner = row.get("dataset") if isinstance(row, Mapping) else None
    told = inner if isinstance(inner, Mapping) else row
    return told if isinstance(told, Mapping) else None


def find_id(row: Mapping[str, Any]) -> str:
    """Its identifier on its portal, or nothing."""
    return choose_language(row.get("dataset_id") or row.get("datasetid")).strip()


def read_metas(row: Mapping[str, Any]) -> dict[str, Any]:
    """« default.title », « dcat.created »… → value, whether they come nested or flattened."""
    found: dict[str, Any] = {}
    for holder in (row, row.get("metas")):
        if isinstance(holder, Mapping):
            for name, value in holder.items():
                if isinstance(value, Mapping) and name != "metas":
                    found |= {f"{name}.{key}": one for key, one in value.items()}
                elif "." in name:
                    found[name] = value
    return found


def split_words(value: object) -> list[object]:
    """A list, a lone value, or words separated by « ; »."""
    return [
        part.strip() if isinstance(part, str) else part
        for one in open_list(value)
        for part in (one.split(";") if isinstance(one, str) else [one])
    ]


def build_dataset(row: Mapping[str, Any], site: str) -> Harvested | Faulty:
    """A dataset. ``site``: root of the portal; what another portal lends it is shown at that one."""
    said, metas, key = Said(site), read_metas(row), find_id(row)
    place, name = _find_origin(metas, site, key)
    files = list(_iterate_files(said, row, place, name)) if name else []
    return said.build(
        key,
        metas.get("default.title"),
        said.address(join_address(place, f"explore/dataset/{quote(name, safe='')}/")) if name else "",
        kind="dataset",
        abstract=said.text(metas.get("default.description")),
        creators=said.lines(metas.get("dcat.creator")),
        publishers=said.lines(metas.get("default.publisher")),
        issued=said.line(metas.get("dcat.issued") or metas.get("dcat.created"), 80),
        modified=said.line(metas.get("default.modified") or metas.get("default.data_processed"), 80),
        period=build_period(
            said.line(metas.get("dcat.temporal_coverage_start"), 80),
            said.line(metas.get("dcat.temporal_coverage_end"), 80),
        )
        or said.line(metas.get("dcat.temporal"), 120),
        keywords=said.lines(split_words(metas.get("default.keyword"))),
        themes=said.lines(split_words(metas.get("default.theme"))),
        language=said.line(metas.get("default.language"), 40),
        licence=said.line(metas.get("default.license") or metas.get("default.license_url"), 300),
        formats=said.lines([one.format for one in files if one is not None]),
        frequency=said.line(
            metas.get("default.update_frequency") or metas.get("dcat.accrualperiodicity"), 120
        ),
        spatial=said.lines(
            split_words(metas.get("default.territory")), split_words(metas.get("dcat.spatial"))
        ),
        files=files,
    )


def _find_origin(metas: Mapping[str, Any], site: str, key: str) -> tuple[str, str]:
    """(root of the portal, identifier) of where a dataset is first published."""
    domain = choose_language(metas.get("default.source_domain_address")).strip().strip("/")
    name = choose_language(metas.get("default.source_dataset")).strip()
    is_lent = metas.get("default.federated") in (True, "true", "True") and domain and name
    return (f"https://{domain.rpartition('//')[2]}", name) if is_lent else (site, key)


def _iterate_files(
    said: Said, row: Mapping[str, Any], site: str, name: str
) -> Iterator[HarvestedFile | None]:
    """Exports of the table, then attached files."""
    root = join_address(site, f"{_API}/{quote(name, safe='')}")
    if row.get("has_records") not in (False, "false", None):
        features = row.get("features")
        is_map = isinstance(features, list) and "geo" in features
        for shape in (*_EXPORTS, "geojson") if is_map else _EXPORTS:
            yield said.file(f"{root}/exports/{shape}", "", shape)
    for kind in ("attachments", "alternative_exports"):
        for one in open_list(row.get(kind)):
            key = choose_language(one.get("id")) if isinstance(one, Mapping) else ""
            if isinstance(one, Mapping) and key:
                url = f"{root}/{kind}/{quote(key, safe='')}"
                yield said.file(url, one.get("title"), one.get("mimetype"))
