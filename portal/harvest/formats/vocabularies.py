"""Codes of shared vocabularies → French words: themes of data.europa.eu, topics of ISO 19115, places."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

THEMES: Final = {
    "AGRI": "Agriculture, pêche, sylviculture et alimentation", "ECON": "Économie et finances",
    "EDUC": "Éducation, culture et sport", "ENER": "Énergie", "ENVI": "Environnement",
    "GOVE": "Gouvernement et secteur public", "HEAL": "Santé", "INTR": "Questions internationales",
    "JUST": "Justice, système juridique et sécurité publique", "REGI": "Régions et villes",
    "SOCI": "Population et société", "TECH": "Science et technologie", "TRAN": "Transports",
}  # fmt: skip
"""Vocabulary « data-theme » of the Publications Office of the European Union, in its French labels."""

TOPICS: Final = {
    "farming": "Agriculture", "biota": "Biotopes", "boundaries": "Limites administratives",
    "climatologyMeteorologyAtmosphere": "Climatologie, météorologie", "economy": "Économie",
    "elevation": "Altitude", "environment": "Environnement", "geoscientificInformation": "Géosciences",
    "health": "Santé", "imageryBaseMapsEarthCover": "Imagerie, cartes de base, occupation des terres",
    "intelligenceMilitary": "Renseignement, secteur militaire", "inlandWaters": "Eaux intérieures",
    "location": "Localisation", "oceans": "Océans", "planningCadastre": "Planification, cadastre",
    "society": "Société", "structure": "Structures", "transportation": "Transports",
    "utilitiesCommunication": "Services d’utilité publique, communication",
}  # fmt: skip
"""Categories of topics of ISO 19115 (MD_TopicCategoryCode), in French."""

_PLACES: Final = re.compile(
    r"(?:r[ée]gions?|d[ée]partements?|communes?|epci|territoires?|lieux?|place|localisation|geonames)",
    re.IGNORECASE,
)
_INSEE: Final = re.compile(
    r"https?://(?:id|rdf)\.insee\.fr/geo/(commune|epci|departement|region)s?/([0-9AB]{2,9})(?:/.*)?"
)
_FRANCE: Final = re.compile(r"https?://publications\.europa\.eu/resource/authority/country/FRA")
_NUMBER: Final = re.compile(r"(?:c_)?[0-9a-f]{4,}|\d+")
_PROTOCOLS: Final = re.compile(r"^OGC:([A-Z]{3,4})\b.*", re.IGNORECASE)


def name_theme(word: str) -> str:
    """The French label of a code or of an address of a theme; else the end of the address, or the word;
    nothing for a number of concept (« c_dd313021 »), which says nothing to anybody."""
    code = read_last(word)
    return THEMES.get(code) or TOPICS.get(code) or ("" if _NUMBER.fullmatch(code) else code)


def read_last(address: str) -> str:
    """The last part of an address (« …/frequency/ANNUAL » → « ANNUAL »); words that are no address stay."""
    if "://" not in address[:10]:
        return address
    return unquote(address.rstrip("/#").rpartition("#")[2].rpartition("/")[2]).strip()


def is_of_places(scheme: str) -> bool:
    """Whether a list of keywords, by its name or address, is one of places."""
    return _PLACES.fullmatch(read_last(scheme)) is not None


def read_place(address: str) -> str:
    """« commune:01001 » of an address of a territory; nothing for an address that we do not know."""
    found = _INSEE.fullmatch(address)
    if found is not None:
        return f"{found[1]}:{found[2]}"
    return "France" if _FRANCE.fullmatch(address) else ""


def name_format(word: str) -> str:
    """« WMS » of « OGC:WMS-1.3.0 »; nothing of the protocols that only say « a link »."""
    words = read_last(word)
    found = _PROTOCOLS.match(words)
    if found is not None:
        return found[1].upper()
    return "" if words.upper().startswith("WWW:") else words


def write_identifier(word: str) -> str:
    """« doi:10.… » or « ark:/… » of an identifier or of its address; nothing for those of one catalogue."""
    if found := re.search(r"(?:^|doi:|doi\.org/)(10\.\d{4,9}/\S+)$", word.strip()):
        return f"doi:{found[1]}"
    if found := re.search(r"(ark:/?\d{5,9}/\S+)$", word.strip()):
        return found[1] if found[1].startswith("ark:/") else found[1].replace("ark:", "ark:/", 1)
    return ""
