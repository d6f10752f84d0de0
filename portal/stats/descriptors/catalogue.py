"""The catalogue as one object: every descriptor loaded, checked against the others, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from portal.kernel.discovery import DiscoveryError, list_entry_files, list_entry_folders
from portal.kernel.yaml import YamlDocument
from portal.stats.descriptors.base import Descriptor, Problem, parse_document, read_document
from portal.stats.descriptors.dataset import Dataset, spread_common
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.vocabulary import Licence, Producer, Theme, Unit

T = TypeVar("T", bound=Descriptor)


class CatalogueError(ValueError):
    """The catalogue cannot be used; the message lists every problem with file, line and mend."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Catalogue:
    """All descriptors by slug. ``problems`` is empty in a catalogue fit for use."""

    root: Path
    indicators: Mapping[str, Indicator]
    datasets: Mapping[str, Dataset]
    themes: Mapping[str, Theme]
    units: Mapping[str, Unit]
    producers: Mapping[str, Producer]
    licences: Mapping[str, Licence]
    problems: tuple[Problem, ...] = ()

    def list_public_indicators(self) -> list[Indicator]:
        """Indicators that are shown, by theme, order then label."""
        return sorted(
            (indicator for indicator in self.indicators.values() if not indicator.internal),
            key=lambda one: (self.themes[one.theme].order, one.order, one.label),
        )

    def list_key_figures(self, level: str) -> list[Indicator]:
        """Indicators at the top of the sheets of a level, in their order."""
        chosen = [one for one in self.indicators.values() if level in one.key_figure]
        return sorted(chosen, key=lambda one: one.key_figure[level])  # type: ignore[index]

    def list_sources(self, slug: str) -> tuple[str, ...]:
        """Slugs of the datasets that an indicator comes from, through its operands if computed."""
        found: dict[str, None] = {}
        for name in self.list_inputs(slug) or (slug,):
            found.update(dict.fromkeys(s for s, d in self.datasets.items() if name in d.indicators))
        return tuple(found)

    def list_inputs(self, slug: str) -> tuple[str, ...]:
        """Slugs of the ``column`` indicators that a computed one rests on; empty for a column."""
        found: dict[str, None] = {}
        for operand in self.indicators[slug].compute.operands:
            found.update(dict.fromkeys(self.list_inputs(operand.indicator) or (operand.indicator,)))
        return tuple(found)

    def list_computed(self) -> list[Indicator]:
        """Computed indicators (internal ones included), each after those that it rests on."""
        graph = {
            slug: [operand.indicator for operand in one.compute.operands]
            for slug, one in sorted(self.indicators.items())
        }
        order = TopologicalSorter(graph).static_order()
        return [self.indicators[slug] for slug in order if self.indicators[slug].compute.operands]


def load_catalogue(root: Path) -> Catalogue:
    """Load every descriptor under ``root``; what is wrong is in ``Catalogue.problems``."""
    problems: list[Problem] = []
    loaded = {
        "themes": _load_words(root / "themes", Theme, problems),
        "units": _load_words(root / "units", Unit, problems),
        "producers": _load_words(root / "producers", Producer, problems),
        "licences": _load_words(root / "licences", Licence, problems),
        "indicators": _load_indicators(root / "indicators", problems),
        "datasets": _load_datasets(root / "datasets", problems),
    }
    frozen = {key: MappingProxyType(value) for key, value in loaded.items()}
    return Catalogue(root=root, problems=tuple(problems), **frozen)  # type: ignore[arg-type]


@lru_cache(maxsize=4)
def _load_usable(root: Path) -> Catalogue:
    from portal.stats.descriptors.coherence import check_catalogue

    catalogue = load_catalogue(root)
    problems = [*catalogue.problems] or check_catalogue(catalogue)
    if problems:
        raise CatalogueError(problems)
    return catalogue


def get_catalogue() -> Catalogue:
    """The catalogue of this portal, loaded once per process. Raises CatalogueError."""
    from django.conf import settings

    return _load_usable(Path(settings.CATALOGUE_DIR))


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
