"""What a run did, in one French sentence or two that an agent understands."""

from __future__ import annotations

from portal.harvest.models import Run
from portal.harvest.sources import Source
from portal.kernel.french.numbers import format_count, format_number, plural
from portal.kernel.french.typography import join_words

_WORDS = (
    ("created", "ajoutée"),
    ("updated", "mise à jour"),
    ("returned", "de retour"),
    ("unchanged", "inchangée"),
    ("skipped", "laissée de côté"),
    ("failed", "refusée"),
)
_MANY = {"mise à jour": "mises à jour", "de retour": "de retour", "laissée de côté": "laissées de côté"}


def build_sentence(source: Source, run: Run, stop: str, *, is_cut: bool) -> str:
    """« 120 notices lues : 3 ajoutées, 117 inchangées. 2 documents archivés. »"""
    told = [
        f"{format_number(count)} {plural(count, word, _MANY.get(word))}"
        for name, word in _WORDS
        if (count := getattr(run, name))
    ]
    parts = [
        f"{format_count(run.read, 'notice lue', 'notices lues')}{f' : {join_words(told)}' if told else ''}."
    ]
    if run.archived:
        parts.append(f"{format_count(run.archived, 'document archivé', 'documents archivés')}.")
    if is_cut:
        parts.append("Le temps imparti est écoulé : la suite sera lue à la prochaine moisson.")
    if stop:
        what = "n’a rien donné" if not run.pages else f"s’est arrêtée après {format_count(run.pages, 'page')}"
        parts.append(f"La moisson de « {source.title} » {what} : rien n’a été archivé.")
    if run.alert:
        parts.append(run.alert)
    for asked, found in run.moved:
        parts.append(
            f"L’adresse {asked} mène désormais à {found}, d’après le site : si c’est bien la même source,"
            " corrigez sa fiche (source.yaml)."
        )
    return " ".join(parts)
