"""Loading the catalogue: every descriptor read, then checked against the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from portal.kernel.discovery import DiscoveryError, list_entry_files, list_entry_folders
from portal.kernel.yaml import YamlDocument
from portal.stats.descriptors.base import Descriptor, Problem, parse_document, read_document
from portal.stats.descriptors.coherence import check_catalogue
from portal.stats.descriptors.dashboard import Dashboard
from portal.stats.descriptors.dataset import Dataset, spread_common
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.explanation import Explanation
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.questions import QuestionList, Term
from portal.stats.descriptors.similarity import Similarity
from portal.stats.descriptors.vocabulary import CategoryGrouping, Licence, Producer, Theme, Unit

T = TypeVar("T", bound=Descriptor)


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
        themes=_load_words(root / "themes", Theme, problems),
        units=_load_words(root / "units", Unit, problems),
        producers=_load_words(root / "producers", Producer, problems),
        licences=_load_words(root / "licences", Licence, problems),
        groupings=_load_words(root / "groupings", CategoryGrouping, problems),
        explanations=_load_words(root / "explanations", Explanation, problems),
        similarity=_load_words(root / "similarity", Similarity, problems),
        dashboards=_load_words(root / "dashboards", Dashboard, problems),
        questions=_load_words(root / "explorer", QuestionList, problems),
        terms=_load_words(root / "terms", Term, problems),
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


def _load_words(folder: Path, model: type[T], problems: list[Problem]) -> dict[str, T]:
    found: dict[str, T] = {}
    for path, document in _read_files(folder, problems):
        word, wrong = parse_document(model, document, {"slug": path.stem, **document.data})
        problems.extend(wrong)
        if word is not None:
            found[path.stem] = word
    return found


def _load_indicators(folder: Path, problems: list[Problem]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for path, document in _read_files(folder, problems):
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
    for entry in _discover(lambda: list_entry_folders(folder, "dataset.yaml"), problems):
        document, wrong = read_document(entry / "dataset.yaml")
        problems.extend(wrong)
        if document is None:
            continue
        data = {"slug": entry.name, "folder": entry, **spread_common(document.data)}
        dataset, wrong = parse_document(Dataset, document, data)
        problems.extend(wrong)
        if dataset is not None:
            found[entry.name] = dataset
    return found


def _read_files(folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, YamlDocument]]:
    for path in _discover(lambda: list_entry_files(folder), problems):
        document, wrong = read_document(path)
        problems.extend(wrong)
        if document is not None:
            yield path, document


def _discover(find: Callable[[], list[Path]], problems: list[Problem]) -> list[Path]:
    try:
        return find()
    except DiscoveryError as error:
        problems.append(Problem("stats.E001", str(error), ""))
        return []


__all__ = ["Catalogue", "CatalogueError", "get_catalogue", "load_catalogue", "reset_catalogue"]
