"""What a source would give, without keeping anything of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, Literal

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from portal.harvest.asking import Polite, open_polite
from portal.harvest.models import Record
from portal.harvest.pages import Faulty, Page, PartialHarvest
from portal.harvest.running.reading import Reading, build_reading
from portal.harvest.sources import Source, find_connector
from portal.kernel.http import OutboundError
from portal.library.actions.recording import record_description
from portal.library.describing.describe import describe
from portal.library.description import Description
from portal.library.harvested import Harvested

logger = logging.getLogger(__name__)

SHOWN: Final = 20

Outcome = Literal["created", "updated", "unchanged", "returned", "failed"]


@dataclass(frozen=True, slots=True)
class Previewed:
    """One record: what it would become; ``message`` says, in French, why it would be refused."""

    remote_id: str
    outcome: Outcome
    description: Description | None = None
    message: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The first records of a source. ``stop``: what kept from reading them, in French; empty when nothing."""

    records: tuple[Previewed, ...]
    announced: int | None = None
    warnings: tuple[str, ...] = ()
    stop: str = ""


def preview_source(
    source: Source, now: datetime, *, count: int = SHOWN, polite: Polite | None = None
) -> Preview:
    """Read the first ``count`` records; the database is as it was."""
    reading = build_reading(source)
    found: list[Previewed] = []
    warnings: list[str] = []
    announced: int | None = None
    stop = ""
    try:
        for page in _fetch(source, polite):
            announced = announced if page.total is None else page.total
            warnings += page.warnings
            found += (_preview(source, reading, one, now) for one in islice(page.records, count - len(found)))
            if len(found) >= count:
                break
    except PartialHarvest as error:
        stop = str(error)
    except OutboundError as error:
        stop = f"{error.sentence} ({error})"
    except DatabaseError:
        raise
    except Exception as error:  # as in a run: a connector at fault is told, not suffered
        logger.exception("Preview of %s", source.slug)
        stop = f"Erreur inattendue du connecteur : {type(error).__name__}: {error}"
    return Preview(tuple(found), announced, tuple(dict.fromkeys(warnings)), stop)


def _fetch(source: Source, polite: Polite | None) -> Iterator[Page]:
    connector = find_connector(source.kind, source.folder)
    if connector is None:
        raise PartialHarvest(f"Aucun connecteur ne s’appelle « {source.kind} ».")
    return connector.fetch_pages(source.connector, polite or open_polite())


def _preview(source: Source, reading: Reading, one: Harvested | Faulty, now: datetime) -> Previewed:
    if isinstance(one, Faulty):
        return Previewed(one.remote_id, "failed", message=one.message, excerpt=one.excerpt)
    record = Record.objects.select_related("document__merged_into").filter(
        source=source.slug, remote_id=one.remote_id
    ).first()  # fmt: skip
    description: Description | None = None
    try:
        description = describe(one, reading.rules, reading.knowledge, now)
        with transaction.atomic():  # written, then forgotten: the outcome is that of a real run
            recorded = record_description(
                description,
                source=source.slug,
                remote_id=one.remote_id,
                document=record.document if record else None,
                now=now,
            )
            transaction.set_rollback(True)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.warning("Preview of %s, %s", source.slug, one.remote_id, exc_info=error)
        return Previewed(one.remote_id, "failed", description, message=str(error), excerpt=one.title)
    return Previewed(one.remote_id, recorded.outcome, description)
