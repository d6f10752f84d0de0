"""Publications that were refused: kept until one succeeds, so that pages do not say that all is well."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from portal.kernel.archives import PackageError
from portal.kernel.french import format_count
from portal.kernel.yaml import YamlError
from portal.stats.actions.orders import Outcome
from portal.stats.compute.perimeter import UnknownCodesError
from portal.stats.descriptors.catalogue import CatalogueError
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.observations import CheckResult
from portal.stats.models import PublicationRefusal

EXPECTED: Final = (ReadError, UnknownCodesError, PackageError, CatalogueError, YamlError, OSError)
"""What a source, a descriptor or a full disk does: a letter says it, a traceback would tell nothing more."""


def record_refusals(outcomes: Iterable[Outcome], *, now: datetime) -> None:
    """Keep what was refused, with its reason in French, and forget the refusals that something followed."""
    for outcome in outcomes:
        if outcome.sentence:
            PublicationRefusal.objects.update_or_create(
                dataset=outcome.dataset,
                defaults={"at": now, "sentence": outcome.sentence, "detail": outcome.message},
            )
        else:
            PublicationRefusal.objects.filter(dataset=outcome.dataset).delete()


def explain_error(error: Exception, names: Mapping[str, str]) -> str:
    """Why nothing could be read or computed, in French, for readers.

    ``names``: what letters call each file at hand → its own name.
    """
    match error:
        case ReadError():
            line = f", ligne {error.line}" if error.line is not None else ""
            return (
                f"Le fichier reçu ({names.get(error.file, error.file)}{line}) a été refusé à la lecture :"
                " il n’a pas la forme attendue."
            )
        case UnknownCodesError():
            return (
                "Le fichier reçu a été refusé à la lecture : il nomme des territoires qui n’existent pas"
                " dans la géographie annoncée."
            )
        case PackageError():
            return "Le fichier reçu est endommagé, ou n’est pas celui qui est attendu : il n’a pas été lu."
        case OSError():
            return "Le fichier reçu n’a pas pu être lu, ou ses chiffres n’ont pas pu être écrits."
    return "Une erreur de ce portail a empêché de lire le fichier reçu : un agent doit la corriger."


def explain_checks(checks: Collection[CheckResult], names: Mapping[str, str]) -> str:
    """Which files were read and did not pass their checks, in French, for readers."""
    where = dict.fromkeys(names[one.where] for one in checks if one.where in names)
    count = format_count(len(checks), "contrôle en échec", "contrôles en échec")
    return f"{_name_files(where or names.values())} a été lu mais refusé aux contrôles ({count})."


def explain_loss(names: Mapping[str, str]) -> str:
    """That what was read lacks years that are online, in French, for readers."""
    return f"{_name_files(names.values())} est plus ancien que ce qui est en ligne : il a été refusé."


UNPUBLISHED: Final = (
    "Le fichier reçu a été lu, mais les indicateurs calculés à partir de plusieurs jeux de données n’ont pas"
    " pu l’être : rien n’a été mis en ligne."
)


def _name_files(found: Iterable[str]) -> str:
    names = list(dict.fromkeys(found))
    if len(names) == 1:
        return f"Le fichier reçu ({names[0]})"
    return f"L’ensemble des {len(names)} fichiers reçus"
