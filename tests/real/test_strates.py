"""Strates of communes: as many in each as the OFGL counts, and the medians that the pages show of them."""

from __future__ import annotations

import sqlite3
import statistics
from collections import Counter, defaultdict
from typing import Final

import pytest
import yaml
from django.conf import settings

from tests.oracles.originals import Shelf, read_rows
from tests.oracles.recounts import COLLECTIVITIES, departement_of
from tests.real import drawing
from tests.real.screens import Screens
from tests.real.test_sums import read_archive

OFGL: Final = "ofgl/koutakou_ofgl_strates_extrait.csv"
EXERCISE: Final = "2025"
"""On the populations totales of 2022, in force in 2025; some hundred accounts had not come yet."""
WITHOUT_ACCOUNT: Final = 30
INDICATORS: Final = (
    ("calculs", "detr_subvention_par_habitant"),
    ("insee_filosofi", "niveau_de_vie_median"),
    ("calculs", "densite"),
)
"""One per inhabitant, one with secrets, one that is computed: the archive that has it, its slug."""


@pytest.fixture(scope="module")
def strates(shelf: Shelf) -> dict[str, int]:
    """Commune of today → rank of its strate, from the populations of 2022 and the bounds of the catalogue."""
    scale = yaml.safe_load(
        (drawing.ROOT / "catalogue" / "strates" / "commune.yaml").read_text(encoding="utf-8")
    )
    bounds = [(one["min"], one.get("max") or 10**9) for one in scale["strates"]]
    figures = read_archive("insee_populations").filter(
        kind="commune", indicator="population_totale", year=2022
    )
    found = {}
    for code, total in figures.select("code", "value").iter_rows():
        if total is not None and not code.startswith(COLLECTIVITIES):
            (found[code],) = [rank for rank, (least, most) in enumerate(bounds) if least <= total <= most]
    return found


def test_communes_of_each_strate_are_as_many_as_the_ofgl_counts(
    shelf: Shelf, strates: dict[str, int]
) -> None:
    rows = read_rows(shelf.read_mirror(OFGL), {"kind": "csv", "delimiter": ";"})
    national = {
        int(row["tranche_population"]): int(row["nb_communes"]) for row in rows if row["exercice"] == EXERCISE
    }
    ours = {rank: list(strates.values()).count(rank) for rank in national}
    assert len(national) == 11
    assert {rank: ours[rank] - national[rank] for rank in (8, 9, 10)} == {8: 0, 9: 0, 10: 0}
    assert all(0 <= ours[rank] - national[rank] <= WITHOUT_ACCOUNT for rank in national), (ours, national)


@pytest.fixture(scope="module")
def loaded(shelf: Shelf) -> dict[str, str]:
    """Commune of today → key of its strate in the portal, those without a population of 2022 included."""
    path = settings.REAL_DATA_DIR / "portal.sqlite3"
    query = "SELECT code, strate FROM territories_territory WHERE kind = 'commune' AND is_current"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = {code: strate for code, strate in connection.execute(query) if strate}
    connection.close()
    return found


def test_portal_puts_communes_in_the_strate_of_their_population(
    strates: dict[str, int], loaded: dict[str, str]
) -> None:
    scale = yaml.safe_load(
        (drawing.ROOT / "catalogue" / "strates" / "commune.yaml").read_text(encoding="utf-8")
    )
    keys = [one["key"] for one in scale["strates"]]
    assert {code: loaded[code] for code in strates} == {code: keys[rank] for code, rank in strates.items()}


@pytest.mark.parametrize(("archive", "slug"), INDICATORS)
def test_medians_of_the_pages_are_those_of_the_archive(
    archive: str, slug: str, loaded: dict[str, str], screens: Screens
) -> None:
    """A commune of each strate: the medians of its strate and of its département, worked out again."""
    figures = read_archive(archive).filter(kind="commune", indicator=slug).drop_nulls("value")
    values = dict(figures.filter(year=figures["year"].max()).select("code", "value").iter_rows())
    year: int = figures["year"].max()  # type: ignore[assignment]
    sizes = Counter(loaded.values()) + Counter(map(departement_of, loaded))
    groups: dict[str, list[float]] = defaultdict(list)
    for code, value in values.items():
        groups[loaded.get(code, "")].append(value)
        groups[departement_of(code)].append(value)
    samples = {strate: code for code, strate in sorted(loaded.items(), reverse=True) if code in values}
    assert len(samples) >= 10
    for strate, code in samples.items():
        for group, key in ((strate, "strate"), (departement_of(code), "departement")):
            line = screens.find_exported("commune", code, f"?avec={key}")[slug, year]
            known = groups[group]
            # Less than half of a group does not stand for it, nor do four communes.
            is_told = 2 * len(known) >= sizes[group] and len(known) >= 5
            told = line["groupe_mediane"]
            assert bool(told) == is_told, (code, key)
            if told:
                assert float(told) == pytest.approx(statistics.median(known), rel=1e-7), (code, key)
                assert line["groupe_effectif"] == str(len(known))
