"""What checks found, told to readers: their messages are English, for agents and logs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import format_count, format_number, join_words, plural
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.history import Check
from portal.ui.words import LEVELS

LABELS: Final = {
    "rows": "nombre de lignes",
    "range": "valeurs plausibles",
    "coverage": "territoires couverts",
    "agrees": "sommes concordantes",
    "same_elsewhere": "accord avec un autre fichier",
    "same_as": "accord avec un autre jeu de données",
    "incomplete": "totaux incomplets",
    "unique": "lignes répétées",
    "extract": "extrait d’un fichier",
    "left_out": "fichiers manquants",
    "precedence": "chiffres donnés par plusieurs sources",
    "labels": "libellés qui ont changé",
    "encoding": "écriture du fichier",
    "jump": "évolution des valeurs",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One warning. ``language`` is ``en`` for a message that nobody has worded in French."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The warnings of one kind, in the order they came."""

    label: str
    lines: tuple[Finding, ...]


def group_checks(checks: Iterable[Check]) -> list[Findings]:
    """Warnings by what was looked at, each kind once."""
    found: dict[str, list[Finding]] = {}
    for check in checks:
        found.setdefault(check.check, []).append(word_finding(check))
    return [Findings(word_check(check), tuple(lines)) for check, lines in found.items()]


def word_check(check: str) -> str:
    """What a check looks at, for a reader; its own name when nobody has worded it."""
    return LABELS.get(check, check.replace("_", " "))


def word_finding(check: Check) -> Finding:
    """The message of a check in French, or as it is when it has no known form."""
    if check.check == "extract":
        return Finding(check.message, "fr")
    for name, pattern, word in _FORMS:
        if name == check.check and (match := pattern.match(check.message)):
            where = check.where.rpartition("/")[2]
            text = word(match)
            return Finding(f"Fichier « {where} » : {text}" if where and name in _OF_FILES else text, "fr")
    return Finding(check.message, "en")


def _word_rows(match: re.Match[str]) -> str:
    count, least, most = (int(match[at]) for at in (1, 2, 3))
    read = f"{format_count(count, 'ligne')} {plural(count, 'lue')}"
    return f"{read}, {format_number(least)} à {format_number(most)} attendues dans le fichier entier."


def _word_repeats(match: re.Match[str]) -> str:
    count = int(match[1])
    return f"{format_count(count, 'ligne')} à l’identique d’une autre, {plural(count, 'comptée')} une fois."


def _word_left_out(match: re.Match[str]) -> str:
    return f"Lue sans ces fichiers, que le portail n’avait pas : {match[1]}."


def _word_incomplete(match: re.Match[str]) -> str:
    gaps = [part.split(" of level ") for part in match[3].split(", ")]
    places = join_words([_count_places(int(count), level) for count, level in gaps])
    return f"{_name(match[1])}, {match[2]} : pas de total pour {places}, la valeur d’un membre manque."


def _word_coverage(match: re.Match[str]) -> str:
    places = _count_places(int(match[3]), match[4])
    return f"{_name(match[1])}, {match[2]} : {places}, au moins {format_number(int(match[5]))} attendues."


def _word_nothing(match: re.Match[str]) -> str:
    level = LEVELS.get(match["level"], match["level"])
    return f"{_name(match['slug'])} : rien pour le niveau « {level} », un fichier facultatif manque."


def _word_differences(match: re.Match[str]) -> str:
    wrong, count = int(match["wrong"]), int(match["all"])
    verb = plural(wrong, "diffère", "diffèrent")
    differ = f"{format_count(wrong, 'valeur')} sur {format_number(count)} {verb}"
    because = f" ({match['because'].rstrip('.')})" if match["because"] else ""
    shown = "\u202f; ".join(
        f"{code} en {year}, {_write(ours)} ici et {_write(theirs)} là"
        for code, year, ours, theirs in _DIFFERENCE.findall(match["shown"] or "")
    )
    return f"{differ}{because}{f' : {shown}' if shown else ''}."


def _write(number: str) -> str:
    """« 115 237 » for "115237"."""
    try:
        value = float(number)
    except ValueError:
        return number
    return format_number(value, 0 if value.is_integer() else 2)


def _word_precedence(match: re.Match[str]) -> str:
    years = match["first"] if match["first"] == match["last"] else f"{match['first']}-{match['last']}"
    served, hidden = (_title(match[name]) for name in ("served", "hidden"))
    alone = f", seul à en donner {format_number(int(match['missed']))}" if match["missed"] else ""
    return f"{_name(match['slug'])}, {years} : affiché d’après « {served} », non « {hidden} »{alone}."


def _word_labels(match: re.Match[str]) -> str:
    count = int(match[1])
    codes = f"{format_count(count, 'code')} {plural(count, 'change', 'changent')}"
    return f"{codes} de libellé d’un fichier à l’autre : le plus récent est gardé."


def _name(slug: str) -> str:
    indicator = get_catalogue().indicators.get(slug)
    return indicator.label if indicator else slug


def _title(slug: str) -> str:
    dataset = get_catalogue().datasets.get(slug)
    return dataset.title if dataset else slug


def _count_places(count: int, level: str) -> str:
    """« 12 régions »; France is one and is not counted."""
    if level == "france":
        return "la France"
    many = LEVELS.get(level, level)
    return format_count(count, many.removesuffix("s"), many)


_DIFFERENCE: Final = re.compile(r"“(\w+) (\d{4}): ([^ ”]+) / ([^ ”]+)”")
_OF_FILES: Final = frozenset({"rows", "unique", "same_elsewhere"})
_FORMS: Final[list[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]]] = [
    ("rows", re.compile(r"(\d+) rows?, expected (\d+) to (\d+)"), _word_rows),
    ("unique", re.compile(r"(\d+) rows repeat another one exactly"), _word_repeats),
    ("left_out", re.compile(r"read without files not at hand: (.+)$"), _word_left_out),
    ("incomplete", re.compile(r"(\w+) (\d{4}): a member is missing in (.+)$"), _word_incomplete),
    ("coverage", re.compile(r"(\w+) (\d{4}): (\d+) of level (\w+), expected at least (\d+)"), _word_coverage),
    ("coverage", re.compile(r"no value of (?P<slug>\w+) at level (?P<level>\w+): an opt"), _word_nothing),
    ("agrees", re.compile(r"(?P<slug>\w+): nothing to compare at (?P<level>\w+): an opt"), _word_nothing),
    ("labels", re.compile(r"(\d+) codes change label between files"), _word_labels),
    (
        "same_elsewhere",
        re.compile(
            r"(?P<wrong>\d+) of (?P<all>\d+) values differ"
            r"(?: \((?P<because>.+?)\))?(?:: (?P<shown>.+))?$"
        ),
        _word_differences,
    ),
    (
        "precedence",
        re.compile(
            r"(?P<slug>\w+) \((?P<first>\d+) to (?P<last>\d+), \d+ cells\): (?P<served>\w+) is served, "
            r"not (?P<hidden>\w+)(?:, which alone has (?P<missed>\d+))?"
        ),
        _word_precedence,
    ),
]  # fmt: skip
