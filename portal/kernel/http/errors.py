"""Why a request failed: a closed list of reasons, each with its sentence for readers."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Classes of failures. Their values are kept in the database: never rename one."""

    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    BAD_TLS = "bad_tls"
    BAD_ADDRESS = "bad_address"
    BLOCKED_ADDRESS = "blocked_address"
    PROXY_REFUSED = "proxy_refused"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_QUERY = "bad_query"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    BAD_ANSWER = "bad_answer"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    HTML_INSTEAD_OF_DATA = "html_instead_of_data"
    WRONG_FORMAT = "wrong_format"
    NOT_KEPT = "not_kept"


RETRIED: Final = frozenset(
    {
        Reason.UNREACHABLE,
        Reason.TOO_SLOW,
        Reason.RATE_LIMITED,
        Reason.SERVER_ERROR,
        Reason.BAD_ANSWER,
        Reason.TRUNCATED,
    }
)
"""What may pass by itself within a minute. The rest needs somebody, here or at the producer's."""

SENTENCES: Final[dict[Reason, str]] = {
    Reason.UNREACHABLE: "Le site du producteur ne répond pas.",
    Reason.TOO_SLOW: "Le site du producteur a mis trop de temps à répondre.",
    Reason.BAD_TLS: "La connexion au site du producteur n’est pas sûre : son certificat a été refusé.",
    Reason.BAD_ADDRESS: "L’adresse du fichier n’est pas valable.",
    Reason.BLOCKED_ADDRESS: "L’adresse du fichier mène hors de l’internet public : elle n’a pas été suivie.",
    Reason.PROXY_REFUSED: "Le portail est réglé pour passer par un serveur mandataire, ce qu’il refuse.",
    Reason.TOO_MANY_REDIRECTS: "Le site du producteur renvoie sans fin d’une adresse à une autre.",
    Reason.BAD_QUERY: "Le site du producteur ne comprend pas la demande : ses données ont changé de forme.",
    Reason.REFUSED: "Le site du producteur refuse de donner le fichier.",
    Reason.NOT_FOUND: "Le fichier n’est plus à son adresse : le producteur l’a déplacé ou retiré.",
    Reason.RATE_LIMITED: "Le site du producteur demande d’attendre avant une nouvelle demande.",
    Reason.SERVER_ERROR: "Le site du producteur est en panne.",
    Reason.BAD_ANSWER: "La réponse du site du producteur est illisible.",
    Reason.TRUNCATED: "Le fichier est arrivé incomplet.",
    Reason.TOO_LARGE: "Le fichier est bien plus gros que prévu : il n’a pas été pris.",
    Reason.EMPTY: "Le fichier reçu est vide.",
    Reason.HTML_INSTEAD_OF_DATA: "Le site du producteur a envoyé une page web à la place du fichier.",
    Reason.WRONG_FORMAT: "Le fichier reçu n’est pas du format attendu.",
    Reason.NOT_KEPT: "Le portail n’a pas pu enregistrer le fichier.",
}


class OutboundError(Exception):
    """A request that failed. ``str()`` is the detail, in English, for agents: address, expected, found.

    ``status`` is the HTTP status when there was one; ``wait_s`` what the server asked to wait.
    """

    def __init__(
        self,
        reason: Reason,
        detail: str,
        *,
        url: str = "",
        status: int | None = None,
        wait_s: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.url = url
        self.status = status
        self.wait_s = wait_s

    @property
    def sentence(self) -> str:
        """In plain French, for readers of the portal."""
        return SENTENCES[self.reason]


class UnknownHost(OutboundError):
    """No such name: the system is sure of it, unlike a resolver that does not answer."""
