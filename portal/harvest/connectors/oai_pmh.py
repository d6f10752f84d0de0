"""OAI-PMH 2.0: ``ListRecords`` in Dublin Core (``oai_dc``), page after page by resumption token.

Tokens expire, repeat themselves, lose the set: where one no longer works, the reading starts again from the
last date seen when records came in the order of dates, else from the beginning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from pydantic import Field

from portal.harvest.bounds import Walk
from portal.harvest.formats.elements import Reading
from portal.harvest.formats.oai import Batch, read_batch
from portal.harvest.pages import Asking, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Url
from portal.kernel.http import OutboundError
from portal.kernel.markup.xml import get_text

ACCEPT: Final = "text/xml, application/xml"
LONGEST_TOKEN: Final = 3000
MOST_RESTARTS: Final = 20
TOLERANCE: Final = 0.01
"""completeListSize may be an estimate, says the protocol: beyond this share, what is missing is lost."""
_EXPIRED: Final = frozenset({400, 404, 410})
"""What repositories answer for a token they forgot, when they do not say badResumptionToken."""
_LETTERS: Final = {
    "badArgument": "un argument est refusé : vérifiez « set » et « prefix » dans la fiche de la source",
    "badResumptionToken": "le jeton de reprise est refusé dès la première page",
    "badVerb": "la question n’est pas comprise : l’adresse n’est peut-être pas celle d’un entrepôt OAI-PMH",
    "cannotDisseminateFormat": "le format demandé (« prefix ») n’est pas proposé",
    "idDoesNotExist": "l’identifiant demandé n’existe pas",
    "noMetadataFormats": "aucun format n’est proposé",
    "noSetHierarchy": "l’entrepôt n’a pas de collections : retirez « set » de la fiche de la source",
}


class CONFIG(Descriptor):
    """``set``: the collection (setSpec), everything when empty. ``prefix``: a format whose records hold
    elements of Dublin Core."""

    kind: Literal["oai_pmh"]
    url: Url
    set: Annotated[str, Field(max_length=300)] = ""
    prefix: Annotated[str, Field(pattern=r"^[\w.!~*'()-]{1,60}$")] = "oai_dc"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reading is. ``origin``: first date asked by the run; ``start``: that of this part of it;
    ``stamp``: the latest date seen; ``is_sorted``: whether dates have only gone up."""

    token: str = ""
    origin: str = ""
    start: str = ""
    stamp: str = ""
    is_sorted: bool = True

    def __str__(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def advance(self, token: str, stamps: list[str]) -> _Place:
        """After a page of records of these dates."""
        told = [self.stamp, *stamps] if self.stamp else stamps
        is_sorted = self.is_sorted and all(told) and told == sorted(told)
        return replace(self, token=token, stamp=max([*told, ""]), is_sorted=is_sorted)


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Every record of the set; with ``since``, those whose date is of that day or later."""
    place: _Place | None = _parse_place(after) if after else _start(config, asking, since)
    reading = _Reading(config, asking, is_whole=not after)
    while place is not None:
        place, page = reading.read(place)
        if page is not None:
            yield page
        if reading.failure is not None:
            raise reading.failure
    reading.ensure_all()


def _parse_place(after: str) -> _Place:
    try:
        place = _Place(**json.loads(after))
    except (ValueError, TypeError, RecursionError) as error:
        raise PartialHarvest(
            f"Reprise impossible : « {after[:80]} » n’est pas un endroit de cette source."
        ) from error
    return place


def _start(config: CONFIG, asking: Asking, since: datetime | None) -> _Place:
    """The beginning; ``from`` in the granularity of the repository, or in days, which all understand."""
    if since is None:
        return _Place()
    content = asking.get(_build_url(config.url, {"verb": "Identify"}), accept=ACCEPT)
    told = [get_text(one).strip() for one in Reading(content).iterate("granularity")]
    moment = since.astimezone(UTC)
    start = f"{moment:%Y-%m-%dT%H:%M:%SZ}" if told[:1] == ["YYYY-MM-DDThh:mm:ssZ"] else f"{moment:%Y-%m-%d}"
    return _Place(origin=start, start=start)


def _build_url(url: str, asked: dict[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}"


class _Reading:
    """One run."""

    def __init__(self, config: CONFIG, asking: Asking, *, is_whole: bool) -> None:
        self.config, self.asking = config, asking
        self.failure: PartialHarvest | None = None
        self._walk = Walk(config.url)
        self._total: int | None = None
        self._is_whole = is_whole
        self._firsts: set[str] = set()
        self._starts: set[str] = set()

    def read(self, place: _Place) -> tuple[_Place | None, Page | None]:
        """The place that follows (None at the end), and the page (None when all is to start again)."""
        url = self._name(place)
        self._walk.enter(f"{len(self._starts)} {url}")
        batch = self._ask(url, place)
        if batch is None or (batch.error == "badResumptionToken" and place.token):
            return self._restart(place), None
        self._judge(batch, url)
        token = batch.token or ""
        following = place.advance(token, batch.stamps) if token else None
        loops = self._find_loop(batch, place, token)
        self.failure = batch.failure or loops
        if place.start == place.origin and batch.total is not None:
            self._total = batch.total
        after = place if batch.failure else None if loops else following
        kept, gone = self._walk.keep_new(batch.records), self._walk.note_gone(batch.gone)
        warnings = batch.notes + self._warn(batch)
        return following, Page(kept, str(after) if after else "", self._total, gone, warnings)

    def ensure_all(self) -> None:
        """Raise PartialHarvest when far fewer came than announced, in a run that began at the beginning."""
        if self._is_whole and self._total and self._walk.count < self._total * (1 - TOLERANCE):
            self._walk.ensure_all(self._total)

    def _name(self, place: _Place) -> str:
        asked = {"verb": "ListRecords"}
        if place.token:  # exclusive of every other argument, says the protocol
            return _build_url(self.config.url, {**asked, "resumptionToken": place.token})
        told = {"metadataPrefix": self.config.prefix, "set": self.config.set, "from": place.start}
        return _build_url(self.config.url, asked | {key: value for key, value in told.items() if value})

    def _ask(self, url: str, place: _Place) -> Batch | None:
        """The answer; None when the token is refused."""
        try:
            content = self.asking.get(url, accept=ACCEPT)
        except OutboundError as error:
            if place.token and error.status in _EXPIRED:
                return None
            raise
        return read_batch(content, self.config.set)

    def _restart(self, place: _Place) -> _Place:
        """From the last date seen, when nothing earlier can have been left behind. Raises PartialHarvest."""
        start = place.stamp if place.is_sorted and place.stamp else place.origin
        if start in self._starts or len(self._starts) >= MOST_RESTARTS:
            raise PartialHarvest(
                f"{self.config.url} : l’entrepôt a oublié son jeton de reprise, et reprendre au"
                f" {start or 'début'} n’avance plus. Ce qui est venu est gardé ; réessayez plus tard."
            )
        self._starts.add(start)
        self._firsts.clear()
        self._walk.start_slice()
        return _Place(origin=place.origin, start=start, stamp=place.stamp if start else "")

    def _judge(self, batch: Batch, url: str) -> None:
        """Raise PartialHarvest for an answer that makes no sense; « noRecordsMatch » is an empty list."""
        if batch.failure is not None and not batch.stamps:
            raise batch.failure
        if batch.error and batch.error != "noRecordsMatch":
            told = _LETTERS.get(batch.error, f"erreur « {batch.error} »")
            words = f" Réponse : « {batch.said} »." if batch.said else ""
            raise PartialHarvest(f"À l’adresse {url}, l’entrepôt OAI-PMH refuse : {told}.{words}")
        if not batch.has_sense:
            raise PartialHarvest(
                f"À l’adresse {url}, des notices OAI-PMH étaient attendues ; la réponse ne contient ni"
                " notice, ni jeton de reprise, ni erreur."
            )
        if batch.strays and batch.strays == len(batch.stamps):
            raise PartialHarvest(
                f"À l’adresse {url}, aucune notice n’est de la collection « {self.config.set} » : l’entrepôt"
                " l’a perdue en changeant de page."
            )

    def _find_loop(self, batch: Batch, place: _Place, token: str) -> PartialHarvest | None:
        """Why going on would go round in circles."""
        is_repeated = bool(batch.first) and batch.first in self._firsts
        self._firsts.add(batch.first)
        if is_repeated:
            why = f"deux pages commencent par la même notice ({batch.first[:100]})"
        elif token and token == place.token:
            why = "l’entrepôt redonne le jeton qui vient de servir"
        elif len(token) > LONGEST_TOKEN:
            why = f"le jeton de reprise dépasse {LONGEST_TOKEN} caractères"
        else:
            return None
        return PartialHarvest(
            f"{self.config.url} : {why}. La moisson s’arrête et ce qui est venu est gardé ; prévenez le"
            " producteur."
        )

    def _warn(self, batch: Batch) -> tuple[str, ...]:
        told = []
        if batch.strays:
            told.append(
                f"{batch.strays} notices d’une autre collection que « {self.config.set} » laissées de côté."
            )
        if batch.token == "" and self._total is not None and self._is_whole:
            came = self._walk.count
            if came < self._total:
                told.append(f"La source annonçait {self._total} notices, {came} sont venues.")
        return tuple(told)
