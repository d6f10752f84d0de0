"""Bodies of answers → values: what cannot be read ends the run as partial, with a letter."""

from __future__ import annotations

from typing import Any

from portal.harvest.pages import Content, Faulty, PartialHarvest
from portal.kernel.markup import MarkupError
from portal.kernel.markup.json import read_json
from portal.kernel.markup.text import clean_text
from portal.kernel.markup.xml import Element, open_xml


def read_object(content: Content) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A JSON object, and what had to be mended in it. Raises PartialHarvest."""
    value, notes = read_value(content)
    if not isinstance(value, dict):
        raise refuse(content, "un objet JSON était attendu.")
    return value, notes


def read_value(content: Content) -> tuple[Any, tuple[str, ...]]:
    """Any JSON value, and what had to be mended in it. Raises PartialHarvest."""
    try:
        read = read_json(content.body, charset=content.charset)
    except MarkupError as error:
        raise refuse(content, f"le JSON reçu est illisible. {error}") from error
    return read.value, read.notes


def take_list(told: dict[str, Any], key: str, content: Content) -> list[Any]:
    """The list at a key of an object. Raises PartialHarvest."""
    found = told.get(key)
    if not isinstance(found, list):
        raise refuse(content, f"une liste « {key} » était attendue.")
    return found


def read_xml(content: Content) -> tuple[Element, tuple[str, ...]]:
    """The tree of an XML body, and what had to be mended in it. Raises PartialHarvest."""
    try:
        document = open_xml(content.body, charset=content.charset)
        return document.read_root(), document.notes
    except MarkupError as error:
        raise refuse(content, f"le XML reçu est illisible. {error}") from error


def refuse(content: Content, expected: str) -> PartialHarvest:
    """The letter of an answer that makes no sense: where, what was expected, what came."""
    came = clean_text(content.body[:600].decode("utf-8", "replace"), longest=200)
    found = f" Reçu : « {came} »." if came else " Rien n’a été reçu."
    return PartialHarvest(f"À l’adresse {content.url}, {expected}{found}")


def build_faulty(found: object, expected: str) -> Faulty:
    """A record that is not what a record is."""
    return Faulty(f"Fiche refusée : {expected}", excerpt=clean_text(repr(found)[:600], longest=300))
