"""Words of the health of an address: what one look found, where the address stands, what is proposed."""

from __future__ import annotations

from typing import Final

from django.db import models


class Outcome(models.TextChoices):
    """What one look at an address found. Kept in the database: never rename one."""

    OK = "ok", "La page répond"
    MOVED_TEMP = "moved_temp", "Renvoi provisoire vers une page qui répond"
    MOVED_PERM = "moved_perm", "Renvoi définitif vers une page qui répond"
    BLOCKED = "blocked", "Le site refuse les robots"
    MISSING = "missing", "Page introuvable (404)"
    GONE = "gone", "Page retirée (410)"
    NO_DOMAIN = "no_domain", "Le nom du site n’existe plus"
    TIMEOUT = "timeout", "Pas de réponse à temps"
    UNSTABLE = "unstable", "Réponse en panne ou illisible"
    INVALID = "invalid", "Adresse qu’un robot ne peut pas demander"


ALIVE: Final = frozenset({Outcome.OK, Outcome.MOVED_TEMP, Outcome.MOVED_PERM})
LOST: Final = frozenset({Outcome.MISSING, Outcome.GONE, Outcome.NO_DOMAIN})
"""The only outcomes that count against an address."""


class LinkState(models.TextChoices):
    """Where an address stands, after what all looks found (standards.md, L-01)."""

    UNKNOWN = "unknown", "Jamais vérifié"
    OK = "ok", "Répond"
    REDIRECTED_TEMP = "redirected_temp", "Répond après un renvoi provisoire"
    REDIRECTED_PERM = "redirected_perm", "Répond à une nouvelle adresse"
    BLOCKED = "blocked", "Vérification refusée par le site"
    UNSTABLE = "unstable", "En difficulté"
    TIMEOUT = "timeout", "Trop lent à répondre"
    DEAD = "dead", "Mort"
    DEAD_DOMAIN = "dead_domain", "Site disparu"
    SOFT_404 = "soft_404", "Peut-être vide"
    DRIFTED = "drifted", "Contenu très différent"
    SKIPPED = "skipped", "Non vérifié"


DEAD: Final = frozenset({LinkState.DEAD, LinkState.DEAD_DOMAIN})
"""The only states that readers are told of."""
ANSWERING: Final = frozenset({LinkState.OK, LinkState.REDIRECTED_TEMP, LinkState.REDIRECTED_PERM})
DOUBTFUL: Final = frozenset({LinkState.UNSTABLE, LinkState.TIMEOUT, LinkState.SOFT_404, LinkState.DRIFTED})
UNVERIFIED: Final = frozenset({LinkState.UNKNOWN, LinkState.BLOCKED, LinkState.SKIPPED})


class Facet(models.TextChoices):
    """The state of a document's links in the search: codes of addresses."""

    OK = "ok", "Lien vérifié"
    CHECK = "a-verifier", "Lien à vérifier"
    DEAD = "mort", "Lien mort"
    UNKNOWN = "inconnu", "Lien non vérifié"


def find_facet(state: str) -> Facet:
    """The value of the search for a state."""
    if state in ANSWERING:
        return Facet.OK
    if state in DEAD:
        return Facet.DEAD
    return Facet.CHECK if state in DOUBTFUL else Facet.UNKNOWN


class Doubt(models.TextChoices):
    """Signs that a page which answers is not what was linked (L-05); a person looks at it."""

    KNOWN_BAD = "known_bad", "La même page répond à une adresse inventée du site"
    SAME_TARGET = "same_target", "Plusieurs adresses du site mènent à la même page"
    SHORTENED = "shortened", "L’adresse mène à l’accueil du site"
    PHRASES = "phrases", "La page dit qu’elle n’existe pas"
    WAS_FILE = "was_file", "Une page web répond à la place d’un fichier"
    PARKED = "parked", "Le nom du site paraît être à vendre"


class Role(models.TextChoices):
    MAIN = "main", "Page du document"
    FILE = "file", "Fichier"


class ProposalKind(models.TextChoices):
    NEW_ADDRESS = "new_address", "Nouvelle adresse"
    ARCHIVE_COPY = "archive_copy", "Copie archivée"
    HTTPS = "https", "Adresse sécurisée"


class ProposalState(models.TextChoices):
    WAITING = "waiting", "À examiner"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
