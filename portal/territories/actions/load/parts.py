"""Populations of the parts of communes: the only figure that a national file gives of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from portal.kernel.packages import PackageError, read_member
from portal.territories.actions.load.descriptors import PartPopulationSource, TerritorySources
from portal.territories.actions.load.draft import Draft
from portal.territories.models import Kind


def add_part_populations(draft: Draft, source: PartPopulationSource, path: Path) -> None:
    """Give the current communes déléguées and associées the population of INSEE's file.

    Raises PackageError for a file that is not as described. Codes of the file that the COG has no more are
    counted among the differences.
    """
    where = f"{path.name}, {source.member}"
    try:
        text = io.StringIO(read_member(path, source.member).decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        raise PackageError(f"{where}: not a file in UTF-8 ({error}).") from error
    reader = csv.DictReader(text, delimiter=";")
    missing = {source.code, source.population} - set(reader.fieldnames or ())
    if missing:
        raise PackageError(f"{where}: no column {', '.join(sorted(missing))} in {reader.fieldnames}.")
    for number, row in enumerate(reader, start=2):
        code, written = row[source.code], row[source.population]
        if not written or not written.isascii() or not written.isdigit():
            raise PackageError(f"{where}, row {number}: {written!r} is no number of people.")
        part = draft.get(Kind.COMMUNE_DELEGUEE, code)
        if part is None or not part.is_current:
            draft.differences["part_population_unused"].append(code)
        else:
            part.population = int(written)


def list_population_years(draft: Draft, sources: TerritorySources) -> dict[str, int]:
    """Communes and their parts → reference year of their populations; kinds without any are left out."""
    other, latest = sources.other.part_population, sources.years[-1].population_year
    years = {
        Kind.COMMUNE: latest,
        Kind.COMMUNE_DELEGUEE: other.year if other else None,
        Kind.ARRONDISSEMENT_MUNICIPAL: latest,
    }
    return {
        kind.value: year
        for kind, year in years.items()
        if year is not None and any(one.population is not None for one in draft.iterate(kind))
    }
