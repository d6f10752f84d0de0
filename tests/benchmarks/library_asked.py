"""``python -m tests.benchmarks.library_asked <documents>``: an index is built and asked, in one process.

Reads the territories of the database, writes an index under DATA_DIR, prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from tests.benchmarks.library_texts import KINDS, LEVELS, SEED, Library
from tests.benchmarks.measuring import read_memory_mb

_BATCH: Final = 2_000
_ROUNDS: Final = 4
_QUESTIONS: Final = (
    "communes", "finances", "budget communes", "depense des collectivites", "DGF",
    "population logement habitat", "données ouvertes", "fonction publique territoriale",
    "rapport annuel eau", "« conseil municipal »", "m57 guide", "emplois",
    "mobilite transports regions", "dette", "subventions sport culture", "climat", "cadastre adresses",
    "élections elus", "observatoire chiffres clés", "panorama",
)  # fmt: skip


def main() -> int:
    import django

    django.setup()
    count = int(sys.argv[1])
    began = time.perf_counter()
    _build(count)
    built_s = time.perf_counter() - began
    from portal.library.search.folder import get_root

    size = sum(path.stat().st_size for path in get_root().rglob("*") if path.is_file())
    print(json.dumps({"built_s": built_s, "size_mb": size / 1e6, **_ask()}))
    return 0


def _build(count: int) -> None:
    """As ``rebuild_index`` does, from documents that no database holds."""
    from portal.library.search import folder as places
    from portal.library.search.entries import Around, build_entry
    from portal.library.search.schema import create_index
    from portal.references.shelf import get_references

    around = Around(get_references(), {}, {}, {})
    with places.hold_lock(wait=True):
        folder = places.make_folder()
        writer = create_index(folder).writer(100_000_000, 1)
        for document in Library(_list_places()).draw(count):
            writer.add_document(build_entry(document, around))
        writer.commit()
        writer.wait_merging_threads()
        places.write_revision(folder, 0)
        places.serve_folder(folder)


def _list_places() -> list[str]:
    from portal.territories.queries.universe import get_universe

    universe = get_universe()
    return [
        f"{kind}:{code}"
        for kind in ("commune", "epci", "departement", "region")
        for code, is_current in zip(universe.codes[kind], universe.is_current[kind], strict=True)
        if is_current
    ]


def _ask() -> dict[str, Any]:
    """Milliseconds of each sort of question, and what asking added to the process."""
    from portal.library.search.asked import Asked
    from portal.library.search.engine import search_documents
    from portal.library.search.related import list_about
    from portal.library.search.suggesting import suggest_documents

    before = _read_own_mb()
    found: dict[str, Any] = {}
    found["narrowed"] = _time(
        [_narrow(q, number) for number, q in enumerate(_QUESTIONS * _ROUNDS)], search_documents
    )
    found["words"] = _time([Asked(q) for q in _QUESTIONS], search_documents)
    found["page"] = _time([Asked(q) for q in _QUESTIONS], lambda asked: search_documents(asked, facets=()))
    found["nothing"] = _time([Asked()] * 5, search_documents)
    found["mended"] = _time(
        [Asked(q) for q in ("fianances", "comunes budgt", "intercomunalite")], search_documents
    )
    found["titles"] = _time([q[:end] for q in _QUESTIONS for end in (2, 4, 7, 12)], suggest_documents)
    found["about"] = _time([[f"departement:{number}"] for number in range(20, 50)], list_about)
    return {**found, "memory_mb": _read_own_mb() - before}


def _narrow(q: str, number: int) -> Any:
    """Three choices, different from one question to the next."""
    from portal.library.search.asked import Asked, Facet

    choose = random.Random(SEED + number)
    every = {
        Facet.KIND: choose.sample(KINDS, 2),
        Facet.LEVEL: choose.sample(LEVELS, 2),
        Facet.SUBJECT: [f"theme-{n}" for n in choose.sample(range(15), 2)],
        Facet.TERRITORY: [f"departement:{n}" for n in choose.sample(range(20, 90), 3)],
        Facet.FORMAT: [f"format-{n}" for n in choose.sample(range(10), 3)],
        Facet.PRODUCER: [f"producteur-{n}" for n in choose.sample(range(40), 5)],
        Facet.YEAR: [str(n) for n in choose.sample(range(2010, 2026), 4)],
    }
    chosen = choose.sample(sorted(every), 3)
    return Asked(q, {facet: frozenset(every[facet]) for facet in chosen})


def _time(questions: Sequence[Any], ask: Callable[[Any], Any]) -> dict[str, float]:
    for one in questions[:2]:
        ask(one)
    times = sorted(_list_times(questions, ask))
    return {"p50": times[len(times) // 2], "p95": times[int(0.95 * (len(times) - 1))], "worst": times[-1]}


def _list_times(questions: Sequence[Any], ask: Callable[[Any], Any]) -> Iterator[float]:
    from portal.library.search.serving import get_served

    for one in questions:
        if served := get_served():
            served.memory.pop("counts", None)  # each question as if nobody had asked it
        began = time.perf_counter()
        ask(one)
        yield 1000 * (time.perf_counter() - began)


def _read_own_mb() -> float:
    return read_memory_mb(os.getpid())[1]


if __name__ == "__main__":
    sys.exit(main())
