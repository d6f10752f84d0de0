"""The form of a document: each field says where its value comes from; what an agent writes stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from portal.cms.library.seen import read_seen, seal, write_seen
from portal.kernel.french import format_date
from portal.library.actions.editing import (
    EditError,
    attach_to_series,
    create_document,
    edit_document,
    hide_document,
    release_field,
    show_document,
)
from portal.library.description import FIELDS
from portal.library.kinds import DocumentState
from portal.library.models import Document
from portal.library.provenance import EDITED, INFERRED, SERIES, find_origin, is_locked
from portal.library.queries.producers import find_producer
from portal.references.shelf import get_references
from portal.territories.queries.named import find_named
from portal.ui.words import LEVELS

_SEPARATORS: Final = re.compile(r"[;\n]+")
_LISTS: Final = ("producers", "keywords", "territories", "formats", "years")
_BOXES: Final = frozenset({"subjects", "levels"})
_SHOWN: Final = (
    "kind", "title", "url", "abstract", "producers", "published_on", "published_precision", "subjects",
    "levels", "territories", "years", "keywords", "licence", "language", "formats", "frequency",
)  # fmt: skip


def _list_subjects() -> Iterator[tuple[str, str]]:
    yield from ((one.slug, one.label) for one in get_references().list_subjects())


def _list_licences() -> Iterator[tuple[str, str]]:
    yield "", "Non précisée"
    licences = sorted(get_references().licences.values(), key=lambda one: one.title)
    yield from ((one.slug, one.title) for one in licences)


class ListField(forms.CharField):
    """Values separated by semicolons or line breaks, kept as a list without repeats."""

    def prepare_value(self, value: Any) -> Any:
        return " ; ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        parts = _SEPARATORS.split(value or "")
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class DocumentForm(WagtailAdminModelForm):
    """Values of the document; ``released`` gives corrected fields back to the harvest."""

    producers = ListField(
        label="Producteurs", required=False, help_text="Codes du catalogue séparés par « ; » : dgcl ; insee"
    )
    keywords = ListField(label="Mots-clés", required=False, help_text="Séparés par « ; »")
    territories = ListField(
        label="Territoires",
        required=False,
        help_text="Par leur code : commune:56260 ; epci:243500139 ; departement:01 ; region:53",
    )
    formats = ListField(label="Formats", required=False, help_text="Séparés par « ; » : pdf ; xlsx")
    years = ListField(label="Années étudiées", required=False, help_text="Séparées par « ; » : 2022 ; 2023")
    subjects = forms.MultipleChoiceField(
        label="Thématiques", choices=_list_subjects, required=False, widget=forms.CheckboxSelectMultiple
    )
    levels = forms.MultipleChoiceField(
        label="Types de collectivité",
        choices=[(level, LEVELS[level].capitalize()) for level in LEVELS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    licence = forms.ChoiceField(label="Licence", choices=_list_licences, required=False)
    state = forms.ChoiceField(
        label="État",
        choices=[
            (DocumentState.PUBLISHED, "En ligne"),
            (DocumentState.ARCHIVED, "Archivé (sa source ne le donne plus)"),
            (DocumentState.HIDDEN, "Dépublié : aucune moisson ne le remettra en ligne"),
        ],
        required=False,
    )
    series_number = forms.IntegerField(
        label="Millésime de",
        required=False,
        min_value=1,
        help_text="Numéro du document qui réunit tous les millésimes (celui de son adresse).",
    )
    released = forms.MultipleChoiceField(
        label="Rendre à la moisson",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ces champs ont été corrigés ici. Cochez ceux qui doivent suivre de nouveau leur source.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    touched: frozenset[str] = frozenset()
    """Names of the fields that the agent changed, once the form is checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Document = self.instance
        if document.pk:
            self.initial["series_number"] = document.series_id
            self.initial["seen"] = write_seen(_list_present(document))
            for name in _SHOWN:
                if name in self.fields:
                    self.fields[name].help_text = _explain(document, name, self.fields[name].help_text)
        corrected = [name for name in FIELDS if document.pk and is_locked(document.provenance, name)]
        can_follow = [name for name in corrected if name in document.harvested]
        released: Any = self.fields["released"]
        released.choices = [
            (name, f"{_label(name)} (la source dit : {_brief(document.harvested[name])})")
            for name in can_follow
        ]
        if not can_follow:
            del self.fields["released"]

    def clean_producers(self) -> list[str]:
        return _ensure_all(
            self.cleaned_data["producers"],
            lambda slug: find_producer(slug) is not None,
            "Producteurs inconnus : {}. Utilisez les codes du catalogue (dossier catalogue/producers) "
            "ou ceux que montre le filtre « Producteur » de la bibliothèque.",
        )

    def clean_territories(self) -> list[str]:
        keys = [tuple(one.split(":", 1)) for one in self.cleaned_data["territories"] if ":" in one]
        known = {f"{kind}:{code}" for kind, code in find_named(keys)} | {"france:FR"}
        return _ensure_all(
            self.cleaned_data["territories"],
            lambda key: key in known,
            "Territoires inconnus : {}. Écrivez le type puis le code : commune:56260, epci:243500139.",
        )

    def clean_years(self) -> list[int]:
        words = _ensure_all(
            self.cleaned_data["years"],
            lambda word: re.fullmatch(r"[12]\d{3}", word) is not None,
            "Ce ne sont pas des années : {}. Écrivez quatre chiffres : 2022 ; 2023.",
        )
        return sorted({int(word) for word in words})

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if not url.startswith(("https://", "http://")):
            raise ValidationError("L’adresse doit commencer par https:// ou http://.")
        return url

    def clean_series_number(self) -> Document | None:
        number = self.cleaned_data["series_number"]
        if number is None:
            return None
        series = Document.objects.filter(pk=number).exclude(state=DocumentState.MERGED).first()
        if series is None:
            raise ValidationError(f"Aucun document ne porte le numéro {number}.")
        return series

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("published_on") and not cleaned.get("published_precision"):
            self.add_error("published_precision", "Dites ce que l’on sait de la date : jour, mois, année…")
        self.touched = frozenset(self._list_touched(cleaned))
        both = set(cleaned.get("released") or []) & self.touched
        if both:
            names = ", ".join(map(_label, sorted(both)))
            self.add_error("released", f"Corrigés et rendus à la fois : {names}. Choisissez.")
        return cleaned

    def _list_touched(self, cleaned: dict[str, Any]) -> Iterator[str]:
        """Fields whose value is not the one that was shown; an error where somebody else changed it too."""
        document: Document = self.instance
        seen = read_seen(cleaned.get("seen", ""))
        for name, present in _list_present(document).items():
            if name not in cleaned or name not in self.fields:
                continue
            sent, is_now = seal(_get_told(name, cleaned[name])), seal(present)
            shown = seen.get(name, is_now)
            if sent in (shown, is_now):
                continue
            yield name
            if shown != is_now and document.pk:
                self.add_error(
                    name,
                    "Ce champ a changé pendant que vous l’écriviez ; il vaut maintenant"
                    f" « {_brief(present)} ». Gardez votre texte de côté, puis rouvrez la page.",
                )

    def _post_clean(self) -> None:
        """Nothing is written on the row here: ``record`` passes every change through the library."""

    def record(self, *, by: str, now: datetime) -> Document:
        """Do what the form asks. Raises EditError."""
        document: Document = self.instance  # type: ignore[has-type]
        data = self.cleaned_data
        if not document.pk:
            fields = {name: data[name] for name in _SHOWN if name in self.fields}
            document = create_document(fields=fields, by=by, now=now)
        else:
            changed: dict[str, Any] = {name: data[name] for name in _SHOWN if name in self.touched}
            edit_document(document, changes=changed, by=by, now=now)
            for name in data.get("released") or []:
                release_field(document, name, by=by, now=now)
        self._move(document, by=by, now=now)
        self.instance = document
        return document

    def _move(self, document: Document, *, by: str, now: datetime) -> None:
        if "series_number" in self.touched:
            attach_to_series(document, series=self.cleaned_data["series_number"], by=by, now=now)
        state = self.cleaned_data.get("state") if "state" in self.touched else ""
        if state == DocumentState.HIDDEN:
            hide_document(document, by=by, now=now)
        elif state == DocumentState.PUBLISHED and document.state == DocumentState.HIDDEN:
            show_document(document, by=by, now=now)


