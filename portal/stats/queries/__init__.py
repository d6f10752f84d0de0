"""Reads: typed questions about figures, answered with frozen values. They never write."""

from portal.stats.queries.answers import (
    Column,
    Comparison,
    GroupRefs,
    MemberFigures,
    Point,
    Series,
    Sheet,
    SourceInfo,
    Summary,
)
from portal.stats.queries.categories import find_category, list_categories
from portal.stats.queries.columns import (
    UnknownColumnError,
    get_column,
    get_latest_year,
    list_member_figures,
    list_years,
)
from portal.stats.queries.perimeters import (
    GroupSheet,
    PerimeterSheet,
    Refusal,
    aggregate_perimeter,
    get_group_sheet,
)
from portal.stats.queries.releases import (
    UnknownDatasetError,
    get_data_version,
    get_source,
    list_indicator_sources,
    list_sources,
)
from portal.stats.queries.sheets import TerritoryRef, get_series, get_sheet, get_sheets

__all__ = [
    "Column",
    "Comparison",
    "GroupRefs",
    "GroupSheet",
    "MemberFigures",
    "PerimeterSheet",
    "Point",
    "Refusal",
    "Series",
    "Sheet",
    "SourceInfo",
    "Summary",
    "TerritoryRef",
    "UnknownColumnError",
    "UnknownDatasetError",
    "aggregate_perimeter",
    "find_category",
    "get_column",
    "get_data_version",
    "get_group_sheet",
    "get_latest_year",
    "get_series",
    "get_sheet",
    "get_sheets",
    "get_source",
    "list_categories",
    "list_indicator_sources",
    "list_member_figures",
    "list_sources",
    "list_years",
]
