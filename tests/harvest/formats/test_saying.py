"""Words of a record: languages, lists written as text, sizes, periods, markdown."""

from __future__ import annotations

import pytest

from portal.harvest.formats.markdown import read_markdown
from portal.harvest.formats.saying import Said, build_period, choose_language, open_list, read_size
from portal.harvest.formats.vocabularies import (
    name_format,
    name_theme,
    read_last,
    read_place,
    write_identifier,
)
from portal.harvest.pages import Faulty
from portal.library.harvested import HarvestedFile


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "a"), (3, "3"), (True, ""), (None, ""), ([], ""), (["", "b"], "b"),
        ({"en": "x", "fr": "y"}, "y"),
        ({"EN": "x"}, "x"), ({"@value": "z", "@language": "fr"}, "z"), ({"name": {"fr": "n"}}, "n"), ({}, ""),
    ],
)  # fmt: skip
def test_choose_language(value: object, expected: str) -> None:
    assert choose_language(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, []), ("a", ["a"]), (["a", "b"], ["a", "b"]), ('["a", "b"]', ["a", "b"]), ("[a]", ["[a]"]),
        ("[" * 5000 + "]" * 5000, ["[" * 5000 + "]" * 5000]),
    ],
)  # fmt: skip
def test_open_list(value: object, expected: list[object]) -> None:
    assert open_list(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12, 12), ("12", 12), (12.0, 12), (12.5, None), ("12 Ko", None), (-1, None), (0, None), (True, None),
        ("١٢", None), (10**30, None), ("9" * 40, None), (None, None),
    ],
)  # fmt: skip
def test_read_size(value: object, expected: int | None) -> None:
    assert read_size(value) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2016-01-01T00:00:00", "2016-12-05 10:00", "2016-01-01/2016-12-05"), ("2016", "2018", "2016/2018"),
        ("2016", "2016", "2016"), ("2016", "", "2016/"), ("", "2016", "2016"), ("", "", ""),
    ],
)  # fmt: skip
def test_build_period(first: str, last: str, expected: str) -> None:
    assert build_period(first, last) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Titre ##\n\nTexte", "Titre\n\nTexte"),
        ("Un **mot** et _un autre_, `code`", "Un mot et un autre, code"),
        ("* a\n* b\n  + c", "- a\n- b\n  - c"),
        ("[La page](https://a.fr/x \"titre\") et ![image](https://a.fr/i.png)", "La page et "),
        ("<https://a.fr/>", "https://a.fr/"),
        ("> cité\n---\n```python\nx = 1\n```", "cité\n\n\nx = 1\n"),
        ("snake_case_name et 2*3*4", "snake_case_name et 2*3*4"),
        (r"\*pas en gras\*", "*pas en gras*"),
    ],
)  # fmt: skip
def test_read_markdown(text: str, expected: str) -> None:
    assert read_markdown(text) == expected


def test_markdown_of_many_marks_is_read_in_time() -> None:
    assert len(read_markdown("*_[(" * 50_000)) > 0


def test_codes_and_addresses_have_french_names() -> None:
    assert name_theme("http://publications.europa.eu/resource/authority/data-theme/TRAN") == "Transports"
    assert name_theme("https://inspire.ec.europa.eu/metadata-codelist/TopicCategory/society") == "Société"
    assert name_theme("Voirie") == "Voirie"
    assert name_theme("http://data.europa.eu/bna/c_dd313021") == ""
    assert read_last("https://a.fr/x/Unit%C3%A9s/") == "Unités"
    assert read_place("http://id.insee.fr/geo/departement/2A") == "departement:2A"
    assert read_place("http://sws.geonames.org/3017382/") == ""
    assert (name_format("OGC:WMS-1.3.0-http-get-map"), name_format("WWW:LINK-1.0-http--link")) == ("WMS", "")
    assert write_identifier("https://doi.org/10.1234/abc") == "doi:10.1234/abc"
    assert write_identifier("ark:/12148/bpt6k1") == "ark:/12148/bpt6k1"
    assert write_identifier("fr-200053742/2019/limite/bud") == ""


def test_a_record_lacks_what_it_lacks() -> None:
    said = Said("https://a.fr/liste/")
    assert said.build("", "", "") == Faulty(
        "Fiche refusée : il y manque un identifiant, un titre et une adresse web."
    )
    assert said.build("x" * 501, "t", "https://a.fr") == Faulty(
        "Fiche refusée : son identifiant dépasse 500 caractères.", "", "x" * 300
    )
    assert said.file("../f.csv", "Titre", "csv", "12") == HarvestedFile(
        "https://a.fr/f.csv", "Titre", "csv", 12
    )
    assert said.lines(["a", ["b", "a"]], None, "c") == ("a", "b", "c")
