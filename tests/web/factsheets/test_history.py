"""Every kind of change as a sentence, from events that really happened."""

from __future__ import annotations

from datetime import date

import pytest

from portal.territories.models import Territory
from portal.territories.queries.places import Succession
from portal.territories.queries.surroundings import EventRow
from portal.territories.succession import Step
from portal.web.factsheets.history import build_history, find_banner
from portal.web.factsheets.succession import explain_succession

EXACT, VINTAGE = "Historique des communes", "COG 2025"


def change(
    what: str, arrows: list[tuple[int, str, int, str]], on: date = date(2016, 1, 1), source: str = EXACT
) -> list[EventRow]:
    """Arrows are (id before, name before, id after, name after)."""
    return [
        EventRow(what, on, before, after, name_before, name_after, source)
        for before, name_before, after, name_after in arrows
    ]


def tell(rows: list[EventRow], pk: int = 1, kind: str = "commune") -> list[str]:
    lines = build_history(Territory(pk=pk, kind=kind, name="X"), rows)
    return [f"{line.day} : {line.sentence}" for line in lines]


@pytest.mark.parametrize(
    ("arrows", "sentence"),
    [
        ([(2, "Fosseuse", 1, "Bornel"), (3, "Anserville", 1, "Bornel"), (1, "Bornel", 1, "Bornel")],
         "Anserville et Fosseuse fusionnent avec Bornel, qui garde son nom."),
        ([(2, "Mairy", 1, "Douzy"), (1, "Douzy", 1, "Douzy")],
         "Mairy fusionne avec Douzy, qui garde son nom."),
        ([(2, "Fleurigné", 1, "La Chapelle-Fleurigné"),
          (1, "La Chapelle-Janson", 1, "La Chapelle-Fleurigné")],
         "Fleurigné et La Chapelle-Janson fusionnent et forment La Chapelle-Fleurigné."),
        ([(2, "Premières", 1, "Collonges-lès-Premières")], "Premières rejoint Collonges-lès-Premières."),
    ],
)  # fmt: skip
def test_merger_of_communes(arrows: list[tuple[int, str, int, str]], sentence: str):
    assert tell(change("merger", arrows)) == [f"1er janvier 2016 : {sentence}"]


@pytest.mark.parametrize(
    ("arrows", "sentence"),
    [
        ([(2, "Communauté de communes du Pays de Salars", 1, "Communauté de communes du Lévézou"),
          (3, "Communauté de communes de Lévézou Pareloup", 1, "Communauté de communes du Lévézou")],
         ("La communauté de communes de Lévézou Pareloup et la communauté de communes du Pays de Salars"
         " fusionnent et forment la communauté de communes du Lévézou.")),
        ([(2, "Communauté d'agglomération Seine Eure", 1, "Communauté d'agglomération Seine-Eure"),
          (3, "Communauté de communes Eure-Madrie-Seine", 1, "Communauté d'agglomération Seine-Eure")],
         ("La communauté de communes Eure-Madrie-Seine fusionne avec la communauté d’agglomération"
         " Seine-Eure, qui garde son nom.")),
        ([(2, "Communauté de communes des Hautes Vosges", 1, "Communauté de communes des Hautes Vosges")],
         "La communauté de communes des Hautes Vosges change de code officiel."),
    ],
)  # fmt: skip
def test_merger_of_intercommunalities_has_articles(arrows: list[tuple[int, str, int, str]], sentence: str):
    assert tell(change("merger", arrows), kind="epci") == [f"1er janvier 2016 : {sentence}"]


def test_change_dated_by_a_yearly_list_is_not_given_a_day():
    rows = change("renaming", [(1, "Saline", 1, "Troarn")], date(2021, 1, 1), "COG 2021")
    assert tell(rows) == ["En vigueur au 1er janvier 2021 : Saline devient Troarn."]


ESSARTS = [
    *change("merger", [(1, "Les Essarts", 1, "Essarts en Bocage"), (2, "L'Oie", 1, "Essarts en Bocage"),
                       (3, "Sainte-Florence", 1, "Essarts en Bocage")]),
    *change("split", [(1, "Essarts en Bocage", 2, "L'Oie"), (1, "Essarts en Bocage", 3, "Sainte-Florence")],
            date(2024, 1, 1), "COG 2024"),
]  # fmt: skip


def test_restored_communes_are_told_once_on_the_page_of_the_whole():
    assert tell(ESSARTS) == [
        (
            "En vigueur au 1er janvier 2024 : L’Oie et Sainte-Florence quittent Essarts en Bocage et"
            " redeviennent des communes."
        ),
        "1er janvier 2016 : L’Oie, Les Essarts et Sainte-Florence fusionnent et forment Essarts en Bocage.",
    ]


def test_restored_commune_says_what_it_left():
    seen = [row for row in ESSARTS if row.after_id == 2 or row.what == "merger"]
    assert tell(seen, pk=2)[0] == (
        "En vigueur au 1er janvier 2024 : L’Oie quitte Essarts en Bocage et redevient une commune."
    )


