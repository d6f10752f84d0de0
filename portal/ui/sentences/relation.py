"""Whether two indicators go together, in plain words that name no cause."""

from __future__ import annotations

from typing import Final

from portal.kernel.french import NO_BREAK_SPACE, format_number

FEWEST_PAIRS: Final = 12
"""Under that many territories, chance alone makes strong correlations."""
WEAKEST: Final = 0.3
_STRENGTHS: Final = ((0.7, "presque toujours"), (0.5, "le plus souvent"), (WEAKEST, "assez souvent"))
_NO_CAUSE: Final = "Ce constat ne dit pas que l’un soit la cause de l’autre."
_SIZE: Final = (
    "Les deux grandissent avec la taille du territoire, ce qui suffit à les faire varier ensemble : des "
    "chiffres par habitant ou des parts en disent plus."
)


def write_relation(
    rho: float | None, pairs: int, first: str, second: str, members: str, *, by_size: bool = False
) -> str:
    """« Plus les valeurs de « Densité » sont élevées, plus celles de « Taux » sont basses, le plus souvent
    (corrélation des rangs : −0,62, 332 communes). Ce constat ne dit pas… ».

    ``rho`` is Spearman's, of that many pairs; ``by_size``: both are amounts of the whole territory, that
    grow with it. Empty under twelve pairs and under 0.3 either way: nothing honest can be said.
    """
    if rho is None or pairs < FEWEST_PAIRS or abs(rho) < WEAKEST:
        return ""
    often = next(words for bound, words in _STRENGTHS if abs(rho) >= bound)
    side = "le sont aussi" if rho > 0 else "sont basses"
    counted = f"{format_number(pairs)}{NO_BREAK_SPACE}{members}"
    told = (
        f"Plus les valeurs de {_quote(first)} sont élevées, plus celles de {_quote(second)} {side}, "
        f"{often} (corrélation des rangs{NO_BREAK_SPACE}: {format_number(rho, 2, sign=True)}, {counted})."
    )
    return f"{told} {_SIZE if by_size and rho > 0 else _NO_CAUSE}"


def _quote(label: str) -> str:
    return f"«{NO_BREAK_SPACE}{label}{NO_BREAK_SPACE}»"
