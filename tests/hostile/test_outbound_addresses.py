"""Addresses that must not be asked (standards.md, section 5.3 D, items 49 to 53 and 60), and how we ask."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from portal.config import env
from portal.kernel.http import Limits, OutboundError, Reason
from portal.kernel.http.addresses import is_public, parse_address
from portal.kernel.http.errors import SENTENCES
from portal.kernel.http.guard import resolve_host
from portal.kernel.http.identity import build_user_agent
from portal.stats.actions.fetching import open_session
from tests.kernel.http.sessions import build_session, fail_to_ask
from tests.servers import build_answer, serve_answers

PRIVATE = [
    *("127.0.0.1", "127.0.1.1", "::1", "::ffff:7f00:1", "2002:7f00:1::", "64:ff9b::7f00:1"),
    *(
        "169.254.169.254",
        "::ffff:a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "64:ff9b::a9fe:a9fe",
        "fe80::1",
        "fe80::1%eth0",
    ),
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fc00::1", "fd12::1"),
    *("fec0::1", "100.64.0.1", "100.127.255.255", "240.0.0.1", "255.255.255.255", "::7f00:1", "224.0.0.1"),
    *(
        "ff00::1",
        "ff02::1",
        "0.0.0.0",
        "::",
        "0.1.2.3",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "203.0.113.9",
    ),
    *("192.88.99.1", "2001::1", "2001:db8::1", "64:ff9b:1::1", "100::1", "3fff::1", "not an address", ""),
]
PUBLIC = ["8.8.8.8", "192.0.66.2", "172.32.0.1", "100.128.0.1", "2a01:e0a::1", "64:ff9b::808:808"]


# --- 49 to 53: who may be joined ----------------------------------------------------------------------


@pytest.mark.parametrize("ip", PRIVATE)
def test_49_address_that_is_not_public_is_never_joined(ip: str) -> None:
    assert not is_public(ip)
    session = build_session(resolve=lambda host, port: [ip])
    assert fail_to_ask(session, "http://donnees.example/").reason == Reason.BLOCKED_ADDRESS


@pytest.mark.parametrize("ip", PUBLIC)
def test_49_public_address_may_be_joined(ip: str) -> None:
    assert is_public(ip)


def _read_as_system(name: str) -> str:
    """Octal, hexadecimal and shortened forms as getaddrinfo reads them."""
    return name if ":" in name else socket.inet_ntoa(socket.inet_aton(name))


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "①②⑦.⓪.⓪.①", "evil@127.0.0.1", "[::1]"]
)
def test_50_text_forms_of_this_machine_are_blocked_at_connection(host: str) -> None:
    # The resolver of the system, where it reads these forms; it joins nothing.
    session = build_session(resolve=lambda name, port: resolve_host(_read_as_system(name), port))
    assert fail_to_ask(session, f"http://{host}/").reason in {Reason.BAD_ADDRESS, Reason.BLOCKED_ADDRESS}


def test_50_credentials_are_not_sent() -> None:
    with serve_answers(lambda asked: build_answer("ok")) as server:
        answer = build_session(server).ask(f"http://agent:secret@127.0.0.1:{server.port}/x#part")
    assert answer.final_url == f"{server.url}/x"
    assert "authorization" not in server.asked[0].headers


def test_51_name_that_changes_between_two_resolutions_is_verified_each_time() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with serve_answers(lambda asked: build_answer("ok")) as server:
        session = build_session(server, resolve=lambda host, port: next(answers))
        url = f"http://rebound.example:{server.port}/"
        assert session.ask(url).content == b"ok"
        assert fail_to_ask(session, url).reason == Reason.BLOCKED_ADDRESS


def test_51_of_several_addresses_only_those_allowed_are_joined() -> None:
    with serve_answers(lambda asked: build_answer("ok")) as server:
        session = build_session(
            server, resolve=lambda host, port: ["10.0.0.1", "169.254.169.254", "127.0.0.1"]
        )
        assert session.ask(f"http://several.example:{server.port}/").content == b"ok"


def test_51_next_address_is_tried_when_the_first_refuses() -> None:
    with serve_answers(lambda asked: build_answer("ok")) as server:
        session = build_session(server, resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
        assert session.ask(f"http://two.example:{server.port}/").content == b"ok"


@pytest.mark.parametrize(
    "location",
    ["http://169.254.169.254/latest", "file:///etc/passwd", "gopher://x/", "http://127.0.0.1:22/", "ftp://a/b",
     "http://10.1.2.3/", "//192.168.0.1/x", "javascript:alert(1)", "http://127.0.0.1/"],
)  # fmt: skip
def test_52_redirect_out_of_bounds_is_blocked(location: str) -> None:
    with serve_answers(lambda asked: build_answer(status=302, headers={"Location": location})) as server:
        session = build_session(server, resolve=lambda host, port: [host])
        assert fail_to_ask(session, f"{server.url}/").reason == Reason.BLOCKED_ADDRESS
    assert len(server.asked) == 1


def test_52_loopback_of_tests_opens_its_ports_and_no_other_host() -> None:
    with serve_answers(lambda asked: build_answer("ok")) as server:
        session = build_session(server, resolve=lambda host, port: ["8.8.8.8"])
        assert fail_to_ask(session, f"http://public.example:{server.port}/").reason == Reason.BLOCKED_ADDRESS


def test_53_proxy_of_the_environment_is_refused(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    settings.PROXY_VARIABLES = env.list_proxies()
    with pytest.raises(OutboundError, match="HTTPS_PROXY is set") as caught:
        open_session()
    assert caught.value.reason == Reason.PROXY_REFUSED


def test_53_proxy_of_the_environment_is_not_looked_at_by_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with serve_answers(lambda asked: build_answer("ok")) as server:
        assert build_session(server).ask(server.url).content == b"ok"


# --- 60: addresses that are none  ----------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://" + "a" * 64 + ".fr/", "http://" + "é" * 70 + ".fr/", "http://%20Localisation:%20Paris",
        "http://", "http:///x", "", "data.gouv.fr", "http://a b/", "http://x:port/", "http://-\x00/",
        "http://" + "a." * 200, "http://[::1", "http://a..b/", "/relative", "http://\ud800/",
        "http://x" + "y" * 9000,
    ],
)  # fmt: skip
def test_60_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(OutboundError) as caught:
        parse_address(url)
    assert caught.value.reason == Reason.BAD_ADDRESS


@pytest.mark.parametrize(
    "url", ["http://x:99999/", "http://x:22/", "https://x:8443/", "ftp://x/", "file:///x"]
)
def test_60_port_or_scheme_that_is_not_asked(url: str) -> None:
    with pytest.raises(OutboundError) as caught:
        parse_address(url)
    assert caught.value.reason == Reason.BLOCKED_ADDRESS


def test_60_accents_of_a_host_are_written_in_ascii() -> None:
    assert parse_address("https://Données.example/é?a=é").host == "xn--donnes-eva.example"


# --- etiquette --------------------------------------------------------------------------------------------


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert all(text.endswith(".") and "'" not in text for text in SENTENCES.values())


def test_user_agent_says_who_asks_and_where_to_read_about_it() -> None:
    about = build_user_agent("https://portail.example", "contact@portail.example")
    assert about == "OpenCollectivites/1 (+https://portail.example/robots; contact@portail.example)"


@pytest.mark.parametrize("site", ["https://blinks.example", "https://checker.example", "https://é.example"])
def test_user_agent_has_no_word_that_protections_refuse(site: str) -> None:
    assert build_user_agent(site, "a@b.example") == "OpenCollectivites/1"


def test_limits_of_production_are_bounded() -> None:
    limits = Limits()
    assert limits.attempts * (limits.deadline_s + limits.wait_s) < 3 * 3600
    assert limits.spacing_s >= 1
