"""The levels at which figures are given and documents speak of."""

from __future__ import annotations

from typing import Literal

Level = Literal["commune", "epci", "departement", "region", "france"]
LEVELS: tuple[Level, ...] = ("commune", "epci", "departement", "region", "france")
