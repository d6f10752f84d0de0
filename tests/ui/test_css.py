"""The pruner of style sheets, on sheets small enough to read."""

from __future__ import annotations

import pytest

from portal.ui import css


def _prune(sheet: str, *used: str) -> str:
    return css.write_rules(css.prune_rules(css.parse_stylesheet(sheet), lambda name: name in used))


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b{x:1}", ".a{x:1}"),
        (".a .b{x:1}p{x:2}", "p{x:2}"),
        (".a:not(.b){x:1}", ".a:not(.b){x:1}"),
        (".a:is(.b, .c){x:1}", ".a:is(.b, .c){x:1}"),
        ("@media print{.b{x:1}}", ""),
        ("@media print{.a{x:1}.b{x:1}}", "@media print{.a{x:1}}"),
        ("@keyframes k{0%{x:1}}", "@keyframes k{0%{x:1}}"),
        (r".a\@md{x:1}", ""),
        ('.a{content:"}{;"}', '.a{content:"}{;"}'),
        ('.a{background:url("data:image/svg+xml;utf8,<svg>{}</svg>")}', None),
        ("/* { */.a{x:1}", ".a{x:1}"),
        ('@charset "UTF-8";.a{x:1}', ".a{x:1}"),
        (".a [class*=' fr-fi-']{x:1}", ""),
    ],
)
def test_pruning_keeps_what_is_used(sheet: str, expected: str | None) -> None:
    assert _prune(sheet, "a") == (sheet if expected is None else expected)


@pytest.mark.parametrize("sheet", [".a{x:1", ".a{x:1}.b", "@media print{.a{x:1}"])
def test_sheet_cut_short_is_refused(sheet: str) -> None:
    with pytest.raises(ValueError, match="style sheet"):
        css.parse_stylesheet(sheet)


def test_neighbouring_media_are_written_once() -> None:
    sheet = "@media print{.a{x:1}}@media print{.a{x:2}}.a{x:3}@media print{.a{x:4}}"
    assert _prune(sheet, "a") == "@media print{.a{x:1}.a{x:2}}.a{x:3}@media print{.a{x:4}}"


def test_properties_nobody_reads_are_dropped_through_chains() -> None:
    sheet = ":root{--a:var(--b);--b:1;--c:var(--d);--d:2}p{color:var(--a)}"
    rules = css.drop_unread_properties(css.parse_stylesheet(sheet))
    assert css.write_rules(rules) == ":root{--a:var(--b);--b:1}p{color:var(--a)}"


def test_dark_theme_follows_the_system_until_a_choice_is_made() -> None:
    rules = css.follow_system(css.parse_stylesheet(":root[data-fr-theme=dark]{x:1}"))
    assert css.write_rules(rules) == (
        ":root[data-fr-theme=dark]{x:1}"
        "@media screen and (prefers-color-scheme:dark){:root:not([data-fr-theme]){x:1}}"
    )


def test_spaces_that_mean_nothing_go() -> None:
    assert css.write_rules(css.parse_stylesheet(".a {\n  x: 1  2;\n  y: 3;\n}")) == ".a{x:1 2;y:3}"
