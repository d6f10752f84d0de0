"""The label that tells a territory from all others of the same name.

« Rennes (35) », « Saint-Denis (974) », « Rennes Métropole (35) », « Ille-et-Vilaine (département
35) », « Bretagne (région) », « Arbignieu (commune déléguée, 01) », « France ».
"""

from __future__ import annotations

from typing import Final

_NUMBERED: Final = frozenset({"commune", "epci", "ept", "arrondissement_municipal"})


def build_label(
    kind: str,
    code: str,
    name: str,
    departement_code: str = "",
    type: str = "",  # noqa: A002
) -> str:
    """Name with what is needed to recognise it. ``type`` tells « associée » from « déléguée », and a
    collectivité d’outre-mer from a département."""
    if kind == "departement" and type == "com":  # Nouvelle-Calédonie: counted with them, not one of them
        return f"{name} ({code})"
    if kind == "departement":
        return f"{name} (département {code})"
    if kind == "region":
        return f"{name} (région)"
    if kind == "commune_deleguee":
        word = "commune associée" if type == "associee" else "commune déléguée"
        return f"{name} ({word}, {departement_code or code[:2]})"
    if kind in _NUMBERED and departement_code:
        return f"{name} ({departement_code})"
    return name
