"""``/bibliotheque.csv``, ``.xlsx``, ``.ods``: every document that answers a question, one a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.conf import settings

from portal.kernel.french import format_count
from portal.library.addresses import LIBRARY_PATH
from portal.library.kinds import DatePrecision, DocumentState
from portal.library.links.reading import read_states
from portal.library.queries.documents import Card, list_cards
from portal.library.queries.producers import name_producer
from portal.library.search.asked import DEEPEST, LARGEST_PAGE, Facet
from portal.library.search.engine import search_documents
from portal.library.words import word_kind, write_moment
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.tables import Column, ReadMe, Table, Value
from portal.web.documents.asked import Question
from portal.web.documents.choices import list_tags
from portal.web.documents.facets import FACETS

CSV_PATH: Final = f"{LIBRARY_PATH}.csv"
XLSX_PATH: Final = f"{LIBRARY_PATH}.xlsx"
EXTENSIONS: Final = "csv|xlsx|ods"
_SEPARATOR: Final = " | "

COLUMNS: Final = (
    Column("identifiant", "Identifiant", "code"),
    Column("type", "Type de ressource"),
    Column("titre", "Titre"),
    Column("resume", "Résumé"),
    Column("producteurs", "Producteurs"),
    Column("date_publication", "Date de publication"),
    Column("precision_date", "Précision de la date"),
    Column("date_mise_a_jour", "Mise à jour par le producteur"),
    Column("thematiques", "Thématiques"),
    Column("types_collectivite", "Types de collectivité"),
    Column("territoires", "Territoires"),
    Column("licence", "Licence"),
    Column("formats", "Formats"),
    Column("adresse", "Adresse chez le producteur"),
    Column("etat_lien", "État du lien"),
    Column("sources", "Moissonné de"),
    Column("statut", "Statut"),
    Column("permalien", "Page de ce portail"),
)


def build_table(question: Question) -> Table:
    """The documents in the order of the page: all of them, up to the depth of the search."""
    rows = [row for cards in _iterate_cards(question) for row in _build_rows(cards)]
    return Table("Documents", "Documents de la bibliothèque", COLUMNS, rows)


def build_readme(question: Question, table: Table) -> ReadMe:
    """What the reader of the file needs without the site."""
    chosen = [f"{tag.title} : {tag.label}" for tag in list_tags(question)]
    words = [f"Recherche : {question.q}"] if question.q else []
    counted = format_count(len(table.rows), "document")
    sentences = [f"{counted}.", *words, *chosen]
    if len(table.rows) == DEEPEST:
        sentences.append(f"Les {counted} premiers : affinez la recherche pour avoir les autres.")
    return ReadMe(
        title="Bibliothèque",
        address=settings.SITE_URL + question.address(page=1),
        sentences=tuple(sentences),
        statuses=(("en ligne", "la source le donne encore"), ("archivé", "la source ne le donne plus")),
    )


def name_file(question: Question) -> str:
    """« bibliotheque_dotations_publication.csv »."""
    values = (FACETS[facet].write(value) for facet, found in question.chosen.items() for value in found)
    return build_file_name("bibliotheque", question.q, *values)


def _iterate_cards(question: Question) -> Iterator[list[Card]]:
    asked = question.build_asked(limit=LARGEST_PAGE, first=0)
    while asked.first < DEEPEST:
        found = search_documents(asked, facets=())
        yield list_cards(found.ids)
        asked = replace(asked, first=asked.first + LARGEST_PAGE)
        if asked.first >= found.total:
            return


def _build_rows(cards: list[Card]) -> Iterator[tuple[Value, ...]]:
    states = read_states([card.id for card in cards]) if cards else {}
    for card in cards:
        names = [name_producer(slug).name for slug in card.producers] or [card.publisher_words]
        precision = card.published_precision
        yield (
            str(card.id),
            word_kind(card.kind),
            card.title,
            card.abstract,
            _SEPARATOR.join(filter(None, names)),
            write_moment(card.published_on, precision) or "non précisée",
            DatePrecision(precision).label if precision in DatePrecision.values else "date inconnue",
            card.modified_on.isoformat() if card.modified_on else "non précisée",
            _name_all(Facet.SUBJECT, card.subjects),
            _name_all(Facet.LEVEL, card.levels),
            _SEPARATOR.join(card.territories),
            FACETS[Facet.LICENCE].name(card.licence) if card.licence else "non précisée",
            _SEPARATOR.join(card.formats),
            card.url,
            states[card.id].label,
            _name_all(Facet.SOURCE, card.sources),
            "archivé" if card.state == DocumentState.ARCHIVED else "en ligne",
            settings.SITE_URL + card.path,
        )


def _name_all(facet: Facet, codes: tuple[str, ...]) -> str:
    return _SEPARATOR.join(map(FACETS[facet].name, codes))
