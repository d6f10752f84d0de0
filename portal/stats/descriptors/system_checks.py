"""Django's ``manage.py check`` also reads the catalogue and names what is wrong in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from portal.kernel.descriptors import Problem
from portal.references.handbook import load_handbook
from portal.stats.descriptors.catalogue import load_catalogue
from portal.stats.descriptors.coherence import check_catalogue
from portal.stats.descriptors.handbook_checks import check_handbook


def check_descriptors(**_: Any) -> list[CheckMessage]:
    """Every problem of the catalogue and of the reference part as a Django error, with its hint."""
    root = Path(settings.CATALOGUE_DIR)
    catalogue = load_catalogue(root)
    problems = [*catalogue.problems] or check_catalogue(catalogue)
    problems += check_handbook(load_handbook(root), catalogue)
    return [write_message(problem) for problem in problems]


def write_message(problem: Problem) -> CheckMessage:
    """A problem as Django shows it, after its file and line."""
    return Error(
        f"{problem.path}:{problem.line}: {problem.message}" if problem.path else problem.message,
        hint=problem.hint or None,
        id=problem.code,
    )
