"""Records of ISO 19139 (gmd:MD_Metadata), as catalogues of maps write them: INSPIRE, GeoNetwork, Géo-IDE."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from portal.harvest.formats.saying import Said, build_period
from portal.harvest.formats.vocabularies import TOPICS, is_of_places, name_format, write_identifier
from portal.harvest.pages import Faulty
from portal.kernel.markup.xml import Element, get_name, get_text
from portal.library.harvested import Harvested, HarvestedFile

_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_LICENCE: Final = re.compile(
    r"licen[cs]e|etalab|\blov2\b|odbl|creative ?commons|\bcc[ -](?:by|0)|domaine public", re.IGNORECASE
)
_KINDS: Final = {
    "dataset": "dataset", "series": "dataset", "nonGeographicDataset": "dataset", "tile": "dataset",
    "service": "tool", "application": "tool", "software": "tool", "document": "publication",
}  # fmt: skip
_PUBLISHING: Final = ("publisher", "owner", "distributor", "custodian", "resourceProvider", "pointOfContact")
_WRITING: Final = ("author", "originator", "principalInvestigator")
_SERVICE: Final = re.compile(r"[?&](?:request|service)=", re.IGNORECASE)
"""« …/csw?REQUEST=GetRecordById »: an answer for programs, that readers cannot use."""
_INSIDE: Final = re.compile(r"\bintranet\b", re.IGNORECASE)
_OPEN_ENDS: Final = frozenset({"now", "unknown", "after", "before"})


def get_level(record: Element) -> str:
    """What it describes: dataset, series, service…; a dataset when it does not say."""
    return next(_iterate_codes(record, "hierarchyLevel"), "") or "dataset"


def get_id(record: Element) -> str:
    """What its catalogue calls it."""
    return next(iterate_words(record, "fileIdentifier"), "")


def build_record(record: Element, base: str, page: str) -> Harvested | Faulty:
    """A record. ``page``: template of the address of its page (« …/{id} »); by default the first of its
    addresses that is no question to a service."""
    said = Said(base)
    key = get_id(record)
    about = next(iterate(record, "identificationInfo/*"), None)
    if about is None:
        return Faulty("Fiche refusée : elle ne décrit rien (identificationInfo manque).", key)
    files = list(_list_files(record, said))
    dates = _read_dates(about)
    themes, places, keywords = _sort_keywords(about)
    home = said.address(page.replace("{id}", key)) if page and key else ""
    topics = (TOPICS.get(code, code) for code in iterate_words(about, "topicCategory"))
    return said.build(
        key or next(iterate_words(about, "citation/CI_Citation/identifier/*/code"), ""),
        next(iterate_words(about, "citation/CI_Citation/title"), ""),
        home or _find_home(files),
        kind=_KINDS.get(get_level(record), "dataset"),
        abstract=said.text(next(iterate_words(about, "abstract"), "")),
        publishers=said.lines(_list_parties(about, _PUBLISHING)),
        creators=said.lines(_list_parties(about, _WRITING)),
        issued=said.line(dates.get("publication") or dates.get("creation", "")),
        modified=said.line(dates.get("revision", "")),
        period=_read_period(about, said),
        keywords=said.lines(keywords),
        themes=said.lines([*themes, *topics]),
        language=_read_language(record, about),
        licence=said.line(_find_licence(about)),
        formats=said.lines([*_list_formats(record), *(one.format for one in files)]),
        frequency=next(_iterate_codes(about, "resourceMaintenance/*/maintenanceAndUpdateFrequency"), ""),
        identifiers=said.lines(
            [write_identifier(one) for one in iterate_words(about, "citation/CI_Citation/identifier/*/code")]
        ),
        spatial=said.lines([*places, *_list_extents(about)]),
        files=files,
        image_url=said.address(next(iterate_words(about, "graphicOverview/*/fileName"), "")),
    )


def _find_home(files: list[HarvestedFile]) -> str:
    addresses = [one.url for one in files]
    return next((one for one in addresses if not _SERVICE.search(one)), next(iter(addresses), ""))


def iterate(element: Element, path: str) -> Iterator[Element]:
    """Descendants along local names separated by « / »; « * » is any element."""
    head, _, rest = path.partition("/")
    for child in element:
        name = get_name(child)
        if name and head in {"*", name}:
            if rest:
                yield from iterate(child, rest)
            else:
                yield child


def iterate_words(element: Element, path: str) -> Iterator[str]:
    """Words along a path, that are not empty: the French ones where a text has several languages."""
    for found in iterate(element, path):
        words = _read_words(found)
        if words:
            yield words


def _read_words(element: Element) -> str:
    """The text of a CharacterString, an Anchor, a date, a code; of a free text the French one."""
    localised = [
        one
        for one in iterate(element, "PT_FreeText/textGroup/LocalisedCharacterString")
        if get_text(one).strip()
    ]
    for one in localised:
        if (one.get("locale") or "").strip("#").lower() in {"fr", "fre", "fra"}:
            return str(get_text(one).strip())
    own = [get_text(child).strip() for child in element if get_name(child) not in {"", "PT_FreeText"}]
    told = next((one for one in own if one), "") or (element.text or "").strip()
    return told or (str(get_text(localised[0]).strip()) if localised else "")


def _iterate_codes(element: Element, path: str) -> Iterator[str]:
    """Values of lists of codes (codeListValue, else the text)."""
    for found in iterate(element, f"{path}/*"):
        code = (found.get("codeListValue") or "").strip() or get_text(found).strip()
        if code:
            yield code


def _read_dates(about: Element) -> dict[str, str]:
    """Type of date → the latest date of this type."""
    found: dict[str, str] = {}
    for one in iterate(about, "citation/CI_Citation/date/CI_Date"):
        day = next(iterate_words(one, "date"), "")
        kind = next(_iterate_codes(one, "dateType"), "")
        found[kind] = max(found.get(kind, ""), day)
    return found


def _list_parties(about: Element, roles: tuple[str, ...]) -> list[str]:
    """Names of the organisations of the first of these roles that somebody has."""
    parties = [
        (next(_iterate_codes(one, "role"), ""), next(iterate_words(one, "organisationName"), ""))
        for path in ("pointOfContact", "citation/CI_Citation/citedResponsibleParty")
        for one in iterate(about, f"{path}/CI_ResponsibleParty")
    ]
    for role in roles:
        if names := [name for one, name in parties if one == role and name]:
            return names
    return []


def _sort_keywords(about: Element) -> tuple[list[str], list[str], list[str]]:
    """Themes (of INSPIRE), places, and the other keywords."""
    themes: list[str] = []
    places: list[str] = []
    others: list[str] = []
    for group in iterate(about, "descriptiveKeywords/MD_Keywords"):
        words = list(iterate_words(group, "keyword"))
        kind = next(_iterate_codes(group, "type"), "")
        thesaurus = next(iterate_words(group, "thesaurusName/CI_Citation/title"), "")
        if kind == "place" or is_of_places(thesaurus):
            places += words
        elif "inspire themes" in thesaurus.lower():
            themes += words
        else:
            others += words
    return themes, places, others


def _find_licence(about: Element) -> str:
    """The constraint that speaks of a licence; the address it leads to when it is an anchor."""
    for name in ("useLimitation", "otherConstraints"):
        for found in iterate(about, f"resourceConstraints/*/{name}"):
            words = _read_words(found)
            href = next((one.get(_HREF) for one in found if one.get(_HREF)), "")
            if _LICENCE.search(words) or _LICENCE.search(href):
                return href if len(words) > 300 and href else words
    return ""


def _list_extents(about: Element) -> list[str]:
    """Places in words; boxes of coordinates say nothing here."""
    described = iterate_words(about, "extent/EX_Extent/description")
    coded = iterate_words(
        about, "extent/EX_Extent/geographicElement/EX_GeographicDescription/geographicIdentifier/*/code"
    )
    return [part.strip() for words in (*described, *coded) for part in re.split(r"[,;]", words)]


def _read_period(about: Element, said: Said) -> str:
    path = "extent/EX_Extent/temporalElement/*/extent/TimePeriod"
    for period in iterate(about, path):
        ends = [
            words if (words := get_text(one).strip()).lower() not in _OPEN_ENDS else ""
            for name in ("beginPosition", "endPosition")
            for one in list(iterate(period, name))[:1]
        ]
        if len(ends) == 2 and any(ends):
            return build_period(said.line(ends[0]), said.line(ends[1]))
    return ""


def _read_language(record: Element, about: Element) -> str:
    told = [
        *_iterate_codes(about, "language"),
        *iterate_words(about, "language"),
        *_iterate_codes(record, "language"),
    ]
    return told[0][:10].lower() if told else ""


def _list_formats(record: Element) -> list[str]:
    return list(iterate_words(record, "distributionInfo/MD_Distribution/distributionFormat/MD_Format/name"))


def _list_files(record: Element, said: Said) -> Iterator[HarvestedFile]:
    """Online resources, each address once; those for agents of the State only are left out."""
    path = (
        "distributionInfo/MD_Distribution/transferOptions/MD_DigitalTransferOptions/onLine/CI_OnlineResource"
    )
    seen: set[str] = set()
    for one in iterate(record, path):
        title = next(iterate_words(one, "name"), "") or next(iterate_words(one, "description"), "")
        protocol = next(iterate_words(one, "protocol"), "")
        file = said.file(next(iterate_words(one, "linkage"), ""), title, name_format(protocol))
        if file is not None and file.url not in seen and not _INSIDE.search(title):
            seen.add(file.url)
            yield file
