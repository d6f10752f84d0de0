"""Lists in web pages: selectors, following pages, robots.txt, hostile markup."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from portal.harvest.connectors import html_list
from portal.harvest.pages import PartialHarvest
from portal.kernel.http import OutboundError, Reason
from portal.library.harvested import Harvested, HarvestedFile
from tests.harvest.connectors.sources import fetch, iterate, list_faults, list_ids, list_paths, only, serve

FIELDS = {
    "title": "h3 a",
    "url": "h3 a@href",
    "abstract": ".resume",
    "issued": "span.date",
    "keywords": "ul.mots li",
    "image_url": "img@src",
    "files": ".//a[contains(@href, '.pdf')]",
}


def wrap(items: str, after: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body><ul>{items}</ul>{after}</body></html>"
    )


def make(number: int) -> str:
    return f'<li class="fiche"><h3><a href="/rapports/{number}">Rapport {number}</a></h3></li>'


def describe(url: str, **values: Any) -> dict[str, Any]:
    return {"kind": "html_list", "url": url, "item": "li.fiche", "fields": FIELDS, **values}


def test_an_item_keeps_what_selectors_find() -> None:
    item = """<li class="une fiche"><h3><a href="../rapports/2024/?utm_source=x#haut">Les <em>finances</em> locales
    en&nbsp;2024</a></h3><img src="v.png"><div class="resume"><p>Premier.</p><p>Second.</p><script>x()</script></div>
    <span class="date">12 juillet 2024</span><ul class="mots"><li>dette</li><li>budget</li></ul>
    <p><a href="/f/rapport.pdf">Le <b>rapport</b></a> <a href="javascript:x.pdf">piège</a></p></li>"""  # noqa: E501
    with serve({"/liste/": wrap(item)}) as server:
        found = only(fetch(html_list, describe(f"{server.url}/liste/"), server))
        root = server.url
    assert found == Harvested(
        remote_id=f"{root.removeprefix('http://')}/rapports/2024",
        title="Les finances locales en 2024",
        url=f"{root}/rapports/2024/?utm_source=x",
        abstract="Premier.\n\nSecond.",
        issued="12 juillet 2024",
        keywords=("dette", "budget"),
        files=(HarvestedFile(f"{root}/f/rapport.pdf", "Le rapport"),),
        image_url=f"{root}/liste/v.png",
        notes=("Adresse de fichier inutilisable, laissée de côté : « javascript:x.pdf ».",),
    )


def test_the_link_to_the_following_page_is_followed() -> None:
    with serve(
        {
            "/l": wrap(make(1) + make(2), '<a rel="next" href="?p=2">Suite</a>'),
            "/l?p=2": wrap(make(2) + make(3)),
        }
    ) as server:
        config = describe(f"{server.url}/l", next="a[rel=next]")
        pages = fetch(html_list, config, server)
        assert [page.next for page in pages] == [f"{server.url}/l?p=2", ""]
        assert len(list_ids(fetch(html_list, config, server, pages[0].next))) == 2
    assert [one.rpartition("/")[2] for one in list_ids(pages)] == ["1", "2", "3"]


@pytest.mark.parametrize("clamps", [False, True])
def test_numbered_pages_end_with_an_empty_one_or_with_the_last_one_again(*, clamps: bool) -> None:
    def answer(path: str) -> Any:
        if path == "/robots.txt":
            return 404
        number = int(path.rpartition("=")[2])
        number = min(number, 20) if clamps else number
        return wrap("".join(map(make, range(number, min(number + 10, 25)))))

    with serve(answer) as server:
        config = describe(f"{server.url}/l?tri=date", numbered={"parameter": "debut", "step": 10})
        pages = fetch(html_list, config, server)
        assert list_paths(server)[:2] == ["/l?tri=date&debut=0", "/l?tri=date&debut=10"]
    assert len(list_ids(pages)) == 25
    assert pages[-1].next == ""


def test_pages_that_turn_in_circles_are_stopped() -> None:
    with serve(
        {
            "/1": wrap(make(1), '<a class="suite" href="/2">x</a>'),
            "/2": wrap(make(2), '<a class="suite" href="/1">x</a>'),
        }
    ) as server:
        pages = iterate(html_list, describe(f"{server.url}/1", next="a.suite"), server)
        assert len(list_ids([next(pages), next(pages)])) == 2
        with pytest.raises(PartialHarvest, match="une page déjà lue"):
            next(pages)


def test_items_without_title_or_address_fail_alone() -> None:
    items = (
        '<li class="fiche"><h3>Sans lien</h3></li><li class="fiche"><h3><a href="/x"> </a></h3></li>'
        + make(1)
    )
    with serve({"/l": wrap(items)}) as server:
        pages = fetch(html_list, describe(f"{server.url}/l"), server)
    assert len(list_ids(pages)) == 1
    assert list_faults(pages) == [
        "Fiche refusée : il y manque un identifiant, un titre et une adresse web.",
        "Fiche refusée : il y manque un titre.",
    ]


def test_what_robots_txt_refuses_is_not_read() -> None:
    with serve({"/robots.txt": "User-agent: *\nDisallow: /prive", "/prive/l": wrap(make(1))}) as server:
        with pytest.raises(OutboundError) as caught:
            fetch(html_list, describe(f"{server.url}/prive/l"), server)
        assert caught.value.reason is Reason.REFUSED
        assert list_paths(server) == []


@pytest.mark.parametrize("body", [wrap("<li>autre mise en page</li>"), "", "\x00" * 100, "<" * 5000])
def test_a_page_without_list_is_partial(body: str) -> None:
    with (
        serve(lambda path: 404 if path == "/robots.txt" else body) as server,
        pytest.raises((PartialHarvest, OutboundError)),
    ):
        fetch(html_list, describe(f"{server.url}/l"), server)


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": "li["},
        {"item": ".//li["},
        {"item": "li:nth-child(2)"},
        {"fields": {"title": "a"}},
        {"fields": {**FIELDS, "auteur": "a"}},
        {"next": "a", "numbered": {"parameter": "p"}},
    ],
)
def test_a_wrong_description_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        html_list.CONFIG.model_validate(describe("https://exemple.fr/l", **wrong))
