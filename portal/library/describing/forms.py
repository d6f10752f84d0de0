"""Kinds, formats, languages, frequencies and identifiers, from the many ways to write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from portal.library.naming import fold


def _spread(groups: Mapping[str, str]) -> dict[str, str]:
    """Ours → folded ways to write it, separated by bars; read the other way round."""
    return {word: ours for ours, words in groups.items() for word in (ours, *words.split("|"))}


_KINDS: Final = _spread(
    {
        "dataset": "jeu de donnees|jeux de donnees|donnees|data|series|service",
        "tool": "outil|outils|software|logiciel|application|simulateur",
        "platform": "plateforme|portail|site officiel",
        "reference": "referentiel|document de reference|nomenclature|guide|loi|reglement|methode",
        "publication": "text|texte|article|fascicule|periodique|publication en serie|monographie|livre"
        "|publication en serie imprimee|monographie imprimee|rapport|etude|report|doc|book|serial"
        "|printed serial|printed monograph",
    }
)
_FORMATS: Final = _spread(
    {
        **{plain: plain for plain in ("csv", "json", "parquet", "pdf", "xml", "gml", "kml", "gpkg", "odt")},
        **{plain: plain for plain in ("wmts", "gtfs", "sql", "png", "epub", "api")},
        "xlsx": "xls|excel|vnd ms excel|xlsm|vnd openxmlformats officedocument spreadsheetml sheet",
        "ods": "vnd oasis opendocument spreadsheet",
        "docx": "doc|msword|word",
        "shp": "shapefile|shapefiles|esri shapefile|shape zip",
        "html": "htm|xhtml|xhtml xml|web page|site web|page web|www link 1 0 http link",
        "geojson": "geo json|vnd geo json",
        "zip": "7z|x 7z compressed|rar|gz|tar|tar gz|x zip compressed",
        "txt": "plain|text",
        "jpg": "jpeg",
        "rdf": "turtle|ttl|n3|json ld|jsonld|rdf xml",
        "wms": "ogc wms|ogc wms 1 3 0|service wms",
        "wfs": "ogc wfs|ogc wfs 2 0 0|service wfs",
    }
)
_LANGUAGES: Final = _spread(
    {
        "fr": "fre|fra|francais|french|fr fr",
        "en": "eng|anglais|english|en gb|en us",
        "de": "ger|deu|allemand",
        "es": "spa|espagnol",
        "it": "ita|italien",
        "br": "bre|breton",
        "oc": "oci|occitan",
        "co": "cos|corse",
    }
)
_FREQUENCIES: Final = _spread(
    {
        "biennial": "bisannuelle|bisannuel|p2y",
        "annual": "annuelle|annuel|yearly|annually|chaque annee|p1y",
        "semiannual": "semestrielle|semestriel|biannual|p6m",
        "quarterly": "trimestrielle|trimestriel|p3m",
        "monthly": "mensuelle|mensuel|p1m",
        "weekly": "hebdomadaire|p1w|p7d",
        "daily": "quotidienne|quotidien|p1d",
        "continuous": "continu|en continu|continual|real time",
        "irregular": "irreguliere|irregulier|asneeded|as needed|punctual|ponctuelle",
    }
)
_SCHEMES: Final = (
    ("ark", re.compile(r"ark:/?(?P<value>\d{5}/[A-Za-z0-9=~*+@_$./-]+)")),
    ("doi", re.compile(r"(?:doi:|doi\.org/)\s*(?P<value>10\.\d{4,9}/\S+)", re.IGNORECASE)),
    ("datagouv", re.compile(r"datagouv:(?P<value>[0-9a-f]{24})")),
    ("isbn", re.compile(r"(?:urn:)?isbn[:\s]*(?P<value>[\dX][\dX -]{8,16})", re.IGNORECASE)),
    ("issn", re.compile(r"(?:urn:)?issn[:\s]*(?P<value>\d{4}-?\d{3}[\dX])", re.IGNORECASE)),
)
_NAMES_SERIES: Final = frozenset({"issn"})


def find_kind(words: str) -> str:
    """Kind of a document; empty when the words name none."""
    return _KINDS.get(fold(words), "")


def find_format(words: str, url: str = "") -> str:
    """« csv », « xlsx »…: from the words, the media type or the end of the address; empty if unknown."""
    for one in (words, words.rpartition("/")[2], words.rpartition("#")[2], words.lstrip(".")):
        if found := _FORMATS.get(fold(one)):
            return found
    name = urlsplit(url).path.rpartition("/")[2]
    extension = name.rpartition(".")[2] if "." in name else ""
    return _FORMATS.get(extension.lower(), "") if len(extension) < 8 else ""


def find_language(words: str) -> str:
    """Two letters of ISO 639-1; empty when unknown."""
    plain = fold(words)
    return _LANGUAGES.get(plain) or _LANGUAGES.get(plain.rpartition(" ")[2], "")


def find_frequency(words: str) -> str:
    """A word of the Dublin Core frequencies (« annual »); empty when unknown."""
    plain = fold(words)
    last = fold(re.split(r"[/#]", words)[-1])
    return _FREQUENCIES.get(plain) or _FREQUENCIES.get(last, "")


def list_identifiers(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    """(scheme, value) of those that name one document for ever; an ISSN names a series, and is left out."""
    found = []
    for text in texts:
        for scheme, pattern in _SCHEMES:
            match = pattern.search(text)
            if match is None or scheme in _NAMES_SERIES:
                continue
            value = match["value"].rstrip(".,;)").removesuffix(".texteImage").removesuffix(".item")
            found.append((scheme, re.sub(r"[\s-]", "", value) if scheme == "isbn" else value))
    return list(dict.fromkeys(found))
