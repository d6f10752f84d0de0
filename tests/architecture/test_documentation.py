"""What an operator or a newcomer may use is documented; what the documents name exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from tests.architecture.tree import ROOT, list_files, list_modules

OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_variables_read_by_the_portal_are_documented() -> None:
    settings = (ROOT / "portal/config/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.read_\w+\(\s*"([A-Z_]+)"', settings)) | {"SECRET_KEY"}
    assert len(read) > 8
    assert not sorted(name for name in read if f"`{name}`" not in OPERATIONS)


def test_commands_are_documented() -> None:
    commands = {
        path.stem
        for path in list_modules("portal")
        if path.parent.name == "commands" and path.stem != "__init__"
    }
    assert "prepare" in commands
    assert not sorted(name for name in commands if f"manage.py {name}" not in OPERATIONS)


def test_make_targets_are_described_and_documented() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, flags=re.MULTILINE))
    described = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, flags=re.MULTILINE))
    assert {"run", "test", "check", "serve", "bench", "help"} <= targets
    assert targets == described
    assert not sorted(name for name in targets if f"make {name}" not in README)


def test_documents_name_files_that_exist() -> None:
    """Every `path` in code marks that looks like a file or folder of the tree is there."""
    named = re.compile(r"`((?:portal|catalogue|tests|docs|scripts|requirements)/[\w./-]*)`")
    assert not [
        f"{path.relative_to(ROOT)}: {name}"
        for path in _list_documents()
        for name in named.findall(path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    ]


def test_links_between_documents_lead_somewhere() -> None:
    link = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
    assert not [
        f"{path.relative_to(ROOT)}: {target}"
        for path in _list_documents()
        for target in link.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]


def _list_documents() -> list[Path]:
    return [path for path in list_files() if path.suffix == ".md" and path.name != "CHANGELOG.md"]


def test_decisions_have_a_number_a_date_and_a_reason() -> None:
    decisions = sorted(path for path in list_files() if path.parent == ROOT / "docs/adr")
    numbers = [path.name[:4] for path in decisions]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {int(path.name[:4])}\. ", text), path.name
        for heading in ("Date:", "Status:", "## Context", "## Decision", "## Consequences"):
            assert heading in text, f"{path.name}: {heading}"


def test_dependencies_give_their_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    dependencies = [line for line in lines if re.match(r'\s+"[A-Za-z][\w.\[\]-]+~=', line)]
    assert len(dependencies) > 15
    assert not [line for line in dependencies if not re.search(r",\s+# \S.{8,}", line)]


def test_locks_are_pinned_hashed_and_name_no_host() -> None:
    for name in ("base.txt", "test.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        assert "://" not in text, name
        blocks = re.split(r"\n(?=[a-z0-9])", text.partition("make lock\n")[2].strip(), flags=re.IGNORECASE)
        assert all("==" in block and "--hash=sha256:" in block for block in blocks), name
    assert "resolved" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_locks_hold_the_dependencies_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["test"], *extras["dev"]]
    names = {re.split(r"[\[~=]", line)[0].lower().replace("_", "-") for line in asked}
    locked = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements/test.txt").read_text(), flags=re.MULTILINE)
    )
    assert not names - locked


def test_publiccode_follows_its_standard() -> None:
    """The mandatory keys of publiccode.yml 0.5.0 and the vocabulary that we use of it."""
    content = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert content["publiccodeYmlVersion"] == "0.5.0"
    for key in ("name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal"):
        assert content[key], key
    assert content["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert content["softwareType"].startswith("standalone/")
    assert content["legal"]["license"] == "AGPL-3.0-or-later"
    assert content["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert content["maintenance"]["contacts"][0]["name"]
    assert isinstance(content["localisation"]["localisationReady"], bool)
    for language, description in content["description"].items():
        assert re.fullmatch(r"[a-z]{2}", language)
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10000
        assert description["features"]


def test_licence_is_the_affero_one() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert len(text) > 30_000
