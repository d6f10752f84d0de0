"""Warnings of checks, told in French."""

from __future__ import annotations

import pytest

from portal.stats.queries.history import Check
from portal.web.datasets.checks import Finding, group_checks, word_finding


@pytest.mark.parametrize(
    ("check", "where", "message", "text"),
    [
        (
            "rows",
            "ofgl_communes/comptes_2024",
            "1551 rows, expected 1400000 to 1900000: the file is truncated or has changed its scope.",
            (
                "Fichier « comptes_2024 » : 1\u202f551\u00a0lignes lues, "
                "1\u202f400\u202f000 à 1\u202f900\u202f000 attendues dans le fichier entier."
            ),
        ),
        (
            "incomplete",
            "",
            (
                "population 2016: a member is missing in 1 of level commune, 12 of level region, "
                "1 of level france"
            ),
            (
                "Population municipale, 2016 : pas de total pour 1\u00a0commune, 12\u00a0régions "
                "et la France, la valeur d’un membre manque."
            ),
        ),
        (
            "unique",
            "dgcl_epcicom/intercommunalites_2020",
            "168545 rows repeat another one exactly: kept once.",
            (
                "Fichier « intercommunalites_2020 » : 168\u202f545\u00a0lignes à l’identique d’une autre, "
                "comptées une fois."
            ),
        ),
        (
            "same_elsewhere",
            "membres_2022",
            "2 of 34850 values differ (communes réunies.): “93066 2022: 115237 / 148907.5”",
            (
                "Fichier « membres_2022 » : 2\u00a0valeurs sur 34\u202f850 diffèrent (communes réunies) : "
                "93066 en 2022, 115\u202f237 ici et 148\u202f907,50 là."
            ),
        ),
        (
            "precedence",
            "population",
            (
                "population (2018 to 2018, 5 cells): insee_comparateur is served, not dgcl_aspic, "
                "which alone has 3 of the figures"
            ),
            (
                "Population municipale, 2018 : affiché d’après « Comparateur de territoires », non « Données "
                "contextuelles des collectivités (ASPIC) », seul à en donner 3."
            ),
        ),
        (
            "coverage",
            "",
            "population 2024: 32 of level commune, expected at least 34600",
            "Population municipale, 2024 : 32\u00a0communes, au moins 34\u202f600 attendues.",
        ),
        ("extract", "", "Communes de Guadeloupe", "Communes de Guadeloupe"),
    ],
)
def test_warning_is_worded_in_french(check: str, where: str, message: str, text: str) -> None:
    found = word_finding(Check(check, "warning", message, where))
    assert (found.text, found.language) == (text, "fr")


def test_warning_of_unknown_form_stays_english_and_says_so() -> None:
    assert word_finding(Check("unique", "warning", "three twins", "")) == Finding("three twins", "en")


def test_warnings_of_one_kind_are_told_together() -> None:
    line = "population {}: a member is missing in 2 of level region"
    checks = [Check("incomplete", "warning", line.format(year), "") for year in (2016, 2017)]
    [found] = group_checks([*checks])
    assert (found.label, len(found.lines)) == ("totaux incomplets", 2)
