"""Where figures come from: ``catalogue/datasets/<producer>_<name>/dataset.yaml``.

A dataset is read from one or several files that share the same meaning (a vintage each, say).
``common:`` is merged into each of ``files:``; a dataset of one file may put everything at the top.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from portal.kernel.descriptors import Descriptor, Sentence, Slug, Url
from portal.kernel.levels import Level
from portal.stats.descriptors.columns import (
    AbsenceName,
    ColumnSpec,
    IndicatorColumn,
    ParentColumn,
    ValueColumn,
)
from portal.stats.descriptors.computation import Year
from portal.stats.descriptors.expectations import Expect
from portal.stats.descriptors.fetching import Fetch, OriginalFetch
from portal.stats.descriptors.readers import Reader

StatusName = Literal["normal", "provisional", "estimated", "revised", "break"]
Count = Annotated[int, Field(ge=0)]
Month = Annotated[int, Field(ge=1, le=12)]


class Geography(Descriptor):
    """In which COG, or perimeters, the codes of the file are to be read.

    ``level`` is None when a column of role ``level`` says it; ``year`` is ``period`` when it is
    the year of the figure. ``rebase`` is false for what describes the territory as it was that
    year (its number of communes): it is not brought to today's perimeter.
    """

    level: Level | None = None
    year: Year | Literal["period"]
    rebase: bool = True


class Selection(Descriptor):
    """Rows kept: those whose cell is one of ``any_of`` and none of ``none_of``.

    In YAML: ``[a, b]`` or ``{none_of: [c]}``.
    """

    any_of: Annotated[tuple[str, ...], Field(strict=False)] | None = None
    none_of: Annotated[tuple[str, ...], Field(strict=False)] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        return {"any_of": value} if isinstance(value, (list, tuple)) else value


class Withheld(Descriptor):
    """Codes whose value in the file is known to be wrong: an absence is put in its place."""

    codes: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    indicators: Annotated[tuple[Slug, ...], Field(strict=False, min_length=1)]
    absence: AbsenceName
    because: Sentence


class Differences(Descriptor):
    """How many differences with the published files a ``use: check`` file may have, and why."""

    max: Count
    because: Sentence


class RowCount(Descriptor):
    min: Count
    max: Count


class Counted(Descriptor):
    """The indicator that takes the number of rows of each territory, and its year."""

    indicator: Slug
    period: Year | None = None


class Elsewhere(Descriptor):
    """What is true of the communes (or other territories) that the dataset does not name.

    A list of the communes with a priority neighbourhood says of all the others that they have none.
    ``value`` is a number or the key of a category; ``absence`` the reason why there is no figure.
    For every year of the indicator, in the geography of that year.
    """

    indicator: Slug
    level: Literal["commune", "epci", "departement", "region"] = "commune"
    value: str | None = None
    absence: AbsenceName | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Elsewhere:
        if (self.value is None) == (self.absence is None):
            raise ValueError("give either value or absence")
        return self


class SourceFileSpec(Descriptor):
    """One file. ``use: check`` files are compared with the others and never published. ``use: labels``
    files name the open categories that other files give: a column of role ``indicator`` says which, two of
    role ``text`` are called ``key`` and ``label``.

    ``optional``: the dataset is loaded without this file when it is not at hand (another vintage, or
    a file that only the network has). A dataset none of whose files is at hand waits for them.
    ``collapse: sum``: rows are events (projects, neighbourhoods), several per territory: their values
    are added up, and ``counts`` names the indicator that takes their number.
    ``ignore`` may end names with ``*``.
    """

    name: Slug
    fetch: Fetch
    geography: Geography
    reader: Reader
    columns: dict[str, ColumnSpec]
    select: dict[str, Selection] = {}
    ignore: Annotated[tuple[str, ...], Field(strict=False)] = ()
    status: StatusName = "normal"
    use: Literal["publish", "check", "labels"] = "publish"
    differences: Differences | None = None
    withhold: Annotated[tuple[Withheld, ...], Field(strict=False)] = ()
    rows: RowCount
    sample: str | None = None
    optional: bool = False
    collapse: Literal["sum"] | None = None
    counts: Counted | None = None

    @property
    def value_columns(self) -> dict[str, ValueColumn]:
        return {name: spec for name, spec in self.columns.items() if isinstance(spec, ValueColumn)}

    @property
    def indicator_column(self) -> tuple[str, IndicatorColumn] | None:
        """Name and role of the column that says which indicator a row is about, if there is one."""
        found = ((name, spec) for name, spec in self.columns.items() if isinstance(spec, IndicatorColumn))
        return next(found, None)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Slugs of the indicators read from this file, in order of first appearance."""
        found = dict.fromkeys(one.indicator for one in self.value_columns.values() if one.indicator)
        if self.indicator_column is not None:
            found.update(dict.fromkeys(self.indicator_column[1].values.values()))
        if self.counts is not None:
            found[self.counts.indicator] = None
        return tuple(found)

    @property
    def has_original(self) -> bool:
        """Whether the file comes from outside and is kept in DATA_DIR/originals."""
        return isinstance(self.fetch, OriginalFetch)


