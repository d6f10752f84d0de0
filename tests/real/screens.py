"""What a reader sees of a figure, wherever it is published: page, file of the page, API, archive."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import urlopen

import polars as pl

SEGMENTS: Final = {
    "commune": "/communes/{}",
    "epci": "/epci/{}",
    "departement": "/departements/{}",
    "region": "/regions/{}",
    "france": "/france",
}
_ROW: Final = re.compile(
    r'<tr id="([^"]+)"><th[^\n]*?</th><td>([^\n]*)\n([^<]*)</td>',
)
_FOLDED: Final = re.compile(r"<summary>([^<]+?)(?: \(([^<)]*)\))?\s:.*?</summary><ul>(.*?)</ul>", re.DOTALL)
_ANCHOR: Final = re.compile(r'<a id="([^"]+)"')
_TAG: Final = re.compile("<[^>]+>")


@dataclass(frozen=True)
class Shown:
    """What a row of a page says: « 230 890 hab. », « 2023, estimé ».

    Of indicators without a value for the same reason, told together, ``dated`` may be a period.
    """

    text: str
    dated: str

    @property
    def years(self) -> range:
        found = [int(year) for year in re.findall("[0-9]{4}", self.dated)]
        return range(found[0], found[-1] + 1)


@dataclass
class Screens:
    """The portal at an address; each page is asked for once."""

    address: str
    archives: Path
    known: dict[str, Any] = field(default_factory=dict)

    def find_shown(
        self, level: str, code: str, theme: str, indicator: str, *, with_sheet: bool = False
    ) -> list[Shown]:
        """What the page of a theme says of an indicator, then the sheet, where only the first ones are."""
        sheet = SEGMENTS[level].format(code)
        paths = [f"{sheet}/{theme.replace('_', '-')}", *([sheet] if with_sheet else [])]
        pages = [self._read_rows(path) for path in paths]
        return [rows[indicator] for rows in pages if indicator in rows]

    def _read_rows(self, path: str) -> dict[str, Shown]:
        page = self._ask(path)
        rows = {}
        for words, dated, listed in _FOLDED.findall(page):
            for slug in _ANCHOR.findall(listed):
                rows[slug] = Shown(_write(words).lower(), dated)
        for slug, text, dated in _ROW.findall(page):
            rows[slug] = Shown(_write(text), dated)
        return {slug.replace("-", "_"): row for slug, row in rows.items()}

    def find_exported(self, level: str, code: str, query: str = "") -> dict[tuple[str, int], dict[str, str]]:
        """(indicator, year) → line of the CSV of the page."""
        content = self._ask(f"{SEGMENTS[level].format(code)}.csv{query}").removeprefix("\ufeff")
        lines = csv.DictReader(io.StringIO(content, newline=""))
        return {(line["indicateur"], int(line["annee"])): line for line in lines}

    def find_points(self, level: str, code: str, indicator: str) -> dict[int, dict[str, Any]]:
        """Year → point of the series that the API gives of the territory."""
        answer = self._ask(f"/api/v1/territories/{level}/{code}/figures?indicator={indicator}")
        return {point["year"]: point for one in json.loads(answer)["items"] for point in one["points"]}

    def find_value(self, level: str, code: str, indicator: str, year: int) -> dict[str, Any] | None:
        """The territory in the list of all values of the indicator."""
        path = f"/api/v1/indicators/{indicator}/values?kind={level}&year={year}&limit=40&after={code[:-1]}"
        items = json.loads(self._ask(path))["items"]
        return next((item for item in items if item["code"] == code), None)

    def find_archived(
        self, dataset: str, level: str, code: str, indicator: str, year: int
    ) -> dict[str, Any] | None:
        """Row of the archive of the newest release of a dataset."""
        if dataset not in self.known:
            newest = max((self.archives / dataset).glob("*.parquet"), key=lambda path: int(path.stem))
            self.known[dataset] = pl.read_parquet(newest)
        is_asked = (pl.col("code") == code) & (pl.col("indicator") == indicator) & (pl.col("year") == year)
        rows = self.known[dataset].filter(is_asked & (pl.col("kind") == level)).to_dicts()
        return rows[0] if rows else None

    @cached_property
    def is_loaded(self) -> frozenset[str]:
        """Datasets that have an archive."""
        return frozenset(path.name for path in self.archives.iterdir())

    def _ask(self, path: str) -> str:
        if path not in self.known:
            try:
                with urlopen(self.address + path, timeout=60) as response:
                    self.known[path] = response.read().decode()
            except HTTPError as error:
                raise AssertionError(f"{path}: {error.code} {error.read().decode()[:300]}") from error
        text: str = self.known[path]
        return text


def _write(fragment: str) -> str:
    return html.unescape(_TAG.sub("", fragment)).strip()
