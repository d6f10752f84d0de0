"""``/robots``: who asks, what, how often, and how to have it stop."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from portal.kernel.french import format_number
from portal.kernel.http.identity import build_user_agent
from portal.library.links.looking import BODY_BYTES, LIMITS


def present_robot() -> dict[str, Any]:
    return {
        "user_agent": build_user_agent(settings.SITE_URL, settings.CONTACT_EMAIL),
        "spacing": format_number(LIMITS.spacing_s),
        "kilobytes": format_number(BODY_BYTES // 1024),
        "deadline": format_number(LIMITS.deadline_s),
        "contact": settings.CONTACT_EMAIL,
    }
