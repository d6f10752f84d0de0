"""Making a group from a list, reading it, taking it away."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.test import Client

from portal.territories.actions.groups import PACE, record_group, remove_group
from portal.territories.models import Group
from portal.territories.queries.groups import find_group, forget_groups
from portal.territories.queries.universe import reset_universe
from portal.ui.caching import compute_code_version
from tests.territories.builders import build_territory
from tests.web.conftest import Read

NEW = "/groupes/nouveau"


def _post(client: Client, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    return client.post(
        NEW, {name.replace("_", "-"): value for name, value in fields.items()}, headers=headers
    )


def _save(client: Client, text: str, name: str = "Rive sud", **fields: Any) -> Any:
    return _post(client, liste=text, nom=name, action="enregistrer", **fields)


def test_page_of_groups_says_what_they_are(read: Read) -> None:
    page = read("/groupes")
    assert "Groupes de territoires" in page
    assert "Aucun compte, aucun cookie" in page
    assert 'name="robots"' not in page


def test_list_is_read_without_saving(read: Read) -> None:
    """7 000 inhabitants of Acigné and 69 000 of Cesson-Sévigné."""
    page = read(f"{NEW}?liste=35051%20Cesson-Sévigné%0AAcigné%0AInconnue")
    assert "3 éléments lus : 2 reconnus, 1 inconnu." in page
    assert "76 000 hab." in page
    assert "Enregistrer le groupe" in page
    assert not Group.objects.exists()


def test_list_in_a_form_becomes_an_address(small_portal: None, client: Client) -> None:
    answer = _post(client, liste="Acigné\r\nRennes", nom="Deux", action="verifier")
    assert answer.status_code == 303
    assert answer["Location"] == f"{NEW}?liste=Acign%C3%A9%0ARennes&nom=Deux#lignes"
    assert not answer.cookies


def test_list_too_long_for_an_address_is_answered_where_it_is_sent(
    small_portal: None, client: Client
) -> None:
    answer = _post(client, liste="35001\n" * 2000, action="verifier")
    assert answer.status_code == 200
    page = answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert "2 000 éléments lus : 1 reconnu, 1 999 répétés." in page


def test_group_saved_twice_has_one_address(small_portal: None, client: Client) -> None:
    first, second = _save(client, "Acigné\n35051"), _save(client, "35051\nAcigné\nAcigné")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    [group] = Group.objects.all()
    assert first["Location"] == f"/groupes/{group.public_id}-rive-sud"
    assert group.codes == ["35001", "35051"]
    assert not first.cookies


def test_group_shows_members_figures_and_refusals(read: Read, client: Client) -> None:
    path = _save(client, "Acigné\n35051")["Location"]
    page = read(path)
    soup = BeautifulSoup(page, "html.parser")
    assert soup.h1 is not None
    assert soup.h1.get_text() == "Rive sud"
    assert "Liste composée à la main : 2 communes." in page
    assert "76 000 hab." in page
    public_id = path.split("/")[2].partition("-")[0]
    assert f"/communes/35001-acigne?avec=groupe-{public_id}" in page
    assert f"/comparer?t=group:{public_id}" in page
    assert "/comparer?t=commune:35001&t=commune:35051" in page
    assert "ne s’additionnent pas" in page
    assert '<meta name="robots" content="noindex">' in page
    assert client.get(path)["X-Robots-Tag"] == "noindex"


def test_group_of_an_epci_says_so(read: Read, client: Client) -> None:
    answer = _post(client, communes_de="epci:243500139", nom="RM", action="enregistrer")
    assert "Les communes de Rennes Métropole : 3 communes." in read(answer["Location"])


def test_group_of_epci_and_communes_becomes_communes_and_says_so(read: Read, client: Client) -> None:
    page = read(f"{NEW}?liste=243500139%0ADinan")
    assert "soit 4 communes, chacune comptée une fois" in page
    answer = _save(client, "243500139\nDinan")
    assert find_group(answer["Location"].split("/")[2].partition("-")[0]).codes == (  # type: ignore[union-attr]
        "22050", "35001", "35051", "35238",
    )  # fmt: skip


def test_group_of_neighbours_and_of_a_comparison(read: Read) -> None:
    page = read(f"{NEW}?voisins-de=commune:35051")
    assert "3 éléments lus : 3 reconnus." in page  # Cesson-Sévigné touches Rennes and Acigné
    assert "2 éléments lus" in read(f"{NEW}?t=epci:243500139&t=epci:200072452")


def test_copy_of_a_group_starts_from_it(read: Read) -> None:
    group = record_group(name="Rive sud", member_kind="commune", codes=["35001", "35051"])
    page = read(f"{NEW}?groupe={group.public_id}")
    assert "35001 Acigné\n35051 Cesson-Sévigné" in page
    assert 'value="Rive sud"' in page


def test_starting_point_that_does_not_exist_is_said(read: Read) -> None:
    assert "Point de départ inconnu : epci:999999999." in read(f"{NEW}?communes-de=epci:999999999")


def test_group_without_a_name_is_not_saved(small_portal: None, client: Client) -> None:
    answer = _save(client, "Acigné", name="  ")
    assert answer.status_code == 400
    assert "Donnez un nom au groupe." in answer.content.decode()
    assert not Group.objects.exists()


def test_group_with_a_line_to_choose_is_not_saved(small_portal: None, client: Client) -> None:
    build_territory("commune", "22001", "Acigné", departement_code="22", region_code="53", population=5)
    reset_universe()
    answer = _save(client, "Acigné\nRennes")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Il reste des lignes à préciser" in page
    field = BeautifulSoup(page, "html.parser").select_one(".oc-ask input[type=radio]")
    assert field is not None
    saved = client.post(
        NEW,
        {
            "liste": "Acigné\nRennes",
            "nom": "Un",
            "action": "enregistrer",
            str(field["name"]): "commune:22001",
        },
    )
    assert saved.status_code == 303
    assert Group.objects.get().codes == ["22001", "35238"]


def test_past_code_of_a_group_is_followed(read: Read) -> None:
    group = record_group(name="Ancien", member_kind="commune", codes=["35112", "35001"])
    page = read(f"/groupes/{group.public_id}-ancien")
    assert "Fleurigné (35112) n’existe plus" in page
    assert "Groupe de 2 communes" in page


def test_address_of_a_group_is_corrected(small_portal: None, client: Client) -> None:
    group = record_group(name="Rive sud", member_kind="commune", codes=["35001"])
    for tail in ("", "-", "-autre-nom"):
        answer = client.get(f"/groupes/{group.public_id}{tail}?tri=nom")
        assert (answer.status_code, answer["Location"]) == (
            301, f"/groupes/{group.public_id}-rive-sud?tri=nom",
        )  # fmt: skip
    assert client.get("/groupes/inconnu00000").status_code == 404
    assert client.get(f"/groupes/{group.public_id}-rive-sud?tri=inconnu").status_code == 400
    assert client.get(f"/groupes/{group.public_id}-rive-sud?page=9").status_code == 404
    assert client.get(f"/groupes/{group.public_id}-rive-sud?page=x").status_code == 400


def test_group_removed_is_gone(small_portal: None, client: Client) -> None:
    group = record_group(name="Rive sud", member_kind="commune", codes=["35001"])
    path = f"/groupes/{group.public_id}-rive-sud"
    assert client.get(path).status_code == 200
    call_command("remove_group", f"{group.public_id}-rive-sud", verbosity=0)
    forget_groups()
    assert client.get(path).status_code == 410
    assert client.get(f"{path}.csv").status_code == 410
    assert _save(client, "Acigné").status_code == 410
    with pytest.raises(CommandError):
        call_command("remove_group", "inconnu")


@pytest.mark.parametrize("extension", ["csv", "csv?format=excel", "xlsx", "ods", "parquet"])
def test_group_as_a_file(small_portal: None, client: Client, extension: str) -> None:
    group = record_group(name="=Rive sud", member_kind="commune", codes=["35001", "35051"])
    path = f"/groupes/{group.public_id}-rive-sud"
    answer = client.get(f"{path}.{extension}")
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex"
    if extension == "csv":
        lines = answer.getvalue().decode("utf-8-sig").splitlines()
        assert lines[0] == "theme,indicateur,libelle,unite,annee,valeur,statut,origine,source"
        assert any(",population," in line and ",2023,76000," in line for line in lines)
    assert client.get(f"{path}/membres.{extension}").status_code == 200
    assert client.get(f"{path}.csv?format=pdf").status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({}, 303),
    ],
)
def test_form_of_another_site_is_refused(
    small_portal: None, client: Client, headers: dict[str, str], status: int
) -> None:
    fields = {"liste": "Acigné", "nom": "Un", "action": "enregistrer"}
    assert client.post(NEW, fields, headers=headers).status_code == status


def test_groups_saved_too_fast_are_refused(
    small_portal: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PACE, "limit", 1)
    assert [_save(client, "Acigné", name=name).status_code for name in ("Un", "Deux", "Un")] == [
        303,
        429,
        303,
    ]


def test_pages_of_groups_are_only_read(small_portal: None, client: Client) -> None:
    assert client.post("/groupes", {"liste": "Rennes"}).status_code == 405
    assert client.put(NEW, b"x").status_code in {200, 405}
    assert client.delete("/groupes/abcdefghijkl-x").status_code == 405


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=CMD|' /C calc'!A0",
    "\u202eabc\u2066",
    "\x00\x01\x02",
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "💣" * 200,
    "a" * 5000,
    ",;\t|",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_list_and_name_are_shown_as_text(small_portal: None, client: Client, text: str) -> None:
    answer = client.get(
        NEW, {"liste": f"{text}\nAcigné", "nom": text, "c-00000000": text, "t": text, "groupe": text}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    saved = _save(client, f"{text}\nAcigné", name=f"Z {text}")
    assert saved.status_code == 303
    shown = client.get(saved["Location"]).content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "\u202e" not in shown


def test_list_of_a_hundred_thousand_lines_is_cut_and_says_so(small_portal: None, client: Client) -> None:
    answer = _post(client, liste="35001\n" * 100_000, action="verifier")
    assert answer.status_code == 200
    assert "seul son début a été lu" in answer.content.decode()


def test_body_that_is_no_form_is_refused(small_portal: None, client: Client) -> None:
    huge = client.post(NEW, {"liste": "x" * 3_000_000, "action": "verifier"})
    assert huge.status_code in {200, 400, 413}
    fields = {f"c-{number:08x}": "x" for number in range(1100)}
    assert client.post(NEW, fields).status_code == 400


def test_page_of_a_group_is_cached_until_it_is_removed(small_portal: None, client: Client) -> None:
    group = record_group(name="Rive sud", member_kind="commune", codes=["35001"])
    path = f"/groupes/{group.public_id}-rive-sud"
    etag = client.get(path)["ETag"]
    assert compute_code_version() in etag
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    remove_group(group.public_id)
    forget_groups()
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 410
