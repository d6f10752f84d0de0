"""Columns of the index, and how it is opened.

Each facet has its values in a column by which documents are kept. Most have another, of one string a document
that holds them all (« commune|epci »), by which they are counted: it is ten times cheaper than counting
several values a document, where there are few different strings (docs/adr/0016).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import tantivy

from portal.library.search.asked import Facet
from portal.library.search.words import STOP_MARK

SCHEMA_VERSION: Final = "3"
"""To be raised whenever a column, or what is written in one, changes: nodes then build a new index."""

ID: Final = "id"
"""Number of the document."""
TITLE: Final = "title"
HEAD: Final = "head"
"""Title, keywords, producers, abstract, identifiers, years and names of places."""
BODY: Final = "body"
SPELLINGS: Final = "spellings"
"""Words of titles, keywords and producers as they are written, in lower case."""
TITLE_WORDS: Final = "title_words"
"""Words of the title without accents, whole: for suggestions while a word is being typed."""
LABEL: Final = "label"
"""Title and slug as they are shown, separated by ``SEPARATOR``."""
DAY: Final = "day"
"""Day of publication as a proleptic ordinal; 0 when unknown."""
BY_DATE: Final = "by_date"
"""``day``, then the number of the document, as one number: no two are equal."""
NUMBER_BITS: Final = 40
"""Bits of ``BY_DATE`` that the number of the document takes."""
BY_TITLE: Final = "by_title"
WORTH: Final = "worth"
"""What multiplies the score of the words: see ``worth.py``."""
SERIES: Final = "series"
ABOUT: Final = "about"
"""Territories that the document names itself."""
NEAR: Final = "near"
"""Territories smaller than a département, ancestors included, several a document."""

SEPARATOR: Final = "\x1f"
STEMS: Final = "stems"
_EVERY_VALUE: Final = "_all"


LONGEST_VALUE: Final = 400
"""Letters of a value of a facet that count."""

COUNTED_ONE_BY_ONE: Final = frozenset({Facet.PRODUCER, Facet.FORMAT})
"""Facets of which documents have too many different sets."""


def name_set(facet: Facet) -> str:
    """Name of the column by which a facet is counted."""
    return facet.value if facet in COUNTED_ONE_BY_ONE else f"{facet.value}{_EVERY_VALUE}"


def build_schema() -> tantivy.Schema:
    """Columns of the index."""
    builder = tantivy.SchemaBuilder()
    for name in (TITLE, HEAD, BODY):
        builder.add_text_field(name, tokenizer_name=STEMS, index_option="position")
    for name in (SPELLINGS, TITLE_WORDS):
        builder.add_text_field(name, tokenizer_name=STEMS, index_option="basic")
    builder.add_text_field(LABEL, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(BY_TITLE, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(ID, indexed=True, fast=True)
    builder.add_unsigned_field(DAY, indexed=True, fast=True)
    builder.add_unsigned_field(BY_DATE, fast=True)
    builder.add_unsigned_field(SERIES, indexed=True)
    builder.add_float_field(WORTH, fast=True)
    builder.add_text_field(ABOUT, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(NEAR, fast=True, tokenizer_name="raw", index_option="basic")
    for facet in Facet:
        is_counted = facet in COUNTED_ONE_BY_ONE
        builder.add_text_field(facet.value, fast=is_counted, tokenizer_name="raw", index_option="basic")
        if not is_counted:
            builder.add_text_field(name_set(facet), fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def open_index(folder: Path) -> tantivy.Index:
    """The index of a folder. Raises ValueError or OSError when it cannot be read."""
    return _prepare(tantivy.Index.open(str(folder)))


def create_index(folder: Path) -> tantivy.Index:
    """A new, empty index in a folder that exists."""
    return _prepare(tantivy.Index(build_schema(), path=str(folder), reuse=False))


def _prepare(index: tantivy.Index) -> tantivy.Index:
    # Texts come analysed, their words separated by spaces; a mark keeps the place of a word left out.
    keep = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer(STEMS, keep.filter(tantivy.Filter.custom_stopword([STOP_MARK])).build())
    index.config_reader(reload_policy="manual")
    return index
