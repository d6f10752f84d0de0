"""``/api/``: how to reuse the figures from a program, for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: what it gives, and an address that works."""

    title: str
    example: str
    gives: str


RESOURCES: Final = (
    Resource(
        "Chercher un territoire",
        "/api/v1/territories?q=st+etienne&limit=5",
        "Les meilleures réponses à un nom, un code postal, un code Insee ou un Siren, fautes de frappe "
        "comprises. Filtre : kind (commune, epci, departement, region, france, ept, "
        "arrondissement_municipal, commune_deleguee), répétable.",
    ),
    Resource(
        "Parcourir les territoires",
        "/api/v1/territories?kind=departement&limit=20",
        "Sans q : tous les territoires actuels, par nature puis par code, page après page.",
    ),
    Resource(
        "Identité d’un territoire",
        "/api/v1/territories/commune/35238",
        "Noms, dates, parents, membres, voisins, superficie, événements. Un ancien code répond aussi et "
        "donne ses successeurs.",
    ),
    Resource(
        "Chiffres d’un territoire",
        "/api/v1/territories/commune/35238/figures?indicator=population",
        "Séries complètes : année, valeur ou raison de son absence, statut, origine et source. Sans "
        "indicator : tous les indicateurs.",
    ),
    Resource(
        "Chiffres d’un périmètre à la carte",
        "/api/v1/perimeter/figures?t=epci:243500139&t=commune:35051&indicator=population&indicator=densite",
        "Plusieurs communes, intercommunalités ou départements pris ensemble, 2 000 communes au plus : les "
        "nombres s’additionnent, les ratios sont recalculés, ce qui ne s’additionne pas est refusé avec sa "
        "raison. Pour lui donner une adresse durable : POST /api/v1/groups, puis "
        "/api/v1/territories/group/{id}/figures.",
    ),
    Resource(
        "Indicateurs",
        "/api/v1/indicators",
        "Définition, formule, unité, méthode, règle d’agrégation, années en ligne et sources de chaque "
        "indicateur. Filtre : theme.",
    ),
    Resource(
        "Un indicateur sur de nombreux territoires",
        "/api/v1/indicators/population/values?kind=commune&within=departement:35",
        "Une année (la dernière, ou year=) pour tous les territoires d’une nature, ou ceux d’un territoire.",
    ),
    Resource(
        "Un indicateur en un fichier",
        "/api/v1/indicators/population/values?kind=departement&format=csv",
        "La même sélection sans pages : format=csv (UTF-8, virgule), excel (CSV pour Excel en français) ou "
        "parquet. Avec year=all, toutes les années ; sans kind, tous les niveaux.",
    ),
    Resource(
        "Comparer",
        "/api/v1/compare?t=commune:35238&t=commune:44109&t=departement:35&indicator=population",
        "Jusqu’à huit territoires de toute nature, dans l’ordre demandé.",
    ),
    Resource(
        "Sources",
        "/api/v1/datasets",
        "Producteur, licence, page d’origine, version en ligne, fraîcheur et indicateurs de chaque jeu "
        "de données. Avec state=waiting, ceux dont le fichier n’est pas encore arrivé.",
    ),
    Resource(
        "Versions d’un jeu de données",
        "/api/v1/datasets/insee_populations/releases",
        "Chaque version publiée : origine, contrôles, nombre de valeurs nouvelles, disparues et modifiées, "
        "fichiers Parquet et CSV avec leurs empreintes SHA-256.",
    ),
    Resource(
        "Bibliothèque",
        "/api/v1/documents?q=finances&kind=publication&level=commune",
        "Publications, jeux de données, outils, documents de référence et plateformes, par mots et par "
        "filtres qui se répètent et se croisent ; facets=true compte les documents de chaque valeur. "
        "/api/v1/documents/{id} en donne un entier, avec ses fichiers et l’origine de chaque champ.",
    ),
    Resource(
        "Propositions de la bibliothèque",
        "/api/v1/documents/suggestions?q=comptes",
        "Documents, thématiques et producteurs à proposer pendant la frappe.",
    ),
)

ABSENCES: Final = (
    ("secret", "couvert par le secret statistique"),
    ("not_available", "non disponible dans la source"),
    ("not_applicable", "sans objet pour ce territoire"),
    ("not_significant", "non significatif"),
    ("not_comparable", "mesuré sur un périmètre qui n’est plus celui d’aujourd’hui"),
    ("incomplete", "agrégat dont au moins un membre manque"),
)

PROBLEMS: Final = (
    (
        "invalid_parameter",
        "400",
        "Un paramètre a une valeur qui ne convient pas ; errors dit lequel et pourquoi.",
    ),
    ("unknown_parameter", "400", "Un paramètre n’existe pas ici : il n’est jamais ignoré en silence."),
    ("repeated_parameter", "400", "Un paramètre est donné plusieurs fois alors qu’il n’a qu’une valeur."),
    ("bad_request", "400", "La demande n’a pas pu être lue."),
    ("unknown_territory", "404", "Aucun territoire, présent ou passé, n’a ce code."),
    ("unknown_indicator", "404", "Aucun indicateur public n’a ce nom."),
    ("unknown_dataset", "404", "Aucun jeu de données n’a ce nom."),
    ("unknown_release", "404", "Ce jeu de données n’a pas de version de ce numéro."),
    ("no_figure", "404", "Rien n’est en ligne cette année-là ; errors donne les années disponibles."),
    ("unknown_address", "404", "Aucune ressource à cette adresse."),
    ("method_not_allowed", "405", "L’API se lit avec GET, HEAD ou OPTIONS."),
    ("unknown_document", "404", "Aucun document de la bibliothèque n’a ce numéro."),
    ("document_removed", "410", "Ce document a été retiré de la bibliothèque par un agent."),
    ("unknown_group", "404", "Aucun groupe enregistré n’a cet identifiant."),
    ("group_removed", "410", "Ce groupe a été retiré par les responsables du portail."),
    ("too_many_requests", "429", "Trop de groupes enregistrés depuis cette adresse : réessayer plus tard."),
    (
        "version_gone",
        "410",
        "La version des données demandée est inconnue, ou n’est plus servie : reprendre sans elle.",
    ),
    ("internal_error", "500", "Erreur du portail, enregistrée ; réessayer plus tard."),
)
"""Codes of the errors; a test checks that none is missing. Each is the anchor of its ``type``."""


@public_page(get_page_version)
def show_guide(request: HttpRequest) -> HttpResponse:
    context = {
        "resources": RESOURCES,
        "absences": ABSENCES,
        "problems": PROBLEMS,
        "root": f"{settings.SITE_URL}/api/v1",
        "site_url": settings.SITE_URL,
    }
    return render(request, "api_guide/guide.html", context)
