"""Documents near another, and those about a territory or of use to a level."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import tantivy

from portal.library.models import Document
from portal.library.search import schema as columns
from portal.library.search.asked import Facet
from portal.library.search.engine import read_ids
from portal.library.search.narrowing import keep_values
from portal.library.search.serving import Served, drop_unreadable, get_served
from portal.library.search.territories import FRANCE
from portal.library.search.words import read_words

_MOST_WORDS: Final = 12
_SHARED: Final = ((Facet.SUBJECT, 1.0), (Facet.PRODUCER, 0.5), (Facet.LEVEL, 0.25))
_SAME_TERRITORY: Final = 2.0


def find_related(document_id: int, limit: int = 5) -> tuple[int, ...]:
    """Documents that share the rarest words of a title, then its subjects, territories and producers.

    Its own series is left out: its vintages are listed elsewhere. One statement; empty when it is unknown,
    or while there is no index.
    """
    document = Document.objects.only(
        "title", "keywords", "subjects", "producers", "levels", "territories", "series_id"
    ).filter(pk=document_id).first()  # fmt: skip
    served = get_served()
    if document is None or served is None:
        return ()
    try:
        return _search(served, _build_resemblance(served, document), limit)
    except BaseException as error:  # a panic of the engine is no Exception
        drop_unreadable(error)
        return ()


def _build_resemblance(served: Served, document: Document) -> tantivy.Query:
    """At least a word of the title or a keyword in common, and anything else counts."""
    should, must_not = tantivy.Occur.Should, tantivy.Occur.MustNot
    words = [(should, query) for query in _list_words(served, document)]
    own = tantivy.Query.term_query(served.schema, columns.SERIES, document.series_id or document.pk)
    if not words:
        return tantivy.Query.empty_query()
    return tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Must, tantivy.Query.boolean_query(words)),
            *((should, query) for query in _list_shared(served.schema, document)),
            (must_not, own),
        ]
    )


def _list_words(served: Served, document: Document) -> Iterator[tantivy.Query]:
    """The rarest words, those of the title counting twice; words that no other document has are left out."""
    known = read_words(" ".join((document.title, *document.keywords)))
    stems = {word.stem for word in known if word.stem and not word.stem.isdigit()}
    found = sorted((served.searcher.doc_freq(columns.HEAD, stem), stem) for stem in stems)
    for count, stem in [one for one in found if one[0] > 1][:_MOST_WORDS]:
        del count
        title = tantivy.Query.term_query(served.schema, columns.TITLE, stem)
        yield tantivy.Query.boost_query(title, 2.0)
        yield tantivy.Query.term_query(served.schema, columns.HEAD, stem)


def _list_shared(schema: tantivy.Schema, document: Document) -> Iterator[tantivy.Query]:
    values = {
        Facet.SUBJECT: document.subjects,
        Facet.PRODUCER: document.producers,
        Facet.LEVEL: document.levels,
    }
    for facet, worth in _SHARED:
        for value in values[facet]:
            yield tantivy.Query.const_score_query(_term(schema, facet.value, value), worth)
    for territory in document.territories[:_MOST_WORDS]:
        yield tantivy.Query.const_score_query(_term(schema, columns.ABOUT, territory), _SAME_TERRITORY)


def _term(schema: tantivy.Schema, column: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, column, value)


def list_about(territories: Sequence[str], limit: int = 10) -> tuple[int, ...]:
    """Documents that name these territories themselves (« commune:35238 »): in the order of the territories,
    the latest first, once each. Empty while there is no index."""
    served = get_served()
    if served is None:
        return ()
    found: dict[int, None] = {}
    try:
        for one in territories:
            query = keep_values(served.schema, columns.ABOUT, [one])
            found |= dict.fromkeys(_list_latest(served, query, limit))
            if len(found) >= limit:
                break
    except BaseException as error:  # a panic of the engine is no Exception
        drop_unreadable(error)
        return ()
    return tuple(found)[:limit]


def list_useful(level: str, limit: int = 10, *, but: Collection[int] = ()) -> tuple[int, ...]:
    """Documents of use to every authority of a level (« commune »), about no territory smaller than France.

    What agents put forward first, then the latest; ``but`` are left out.
    """
    served = get_served()
    if served is None:
        return ()
    places = tantivy.Query.exists_query(columns.name_set(Facet.TERRITORY))
    near = tantivy.Query.exists_query(columns.NEAR)
    france = keep_values(served.schema, columns.ABOUT, [FRANCE])
    no_place = tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Must, tantivy.Query.all_query()),
            (tantivy.Occur.MustNot, places),
            (tantivy.Occur.MustNot, near),
        ]
    )
    anywhere = tantivy.Query.boolean_query([(tantivy.Occur.Should, france), (tantivy.Occur.Should, no_place)])
    query = tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Must, keep_values(served.schema, Facet.LEVEL.value, [level])),
            (tantivy.Occur.Must, anywhere),
        ]
    )
    try:
        found = served.searcher.search(
            query, limit + len(but), count=False, order_by_field=columns.WORTH, order=tantivy.Order.Desc
        )
        ids = read_ids(served, (address for _, address in found.hits))
    except BaseException as error:  # a panic of the engine is no Exception
        drop_unreadable(error)
        return ()
    left_out = set(but)
    return tuple(one for one in ids if one not in left_out)[:limit]


def _list_latest(served: Served, query: tantivy.Query, limit: int) -> tuple[int, ...]:
    found = served.searcher.search(query, limit, count=False, order_by_field=columns.BY_DATE)
    return read_ids(served, (address for _, address in found.hits))


def _search(served: Served, query: tantivy.Query, limit: int) -> tuple[int, ...]:
    found = served.searcher.search(query, limit, count=False, weight_by_field=columns.WORTH)
    return read_ids(served, (address for _, address in found.hits))
