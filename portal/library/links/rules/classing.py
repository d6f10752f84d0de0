"""One look brought to a class of outcome (standards.md, L-01, and 5.3 D 58)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from portal.kernel.http import Reason
from portal.library.links.rules.pages import PageText
from portal.library.links.rules.seen import Seen
from portal.library.links.states import Outcome

PERMANENT: Final = frozenset({301, 308})
_REFUSALS: Final = frozenset({401, 403, 406, 407, 418, 429, 451, 999})
"""999 is what some social networks answer robots."""
_CHALLENGE_HEADERS: Final = ("cf-mitigated", "x-amzn-waf-action", "x-datadome", "x-sucuri-block")
_CHALLENGE_WORDS: Final = re.compile(
    r"just a moment|attention required|request rejected|access (?:is )?denied|acces (?:refuse|interdit)|"
    r"requete rejetee|verif\w+ (?:that )?you are (?:a )?human|are you a (?:human|robot)|(?<!re)captcha|"
    r"vous etes (?:un )?humain|pas un robot|not a robot|pardon our interruption|checking your browser|"
    r"verification de securite|ddos protection|unusual traffic|trafic inhabituel|"
    r"enable javascript and cookies|incapsula|support id is"
)
_SHORT: Final = 150
"""Words: a challenge is a short page, an article about captchas is not."""


def classify(seen: Seen) -> Outcome:
    """The class of one look."""
    if seen.is_challenge:
        return Outcome.BLOCKED
    if seen.reason is not None:
        return _classify_failure(seen)
    status = seen.status or 0
    if status == 304 or 200 <= status < 300:
        return _classify_arrival(seen)
    if status in _REFUSALS:
        return Outcome.BLOCKED
    return {404: Outcome.MISSING, 410: Outcome.GONE}.get(status, Outcome.UNSTABLE)


def _classify_failure(seen: Seen) -> Outcome:
    if seen.is_unknown_host:
        return Outcome.NO_DOMAIN
    if seen.reason == Reason.TOO_SLOW:
        return Outcome.TIMEOUT
    if seen.reason in {Reason.BAD_ADDRESS, Reason.BLOCKED_ADDRESS} and not seen.hops:
        return Outcome.INVALID
    return Outcome.UNSTABLE


def _classify_arrival(seen: Seen) -> Outcome:
    if not seen.hops:
        return Outcome.OK
    is_permanent = all(hop.status in PERMANENT for hop in seen.hops)
    return Outcome.MOVED_PERM if is_permanent else Outcome.MOVED_TEMP


def is_challenge(headers: Mapping[str, str], page: PageText | None) -> bool:
    """Whether an answer, of any status, is that of a protection against robots."""
    if any(name in headers for name in _CHALLENGE_HEADERS[:2]):
        return True
    if any(name in headers for name in _CHALLENGE_HEADERS[2:]) and (page is None or _is_short(page)):
        return True
    return page is not None and _is_short(page) and bool(_CHALLENGE_WORDS.search(fold(page)))


def _is_short(page: PageText) -> bool:
    return page.text.count(" ") < _SHORT


def fold(page: PageText) -> str:
    """Title and text in small letters, without accents, apostrophes made plain."""
    text = unicodedata.normalize("NFKD", f"{page.title} {page.text}".lower().replace("’", "'"))
    return "".join(mark for mark in text if not unicodedata.combining(mark))
