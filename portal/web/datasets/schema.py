"""Table Schema of the CSV of a release (Frictionless, standards.md D-07)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from portal.stats.addresses import indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.datasets import DatasetInfo
from portal.stats.queries.history import ReleaseInfo
from portal.web.datasets.files import ORIGIN_WORDS, STATE_WORDS


def build_schema(dataset: DatasetInfo, release: ReleaseInfo) -> dict[str, Any]:
    """The fields in their order, what they may hold, and what each indicator means."""
    slugs = list(release.indicators)
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": release.dataset.replace("_", "-"),
        "title": f"{dataset.title}, version {release.number}",
        "description": dataset.summary,
        "fields": [
            _field("type_de_territoire", "Nature du territoire", "string", enum=list(release.kinds)),
            _field(
                "code",
                "Code Insee, ou Siren d’une intercommunalité ; FR pour la France",
                "string",
                pattern="^[0-9A-Z]{1,12}$",
            ),
            _field("indicateur", "Nom technique de l’indicateur", "string", enum=slugs),
            _field("annee", "Année du chiffre (millésime)", "year"),
            _field("valeur", "Vide quand elle manque (jamais 0) ou est un libellé", "number", required=False),
            _field("modalite", "Libellé, pour les valeurs d’une nomenclature", "string", required=False),
            _field("unite", "Unité de la valeur", "string", required=False),
            _field("statut", "« valeur », ou ce qu’il faut savoir, ou pourquoi elle manque", "string",
                   enum=list(STATE_WORDS)),
            _field("origine", "Lu dans la source, calculé ou réparti", "string", enum=list(ORIGIN_WORDS)),
        ],
        "missingValues": [""],
        "primaryKey": ["type_de_territoire", "code", "indicateur", "annee"],
        "indicateurs": [_describe(slug) for slug in slugs if slug in get_catalogue().indicators],
    }  # fmt: skip


def _field(
    name: str, description: str, kind: str, *, required: bool = True, **constraints: Any
) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "description": description,
        "constraints": {"required": required, **constraints},
    }


def _describe(slug: str) -> dict[str, Any]:
    catalogue = get_catalogue()
    indicator = catalogue.indicators[slug]
    return {
        "name": slug,
        "title": indicator.label,
        "description": indicator.method or indicator.question or indicator.label,
        "unit": catalogue.units[indicator.unit].symbol,
        "path": settings.SITE_URL + indicator_path(slug),
    }
