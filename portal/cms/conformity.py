"""The accessibility statement's one sentence, driven by one setting fed by the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Conformity:
    """``mention`` is the legal wording of every page's footer; ``reason`` explains it."""

    mention: str
    reason: str


_CONFORMITIES: Final = {
    "non": Conformity(
        "Accessibilité : non conforme",
        "Aucun audit de conformité au RGAA n’a encore été mené par un tiers. Sans audit en cours de "
        "validité, la seule mention honnête est « non conforme », quels que soient les contrôles "
        "déjà réalisés.",
    ),
    "partiellement": Conformity(
        "Accessibilité : partiellement conforme",
        "L’audit a constaté qu’au moins la moitié des critères applicables du RGAA sont respectés.",
    ),
    "totalement": Conformity(
        "Accessibilité : totalement conforme",
        "L’audit a constaté que tous les critères applicables du RGAA sont respectés.",
    ),
}


def describe_conformity() -> Conformity:
    """What ACCESSIBILITY_STATUS allows the portal to say."""
    return _CONFORMITIES[settings.ACCESSIBILITY_STATUS]
