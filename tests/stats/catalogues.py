"""A tiny catalogue in a folder: two datasets, and a density computed from both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_LEVELS = ["commune", "epci", "departement", "region", "france"]
# JSON is YAML: what is written here is read by the portal as any catalogue.
POPULATIONS = {"35238": "1000", "35001": "70", "35051": "80", "35062": "25", "22050": "145"}
AREAS = {"35238": "50", "35001": "30", "35051": "32", "35062": "47", "22050": "4"}


def write_catalogue(root: Path, populations: Mapping[str, str] = POPULATIONS) -> Path:
    """Write the catalogue under ``root``, or write it again with other populations."""
    words = {
        "units/people": {
            "symbol": "hab.",
            "singular": "habitant",
            "plural": "habitants",
            "dimension": "count",
        },
        "themes/population": {"label": "Population", "order": 1, "summary": "Habitants."},
        "producers/insee": {"name": "Institut", "acronym": "Insee", "page": "https://insee.example"},
        "producers/ign": {"name": "Géographes", "acronym": "IGN", "page": "https://ign.example"},
        "licences/lov2": {"title": "Licence Ouverte", "short_title": "LO", "page": "https://lo.example"},
        "indicators/population/population": _indicator("sum"),
        "indicators/population/superficie": _indicator("sum"),
        "indicators/population/densite": _indicator(
            "recompute",
            compute={
                "kind": "ratio",
                "numerator": "population",
                "denominator": {"indicator": "superficie", "period": "latest"},
            },
        ),
    }
    for name, content in words.items():
        _write(root / f"{name}.yaml", json.dumps(content))
    _write_dataset(root, "populations", "insee", "population", 2023, populations)
    _write_dataset(root, "superficies", "ign", "superficie", 2020, AREAS)
    return root


def change_dataset(root: Path, slug: str, **fields: Any) -> None:
    """Rewrite some keys of a descriptor of ``write_catalogue``; None takes a key away."""
    path = root / "datasets" / slug / "dataset.yaml"
    descriptor = {**json.loads(path.read_text(encoding="utf-8")), **fields}
    kept = {key: value for key, value in descriptor.items() if value is not None}
    path.write_text(json.dumps(kept), encoding="utf-8")


def _indicator(aggregate: str, **fields: Any) -> dict[str, Any]:
    texts = {"label": "Un chiffre", "short_label": "Chiffre", "question": "Combien ?", "method": "Compté."}
    return {**texts, "unit": "people", "levels": _LEVELS, "aggregate": aggregate, **fields}


def _write_dataset(
    root: Path, slug: str, producer: str, indicator: str, year: int, values: Mapping[str, str]
) -> None:
    folder = root / "datasets" / slug
    dataset = {
        "title": f"Jeu {slug}",
        "summary": "Un jeu de données.",
        "producer": producer,
        "licence": "lov2",
        "page": f"https://{producer}.example/{slug}",
        "refresh": "yearly",
        "fetch": {"kind": "folder", "member": "data.csv"},
        "geography": {"level": "commune", "year": 2026},
        "reader": {"kind": "csv"},
        "columns": {
            "code": {"role": "territory"},
            "value": {"role": "value", "indicator": indicator, "period": year, "absent": {"s": "secret"}},
        },
        "rows": {"min": 1, "max": 10},
        "expect": {"ranges": [{"indicator": indicator, "min": 0}]},
    }
    lines = ["code,value", *(f"{code},{value}" for code, value in values.items()), ""]
    _write(folder / "dataset.yaml", json.dumps(dataset))
    _write(folder / "data.csv", "\n".join(lines))
    _write(folder / "sample" / "main.csv", "code,value\n35238,1\n")
    _write(folder / "expected.csv", "")


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
