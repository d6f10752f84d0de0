"""A mapping whose values are built when they are read, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

V = TypeVar("V")


class LazyMapping(Mapping[str, V], Generic[V]):
    """Fixed keys, values from ``build``. A sheet has hundreds of figures; a page shows some."""

    def __init__(self, keys: Mapping[str, object] | tuple[str, ...], build: Callable[[str], V]) -> None:
        self._keys = dict.fromkeys(keys)
        self._build = build
        self._built: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        if key not in self._built:
            if key not in self._keys:
                raise KeyError(key)
            self._built[key] = self._build(key)
        return self._built[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
