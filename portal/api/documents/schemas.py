"""Documents of the library as the API tells them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from portal.kernel.levels import Level
from portal.library.search.asked import LONGEST_QUESTION

Kind = Literal["publication", "dataset", "tool", "reference", "platform"]
LinkState = Literal["ok", "a-verifier", "mort", "inconnu"]
_MOST: int = 50


class DocumentFilters(BaseModel):
    """What ``/documents`` may be asked. Values of one filter add up, filters narrow each other."""

    q: str = Field(
        "",
        max_length=LONGEST_QUESTION,
        description="Mots cherchés dans les titres, les résumés et les textes ; accents, pluriels et fautes "
        "de frappe sont tolérés.",
        examples=["dotation intercommunalité"],
    )
    kind: list[Kind] = Field([], max_length=_MOST, description="Types de ressource ; répétable.")
    subject: list[str] = Field([], max_length=_MOST, description="Thématiques ; répétable.")
    level: list[Level] = Field([], max_length=_MOST, description="Types de collectivité ; répétable.")
    territory: list[str] = Field(
        [],
        max_length=_MOST,
        description="Territoires, avec tout ce qu’ils contiennent ; répétable.",
        examples=[["departement:35"]],
    )
    producer: list[str] = Field(
        [], max_length=_MOST, description="Producteurs, services compris ; répétable."
    )
    year: list[int] = Field([], max_length=_MOST, description="Années de publication ; répétable.")
    source: list[str] = Field([], max_length=_MOST, description="Sources moissonnées ; répétable.")
    licence: list[str] = Field([], max_length=_MOST, description="Licences ; répétable.")
    format: list[str] = Field([], max_length=_MOST, description="Formats ; répétable.", examples=[["csv"]])
    link: list[LinkState] = Field([], max_length=_MOST, description="États du lien ; répétable.")
    since: date | None = Field(None, description="Publié ce jour ou après ; les documents sans date sortent.")
    until: date | None = Field(None, description="Publié ce jour ou avant.")
    order: Literal["relevance", "date", "title"] = Field(
        "relevance", description="« relevance » sans mots : les plus récents d’abord."
    )
    facets: bool = Field(False, description="Joindre le nombre de documents de chaque valeur des filtres.")
    limit: int = Field(20, ge=1, le=100, description="Documents par page.")
    after: int = Field(0, ge=0, le=9999, description="Documents à sauter : voir `next`.")


class Producer(BaseModel):
    """Who made a document."""

    slug: str = Field(examples=["dgcl"])
    name: str = Field(examples=["Direction générale des collectivités locales"])


class DocumentItem(BaseModel):
    """A document in a list. ``published_on`` is the last day of what is known of its date."""

    id: int
    kind: Kind
    title: str
    abstract: str = Field(description="Au plus 600 caractères dans une liste ; vide quand il n’y en a pas.")
    producers: list[Producer]
    publisher_words: str = Field(description="Le producteur tel que la source l’écrit.")
    published_on: date | None = Field(
        description="null quand la source ne donne pas de date ; le dernier jour du mois, du trimestre ou de"
        " l’année quand elle ne dit que cela (published_precision)."
    )
    published_precision: Literal["day", "month", "quarter", "year"] | None = Field(
        description="Ce qu’on sait de la date : le jour, le mois, le trimestre ou l’année."
    )
    modified_on: date | None
    subjects: list[str]
    levels: list[str]
    territories: list[str] = Field(examples=[["commune:35238"]])
    licence: str | None = Field(description="null quand elle n’est pas précisée ou pas connue.")
    formats: list[str]
    sources: list[str]
    series: int | None = Field(description="Numéro de la série dont c’est une livraison.")
    is_archived: bool = Field(description="Vrai quand sa source ne le donne plus.")
    url: str = Field(description="Adresse chez le producteur.")
    link: LinkState = Field(description="Ce que la vérification des liens sait de cette adresse.")
    page: str = Field(description="Page de ce portail : elle ne change pas.")


class FacetValue(BaseModel):
    """A value of a filter and the documents it would give, the choice within its own filter left aside."""

    value: str
    count: int


class DocumentList(BaseModel):
    """One page of documents."""

    items: list[DocumentItem]
    next: str | None = Field(None, description="Adresse de la page suivante ; null à la fin.")
    total: int = Field(description="Documents qui répondent, toutes pages confondues.")
    proposal: str = Field("", description="La recherche, fautes corrigées ; vide quand il n’y en a pas.")
    has_every_word: bool = Field(True, description="Faux quand aucun document n’a tous les mots.")
    facets: dict[str, list[FacetValue]] | None = Field(None, description="Avec `facets=true` seulement.")


class File(BaseModel):
    """A file or service."""

    url: str
    title: str
    format: str
    bytes: int | None = Field(description="null quand elle n’est pas connue.")
    modified_on: date | None


class Identifier(BaseModel):
    """What names the document elsewhere."""

    scheme: str = Field(examples=["doi"])
    value: str


class Vintage(BaseModel):
    """An issue of the same series."""

    id: int
    title: str
    published_on: date | None
    page: str


class Origin(BaseModel):
    """Where a field comes from."""

    origin: str = Field(description="harvested, inferred (déduit), edited (corrigé) ou series.")
    source: str | None
    at: datetime | None


class Document(DocumentItem):
    """A document, whole."""

    keywords: list[str]
    years: list[int] = Field(description="Années étudiées.")
    published_words: str = Field(description="La date telle que la source l’écrit.")
    licence_words: str = Field(description="La licence telle que la source l’écrit.")
    language: str
    frequency: str
    files: list[File]
    identifiers: list[Identifier]
    vintages: list[Vintage] = Field(description="Livraisons de la série, la plus récente d’abord.")
    provenance: dict[str, Origin] = Field(
        description="Par champ ; « * » vaut pour tous ceux qui n’en ont pas."
    )
    added_at: datetime
    updated_at: datetime


class SuggestionFilters(BaseModel):
    """What ``/documents/suggestions`` may be asked."""

    q: str = Field("", max_length=LONGEST_QUESTION, description="Le début de ce qui est cherché.")
    limit: int = Field(5, ge=1, le=20, description="Documents proposés au plus.")


class Suggestion(BaseModel):
    """Something to open: a document, or the documents of a subject or of a producer."""

    kind: Literal["document", "subject", "producer"]
    label: str
    path: str


class SuggestionList(BaseModel):
    """Suggestions, subjects and producers first."""

    items: list[Suggestion]
    next: None = Field(None, description="Toujours null : la liste est complète.")
