"""A resource as its source says it becomes one that can be filed, found and compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from portal.library.describing.dates import Moment, parse_moment
from portal.library.describing.forms import (
    find_format,
    find_frequency,
    find_kind,
    find_language,
    list_identifiers,
)
from portal.library.describing.levels import find_levels
from portal.library.describing.places import Gazetteer
from portal.library.describing.rules import Rules
from portal.library.describing.vocabulary import Vocabulary, build_organization_slug
from portal.library.description import DescribedFile, Description
from portal.library.harvested import Harvested
from portal.library.naming import fold

LONGEST_SCAN: Final = 3_000
"""Characters of an abstract where territories and subjects are looked for."""

MOST_TERRITORIES: Final = 50
MOST_KEYWORDS: Final = 40
MOST_FILES: Final = 200
MOST_YEARS: Final = 60
_YEAR: Final = r"(?<![\d.,/])((?:19[5-9]|20\d)\d)(?![\d.,/]\d|\d| ?€| ?%)"
_YEARS: Final = re.compile(rf"{_YEAR}(?:(?: ?[-–] ?| à ){_YEAR})?")
"""A year, or the first and the last of several."""
_OTHER_YEARS: Final = re.compile(
    r"^(?:Loi|Décret|Arrêté|Ordonnance)\b.*"
    rf"|\b(?:depuis|à compter d[eu]|à partir de|éditions?)(?: l.année)? {_YEAR}",
    re.IGNORECASE | re.DOTALL,
)
"""Years that are not what a title is about: of a law, of an edition, the first of those that follow."""


@dataclass(frozen=True)
class Knowledge:
    """What words are compared with: the territories and the vocabularies of the moment."""

    gazetteer: Gazetteer
    vocabulary: Vocabulary


def describe(harvested: Harvested, rules: Rules, knowledge: Knowledge, now: datetime) -> Description:
    """Typed values of one record. Pure: the same record, rules and knowledge give the same description.

    What the record says wins, then the lookups of its source, then its defaults; what is deduced from the
    text is in ``inferred``. What cannot be understood is in ``warnings`` and left out.
    """
    warnings = list(harvested.notes)
    inferred: set[str] = set()
    producers, organizations, publisher_words = _find_producers(harvested, rules, knowledge.vocabulary)
    issued = _read_date(harvested.issued, "publication", warnings, now)
    modified = _read_date(harvested.modified, "mise à jour", warnings, now)
    files = _describe_files(harvested, now)
    kind = (
        _look_up_one(rules.kind_words, [harvested.kind, *harvested.themes])
        or find_kind(harvested.kind)
        or rules.kind
    )
    licence = knowledge.vocabulary.find_licence(harvested.licence) if harvested.licence else None
    return Description(
        kind=kind,
        title=harvested.title,
        url=harvested.url,
        abstract=harvested.abstract,
        text=harvested.text if rules.keeps_text else "",
        producers=producers,
        publisher_words=publisher_words,
        published_on=issued.last if issued else None,
        published_precision=str(issued.precision) if issued else "",
        published_words=harvested.issued[:120],
        modified_on=_get_day(modified),
        years=_find_years(harvested, warnings, inferred, now),
        subjects=_find_subjects(harvested, rules, knowledge.vocabulary, inferred),
        keywords=tuple(dict.fromkeys(word[:100] for word in harvested.keywords if word))[:MOST_KEYWORDS],
        levels=find_levels(harvested, rules),
        territories=_find_territories(harvested, rules, knowledge, inferred),
        language=find_language(harvested.language) or ("" if harvested.language else rules.language),
        licence=licence or ("" if harvested.licence else rules.licence),
        licence_words=harvested.licence[:300],
        formats=_list_formats(harvested, files),
        frequency=find_frequency(harvested.frequency),
        image_url=harvested.image_url,
        inferred=frozenset(inferred),
        identifiers=tuple(list_identifiers((*harvested.identifiers, harvested.url))),
        files=files,
        organizations=organizations,
        series=harvested.series[:500],
        series_url=rules.page,
        warnings=tuple(warnings),
    )


def _find_producers(
    harvested: Harvested, rules: Rules, vocabulary: Vocabulary
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], str]:
    """Slugs, those that the catalogue does not know with their names, and the words of the source."""
    slugs: list[str] = []
    organizations: list[tuple[str, str]] = []
    names = [name for name in (*harvested.publishers, *harvested.creators) if name.strip()]
    for name in names:
        known = rules.producer_words.get(fold(name)) or vocabulary.find_producer(name)
        if known is not None:
            slugs.append(known)
        elif name in harvested.publishers:
            slug = build_organization_slug(name)
            slugs.append(slug)
            organizations.append((slug, name[:300]))
    found = tuple(dict.fromkeys(slugs)) or rules.producers
    return found, tuple(dict.fromkeys(organizations)), " ; ".join(dict.fromkeys(names))[:300]


def _read_date(words: str, what: str, warnings: list[str], now: datetime) -> Moment | None:
    read = parse_moment(words, now)
    if read.warning:
        warnings.append(f"Date de {what}{chr(0x202F)}: {read.warning}")
    return read.moment


def _get_day(moment: Moment | None) -> date | None:
    """The day of an update, whose precision is not kept: « septembre 2026 » is not the 30th."""
    return moment.last if moment and moment.first == moment.last else None


def _describe_files(harvested: Harvested, now: datetime) -> tuple[DescribedFile, ...]:
    described = {}
    for one in harvested.files[:MOST_FILES]:
        moment = parse_moment(one.modified, now).moment
        described[one.url] = DescribedFile(
            url=one.url,
            title=one.title[:300],
            format=find_format(one.format, one.url),
            size_bytes=one.size_bytes,
            modified_on=_get_day(moment),
        )
    return tuple(described.values())


def _list_formats(harvested: Harvested, files: Iterable[DescribedFile]) -> tuple[str, ...]:
    told = [find_format(words) for words in harvested.formats]
    found = [*told, *(one.format for one in files)] or [find_format("", harvested.url)]
    return tuple(dict.fromkeys(one for one in found if one))


def _find_years(
    harvested: Harvested, warnings: list[str], inferred: set[str], now: datetime
) -> tuple[int, ...]:
    """Years that the content is about: those of its period, else those of its title."""
    period = _read_date(harvested.period, "période", warnings, now)
    if period is not None:
        return period.years[-MOST_YEARS:]
    latest = date(now.year + 1, 1, 1).year
    found = [year for year in _list_years(harvested.title) if year <= latest]
    if found:
        inferred.add("years")
    return tuple(found[-MOST_YEARS:])


def _list_years(title: str) -> list[int]:
    """« 2018-2020 » is three years; « depuis 2010 » says where it starts, and not where it ends."""
    ends = [(int(first), int(last or first)) for first, last in _YEARS.findall(_OTHER_YEARS.sub(" ", title))]
    return sorted({year for first, last in ends for year in (*range(first, last + 1), first, last)})


def _find_subjects(
    harvested: Harvested, rules: Rules, vocabulary: Vocabulary, inferred: set[str]
) -> tuple[str, ...]:
    told = [*harvested.themes, *harvested.keywords]
    found = [slug for word in told for slug in rules.subject_words.get(fold(word), ())]
    found += [slug for word in told if (slug := vocabulary.subjects.get(fold(word)))]
    if found:
        return tuple(dict.fromkeys(found))
    head = (harvested.title, *told)
    deduced = vocabulary.list_subjects(head, harvested.abstract[:LONGEST_SCAN])
    if deduced:
        inferred.add("subjects")
        own = rules.subjects if len(rules.subjects) == 1 else ()  # a source of one subject is always of it
        return tuple(dict.fromkeys([*deduced, *own]))
    return rules.subjects


def _find_territories(
    harvested: Harvested, rules: Rules, knowledge: Knowledge, inferred: set[str]
) -> tuple[str, ...]:
    """Those that the source declares; else those that the title, then the abstract, surely name."""
    gazetteer = knowledge.gazetteer
    told = [rules.territory_words.get(fold(word)) or gazetteer.resolve(word) for word in harvested.spatial]
    declared = [key for key in told if key]
    if declared:
        return tuple(dict.fromkeys(declared))[:MOST_TERRITORIES]
    found: tuple[str, ...] = ()
    if rules.names_places:
        found = gazetteer.find(harvested.title) or gazetteer.find(harvested.abstract[:LONGEST_SCAN])
    if found:
        inferred.add("territories")
    return found[:MOST_TERRITORIES] or rules.territories


def _look_up_one(words: Mapping[str, str], told: Iterable[str]) -> str:
    return next((found for word in told if (found := words.get(fold(word)))), "")
