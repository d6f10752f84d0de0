"""Software of local open-data platforms, and how each is harvested (``catalogue/technologies``)."""

from __future__ import annotations

from typing import Any

from portal.kernel.descriptors import Descriptor, Many, Sentence, Slug, Url


class Technology(Descriptor):
    """``aliases``: how lists of platforms write it, compared without accents nor capitals.

    ``catalogue``: the ``connector`` of a source of documents, where « {platform} » stands for the address of
    a platform (https://data.example.fr) and « {name} » for the last part of its path; absent when no protocol
    of the portal reads such a platform. ``begins``: what the path of an address must begin with; « {name} »
    is then what tells one platform from another.
    """

    slug: Slug
    label: Sentence
    summary: Sentence
    page: Url | None = None
    aliases: Many[str] = ()
    catalogue: dict[str, Any] | None = None
    begins: str = ""