def _list_present(document: Document) -> dict[str, Any]:
    """Field of the form → value of the document."""
    shown = {name: _get_told(name, getattr(document, name)) for name in (*_SHOWN, "state")}
    return {**shown, "series_number": document.series_id}


def _get_told(name: str, value: Any) -> Any:
    """A value as it is compared: boxes have no order, a document is its number."""
    if name in _BOXES:
        return set(value or ())
    return value.pk if isinstance(value, Document) else value


def _ensure_all(values: Sequence[str], is_known: Any, message: str) -> list[str]:
    unknown = [value for value in values if not is_known(value)]
    if unknown:
        raise ValidationError(message.format(", ".join(f"« {one} »" for one in unknown)))
    return list(values)


def _label(name: str) -> str:
    return str(Document._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]


def _brief(value: Any) -> str:
    words = ", ".join(map(str, value)) if isinstance(value, list | set) else str(value or "rien")
    return words if len(words) < 120 else f"{words[:119]}…"


def _explain(document: Document, name: str, usual: Any) -> str:
    """Where a value comes from, before the usual help of the field."""
    origin = find_origin(document.provenance, name)
    words = _word_origin(origin)
    if is_locked(document.provenance, name) and name in document.harvested:
        words += f" La source dit : « {_brief(document.harvested[name])} »."
    return f"{words} {usual}".strip()


def _word_origin(origin: Mapping[str, Any]) -> str:
    on = _word_day(origin.get("at", ""))
    if origin.get("origin") == EDITED:
        return f"Corrigé par {origin.get('by', 'un agent')}{on} : aucune moisson n’y touche."
    if origin.get("origin") == INFERRED:
        return "Déduit du texte par le portail : à vérifier."
    if origin.get("origin") == SERIES:
        return "Créé pour réunir ses millésimes."
    return f"Moissonné de {origin.get('source') or 'sa source'}{on}."


def _word_day(at: str) -> str:
    try:
        return f" le {format_date(date.fromisoformat(at[:10]))}"
    except ValueError:
        return ""


def record_form(form: DocumentForm, *, by: str, now: datetime) -> bool:
    """Whether the acts were done; a refusal becomes an error of the form."""
    try:
        form.record(by=by, now=now)
    except EditError as error:
        form.add_error(None, str(error))
        return False
    return True
