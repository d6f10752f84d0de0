"""Resources of data.gouv.fr, by the stable address that redirects to the file, wherever it is now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from portal.kernel.http import Download, OutboundError, Reason, Session, Validators
from portal.stats.descriptors.fetching import DatagouvFetch
from portal.stats.ingest.fetching.addresses import build_datagouv_url, build_resource_url

_TOLD: Final = ("title", "url", "last_modified")


def ask_datagouv(fetch: DatagouvFetch, folder: Path, known: Validators | None, session: Session) -> Download:
    """The file behind a resource. Raises OutboundError.

    When it is not found, what the platform says of the resource is added to the detail: an agent then sees
    whether the resource was removed, or only the file that it leads to.
    """
    try:
        return session.download(build_datagouv_url(fetch), folder, known=known)
    except OutboundError as error:
        if error.reason != Reason.NOT_FOUND:
            raise
        told = _describe_resource(fetch, session)
        raise OutboundError(error.reason, f"{error} {told}", url=error.url, status=error.status) from error


def _describe_resource(fetch: DatagouvFetch, session: Session) -> str:
    try:
        answer: Any = json.loads(session.ask(build_resource_url(fetch)).content)
        resource = answer["resource"]
        facts = ", ".join(f"{key} {str(resource[key])[:200]!r}" for key in _TOLD if resource.get(key))
    except OutboundError as error:
        return f"data.gouv.fr does not know the resource ({error.reason}): find its successor."
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "data.gouv.fr says nothing legible of the resource."
    return f"data.gouv.fr still lists the resource ({facts}): the file that it leads to is gone."
