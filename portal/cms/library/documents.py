"""Documents in the back-office: found, added, corrected, taken offline; one by one or many at once."""

from __future__ import annotations

from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import CreateView, EditView, InspectView, SnippetViewSet

from portal.cms.library.forms import DocumentForm, record_form
from portal.kernel.french import format_count
from portal.library.actions.editing import hide_document, show_document
from portal.library.kinds import DocumentState
from portal.library.models import Document
from portal.library.queries.documents import list_changes
from portal.library.queries.producers import name_producer


class DocumentPolicy(ModelPermissionPolicy):
    """Documents are taken offline, never deleted: their address is a promise."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return super().user_has_any_permission(user, set(actions) - {"delete"})


class _Acts:
    """Saving passes through the acts of the library: signed, kept in the history, safe from harvests."""

    request: HttpRequest
    log_as = "wagtail.edit"

    def form_valid(self, form: ModelForm) -> HttpResponse:
        if not isinstance(form, DocumentForm):
            raise TypeError(form)
        if not record_form(form, by=self.request.user.get_username(), now=timezone.now()):
            return self.form_invalid(form)  # type: ignore[attr-defined]
        return super().form_valid(form)  # type: ignore[misc]

    def save_instance(self) -> Document:
        document: Document = self.form.instance  # type: ignore[attr-defined]
        log(instance=document, action=self.log_as, user=self.request.user)
        return document


class AddDocument(_Acts, CreateView):
    log_as = "wagtail.create"


class EditDocument(_Acts, EditView):
    pass


class InspectDocument(InspectView):
    """Where each field comes from, and all that happened to the document."""

    template_name = "cms/library/inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document: Document = self.object
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["document"] = document
        context["records"] = document.records.order_by("source") if hasattr(document, "records") else []
        context["changes"] = [(one, _word_fields(one.fields)) for one in list_changes(document, 100)]
        return context


def _word_fields(fields: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Label, before, after of what changed."""
    labels = {one.name: str(one.verbose_name) for one in Document._meta.fields}
    return [
        (labels.get(name, name), _brief(before), _brief(after)) for name, (before, after) in fields.items()
    ]


def _brief(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
    return f"{text[:200]}…" if len(text) > 200 else text


def _word_producers(slugs: list[str]) -> str:
    return ", ".join(name_producer(slug).acronym for slug in slugs)


class DocumentViewSet(SnippetViewSet):
    model = Document
    icon = "doc-full-inverse"
    menu_label = "Documents"
    menu_name = "library-documents"
    list_display = (
        "title",
        "kind",
        Column("producers", label="Producteurs", accessor=lambda one: _word_producers(one.producers)),
        "published_on",
        "state",
        "updated_at",
    )
    list_filter = ("kind", "state", "language")
    search_fields = ("title", "abstract", "url")
    ordering = ("-updated_at",)
    list_per_page = 50
    add_view_class = AddDocument
    edit_view_class = EditDocument
    inspect_view_enabled = True
    inspect_view_class = InspectDocument
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldPanel("title"),
            FieldPanel("url"),
            FieldPanel("abstract"),
            FieldPanel("state"),
            MultiFieldPanel(
                [FieldPanel("producers"), FieldPanel("published_on"), FieldPanel("published_precision"),
                 FieldPanel("series_number")],
                heading="Qui, quand",
            ),
            MultiFieldPanel(
                [FieldPanel("subjects"), FieldPanel("levels"), FieldPanel("territories"), FieldPanel("years"),
                 FieldPanel("keywords")],
                heading="De quoi, de qui",
            ),
            MultiFieldPanel(
                [FieldPanel("licence"), FieldPanel("language"), FieldPanel("formats"),
                 FieldPanel("frequency")],
                heading="Réutilisation",
            ),
            FieldPanel("released"),
        ],
        base_form_class=DocumentForm,
    )  # fmt: skip


class _Bulk(SnippetBulkAction):
    """One act on many documents."""

    models = (Document,)
    template_name = "cms/library/bulk.html"
    act: Any = None
    done = ("document modifié", "documents modifiés")

    def check_perm(self, document: Document) -> bool:
        return bool(self.request.user.has_perm("library.change_document"))

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "user": self.request.user}

    @classmethod
    def execute_action(cls, objects: list[Document], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        kept = [one for one in objects if one.state != DocumentState.MERGED]
        for document in kept:
            cls.act(document, by=user.get_username(), now=timezone.now())
            log(instance=document, action="wagtail.edit", user=user)
        return len(kept), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{format_count(num_parent_objects, *self.done)}."


class HideDocuments(_Bulk):
    display_name = "Dépublier"
    action_type = "hide"
    aria_label = "Dépublier les documents choisis"
    act = staticmethod(hide_document)
    done = ("document dépublié", "documents dépubliés")
    action_priority = 10


class ShowDocuments(_Bulk):
    display_name = "Remettre en ligne"
    action_type = "show"
    aria_label = "Remettre en ligne les documents choisis"
    act = staticmethod(show_document)
    done = ("document remis en ligne", "documents remis en ligne")
    action_priority = 20


BULK_ACTIONS = (HideDocuments, ShowDocuments)
