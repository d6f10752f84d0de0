"""Whether a request is a person reading a page, as far as a request tells.

Programs that say what they are are left out; those that hide are counted: no more is asked of anybody.
"""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest

_PROGRAMS: Final = re.compile(
    r"bot\b|bot[/;)_-]|crawl|spider|slurp|archiver|scrap|fetch|monitor|uptime|preview|validator|headless|"
    r"lighthouse|phantom|facebookexternalhit|embedly|curl|wget|httpie|postman|okhttp|python|java/|ruby|perl|"
    r"php|go-http|node|axios|libwww|apache-http|feed|rss",
    re.IGNORECASE,
)
_LONGEST: Final = 400


def is_person(request: HttpRequest) -> bool:
    """False for a program that names itself, a page fetched in advance, or anything but a reading (GET)."""
    headers = request.META
    agent = headers.get("HTTP_USER_AGENT", "")
    if request.method != "GET" or not agent or _PROGRAMS.search(agent[:_LONGEST]):
        return False
    purpose = headers.get("HTTP_SEC_PURPOSE", "") or headers.get("HTTP_PURPOSE", "")
    return "prefetch" not in purpose
