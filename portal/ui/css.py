"""Prunes a style sheet: keeps what a set of templates uses, in the order it was written.

The design system weighs 575 kB and a page of ours uses a twentieth of it. Rules whose classes no
template mentions are dropped, then the custom properties that nothing reads any more. A rule is
never rewritten otherwise, so what is kept behaves as documented by the design system.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"\.(-?[a-zA-Z_](?:[\w-]|\\.)*)")
_ICON_FONT = re.compile(r"\[class[*^]=[^\]]*fr-fi-")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_NESTING = ("@media", "@supports", "@layer")
DARK = "[data-fr-theme=dark]"


@dataclass(frozen=True, slots=True)
class Rule:
    """``prelude{body}`` where the body is text, or ``prelude{rules}`` for @media and @supports."""

    prelude: str
    body: str = ""
    rules: tuple[Rule, ...] = ()

    @property
    def nests(self) -> bool:
        return self.prelude.startswith(_NESTING)


def parse_stylesheet(text: str) -> tuple[Rule, ...]:
    """Rules of a style sheet. Raises ValueError when braces do not match."""
    return tuple(_parse_rules(_COMMENT.sub("", text)))


def _parse_rules(text: str) -> Iterator[Rule]:
    position = 0
    while position < len(text):
        stop = _find_outside_strings(text, "{;", position)
        if stop < 0:
            if text[position:].strip():
                raise ValueError(f"style sheet ends inside {text[position : position + 80]!r}")
            return
        prelude = " ".join(text[position:stop].split())
        if text[stop] == ";":  # @charset and the like: we write our own
            position = stop + 1
            continue
        end = _find_closing_brace(text, stop)
        inner = text[stop + 1 : end]
        if prelude.startswith(_NESTING):
            yield Rule(prelude, rules=tuple(_parse_rules(inner)))
        else:
            yield Rule(prelude, body=inner.strip().rstrip(";"))
        position = end + 1


def _find_outside_strings(text: str, wanted: str, start: int) -> int:
    """Where the first of the wanted characters is, quoted strings and url(…) apart; -1 if nowhere."""
    pattern = re.compile(
        r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|url\([^\"')]*\)|([" + re.escape(wanted) + r"])",
        re.DOTALL,
    )
    for match in pattern.finditer(text, start):
        if match.group(1):
            return match.start()
    return -1


def _find_closing_brace(text: str, opening: int) -> int:
    depth, position = 0, opening
    while position >= 0:
        depth += 1 if text[position] == "{" else -1
        if depth == 0:
            return position
        position = _find_outside_strings(text, "{}", position + 1)
    raise ValueError(f"style sheet: brace never closed after {text[opening - 60 : opening]!r}")


def split_outside(text: str, separator: str) -> list[str]:
    """Parts of a selector list or of a declaration list; brackets and strings are not cut."""
    parts, depth, last = [], 0, 0
    position = _find_outside_strings(text, f"()[]{separator}", 0)
    while position >= 0:
        mark = text[position]
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth -= 1
        elif depth == 0:
            parts.append(text[last:position])
            last = position + 1
        position = _find_outside_strings(text, f"()[]{separator}", position + 1)
    parts.append(text[last:])
    return [part.strip() for part in parts if part.strip()]


def prune_rules(rules: tuple[Rule, ...], is_used: Callable[[str], bool]) -> tuple[Rule, ...]:
    """Rules of which at least one selector needs only classes for which ``is_used`` is true."""
    kept = []
    for rule in rules:
        if rule.nests:
            inner = prune_rules(rule.rules, is_used)
            if inner:
                kept.append(Rule(rule.prelude, rules=inner))
        elif rule.prelude.startswith("@"):
            kept.append(rule)
        else:
            selectors = [one for one in split_outside(rule.prelude, ",") if _is_needed(one, is_used)]
            if selectors and rule.body:
                kept.append(Rule(",".join(selectors), body=rule.body))
    return tuple(kept)


def _is_needed(selector: str, is_used: Callable[[str], bool]) -> bool:
    bare = _without_functions(selector)
    if _ICON_FONT.search(bare):  # the icon classes of before DSFR 1.3, which we never write
        return False
    return all(is_used(name.replace("\\", "")) for name in _CLASS.findall(bare))


def _without_functions(selector: str) -> str:
    """The selector without what is inside :not(…), :is(…), :where(…): those classes need not exist."""
    out, depth = [], 0
    for character in selector:
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif depth == 0:
            out.append(character)
    return "".join(out)


def follow_system(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Adds, after each rule of the dark theme, its twin for visitors whose system is dark.

    The design system needs a script to follow the system; ours does it in CSS: the twin applies
    while ``<html>`` carries no ``data-fr-theme``, which a visitor's own choice puts there.
    """
    out: list[Rule] = []
    for rule in rules:
        out.append(rule)
        if rule.nests:
            out[-1] = Rule(rule.prelude, rules=follow_system(rule.rules))
            continue
        dark = [one for one in split_outside(rule.prelude, ",") if DARK in one]
        if dark:
            twin = ",".join(
                one.replace(f":root{DARK}", ":root:not([data-fr-theme])").replace(
                    DARK, ":where(:root):not([data-fr-theme])"
                )
                for one in dark
            )
            media = "@media screen and (prefers-color-scheme:dark)"
            out.append(Rule(media, rules=(Rule(twin, body=rule.body),)))
    return tuple(out)