def test_commune_that_never_was_one_becomes_one():
    rows = change("split", [(1, "Saint-Gaudens", 2, "Lieoux"), (1, "Saint-Gaudens", 1, "Saint-Gaudens")])
    assert tell(rows, pk=2) == ["1er janvier 2016 : Lieoux quitte Saint-Gaudens et devient une commune."]


def test_whole_that_takes_another_name_says_it():
    rows = change("split", [(1, "Puyo-Bellocq-Ramous", 2, "Ramous"), (1, "Puyo-Bellocq-Ramous", 1, "Puyoô")])
    assert tell(rows) == [
        (
            "1er janvier 2016 : Ramous quitte Puyo-Bellocq-Ramous et devient une commune ;"
            " Puyo-Bellocq-Ramous devient Puyoô."
        )
    ]


def test_whole_that_goes_on_under_another_code_is_no_split():
    rows = change("split", [(2, "Les Hauts Talican", 1, "Les Hauts-Talican")], date(2024, 1, 1), "COG 2024")
    assert tell(rows) == ["En vigueur au 1er janvier 2024 : Les Hauts-Talican change de code officiel."]


def test_spelling_of_an_intercommunality_is_no_event():
    names = (
        "Communauté de communes du Pays de St Gilles",
        "Communauté de communes du Pays de Saint-Gilles (CCPG)",
    )
    assert tell(change("renaming", [(1, names[0], 1, names[1])]), kind="epci") == []


def test_spelling_of_a_commune_is_told_as_such():
    rows = change("renaming", [(1, "Val d'Oust", 1, "Val-d'Oust")])
    assert tell(rows) == ["1er janvier 2016 : Le nom s’écrit désormais Val-d’Oust, et non plus Val d’Oust."]


def test_banner_is_the_last_merger_into_the_territory():
    merger, split = ESSARTS[:3], ESSARTS[3:]
    essarts = Territory(pk=1, kind="commune", name="Essarts en Bocage")
    banner = find_banner(build_history(essarts, merger))
    assert banner is not None
    assert banner.on == date(2016, 1, 1)
    assert find_banner(build_history(essarts, [*merger, *split])) is None  # undone since
    assert find_banner(build_history(essarts, change("merger", [(1, "Annecy", 1, "Annecy")]))) is None


def test_intercommunality_born_of_another_says_which():
    whole = "Communauté de communes Monts et Vallées Ouest Creuse"
    rows = change("split", [(2, whole, 1, "Communauté de communes du Pays Dunois")])
    assert tell(rows, kind="epci") == [
        (
            "1er janvier 2016 : La communauté de communes du Pays Dunois est issue du partage de la"
            " communauté de communes Monts et Vallées Ouest Creuse."
        )
    ]


@pytest.mark.parametrize(
    ("steps", "today", "rows", "sentence"),
    [
        ([Step("recoding", date(1968, 1, 1), "78596", "92072", "Sèvres", "Sèvres", EXACT)], "Sèvres", [],
         "Le 1er janvier 1968, Sèvres a changé de code et de département (78596 → 92072)."),
        ([Step("recoding", date(2023, 1, 1), "27058", "27676", "Les Monts", "Les Monts", "COG 2023")],
         "Les Monts", [],
         "En vigueur au 1er janvier 2023 : Les Monts a changé de code (27058 → 27676)."),
        ([Step("merger", date(2015, 9, 15), "08267", "08145", "Mairy", "Douzy", EXACT)], "Douzy",
         change("merger", [(2, "Mairy", 1, "Douzy"), (1, "Douzy", 1, "Douzy")], date(2015, 9, 15)),
         "Le 15 septembre 2015, Mairy a rejoint Douzy."),
        ([Step("merger", date(2017, 1, 1), "1", "2", "Seynod", "Annecy", EXACT)], "Annecy",
         change("merger", [(2, "Seynod", 1, "Annecy"), (1, "Annecy", 1, "Annecy"),
                           (3, "Pringy", 1, "Annecy")], date(2017, 1, 1)),
         "Le 1er janvier 2017, Seynod a rejoint Annecy, en même temps que Pringy."),
        ([Step("recoding", date(1968, 1, 1), "78182", "91182", "Courcouronnes", "Courcouronnes", EXACT),
          Step("merger", date(2019, 1, 1), "91182", "91228", "Courcouronnes", "Évry-Courcouronnes", EXACT)],
         "Évry-Courcouronnes", [],
         ("Le 1er janvier 1968, Courcouronnes a changé de code et de département (78182 → 91182)."
         " Son territoire se trouve aujourd’hui dans Évry-Courcouronnes.")),
    ],
)  # fmt: skip
def test_past_code_says_why_it_leads_there(
    steps: list[Step], today: str, rows: list[EventRow], sentence: str
):
    succession = Succession(Territory(kind="commune", name=today, code=str(steps[-1].after)), tuple(steps))
    assert explain_succession(succession, rows).replace("\u00a0", " ") == sentence
