"""Lists of local open-data platforms: a CSV, one row an authority, its number (SIREN) and its addresses.

Authorities that share an address share a platform, which is one resource. The file may be at hand in the
mirror folder (``mirror``); else it is asked for at its address.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import quote, urlsplit

from django.conf import settings
from pydantic import Field, StringConstraints

from portal.harvest.authorities import Authority, By, Named, find_authorities
from portal.harvest.pages import Asking, Content, Faulty, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Url
from portal.kernel.french import fix_name, format_count, format_date, join_words
from portal.library.harvested import Harvested, HarvestedFile
from portal.library.naming import build_url_key

LONGEST_FILE: Final = 20 * 1024**2
_SAFE: Final = ":/?@!$&'()*+,;=%~-._"
_PARTICLES: Final = frozenset({"DE", "DU", "DES", "LA", "LE", "LES", "ET", "EN", "AU", "AUX", "SUR"})
_VOWELS: Final = frozenset("AEIOUYÀÂÉÈÊËÎÏÔÙÛ")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202c\ufeff\u00a0"))

Word = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Columns(Descriptor):
    """Names of columns; those that may be missing are empty."""

    siren: Word
    name: Word
    type: Word
    address: Word
    """The platform of the authority, or its part of one."""
    national: Word
    """Its page on the national platform."""
    technologies: Word
    themes: str = ""
    platform: str = ""
    """What the platform is called."""
    count: str = ""
    """How many datasets were there."""
    departement: str = ""
    region: str = ""
    """Its code, after the last hyphen."""


class Type(Descriptor):
    """What a type of authority is. ``by``: how its territory is told, by its number or by its area."""

    level: Literal["commune", "epci", "departement", "region"] | None = None
    by: By = "siren"


class CONFIG(Descriptor):
    """``national``: name of the national platform, and of its technology in the list. ``edition``: the day
    that the list describes."""

    kind: Literal["platform_list"]
    url: Url
    mirror: str | None = None
    edition: Annotated[date, Field(strict=False)]
    national: Word
    columns: Columns
    types: dict[str, Type]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row read. ``address`` is never empty: that of its platform, or else its page on the national one."""

    named: Named
    level: str
    address: str
    national: str
    technologies: tuple[str, ...]
    themes: tuple[str, ...]
    platform: str
    count: str


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """One page: the list is a file, read whole at each run."""
    del after, since
    faults: list[Faulty] = []
    rows = _parse_rows(config, _read_file(config, asking), faults)
    authorities = find_authorities({row.named for row in rows})
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(build_url_key(row.address), []).append(row)
    records = [_build_harvested(config, key, group, authorities) for key, group in groups.items()]
    yield Page((*records, *faults), total=len(records), warnings=tuple(_list_warnings(rows, authorities)))


def is_at_hand(config: CONFIG) -> bool:
    """Whether the mirror folder has the file: no network is needed then."""
    return _find_in_mirror(config) is not None


def _find_in_mirror(config: CONFIG) -> Path | None:
    path = settings.MIRROR_DIR / config.mirror if settings.MIRROR_DIR and config.mirror else None
    return path if path is not None and path.is_file() else None


def _read_file(config: CONFIG, asking: Asking) -> Content:
    path = _find_in_mirror(config)
    if path is not None:
        with path.open("rb") as handle:
            return Content(handle.read(LONGEST_FILE), config.url, "text/csv", "utf-8")
    return asking.get(config.url, accept="text/csv")


def _parse_rows(config: CONFIG, content: Content, faults: list[Faulty]) -> list[_Row]:
    """Every row that can be used; the others are added to ``faults``. Raises PartialHarvest."""
    try:
        text = content.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PartialHarvest(
            f"{content.url} : du texte en UTF-8 était attendu ; l’octet {error.start} n’en est pas."
        ) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    wanted = {name for name in config.columns.model_dump().values() if name}
    missing = sorted(wanted - set(reader.fieldnames or ()))
    if missing:
        raise PartialHarvest(
            f"{content.url} : colonnes attendues et absentes : {join_words(missing)}. Colonnes trouvées :"
            f" {join_words(list(reader.fieldnames or ()))[:300]}. Corrigez « columns » de la fiche."
        )
    rows: dict[tuple[str, str], _Row] = {}
    for number, cells in enumerate(reader, start=2):
        row = _parse_row(config, cells)
        if isinstance(row, Faulty):
            faults.append(Faulty(f"Ligne {number} : {row.message}", row.remote_id, row.excerpt))
        else:
            rows.setdefault((row.named.siren, row.address), row)
    return list(rows.values())


