"""Editorial pages: what the law and DashLord want to find in them (standards.md, Y-09 to Y-13)."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from portal.cms.models import ContentPage, OperatorDetails
from portal.cms.versions import reset_editorial_version

PAGES = ("accessibilite", "mentions-legales", "donnees-personnelles", "contact", "aide", "stats", "budget",
         "ecoconception")  # fmt: skip


@pytest.fixture
def pages(db: None) -> None:
    call_command("load_pages", verbosity=0)


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return html.unescape(response.content.decode())


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("slug", PAGES)
def test_page_answers_with_one_heading_and_a_description(client: Client, slug: str):
    page = read(client, f"/{slug}")
    assert len(re.findall("<h1", page)) == 1
    assert re.search(r'<meta name="description" content="[^"]{40,}">', page)
    assert client.get(f"/{slug}/")["Location"] == f"/{slug}"
    assert not client.get(f"/{slug}").cookies


@pytest.mark.usefixtures("pages")
def test_accessibility_statement_follows_the_one_setting(client: Client):
    assert "Accessibilité : non conforme" in read(client, "/accessibilite").replace("\u00a0", " ")
    reset_editorial_version()
    with override_settings(ACCESSIBILITY_STATUS="partiellement"):
        page = read(client, "/accessibilite").replace("\u00a0", " ")
    assert "Accessibilité : partiellement conforme" in page


@pytest.mark.usefixtures("pages")
def test_privacy_page_says_what_is_looked_for(client: Client):
    page = read(client, "/donnees-personnelles")
    for words in ("@", "finalité", "durée de conservation", "sous-traitant"):
        assert words in page.lower()


@pytest.mark.usefixtures("pages")
def test_legal_page_names_publisher_director_and_host(client: Client):
    page = read(client, "/mentions-legales").lower()
    for words in ("éditeur", "directeur", "publication", "hébergeur", "licence ouverte"):
        assert words in page
    assert "non renseigné par l’exploitant" in page
    details = OperatorDetails.load()
    details.publisher, details.host = "Ministère de l’Exemple", "Hébergeur SA"
    details.save()
    page = read(client, "/mentions-legales")
    assert "Ministère de l’Exemple" in page
    assert "Hébergeur SA" in page


@pytest.mark.usefixtures("pages")
def test_second_load_changes_nothing_and_keeps_an_editors_text(client: Client):
    page = ContentPage.objects.get(slug="aide")
    page.lead = "Texte d’un agent."
    page.save_revision().publish()
    ContentPage.objects.get(slug="budget").delete()
    call_command("load_pages", verbosity=0)
    assert ContentPage.objects.get(slug="aide").lead == "Texte d’un agent."
    assert not ContentPage.objects.filter(slug="budget").exists()


@pytest.mark.usefixtures("pages")
def test_draft_of_an_editor_is_not_overwritten(monkeypatch: pytest.MonkeyPatch):
    """An unpublished change counts as a change, even when the text shipped with the code moves on."""
    from portal.cms import actions, initial_content

    page = ContentPage.objects.get(slug="contact")
    page.title = "Brouillon"
    page.save_revision()
    [initial] = [one for one in initial_content.read_pages() if one.slug == "contact"]
    moved = replace(initial, title="Nouveau titre")
    monkeypatch.setattr(actions, "read_pages", lambda: [moved])
    call_command("load_pages", verbosity=0)
    assert ContentPage.objects.get(slug="contact").get_latest_revision_as_object().title == "Brouillon"


@pytest.mark.usefixtures("pages")
def test_untouched_page_follows_the_text_of_the_code(monkeypatch: pytest.MonkeyPatch):
    from portal.cms import actions, initial_content

    [initial] = [one for one in initial_content.read_pages() if one.slug == "contact"]
    moved = replace(initial, title="Nouveau titre")
    monkeypatch.setattr(actions, "read_pages", lambda: [moved])
    call_command("load_pages", verbosity=0)
    assert ContentPage.objects.get(slug="contact").title == "Nouveau titre"


@pytest.mark.usefixtures("pages")
def test_public_pages_have_the_strict_policy_and_the_back_office_its_own(client: Client):
    public = client.get("/aide")["Content-Security-Policy"]
    assert "unsafe" not in public
    assert "default-src 'none'" in public
    admin = client.get("/admin/login/")
    assert "'unsafe-inline'" in admin["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in admin["Content-Security-Policy"]
    assert "no-store" in admin["Cache-Control"]
    assert admin.cookies["csrftoken"]["path"] == "/admin/"


@pytest.mark.usefixtures("pages")
def test_back_office_opens_for_an_agent(admin_client: Client):
    assert admin_client.get("/admin")["Location"] == "/admin/"
    for path in ("/admin/", "/admin/pages/", "/admin/snippets/cms/territorymessage/",
                 "/admin/settings/cms/operatordetails/"):  # fmt: skip
        assert admin_client.get(path, follow=True).status_code == 200, path
    aide = ContentPage.objects.get(slug="aide")
    assert admin_client.get(f"/admin/pages/{aide.pk}/edit/").status_code == 200


@pytest.mark.usefixtures("pages")
def test_unpublished_page_is_404(client: Client):
    ContentPage.objects.get(slug="aide").unpublish()
    reset_editorial_version()
    assert client.get("/aide").status_code == 404
