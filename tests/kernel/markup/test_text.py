"""Texts and addresses of others, made fit to be shown."""

from __future__ import annotations

import pytest

from portal.kernel.markup.text import clean_text, clean_url


@pytest.mark.parametrize(
    ("words", "clean"),
    [
        ("Budget  des\n communes\u00a0", "Budget des communes"),
        ("<p>Un</p><p>deux<br>trois</p>", "Un deux trois"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("L&#39;&eacute;té &amp; l&rsquo;hiver", "L'été & l’hiver"),
        ("&amp;lt;b&amp;gt;gras&amp;lt;/b&amp;gt;", "gras"),
        ("AT&T, R&D et 3 < 5 > 2", "AT&T, R&D et 3 < 5 > 2"),
        ("<![CDATA[Bonjour]]>", "Bonjour"),
        ("<style>p{color:red}</style>Texte<!-- note -->", "Texte"),
        ("e\u0301le\u0300ve", "élève"),
        ("Ã‰tude dâ€™impact Ã  Angoulême", "Étude d’impact à Angoulême"),
        ("Château, ÂGE, Où, Ãge", "Château, ÂGE, Où, Ãge"),
        ("a\u202eb\u200bc\ufeffd\x00e\u00adf", "abcdef"),
        ("\ud800x", "x"),
        (12, "12"),
        (1.5, "1.5"),
        (None, ""),
        (True, ""),
        ([], ""),
        ("", ""),
    ],
)
def test_text_is_plain_on_one_line(words: object, clean: str) -> None:
    assert clean_text(words) == clean


def test_lines_and_paragraphs_are_kept_on_demand() -> None:
    assert clean_text("<p>Un</p><p>deux<br/>trois</p>\r\n\r\n\r\nquatre", lines=True) == (
        "Un\n\ndeux\ntrois\n\nquatre"
    )


def test_long_text_is_cut_between_words_and_told() -> None:
    notes: list[str] = []
    assert clean_text("un deux trois quatre", longest=15, notes=notes) == "un deux trois…"
    assert len(clean_text("a" * 5000, longest=500)) == 500
    assert notes == ["Un texte de plus de 15 caractères a été coupé."]


def test_what_was_mended_is_told_once() -> None:
    notes: list[str] = []
    for _ in range(2):
        clean_text("Ã©tÃ©\u200b\ufffd", notes=notes)
    assert len(notes) == 3


@pytest.mark.parametrize(
    "bomb", ["<b>", "<a><b>", "<", "<a ", "&lt;", "<!--", "<script>", "<svg>", "Ã©", "<p"]
)
def test_hostile_text_takes_no_longer_than_its_length(bomb: str) -> None:
    """An HTML parser needs 40 s for the second one; the time limit of the tests is the assertion."""
    assert len(clean_text(bomb * 200_000, longest=1000)) <= 1000


@pytest.mark.parametrize(
    ("words", "clean"),
    [
        ("https://exemple.fr/a?x=1&y=2#haut", "https://exemple.fr/a?x=1&y=2"),
        ("HTTP://EXEMPLE.fr:80/A", "http://exemple.fr/A"),
        (" https://exemple.fr/\n", "https://exemple.fr/"),
        ("https://moi:secret@exemple.fr/", "https://exemple.fr/"),
        ("https://exemple.fr:8443/x", "https://exemple.fr:8443/x"),
        ("https://carte.example/geo#/metadata/12-ab", "https://carte.example/geo#/metadata/12-ab"),
        ("https://exemple.fr/#/<script>", "https://exemple.fr/"),
        ("https://préfecture.example/é à", "https://xn--prfecture-c4a.example/%C3%A9%20%C3%A0"),
    ],
)
def test_address_is_absolute_and_plain(words: str, clean: str) -> None:
    assert clean_url(words) == clean


def test_relative_address_is_completed() -> None:
    base = "https://exemple.fr/flux/rss.xml"
    told = ("/a", "b", "../c", "//autre.fr/d", "?e=1")
    assert [clean_url(one, base=base) for one in told] == [
        "https://exemple.fr/a",
        "https://exemple.fr/flux/b",
        "https://exemple.fr/c",
        "https://autre.fr/d",
        "https://exemple.fr/flux/rss.xml?e=1",
    ]
    assert [clean_url(one) for one in told] == [None] * 5
    assert clean_url("/a", base="pas une adresse") is None
