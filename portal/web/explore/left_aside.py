"""What the form of the page may ask by itself and cannot be: it is left aside, and said."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.http import QueryDict

from portal.kernel.french import join_words
from portal.stats.queries import list_years
from portal.ui.words import LEVELS
from portal.web.explore.asked import Asked, read_asked

_YEARS: Final = ("annee", "depuis")


def read_page_asked(segment: str, sent: QueryDict) -> Asked:
    """What an address asks of the page, but for years that only other levels have: a form that changes the
    level sends that of the one before. A file is of the year asked or is not: it has ``read_asked``.

    Raises Http404 and Impossible as ``read_asked``.
    """
    kept, notices = sent.copy(), []
    for name in _YEARS:
        kept.pop(name, None)
    without = read_asked(segment, kept)
    slug, level = without.indicator.slug, without.level
    known = list_years(slug, level)
    others = {str(year) for one in without.indicator.levels for year in list_years(slug, one)} - {
        str(year) for year in known
    }
    for name in _YEARS:
        text = sent.get(name, "")
        if known and text in others:
            notices.append(f"{text} n’est en ligne qu’à d’autres niveaux ; {LEVELS[level]} : {_join(known)}.")
        elif text:
            kept[name] = text
    return replace(read_asked(segment, kept), notices=tuple(dict.fromkeys(notices)))


def _join(years: list[int]) -> str:
    return join_words([str(year) for year in years])
