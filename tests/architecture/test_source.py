"""Rules on the source that neither the linter nor the import contracts can see."""

from __future__ import annotations

import ast
import re

from tests.architecture.tree import ROOT, list_files, list_imports, list_modules, locate, parse

WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
VAGUE_CLASS = re.compile(r"(Service|Manager|Repository|Helper|Util|Utils)$")
VAGUE_MODULES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}
# Written in two halves, so that this file does not hold what it looks for.
FORBIDDEN_TEXT = [
    "pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "npm" + "js.com", "deb.de" + "bian.org",
    "/wo" + "rk/", "/op" + "t/", "/ro" + "ot/",
]  # fmt: skip
TEXT_SUFFIXES = set(".py .md .toml .txt .json .yaml .yml .html .js .css .sh .csv".split()) | {""}  # noqa: SIM905
READING = ("portal/stats/queries", "portal/territories/queries", "portal/territories/search")
DOMAIN = (
    *("portal/kernel", "portal/territories/queries", "portal/territories/actions", "portal/stats/queries"),
    *("portal/stats/compute", "portal/stats/store", "portal/stats/ingest"),
)
UNNAMED = {"apps.py", "urls.py"}  # modules whose name says all
LONGEST_MODULE = 300
LONGEST_TEST = 400


def test_descriptors_and_kernel_know_no_database() -> None:
    assert not [
        f"{locate(path, line)} imports {name}"
        for path in list_modules("portal/kernel", "portal/stats/descriptors")
        for line, name in list_imports(path)
        if name.startswith("django.db")
    ]


def test_queries_never_write() -> None:
    found = []
    for path in list_modules(
        "portal/stats/queries", "portal/territories/queries", "portal/territories/search"
    ):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = node.func.attr
                # `.update(a=1)` is a QuerySet's; `.update(mapping)` a dictionary's or a digest's.
                if name in WRITES or (name == "update" and node.keywords and not node.args):
                    found.append(f"{locate(path, node.lineno)} calls .{name}()")
    assert not found, "\n".join(found)


def test_classes_say_what_they_are() -> None:
    assert not [
        f"{locate(path, node.lineno)} {node.name}"
        for path in list_modules("portal", "catalogue", "scripts", "tests")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name)
    ]


def test_modules_say_what_they_hold() -> None:
    assert not [
        str(path.relative_to(ROOT))
        for path in list_modules("portal", "catalogue", "scripts", "tests")
        if {path.stem, *path.relative_to(ROOT).parent.parts} & VAGUE_MODULES
    ]


def test_modules_fit_a_reader() -> None:
    """When one grows, split it by meaning. Functions are measured by the linter (30 statements)."""
    assert not _longer_than(LONGEST_MODULE, "portal", "catalogue", "scripts")
    assert not _longer_than(LONGEST_TEST, "tests")


def _longer_than(lines: int, *folders: str) -> list[str]:
    sizes = {path: path.read_text(encoding="utf-8").count("\n") for path in list_modules(*folders)}
    return [locate(path, size) for path, size in sizes.items() if size > lines]


def test_modules_of_the_portal_say_why_they_exist() -> None:
    """A docstring at the head of every module that holds code."""
    assert not [
        str(path.relative_to(ROOT))
        for path in list_modules("portal", "catalogue", "scripts")
        if (tree := parse(path)).body and not ast.get_docstring(tree) and path.name not in UNNAMED
    ]


def test_public_functions_of_the_domain_are_documented() -> None:
    """Shapes, units, errors, source: what a caller in another package needs to know."""
    assert not [
        f"{locate(path, node.lineno)} {node.name}"
        for path in list_modules(*DOMAIN)
        for node in parse(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


def test_tree_names_no_registry_and_no_machine() -> None:
    """Packages are named by name; addresses of registries belong to the machine's own configuration."""
    found = []
    for path in list_files():
        if path.suffix in TEXT_SUFFIXES and path.stat().st_size < 3_000_000:
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                found += [f"{locate(path, number)} {text}" for text in FORBIDDEN_TEXT if text in line]
    assert not found, "\n".join(found)


def test_tests_are_named_by_subject_and_situation() -> None:
    assert not [
        f"{locate(path, node.lineno)} {node.name}"
        for path in list_modules("tests")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 2
    ]


def test_environment_is_read_in_one_place() -> None:
    """Everything an operator may set passes through portal/config/env.py."""
    doors = {ROOT / "portal/config/env.py", ROOT / "portal/config/wsgi.py"}
    assert not [
        locate(path, node.lineno)
        for path in list_modules("portal", "catalogue")
        if path not in doors
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]


def test_absences_are_never_turned_into_zero() -> None:
    """`value or 0` makes a figure of an absence: Figure has a type for it."""
    assert not [
        locate(path, node.lineno)
        for path in list_modules("portal", "catalogue")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.BoolOp) and re.fullmatch(r"(\w+\.)*value or 0(\.0)?", ast.unparse(node))
    ]
