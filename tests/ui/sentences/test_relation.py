"""Relations are told carefully: never from too few, never as causes."""

from __future__ import annotations

import pytest

from portal.ui.sentences.distribution import write_fullest, write_gathered
from portal.ui.sentences.relation import write_relation


@pytest.mark.parametrize(
    ("rho", "pairs"), [(None, 300), (0.9, 11), (0.29, 300), (-0.29, 300), (0.0, 12), (0.299999, 40_000)]
)
def test_nothing_is_said_of_too_few_or_too_weak(rho: float | None, pairs: int) -> None:
    assert write_relation(rho, pairs, "A", "B", "communes") == ""


@pytest.mark.parametrize(
    ("rho", "side", "often", "written"),
    [
        (0.3, "le sont aussi", "assez souvent", "+0,30"),
        (-0.5, "sont basses", "le plus souvent", "\u22120,50"),
        (0.71, "le sont aussi", "presque toujours", "+0,71"),
    ],
)
def test_relation_in_words(rho: float, side: str, often: str, written: str) -> None:
    assert write_relation(rho, 1234, "Densité", "Taux", "communes") == (
        "Plus les valeurs de «\u00a0Densité\u00a0» sont élevées, plus celles de «\u00a0Taux\u00a0» "
        f"{side}, {often} (corrélation des rangs\u00a0: {written}, 1\u202f234\u00a0communes). "
        "Ce constat ne dit pas que l’un soit la cause de l’autre."
    )


def test_two_amounts_that_grow_with_size_say_so() -> None:
    told = write_relation(0.9, 50, "Population", "Dette", "communes", by_size=True)
    assert "Les deux grandissent avec la taille du territoire" in told
    assert "cause" not in told
    assert "taille" not in write_relation(-0.9, 50, "Population", "Dette", "communes", by_size=True)


def test_bins_in_words() -> None:
    noun = ("commune", "communes")
    assert write_fullest("de 0 à moins de 5", 80, 332, noun) == (
        "Valeurs les plus courantes\u00a0: de 0 à moins de 5 (80\u00a0communes, 24\u00a0%)."
    )
    assert write_gathered("5 et plus", 1, noun) == (
        "La tranche «\u00a05 et plus\u00a0» réunit 1\u00a0commune."
    )
