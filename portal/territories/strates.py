"""Strates: the classes in which territories of a kind are compared, from ``catalogue/strates``."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from portal.kernel.yaml import read_yaml

CATALOGUE_DIR: Final = Path(__file__).resolve().parents[2] / "catalogue"


class Strate(BaseModel):
    """One class: inhabitants from ``min`` to ``max``, both included, ``types`` of territory, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    label: str
    short_label: str
    min: int | None = None
    max: int | None = None
    types: tuple[str, ...] = ()

    def contains(self, *, population: int | None, type_: str) -> bool:
        """Whether a territory of this population and type belongs here."""
        if self.types and type_ not in self.types:
            return False
        if self.min is None:
            return bool(self.types)
        is_large_enough = population is not None and self.min <= population
        return is_large_enough and (self.max is None or (population or 0) <= self.max)


class StrateScale(BaseModel):
    """The strates of one kind. ``basis`` says what they are measured on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    basis: Literal["total_population", "population", "type"]
    strates: tuple[Strate, ...]

    @model_validator(mode="after")
    def _ensure_without_gap(self) -> StrateScale:
        bounded = [strate for strate in self.strates if strate.min is not None]
        for lower, upper in pairwise(bounded):
            if lower.types != upper.types:
                if lower.max is not None or upper.min != 0:
                    raise ValueError(f"strates {lower.key} and {upper.key} do not cover every size")
            elif lower.max is None or upper.min != lower.max + 1:
                raise ValueError(f"strates {lower.key} and {upper.key} leave a gap or overlap")
        return self

    def find(self, *, population: int | None, type_: str = "") -> Strate | None:
        """The strate of a territory, or None when it has none."""
        return next((s for s in self.strates if s.contains(population=population, type_=type_)), None)


@lru_cache(maxsize=4)
def load_strates(catalogue: Path = CATALOGUE_DIR) -> dict[str, StrateScale]:
    """Kind → its scale, for the kinds that have one."""
    return {
        path.stem: StrateScale.model_validate(read_yaml(path).data)
        for path in sorted((catalogue / "strates").glob("*.yaml"))
    }


def find_strate(kind: str, key: str) -> Strate | None:
    """The strate of this key, with its labels; None when the kind or key is unknown."""
    scale = load_strates().get(kind)
    return next((s for s in scale.strates if s.key == key), None) if scale else None
