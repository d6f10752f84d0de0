"""Bodies kept between runs, so that a source which says « unchanged » has nothing to send again."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from portal.harvest.asking import Kept
from portal.harvest.models import KeptAnswer
from portal.harvest.pages import Content
from portal.kernel.http import Validators

TRUSTED: Final = timedelta(days=7)
"""Some servers say « unchanged » for ever: everything is asked again after a week."""
LARGEST_BYTES: Final = 8 * 1024**2


@dataclass(frozen=True, slots=True)
class KeptMemory:
    """The memory of one source: facts in the database, bodies on this machine; lost, they are asked again."""

    source: str
    now: datetime

    def find(self, url: str) -> Kept | None:
        row = KeptAnswer.objects.filter(
            source=self.source, digest=_digest(url), received_at__gt=self.now - TRUSTED
        ).first()
        if row is None:
            return None
        try:
            body = self._get_path(row.digest).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(body).hexdigest() != row.sha256:
            return None
        content = Content(body, row.final_url, row.media_type, row.charset)
        return Kept(content, Validators(row.etag, row.last_modified))

    def keep(self, url: str, kept: Kept) -> None:
        content = kept.content
        if len(content.body) > LARGEST_BYTES:
            return
        digest = _digest(url)
        path = self._get_path(digest)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{secrets.token_hex(4)}.part")
            partial.write_bytes(content.body)
            partial.replace(path)
        except OSError:  # a full disk: the body is asked again next time
            return
        facts = {
            "url": url,
            "final_url": content.url,
            "etag": kept.validators.etag,
            "last_modified": kept.validators.last_modified[:200],
            "media_type": content.media_type[:200],
            "charset": content.charset[:100],
            "sha256": hashlib.sha256(content.body).hexdigest(),
            "received_at": self.now,
        }
        KeptAnswer.objects.update_or_create(source=self.source, digest=digest, defaults=facts)

    def clean_up(self) -> None:
        """Remove what is too old to be believed."""
        KeptAnswer.objects.filter(source=self.source, received_at__lte=self.now - TRUSTED).delete()
        kept = set(KeptAnswer.objects.filter(source=self.source).values_list("digest", flat=True))
        for path in self._get_path("").parent.glob("*"):
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def _get_path(self, digest: str) -> Path:
        return Path(settings.DATA_DIR) / "harvest" / self.source / (digest or "_")


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
