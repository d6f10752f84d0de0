"""What is expected each year, besides the datasets whose months their own descriptors tell.

``catalogue/calendar/<slug>.yaml``: publications of producers, and dates that the law sets.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from portal.kernel.descriptors import Descriptor, Many, Sentence, Slug, Url
from portal.references.glossary import Reference

Month = Annotated[int, Field(ge=1, le=12)]


class CalendarEntry(Descriptor):
    """Something that comes back every year in ``month``, on ``day`` where a text sets one.

    ``kind``: a publication is expected (a producer may be late), a deadline is set by a text.
    ``exception``: in French, in which years or for whom it differs.
    """

    slug: Slug
    title: Sentence
    kind: Literal["publication", "deadline"]
    month: Month
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    summary: Sentence
    exception: str = ""
    producer: Slug | None = None
    page: Url | None = None
    sources: Annotated[Many[Reference], Field(min_length=1)]
    terms: Many[Slug] = ()
