"""What columns say must be what sheets say; medians and means are those of the stored summaries."""

from __future__ import annotations

import pytest

from portal.kernel.figures import Absence
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import TerritoryRef, get_sheets
from portal.stats.queries.aligned import read_side_by_side
from portal.stats.queries.perimeters import Refusal
from portal.stats.queries.references import Reference, name_members, parse_reference
from portal.stats.queries.side_by_side import SeriesColumn, read_columns
from tests.territories.builders import build_small_universe
from tests.web.conftest import publish_figures

TERRITORIES = [
    Reference("commune", "35238"),
    Reference("commune", "22050"),
    Reference("commune", "35112"),
    Reference("epci", "243500139"),
    Reference("departement", "35"),
    Reference("france", "FR"),
]


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    build_small_universe()
    publish_figures()


def test_columns_say_what_sheets_say() -> None:
    slugs = [one.slug for one in get_catalogue().list_public_indicators()]
    columns = read_columns(TERRITORIES, slugs)
    sheets = get_sheets([TerritoryRef(one.kind, one.code) for one in TERRITORIES])
    for column, sheet in zip(columns, sheets, strict=True):
        for slug in slugs:
            series = sheet.series.get(slug)
            points = series.points if series else ()
            told = [(one.year, one.figure, one.dataset) for one in column.list_figures(slug)]
            assert told == [(one.year, one.figure, one.dataset) for one in points]
            latest = series.latest if series else None
            if latest is not None:
                found = column.find_latest(slug)
                assert (found.year, found.figure) == (latest.year, latest.figure)


def test_nothing_known_has_a_name() -> None:
    commune, epci = read_columns([TERRITORIES[2], TERRITORIES[3]], ["population", "zonage_abc"])
    assert commune.find_latest("population").absence is Absence.NOT_AVAILABLE
    assert epci.find_latest("zonage_abc").absence is Absence.NOT_APPLICABLE


def test_median_and_mean_of_the_communes_of_france() -> None:
    """2022: 2 499, 6 999, 14 530, 68 999 and 229 999; 2023: one is secret, four are too few."""
    france = [Reference("commune", "FR", "france", "median"), Reference("commune", "FR", "france", "mean")]
    median, mean = read_columns(france, ["population"])
    assert [(one.year, one.value, one.members) for one in median.list_figures("population")] == [
        (2022, 14530.0, 5),
        (2023, None, 4),
    ]
    assert median.find_year("population", 2023).absence is Absence.NOT_SIGNIFICANT
    assert mean.find_latest("population").value == pytest.approx(64605.2)


def test_medians_are_of_the_year_of_what_they_situate() -> None:
    """Dinan has no figure of 2023: its column is of 2022, and so is the median."""
    asked = [Reference("commune", "22050"), Reference("commune", "FR", "france", "median")]
    row = read_side_by_side(asked, ["population"], {}).find_row("population")
    assert [one.year for one in row] == [2022, 2022]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("commune:2a004", Reference("commune", "2A004")),
        ("mediane:epci@departement:35", Reference("epci", "35", "departement", "median")),
        ("moyenne:commune@strate:moins-100", Reference("commune", "moins-100", "strate", "mean")),
        ("group:abc-1", Reference("group", "abc-1")),
        ("mediane:departement@departement:35", None),
        ("mediane:france@france:FR", None),
        ("somme:commune@france:FR", None),
        ("commune:", None),
        ("canton:1", None),
        ("commune:" + "1" * 200, None),
    ],
)
def test_references_are_read_and_written_alike(text: str, known: Reference | None) -> None:
    assert parse_reference(text) == known
    if known is not None:
        assert parse_reference(known.text) == known


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        (
            Reference("commune", "10000-19999", "strate", "median"),
            "des communes de 10 000 à 19 999 habitants",
        ),
        (
            Reference("commune", "100000-plus", "strate", "median"),
            "des communes de 100 000 habitants et plus",
        ),
        (Reference("commune", "moins-100", "strate", "median"), "des communes de moins de 100 habitants"),
        (Reference("epci", "metropole", "strate", "mean"), "des métropoles"),
        (
            Reference("epci", "cc-15000-29999", "strate", "mean"),
            "des communautés de communes de 15 000 à 29 999 habitants",
        ),
        (
            Reference("region", "outre-mer", "strate", "mean"),
            "des régions et collectivités uniques d’outre-mer",
        ),
        (Reference("region", "FR", "france", "median"), "des régions de France"),
    ],
)
def test_groups_are_named_in_a_sentence(reference: Reference, words: str) -> None:
    assert name_members(reference, None).replace("\u202f", " ").replace("\xa0", " ") == words


def test_perimeter_has_no_object_only_where_a_figure_would_mean_nothing() -> None:
    reasons = {
        "niveau_de_vie_median": Refusal.NEVER_AGGREGATED,
        "encours_dette": Refusal.OF_ACCOUNTS,
        "elus_femmes_part": Refusal.NO_PARTS,
        "taux_chomage": Refusal.NOT_ONLINE,
    }
    column = SeriesColumn("epci", {}, reasons)
    assert [column.find_latest(slug).absence for slug in reasons] == [
        Absence.NOT_APPLICABLE,
        Absence.NOT_APPLICABLE,
        Absence.NOT_AVAILABLE,
        Absence.NOT_AVAILABLE,
    ]
