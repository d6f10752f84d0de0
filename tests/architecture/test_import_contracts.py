"""The import contracts of pyproject.toml hold, and each catches a violation planted in a copy of the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, list_modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = PROJECT["tool"]["importlinter"]["contracts"]

# (contract, file, what is added to it): the file is made when it does not exist.
PLANTED = [
    ("layers", "portal/kernel/figures.py", "import portal.territories.models"),
    ("layers", "portal/territories/models.py", "import portal.stats.models"),
    ("layers", "portal/stats/models.py", "import portal.web.apps"),
    ("layers", "portal/ui/apps.py", "def draw():\n    import portal.cms.apps"),
    ("layers", "portal/web/apps.py", "import portal.api.apps"),
    ("layers", "portal/api/apps.py", "import portal.web.apps"),
    ("layers", "portal/gadgets/__init__.py", ""),
    ("acyclic", "portal/stats/models.py", "import portal.stats.queries.planted"),
    ("acyclic", "portal/kernel/figures.py", "import portal.kernel.planted"),
    ("islands", "portal/web/island_a/__init__.py", "import portal.web.island_b"),
    ("islands", "catalogue/datasets/island_a/__init__.py", "import catalogue.datasets.island_b"),
    ("ui-is-dataless", "portal/ui/apps.py", "import portal.stats.models"),
    ("ui-is-dataless", "portal/ui/apps.py", "import portal.territories.models"),
    ("kernel-is-plain", "portal/kernel/figures.py", "import django"),
    ("wagtail-stays-upstairs", "portal/stats/models.py", "from wagtail.models import Page"),
    ("catalogue-sees-toolkits", "catalogue/datasets/island_a/__init__.py", "import portal.stats.models"),
    (
        "catalogue-sees-toolkits",
        "catalogue/datasets/island_a/__init__.py",
        "from django.conf import settings",
    ),
    ("portal-names-no-entry", "portal/config/urls.py", "import catalogue.datasets"),
    ("reads-do-not-write", "portal/stats/queries/planted.py", "import portal.stats.ingest"),
    ("reads-do-not-write", "portal/stats/queries/planted.py", "import portal.stats.actions"),
    ("reads-do-not-write", "portal/territories/queries/planted.py", "import portal.territories.actions"),
]

# What the violations above lean on.
SUPPORT = {
    "portal/stats/queries/planted.py": "import portal.stats.models",
    "portal/kernel/planted.py": "import portal.kernel.figures",
    "portal/web/island_b/__init__.py": "",
    "catalogue/datasets/island_b/__init__.py": "",
}


def run_contract(folder: Path, contract: str | None) -> subprocess.CompletedProcess[str]:
    """Runs import-linter as `make check` does, on the packages of a folder."""
    program = "from importlinter.cli import lint_imports_command as run; run()"
    command = [sys.executable, "-c", program, "--no-cache"]
    if contract:
        command += ["--contract", contract]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    """Every module of the project and its contracts, without anything else."""
    for path in [*list_modules("portal", "catalogue"), ROOT / "pyproject.toml"]:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return tmp_path


def test_contracts_of_the_tree_hold() -> None:
    result = run_contract(ROOT, None)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("contract", "file", "code"), PLANTED)
def test_contract_planted_violation_is_caught(copied_tree: Path, contract: str, file: str, code: str) -> None:
    for name, content in {**SUPPORT, file: None}.items():
        path = copied_tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(f"{before}\n{code if content is None else content}\n", encoding="utf-8")
    result = run_contract(copied_tree, contract)
    package = ".".join(file.split("/")[:2])
    complaint = (result.stdout + result.stderr).partition("Broken contracts")[2]
    assert result.returncode != 0, result.stdout
    assert package in complaint, result.stdout + result.stderr


def test_contracts_without_a_planted_violation_are_named() -> None:
    assert {contract["id"] for contract in CONTRACTS} == {contract for contract, _, _ in PLANTED}


def test_contracts_ignore_no_import() -> None:
    assert not [contract["id"] for contract in CONTRACTS if contract.get("ignore_imports")]