class Dataset(Descriptor):
    """A dataset. ``slug`` is the folder's name, ``folder`` its path.

    ``transforms`` is true when the folder has a ``transform.py``; the indicators that it makes are
    then listed in ``makes``.
    ``expected_months``: months (1 to 12) in which the producer usually publishes, for the freshness
    page. ``precedence``: when two datasets online give one indicator for the same year and level, the
    one with the smallest number is served; then the first by name.
    """

    slug: Slug
    folder: Annotated[Path, Field(strict=False)]
    title: Sentence
    summary: Sentence
    producer: Slug
    licence: Slug
    page: Url
    refresh: Literal["yearly", "quarterly", "monthly", "at_each_election", "never"]
    caveats: Annotated[tuple[Sentence, ...], Field(strict=False)] = ()
    files: Annotated[tuple[SourceFileSpec, ...], Field(strict=False, min_length=1)]
    expect: Expect = Expect()
    makes: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    elsewhere: Annotated[tuple[Elsewhere, ...], Field(strict=False)] = ()
    expected_months: Annotated[tuple[Month, ...], Field(strict=False)] = ()
    precedence: Annotated[int, Field(ge=1, le=99)] = 50

    @property
    def transforms(self) -> bool:
        return (self.folder / "transform.py").is_file()

    @property
    def parent_levels(self) -> frozenset[str]:
        """Levels of which some file says to whom its territories belong."""
        roles = [role for file in self.files for role in file.columns.values()]
        return frozenset(role.level for role in roles if isinstance(role, ParentColumn))

    def sample_path(self, file: SourceFileSpec) -> Path:
        """Where the sample of a file is: ``sample/<name>.<kind of reader>``, unless it says so."""
        return self.folder / "sample" / (file.sample or f"{file.name}.{file.reader.kind}")

    @property
    def indicators(self) -> tuple[str, ...]:
        """Slugs of the indicators read from this dataset, in order of first appearance."""
        found = dict.fromkeys(self.makes)
        for file in self.files:
            found.update(dict.fromkeys(file.indicators))
        return tuple(found)


DATASET_KEYS = frozenset(Dataset.model_fields) - {"slug", "folder", "files"}


def spread_common(data: dict[str, Any]) -> dict[str, Any]:
    """Merge ``common`` into each file; a dataset without ``files`` is a dataset of one file.

    Mappings are merged key by key, lists are concatenated, anything else is replaced.
    """
    data = dict(data)
    common = data.pop("common", {})
    if "files" not in data:
        file_keys = [key for key in data if key not in DATASET_KEYS]
        data["files"] = [{"name": "main", **{key: data.pop(key) for key in file_keys}}]
    files = data["files"]
    if isinstance(files, list) and isinstance(common, dict):
        data["files"] = [_merge(common, file) if isinstance(file, dict) else file for file in files]
    return data


def _merge(base: Any, over: Any) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        merged = dict(base)
        for key, value in over.items():
            merged[key] = _merge(base[key], value) if key in base else value
        return merged
    if isinstance(base, list) and isinstance(over, list):
        return [*base, *over]
    return over