def _parse_row(config: CONFIG, cells: Mapping[str, str | None]) -> _Row | Faulty:
    columns = config.columns

    def take(column: str) -> str:
        return (cells.get(column) or "").translate(_INVISIBLE).strip() if column else ""

    siren, name = take(columns.siren), fix_name(take(columns.name))
    type_ = config.types.get(take(columns.type))
    own, national = _clean(take(columns.address)), _clean(take(columns.national))
    if not (siren.isdigit() and len(siren) == 9) or not name:
        return Faulty(
            "un nom et un numéro Siren de neuf chiffres étaient attendus.", siren, f"{siren} {name}"
        )
    if type_ is None:
        return Faulty("ce type d’organisme n’est pas dans « types ».", siren, take(columns.type))
    if not (own or national):
        return Faulty("une adresse était attendue, de la plateforme ou de la page nationale.", siren, name)
    area = take(columns.departement) if type_.by == "departement" else take(columns.region).rpartition("-")[2]
    return _Row(
        Named(siren, name, type_.by, area if type_.by != "siren" else ""),
        type_.level or "",
        own or national,
        national,
        _split(take(columns.technologies)),
        _split(take(columns.themes)),
        take(columns.platform).partition(",")[0].strip() if own else config.national,
        take(columns.count).partition(".")[0],
    )


def _clean(address: str) -> str:
    """The address without fragment; empty when it is none."""
    parts = urlsplit(address.partition("#")[0])
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return ""
    return quote(parts.geturl(), safe=_SAFE)


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))


def _build_harvested(
    config: CONFIG, key: str, group: list[_Row], authorities: Mapping[Named, Authority]
) -> Harvested:
    """A platform. Shared by several, it goes by its name; else by that of its authority."""
    found = {row: authorities[row.named] for row in group if row.named in authorities}
    places = list(dict.fromkeys(one.key for one in found.values()))
    pages = dict.fromkeys((row.national, _name(row, found)) for row in group if row.national)
    return Harvested(
        remote_id=key,
        title=_write_title(group, found),
        url=group[0].address,
        kind="platform",
        abstract=_write_abstract(config, group, found),
        publishers=tuple(dict.fromkeys(_name(row, found) for row in group)),
        modified=config.edition.isoformat(),
        keywords=("données ouvertes", *dict.fromkeys(one for row in group for one in row.technologies)),
        themes=tuple(dict.fromkeys(one for row in group for one in (*row.themes, row.level) if one)),
        language="fr",
        spatial=tuple(places),
        files=tuple(
            HarvestedFile(url, f"{name} sur {config.national}")
            for url, name in pages
            if url != group[0].address or len(group) > 1
        ),
    )


def _name(row: _Row, found: Mapping[_Row, Authority]) -> str:
    return found[row].name if row in found else _soften(row.named.name)


def _soften(name: str) -> str:
    """« Pôle Métropolitain de Brest » rather than « PÔLE MÉTROPOLITAIN DE BREST »; initials stay."""
    words = name.split()
    if not name.isupper() or len(words) == 1:
        return name
    return " ".join(word.lower() if word in _PARTICLES else _soften_word(word) for word in words)


def _soften_word(word: str) -> str:
    return word.title() if any(letter in _VOWELS for letter in word) else word


def _write_title(group: list[_Row], found: Mapping[_Row, Authority]) -> str:
    first = group[0]
    if len({row.named.siren for row in group}) > 1 and first.address != first.national:
        platform = fix_name(next((row.platform for row in group if row.platform), ""))
        host = (urlsplit(first.address).hostname or "").removeprefix("www.")
        return f"{platform or host}, plateforme partagée de données ouvertes"
    if first in found:
        return f"Données ouvertes {found[first].of_name}"
    return f"Données ouvertes : {_name(first, found)}"


def _write_abstract(config: CONFIG, group: list[_Row], found: Mapping[_Row, Authority]) -> str:
    """Who publishes there, and how much on the day of the list."""
    names = list(dict.fromkeys(_name(row, found) for row in group))
    counts = [int(row.count) for row in group if row.count.isdigit() and int(row.count)]
    dated = format_date(config.edition)
    counted = f"{format_count(sum(counts), 'jeu', 'jeux')} de données" if counts else "État"
    return f"Données ouvertes publiées par : {join_words(names)}. {counted} au {dated}."


def _list_warnings(rows: list[_Row], authorities: Mapping[Named, Authority]) -> Iterator[str]:
    lost = [row.named.name for row in rows if row.level and row.named not in authorities]
    if lost:
        yield (
            f"{format_count(len(lost), 'collectivité')} sans territoire d’aujourd’hui sous ce numéro : "
            f"{join_words(lost[:20])}{'…' if len(lost) > 20 else '.'}"
        )
