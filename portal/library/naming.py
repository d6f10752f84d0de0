"""Names by which two resources are told to be one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_TRACKING: Final = re.compile(r"utm_.*|fbclid|gclid|xtor|mtm_.*|pk_.*|jsessionid|phpsessid", re.IGNORECASE)
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'"})
LONGEST: Final = 500


def fold(text: str) -> str:
    """Words of ``a-z0-9`` separated by one space: accents, capitals, punctuation left out."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    return _NOT_WORD.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def build_url_key(url: str) -> str:
    """What two addresses of one page have in common.

    The scheme, « www. », a last slash, the fragment and the parameters that follow readers are left out;
    the other parameters are sorted. A route of an application (« #/fiche/3 ») is no fragment: it is the page.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    query = sorted(
        (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)
    )
    route = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    key = f"{host}{port}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "") + route
    return _shorten(key)


def build_title_key(title: str, producers: tuple[str, ...] | list[str]) -> str:
    """One title of one producer, whatever the year."""
    return _shorten(f"{fold(title)}|{producers[0] if producers else ''}")


def build_edition_key(title: str, producers: tuple[str, ...] | list[str], year: int | None) -> str:
    """One title of one producer published in one year: probably one document."""
    return _shorten(f"{fold(title)}|{producers[0] if producers else ''}|{year or ''}")


def _shorten(key: str) -> str:
    return key if len(key) <= LONGEST else hashlib.sha256(key.encode()).hexdigest()
