"""The address of each kind of original, for machines to ask and for people to read."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from portal.stats.descriptors.fetching import (
    DatagouvFetch,
    HttpFetch,
    OpendatasoftFetch,
    OriginalFetch,
)

HANDED: Final = "handed over by an agent"
"""Stands for the address of a file that has none."""

DATAGOUV_API: Final[str] = "https://www.data.gouv.fr/api"


def describe_address(fetch: OriginalFetch) -> str:
    """Where an original comes from, in one line: its address when it has one."""
    match fetch:
        case HttpFetch():
            return fetch.url
        case DatagouvFetch():
            return build_datagouv_url(fetch)
        case OpendatasoftFetch():
            return build_export_url(fetch)
        case _:
            return HANDED


def build_datagouv_url(fetch: DatagouvFetch) -> str:
    """The stable address of a resource: it redirects to the file, on whatever host it is now."""
    return f"{DATAGOUV_API}/1/datasets/r/{fetch.resource}"


def build_resource_url(fetch: DatagouvFetch) -> str:
    """What the platform says of a resource, in JSON."""
    return f"{DATAGOUV_API}/2/datasets/resources/{fetch.resource}/"


def build_export_url(fetch: OpendatasoftFetch) -> str:
    """The whole export in one answer: no ``limit`` and no ``offset``, which bring back the 10 000 ceiling.

    ``use_labels=false`` gives technical names of fields, which do not change with their captions.
    """
    asked = {"delimiter": ";", "use_labels": "false", "list_separator": ","}
    if fetch.select:
        asked["select"] = ",".join(fetch.select)
    if fetch.where:
        asked["where"] = fetch.where
    return f"{_dataset_url(fetch)}/exports/csv?{urlencode(asked)}"


def build_count_url(fetch: OpendatasoftFetch) -> str:
    """The question “how many lines?” for the same selection."""
    asked = {"limit": "0"}
    if fetch.where:
        asked["where"] = fetch.where
    return f"{_dataset_url(fetch)}/records?{urlencode(asked)}"


def _dataset_url(fetch: OpendatasoftFetch) -> str:
    return f"{fetch.portal.rstrip('/')}/api/explore/v2.1/catalog/datasets/{fetch.dataset}"
