"""The vocabularies that figures and documents share: one YAML file per word of the catalogue."""

from __future__ import annotations

from portal.kernel.descriptors import Descriptor, Many, Sentence, Slug, Url


class Theme(Descriptor):
    """A heading of the sheet. ``order`` is its place, from 1."""

    slug: Slug
    label: Sentence
    order: int
    summary: Sentence


class Subject(Descriptor):
    """A subject of the library (« Finances et fiscalité »): wider than a theme of the sheet.

    ``themes``: the headings of figures it covers, which link a document to indicators. ``words``: what
    is looked for, as whole words without accents nor plural, in titles, keywords and abstracts, to file
    a document under it when its source says nothing.
    """

    slug: Slug
    label: Sentence
    order: int
    summary: Sentence
    themes: Many[Slug] = ()
    words: Many[str] = ()


class Producer(Descriptor):
    """Who makes figures and documents: ``name`` in full, ``acronym`` for the line under a figure.

    ``parent``: the producer that it is a service of (the DGCL of its ministry). ``aliases``: other ways
    that sources write it, compared without accents nor capitals.
    """

    slug: Slug
    name: Sentence
    acronym: str
    page: Url
    parent: Slug | None = None
    aliases: Many[str] = ()


class Licence(Descriptor):
    """Under which terms they may be reused. ``aliases``: words, codes and addresses that name it."""

    slug: Slug
    title: Sentence
    short_title: str
    page: Url
    is_open: bool = True
    aliases: Many[str] = ()
