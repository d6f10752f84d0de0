"""Who asks: the name that the portal gives itself, and the refusal of what it could not verify."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal.kernel.http.errors import OutboundError, Reason

PRODUCT: Final = "OpenCollectivites"
"""By which a robots.txt can address the portal."""
ABOUT: Final = "/robots"


def build_user_agent(site_url: str, contact: str) -> str:
    """Who asks, the page about it and whom to write to: common protections refuse some words in it."""
    about = f"+{site_url}{ABOUT}; {contact}"
    if any(word in about.lower() for word in ("link", "checker")) or not about.isascii():
        return f"{PRODUCT}/1"
    return f"{PRODUCT}/1 ({about})"


def ensure_no_proxy(variables: Sequence[str]) -> None:
    """Raise OutboundError when the environment sets a proxy: what it connects to cannot be verified."""
    if variables:
        raise OutboundError(
            Reason.PROXY_REFUSED,
            f"{', '.join(variables)} is set: what a proxy connects to cannot be verified, so"
            " none is used. Unset it for this command, or put the files in MIRROR_DIR.",
        )
