"""Public templates: all used, nothing inline, numbers written in one place."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.tree import ROOT, list_files, list_templates, locate

# Django asks for these by itself.
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
# The content security policy would block the first four; the last three write numbers the English way.
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*="),
    "an inline style sheet": re.compile(r"<style\b"),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")"),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
    "a number written outside portal.kernel.french": re.compile(r"\b(intcomma|floatformat|filesizeformat)\b"),
    "an address on another host": re.compile(r"\b(?:src|action)=[\"']https?://"),
    # Whoever builds markup says so (markupsafe.Markup); a literal may be declared safe where it stands.
    "markup taken as safe": re.compile(r"(?<![\"'])\|\s*safe\b"),
}
_COMMENT = re.compile(r"{#.*?#}", flags=re.DOTALL)


def _name(path: Path) -> str:
    """The name under which code and templates ask for a template: what follows templates/ or jinja2/."""
    return re.sub(r"^.*?/(templates|jinja2)/", "", str(path.relative_to(ROOT)))


def test_templates_are_all_used() -> None:
    readers = [path for path in list_files() if path.suffix in {".py", ".html"} and "tests" not in path.parts]
    text = {path: path.read_text(encoding="utf-8") for path in readers}
    unused = [
        str(path.relative_to(ROOT))
        for path in list_templates()
        if (name := _name(path)) not in ERROR_PAGES
        and not any(f'"{name}"' in content for reader, content in text.items() if reader != path)
    ]
    assert not unused


def test_templates_hold_nothing_forbidden() -> None:
    found = []
    for path in list_templates():
        # Comments may talk about what the page may not hold.
        text = path.read_text(encoding="utf-8")
        content = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
        for reason, pattern in FORBIDDEN.items():
            found += [
                f"{locate(path, content.count(chr(10), 0, match.start()) + 1)} {reason}"
                for match in pattern.finditer(content)
            ]
    assert not found


def test_templates_found_by_the_tests() -> None:
    """The two tests above would pass on an empty list."""
    assert len(list_templates()) > 5
