"""What is read of an answer: text, challenge, signs of a page that is not what was linked, next date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel.http import Hop
from portal.library.links.domains import find_domain, find_host
from portal.library.links.looking import invent_sibling
from portal.library.links.rules.classing import is_challenge
from portal.library.links.rules.doubting import find_doubts, is_shortened
from portal.library.links.rules.pages import (
    PageText,
    compare_titles,
    compute_difference,
    compute_fingerprint,
    read_page,
)
from portal.library.links.rules.seen import Facts, Seen
from portal.library.links.rules.story import Story
from portal.library.links.rules.timetable import find_next_check, is_night
from portal.library.links.states import Doubt, LinkState, Outcome
from tests.library.links.builders import NOW, days

LONG = " ".join(f"mot{number}" for number in range(400))


@pytest.mark.parametrize(
    ("body", "content_type", "title", "text"),
    [
        (b"<title>Un &amp; deux</title><p>Trois<br>quatre", "text/html", "Un & deux", "Trois quatre"),
        ("<title>Été</title>é".encode("latin-1"), "text/html; charset=iso-8859-1", "Été", "é"),
        ('<meta charset="windows-1252"><title>Été</title>'.encode("cp1252"), "text/html", "Été", ""),
        (b"<script>var title='<title>non</title>'</script><style>p{}</style>oui", "text/html", "", "oui"),
        (b"<title>a</title><svg><title>b</title></svg>c", "text/html", "a", "c"),
        (b"texte < 3 > 2", "text/html; charset=klingon", "", "texte 2"),
        (b"\xff\xfe\x00", "text/html", "", ""),
        (b"", "", "", ""),
    ],
)
def test_text_of_a_page(body: bytes, content_type: str, title: str, text: str) -> None:
    assert read_page(body, content_type) == PageText(title, text)


@pytest.mark.parametrize("body", [b"<script" * 9000, b"<" * 65_536, b"<!--" * 16_000, b"&#" * 32_000])
def test_malformed_page_is_read_in_linear_time(body: bytes) -> None:
    read_page(body, "text/html")


def test_fingerprints_of_alike_and_other_texts() -> None:
    one, almost = compute_fingerprint(LONG), compute_fingerprint(f"{LONG} fin")
    other = compute_fingerprint(" ".join(f"truc{number}" for number in range(400)))
    assert one is not None
    assert almost is not None
    assert other is not None
    assert compute_difference(one, almost) <= 0.1
    assert compute_difference(one, other) > 0.6
    assert compute_fingerprint("deux mots") is None
    assert compare_titles("Budget 2024", "budget 2025") == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("headers", "page", "found"),
    [
        ({"cf-mitigated": "challenge"}, None, True),
        ({"x-amzn-waf-action": "captcha"}, None, True),
        ({"x-datadome": "protected"}, PageText("", LONG), False),
        ({"x-datadome": "protected"}, None, True),
        ({}, PageText("Request Rejected", "The requested URL was rejected. Your support ID is: 1"), True),
        ({}, PageText("Un instant", "Vérification de sécurité en cours"), True),
        ({}, PageText("Les captchas en mairie", f"captcha {LONG}"), False),
        ({}, PageText("Contact", "Ce formulaire est protégé par reCAPTCHA"), False),
        ({"cf-ray": "8"}, PageText("Erreur 404", "Page introuvable"), False),
        ({}, None, False),
    ],
)
def test_challenge_of_a_protection(headers: dict[str, str], page: PageText | None, found: bool) -> None:
    assert is_challenge(headers, page) is found


def seen(url: str, final: str = "", facts: Facts | None = None) -> Seen:
    hops = (Hop(302, final),) if final else ()
    return Seen(url, NOW, 1, 200, hops=hops, final_url=final or url, facts=facts)


CSV = Facts(media_type="text/csv")
HTML = Facts(media_type="text/html", fingerprint="00000000000000ff", digest="d")


@pytest.mark.parametrize(
    ("look", "page", "known", "doubts"),
    [
        (seen("http://a.example/x"), PageText("Budget", LONG), {}, set()),
        # (a) the page of an invented address, only after a redirect.
        (seen("http://a.example/x", "http://a.example/y", HTML), None, {"bad": HTML}, {Doubt.KNOWN_BAD}),
        (seen("http://a.example/x", facts=HTML), None, {"bad": HTML}, set()),
        # (b) three addresses that lead to the same page.
        (seen("http://a.example/x", "http://a.example/y"), None, {"same_target": 3}, {Doubt.SAME_TARGET}),
        (seen("http://a.example/x", "http://a.example/y"), None, {"same_target": 2}, set()),
        # (c) a home page.
        (seen("http://a.example/x/y", "http://a.example/"), None, {}, {Doubt.SHORTENED}),
        (seen("http://a.example/", "https://a.example/"), None, {}, set()),
        # (d) what it says; an article about lost pages is long.
        (seen("http://a.example/x"), PageText("Page non trouvée", ""), {}, {Doubt.PHRASES}),
        (seen("http://a.example/x"), PageText("Site", "La page demandée n’existe pas."), {}, {Doubt.PHRASES}),
        (seen("http://a.example/x"), PageText("Erreur 404 - Site", LONG), {}, {Doubt.PHRASES}),
        (seen("http://a.example/x"), PageText("Article", f"erreur 404 {LONG}"), {}, set()),
        (seen("http://a.example/x"), PageText("Ligne 404", LONG), {}, set()),
        # (e) a file that became a page.
        (seen("http://a.example/x.pdf", facts=HTML), None, {}, {Doubt.WAS_FILE}),
        (seen("http://a.example/get", facts=HTML), None, {"first": CSV}, {Doubt.WAS_FILE}),
        (seen("http://a.example/x.pdf", facts=Facts(media_type="application/pdf")), None, {}, set()),
        # (f) a name for sale.
        (seen("http://a.example/x"), PageText("a.example", "This domain is for sale!"), {}, {Doubt.PARKED}),
    ],
)  # fmt: skip
def test_doubts_of_a_page_are_found(
    look: Seen, page: PageText | None, known: dict[str, object], doubts: set[Doubt]
) -> None:
    given = {"first": None, "bad": None, "same_target": 0, **known}
    assert find_doubts(look, page, **given) == doubts  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "final", "found"),
    [
        ("http://a/doc/1", "http://a/index.php", True),
        ("http://a/doc/1", "http://a/fr/", True),
        ("http://a/doc/1", "http://a/accueil", True),
        ("http://a/?p=12", "http://a/", True),
        ("http://a/doc/1", "http://a/doc", False),
        ("http://a/doc/1", "http://a/?p=12", False),
        ("http://a/index.html", "http://a/", False),
    ],
)
def test_shortened_address(asked: str, final: str, found: bool) -> None:
    assert is_shortened(asked, final) is found


@pytest.mark.parametrize(
    ("story", "least", "most"),
    [
        (Story(LinkState.OK, NOW, Outcome.OK, 1), 0.45, 0.55),
        (Story(LinkState.OK, NOW, Outcome.OK, 2), 6.3, 7.7),
        (Story(LinkState.OK, days(-31), Outcome.OK, 9), 27, 33),
        (Story(LinkState.UNSTABLE, NOW, Outcome.MISSING, 5), 0.9, 1.1),
        (Story(LinkState.TIMEOUT, days(-40), Outcome.TIMEOUT, 50), 6.3, 7.7),
        (Story(LinkState.BLOCKED, NOW, Outcome.BLOCKED, 1), 6.3, 7.7),
        (Story(LinkState.DEAD, NOW, Outcome.MISSING, 4), 6.3, 7.7),
        (Story(LinkState.DEAD, days(-99), Outcome.MISSING, 9), 27, 33),
    ],
)
def test_next_check(story: Story, least: float, most: float) -> None:
    waits = [(find_next_check(story, key=key, now=NOW) - NOW) / timedelta(days=1) for key in range(200)]
    assert least <= min(waits) < max(waits) <= most


@pytest.mark.parametrize(
    ("hour", "night"), [(18, False), (19, True), (23, True), (3, True), (5, True), (6, False), (12, False)]
)
def test_night_is_that_of_paris(hour: int, night: bool) -> None:
    assert is_night(datetime(2026, 11, 22, hour, tzinfo=UTC)) is night


@pytest.mark.parametrize(
    ("url", "host", "domain"),
    [
        ("https://www.insee.fr/fr", "www.insee.fr", "insee.fr"),
        ("http://a.b.gouv.fr/", "a.b.gouv.fr", "b.gouv.fr"),
        ("http://portail.github.io/", "portail.github.io", "portail.github.io"),
        ("http://127.0.0.1:81/", "127.0.0.1", "127.0.0.1"),
        ("http://[::1]/", "::1", "::1"),
        ("http://Données.example/", "xn--donnes-eva.example", "xn--donnes-eva.example"),
        ("http://localhost/", "localhost", "localhost"),
        ("http://%20Localisation: Paris", "", ""),
    ],
)
def test_registered_domain(url: str, host: str, domain: str) -> None:
    assert (find_host(url), find_domain(find_host(url))) == (host, domain)


def test_invented_address_is_beside_the_real_one() -> None:
    assert invent_sibling("http://a.example/docs/2024/x.pdf?v=1").startswith("http://a.example/docs/2024/oc-")
    assert invent_sibling("http://a.example").startswith("http://a.example/oc-")
