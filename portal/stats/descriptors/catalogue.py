"""Loading the catalogue: every descriptor read, then checked against the others."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from portal.kernel.descriptors import (
    Problem,
    list_documents,
    list_folders,
    load_words,
    parse_document,
)
from portal.references.words import Licence, Producer, Theme
from portal.stats.descriptors.coherence import check_catalogue
from portal.stats.descriptors.dashboard import Dashboard
from portal.stats.descriptors.dataset import Dataset, spread_common
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.explanation import Explanation
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.questions import QuestionList, Term
from portal.stats.descriptors.similarity import Similarity
from portal.stats.descriptors.vocabulary import CategoryGrouping, Unit


class CatalogueError(ValueError):
    """The catalogue cannot be used; the message lists every problem with file, line and mend."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load_catalogue(root: Path) -> Catalogue:
    """Load every descriptor under ``root``; what is wrong is in ``Catalogue.problems``."""
    problems: list[Problem] = []
    return Catalogue(
        root=root,
        themes=load_words(root / "themes", Theme, problems),
        units=load_words(root / "units", Unit, problems),
        producers=load_words(root / "producers", Producer, problems),
        licences=load_words(root / "licences", Licence, problems),
        groupings=load_words(root / "groupings", CategoryGrouping, problems),
        explanations=load_words(root / "explanations", Explanation, problems),
        similarity=load_words(root / "similarity", Similarity, problems),
        dashboards=load_words(root / "dashboards", Dashboard, problems),
        questions=load_words(root / "explorer", QuestionList, problems),
        terms=load_words(root / "terms", Term, problems),
        indicators=_load_indicators(root / "indicators", problems),
        datasets=_load_datasets(root / "datasets", problems),
        problems=tuple(problems),  # last: the arguments above fill it
    )


@lru_cache(maxsize=4)
def _load_usable(root: Path) -> Catalogue:
    catalogue = load_catalogue(root)
    problems = [*catalogue.problems] or check_catalogue(catalogue)
    if problems:
        raise CatalogueError(problems)
    return catalogue


def get_catalogue() -> Catalogue:
    """The catalogue of this portal, loaded once per process. Raises CatalogueError."""
    return _load_usable(settings.CATALOGUE_DIR)


def reset_catalogue() -> None:
    """Forget what was loaded: the next ``get_catalogue`` reads the files again."""
    _load_usable.cache_clear()


def _load_indicators(folder: Path, problems: list[Problem]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for path, document in list_documents(folder, problems):
        if path.stem in found:
            problems.append(
                Problem("stats.E003", f"two indicators are called {path.stem}.", "Rename one.", path, 1)
            )
            continue
        data = {"slug": path.stem, "theme": path.parent.name, **document.data}
        indicator, wrong = parse_document(Indicator, document, data)
        problems.extend(wrong)
        if indicator is not None:
            found[path.stem] = indicator
    return found


def _load_datasets(folder: Path, problems: list[Problem]) -> dict[str, Dataset]:
    found: dict[str, Dataset] = {}
    for entry, document in list_folders(folder, "dataset.yaml", problems):
        data = {"slug": entry.name, "folder": entry, **spread_common(document.data)}
        dataset, wrong = parse_document(Dataset, document, data)
        problems.extend(wrong)
        if dataset is not None:
            found[entry.name] = dataset
    return found


__all__ = ["Catalogue", "CatalogueError", "get_catalogue", "load_catalogue", "reset_catalogue"]
