"""Populations of the parts of communes, from INSEE's file of the mirror."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from portal.kernel.packages import PackageError
from portal.territories.actions.load.descriptors import PartPopulationSource
from portal.territories.actions.load.draft import Draft
from portal.territories.actions.load.parts import add_part_populations
from portal.territories.models import Kind, Territory

SOURCE = PartPopulationSource(mirror="x.zip", member="parts.csv", code="COM", population="PMUN", year=2023)


def _write(folder: Path, text: str) -> Path:
    path = folder / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("parts.csv", text)
    return path


def _draft() -> Draft:
    draft = Draft()
    draft.add(Territory(kind=Kind.COMMUNE_DELEGUEE, code="01015", name="Arbignieu"))
    return draft


def test_population_is_given_to_the_part_of_that_code(tmp_path: Path) -> None:
    draft = _draft()
    add_part_populations(draft, SOURCE, _write(tmp_path, "COM;PMUN;PCAP\n01015;577;8\n99999;3;0\n"))
    part = draft.get(Kind.COMMUNE_DELEGUEE, "01015")
    assert part is not None
    assert part.population == 577
    assert draft.differences["part_population_unused"] == ["99999"]


@pytest.mark.parametrize(
    ("text", "match"),
    [("COM;PTOT\n01015;577\n", "no column PMUN"), ("COM;PMUN\n01015;s\n", "no number of people"),
     ("COM;PMUN\n01015\n", "no number of people")],
)  # fmt: skip
def test_file_that_is_not_as_described_is_refused(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises(PackageError, match=match):
        add_part_populations(_draft(), SOURCE, _write(tmp_path, text))