def drop_unread_properties(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Rules without the custom properties that no declaration reads, directly or through another."""
    definitions: dict[str, set[str]] = {}
    read: set[str] = set()
    for body in _list_bodies(rules):
        for declaration in split_outside(body, ";"):
            name, _, value = declaration.partition(":")
            variables = set(_VARIABLE.findall(value))
            if name.startswith("--"):
                definitions.setdefault(name, set()).update(variables)
            else:
                read |= variables
    waiting = list(read)
    while waiting:
        fresh = definitions.get(waiting.pop(), set()) - read
        read |= fresh
        waiting.extend(fresh)
    return _keep_properties(rules, read)


def _list_bodies(rules: tuple[Rule, ...]) -> Iterator[str]:
    for rule in rules:
        if rule.nests:
            yield from _list_bodies(rule.rules)
        else:
            yield rule.body


def _keep_properties(rules: tuple[Rule, ...], read: set[str]) -> tuple[Rule, ...]:
    kept = []
    for rule in rules:
        if rule.nests:
            inner = _keep_properties(rule.rules, read)
            if inner:
                kept.append(Rule(rule.prelude, rules=inner))
            continue
        declarations = [
            one
            for one in split_outside(rule.body, ";")
            if not one.startswith("--") or one.partition(":")[0].strip() in read
        ]
        if declarations:
            kept.append(Rule(rule.prelude, body=";".join(declarations)))
    return tuple(kept)


def write_rules(rules: tuple[Rule, ...]) -> str:
    """The style sheet as text; neighbouring rules of the same @media share one block."""
    out: list[str] = []
    position = 0
    while position < len(rules):
        rule = rules[position]
        position += 1
        if not rule.nests:
            out.append(f"{rule.prelude}{{{_squeeze(rule.body)}}}")
            continue
        inner = list(rule.rules)
        while position < len(rules) and rules[position].prelude == rule.prelude:
            inner.extend(rules[position].rules)
            position += 1
        out.append(f"{rule.prelude}{{{write_rules(tuple(inner))}}}")
    return "".join(out)


def _squeeze(body: str) -> str:
    """Declarations without the spaces that mean nothing; strings are left alone."""
    if "\n" not in body:
        return body
    squeezed = []
    for declaration in split_outside(body, ";"):
        name, _, value = declaration.partition(":")
        squeezed.append(f"{name.strip()}:{' '.join(value.split())}")
    return ";".join(squeezed)
