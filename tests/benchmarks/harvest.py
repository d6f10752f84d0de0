"""What a large source costs: 50,000 records of an OAI-PMH repository of this machine, new, then unchanged."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.lines import Line
from tests.benchmarks.loading import run_measured
from tests.servers import ROOT, Asked, build_answer, serve_answers

COUNT = int(os.environ.get("HARVEST_COUNT") or 50_000)
A_PAGE = 200
MOST_S, MOST_MB = 300, 500
_PLACES = ("Rennes", "la commune de Quimper", "Bretagne", "l’Ille-et-Vilaine", "Brest Métropole", "France")
_SUBJECTS = (
    "finances locales",
    "logement social",
    "transports scolaires",
    "eau potable",
    "fiscalité directe",
)
_LOREM = "Cette étude présente les principaux résultats observés par les services et leurs évolutions. " * 6
_HEAD = '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'


def measure_harvest(data_dir: Path) -> list[Line]:
    """On two cores, SQLite, territories loaded; the pauses of politeness are left out."""
    with tempfile.TemporaryDirectory(prefix="oc-bench-", ignore_cleanup_errors=True) as name:
        shutil.copytree(data_dir / "packages", Path(name) / "packages")
        run_measured(["migrate", "-v0"], name)
        run_measured(["load_territories"], name)
        with serve_answers(_answer) as server:
            told = _run(name, f"{server.url}/oai")
    first, second = (line.split() for line in told.splitlines()[:2])
    memory = int(re.findall(r"peak of memory: (\d+)", told)[0])
    is_right = first[:4] == ["done", str(COUNT), "0", "0"] and second[:4] == ["done", "0", str(COUNT), "0"]
    seconds, again = float(first[4]), float(second[4])
    return [
        Line(
            f"harvest of {COUNT:,} new records, on two cores",
            f"{seconds:.0f} s",
            f"at most {MOST_S} s",
            kept=is_right and seconds <= MOST_S,
        ),
        Line("the same records unchanged", f"{again:.0f} s", "a third of it", kept=again <= seconds / 3),
        Line("most memory of that harvest", f"{memory} MB", f"{MOST_MB} MB", kept=memory <= MOST_MB),
    ]


def _run(data_dir: str, url: str) -> str:
    cores = sorted(os.sched_getaffinity(0))[:2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.harvested", url],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": data_dir, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    if done.returncode:
        print(done.stdout, done.stderr)
        done.check_returncode()
    return done.stdout


def _answer(asked: Asked) -> list[bytes]:
    token = parse_qs(urlsplit(asked.path).query).get("resumptionToken", ["0"])[0]
    start = int(token)
    end = min(start + A_PAGE, COUNT)
    following = str(end) if end < COUNT else ""
    records = "".join(_write_record(number) for number in range(start, end))
    body = (
        f'{_HEAD}<responseDate>2026-11-22T00:00:00Z</responseDate><request verb="ListRecords"/><ListRecords>'
        f'{records}<resumptionToken completeListSize="{COUNT}">{following}</resumptionToken>'
        "</ListRecords></OAI-PMH>"
    )
    return build_answer(body, headers={"Content-Type": "text/xml; charset=utf-8"})


def _write_record(number: int) -> str:
    place, subject = _PLACES[number % len(_PLACES)], _SUBJECTS[number % len(_SUBJECTS)]
    dc = (
        f"<dc:title>{subject.capitalize()} : {place} en {2000 + number % 25}, note {number}</dc:title>"
        f"<dc:identifier>https://source.example/notes/{number}</dc:identifier>"
        f"<dc:description>{_LOREM} Note {number} sur {subject} ({place}).</dc:description>"
        f"<dc:publisher>Observatoire n° {number % 40}</dc:publisher>"
        f"<dc:date>{2000 + number % 25}-06-30</dc:date>"
        f"<dc:subject>{subject}</dc:subject><dc:language>fr</dc:language><dc:type>publication</dc:type>"
    )
    return (
        f"<record><header><identifier>oai:source.example:{number}</identifier>"
        "<datestamp>2026-01-01T00:00:00Z</datestamp></header><metadata>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">{dc}</oai_dc:dc></metadata></record>'
    )
