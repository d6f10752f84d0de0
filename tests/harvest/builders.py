"""A source of the tests: its connector reads ``pages.json`` beside it, and fails where it is told to."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from portal.harvest.models import Run
from portal.harvest.running.run import RunOrder, run_source
from portal.harvest.sources import Source, get_sources, reset_sources

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ROOT = Path(__file__).resolve().parents[2]

_CONNECTOR = """
import json
from pathlib import Path
from typing import Literal

from portal.harvest.pages import Faulty, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor
from portal.kernel.http import OutboundError, Reason
from portal.library.harvested import Harvested


class CONFIG(Descriptor):
    kind: Literal["essai"]
    folder: Path | None = None


def fetch_pages(config, asking, *, after="", since=None):
    pages = json.loads((Path(__file__).parent / "pages.json").read_text(encoding="utf-8"))
    start = int(after or 0)
    for number, page in enumerate(pages[start:], start=start):
        fault = page.get("fault", "")
        if fault == "partial":
            raise PartialHarvest(f"Page {number + 1} : du XML était attendu.")
        if fault == "outbound":
            raise OutboundError(Reason.RATE_LIMITED, "HTTP 429.", status=429, wait_s=7200)
        if fault == "crash":
            raise ZeroDivisionError("bogue")
        records = tuple(
            Faulty(one["faulty"], one.get("remote_id", "")) if "faulty" in one else Harvested(**one)
            for one in page["records"]
        )
        following = str(number + 1) if number + 1 < len(pages) else ""
        yield Page(records, following, page.get("total"), tuple(page.get("gone", ())))
"""


def build_record(number: int, **facts: Any) -> dict[str, Any]:
    """What the source says of its n-th resource."""
    return {
        "remote_id": f"n{number}",
        "title": f"Étude numéro {number}",
        "url": f"https://source.example/etudes/{number}",
        "issued": "2024-05-01",
        **facts,
    }


def write_catalogue(root: Path) -> None:
    """The vocabularies of the portal, and no source."""
    root.mkdir(parents=True, exist_ok=True)
    for name in ("producers", "licences", "subjects", "themes"):
        if not (root / name).exists():
            (root / name).symlink_to(ROOT / "catalogue" / name)


def write_source(root: Path, slug: str = "essai", **facts: Any) -> Source:
    """A source of the catalogue at ``root``; what it gives is written by ``write_pages``."""
    folder = root / "sources" / slug
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        "title": f"Source {slug}",
        "producer": "insee",
        "page": "https://source.example/",
        "summary": "Une source pour les tests.",
        "connector": {"kind": "essai"},
        "every": "weekly",
        **facts,
    }
    (folder / "source.yaml").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    (folder / "connector.py").write_text(_CONNECTOR, encoding="utf-8")
    reset_sources()
    sources = get_sources()
    assert not sources.problems, [str(one) for one in sources.problems]
    return sources.by_slug[slug]


def write_pages(source: Source, *pages: Any) -> None:
    """Each page is a list of records, or a dictionary: ``records``, ``fault``, ``total``, ``gone``."""
    told = [page if isinstance(page, dict) else {"records": page} for page in pages]
    (source.folder / "pages.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def run(source: Source, now: datetime = NOW, **order: Any) -> Run:
    """One run; its counters add up."""
    done = run_source(RunOrder(source, now, by="tests", **order))
    done.refresh_from_db()
    names = ("created", "updated", "unchanged", "returned", "archived", "skipped", "failed")
    assert sum(getattr(done, name) for name in names) == done.seen
    return done


def count(done: Run) -> dict[str, int]:
    """The counters of a run that are not zero."""
    names = ("created", "updated", "unchanged", "returned", "archived", "skipped", "failed")
    return {name: value for name in names if (value := getattr(done, name))}


def plain(text: str) -> str:
    """A sentence with ordinary spaces."""
    return text.replace("\xa0", " ").replace("\u202f", " ")
