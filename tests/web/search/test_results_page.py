"""``/recherche``: the answers without JavaScript."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from django.test import Client

from portal.territories.search.answers import Hit
from portal.web.search.presenter import Asked, build_results, build_row
from tests.territories.builders import build_small_universe

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client: Client) -> object:
    build_small_universe()

    def get(query: str) -> str:
        answer = client.get(f"/recherche?{query}")
        assert answer.status_code == 200, answer.status_code
        return html.unescape(answer.content.decode())

    return get


def make_hit(rank: int, kind: str = "commune", *, is_approximate: bool = False) -> Hit:
    return Hit(
        kind=kind, code=f"{rank:05}", name=f"Ville-{rank}", label=f"Ville-{rank} (35)", departement_code="35",
        departement_name="Ille-et-Vilaine", region_code="53", population=1000 + rank, past_names=(),
        matched="", is_approximate=is_approximate, path=f"/communes/{rank:05}-ville",
    )  # fmt: skip


def test_page_lists_places_by_kind_with_departement_and_population(ask) -> None:  # type: ignore[no-untyped-def]
    page = ask("q=rennes")
    assert '<a class="oc-results__link" href="/communes/35238-rennes">Rennes (35)</a>' in page
    assert "Commune · Ille-et-Vilaine · 230\u202f000\u00a0habitants" in page
    assert (
        '<a class="oc-results__link" href="/epci/243500139-rennes-metropole">Rennes Métropole (35)</a>'
        in page
    )
    assert page.index('id="groupe-communes"') < page.index('id="groupe-intercommunalites"')


def test_collectivity_overseas_is_not_called_a_departement() -> None:
    hit = replace(make_hit(1, "departement"), type="com")
    assert build_row(hit).details[0] == "Collectivité ou territoire d’outre-mer"
    assert build_row(make_hit(1, "departement")).details[0] == "Département"


def test_page_title_holds_question_and_page_is_not_indexed(ask) -> None:  # type: ignore[no-untyped-def]
    page = ask("q=rennes")
    assert "<title>Recherche\u00a0: rennes – " in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'value="rennes"' in page


def test_page_for_typo_asks_what_was_meant(ask) -> None:  # type: ignore[no-untyped-def]
    page = ask("q=cesson+sevinye")
    assert "Vouliez-vous dire" in page
    assert '<a href="/communes/35051-cesson-sevigne">Cesson-Sévigné (35)</a>' in page
    assert "Vouliez-vous dire" not in ask("q=rennes")


def test_page_for_past_name_says_why(ask) -> None:  # type: ignore[no-untyped-def]
    page = ask("q=fleurign%C3%A9")
    assert "Ancienne commune\u00a0: Fleurigné" in page
    assert page.index("/communes/35062-la-chapelle-fleurigne") < page.index(
        "/communes-deleguees/35112-fleurigne"
    )


@pytest.mark.parametrize("query", ["", "q=", "q=%20", "q=%00"])
def test_page_without_question_gives_examples(ask, query: str) -> None:  # type: ignore[no-untyped-def]
    page = ask(query)
    assert "Ce que vous pouvez taper" in page
    assert "résultat" not in page.split("<main")[1].split("</main>")[0]
    assert "noindex" not in page


def test_page_without_result_helps(ask) -> None:  # type: ignore[no-untyped-def]
    page = ask("q=zzzzzzzz")
    assert "0\u00a0résultat pour" in page
    assert "Vérifiez l’orthographe" in page
    assert "Ce que vous pouvez taper" in page


@pytest.mark.parametrize(
    "q",
    [
        "%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%3Csvg/onload=1%3E", "%00", "%ff", "%25_%25",
        "(a%2B)%2B%24", ":%20%26%20|%20!%20(%20)%20'", "x" * 100_000, "{{7*7}}", "%F0%9F%A5%96", "%ED%A0%80",
    ],
    ids=lambda q: q[:12],
)  # fmt: skip
def test_page_for_hostile_question_is_safe(client: Client, q: str) -> None:
    build_small_universe()
    answer = client.get(f"/recherche?q={q}")
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert b"<svg/onload" not in answer.content
    assert len(answer.content) < 40_000


@pytest.mark.parametrize(
    "query",
    ["q=a&page=0", "q=a&page=-1", "q=a&page=abc", "q=a&page=1e9", "q=a&page=9223372036854775808",
     "q=a&page=%D9%A1", "q=rennes&page=2", "q=rennes&nature=cantons", "q=rennes&nature=communes&page=99"],
)  # fmt: skip
def test_page_that_does_not_exist_is_not_found(client: Client, query: str) -> None:
    build_small_universe()
    assert client.get(f"/recherche?{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["q=a&q=rennes", "nature[]=x&q=rennes", "q[]=rennes", "utm_source=x&q=rennes"]
)
def test_page_ignores_parameters_of_others(client: Client, query: str) -> None:
    build_small_universe()
    assert client.get(f"/recherche?{query}").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST", "TRACE"])
def test_page_refuses_to_be_written(client: Client, method: str) -> None:
    assert client.generic(method, "/recherche?q=a").status_code in (403, 405)


def test_page_with_slash_is_redirected(client: Client) -> None:
    answer = client.get("/recherche/?q=rennes")
    assert answer.status_code in (301, 302, 308)
    assert answer["Location"].endswith("/recherche?q=rennes")


def test_results_open_with_ten_of_a_group_and_the_way_to_others() -> None:
    results = build_results(Asked("ville"), [make_hit(rank) for rank in range(25)])
    (group,) = results.groups
    assert len(group.rows) == 10
    assert (group.more, group.more_label) == ("/recherche?q=ville&nature=communes", "Voir les 25 communes")


def test_results_of_a_group_are_paged_by_twenty() -> None:
    hits = [make_hit(rank) for rank in range(25)]
    results = build_results(Asked("ville", "communes", 2), hits)
    assert results.pages == 2
    assert [row.label for row in results.groups[0].rows] == [f"Ville-{rank} (35)" for rank in range(20, 25)]
    assert results.address_of_page(1) == "/recherche?q=ville&nature=communes"
    assert re.search(r"page 2$", results.title)


def test_results_cut_by_the_engine_say_so() -> None:
    assert build_results(Asked("ville"), [make_hit(rank) for rank in range(50)]).count.endswith(
        "premiers résultats"
    )


def test_results_are_grouped_in_the_order_of_the_best() -> None:
    hits = [make_hit(1, "epci"), make_hit(2), make_hit(3, "epci")]
    assert [group.key for group in build_results(Asked("ville"), hits).groups] == [
        "intercommunalites",
        "communes",
    ]
