"""The list of platforms as plain words, and as a table to take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404

from portal.kernel.french import fix_name, format_count, format_date, join_words, sort_key
from portal.library.queries.platforms import get_platforms
from portal.references.addresses import PLATFORMS
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import FRANCE_CODE, get_universe
from portal.ui.exports.tables import Column, ReadMe, Table
from portal.web.reference.platforms.asked import PAGE_SIZE, Question
from portal.web.reference.platforms.entries import (
    KINDS,
    Entry,
    list_entries,
    list_labels,
    list_technologies,
)
from portal.web.reference.platforms.shares import build_shares, draw_shares, write_lead

_COLUMNS: Final = (
    Column("nom", "Nom"),
    Column("type", "Type"),
    Column("code", "Code Insee ou Siren", "code"),
    Column("departement", "Département", "code"),
    Column("region", "Région", "code"),
    Column("technologie", "Technologie"),
    Column("plateforme", "Adresse de la plateforme"),
    Column("etat_au", "État au"),
)


def present_platforms(question: Question) -> dict[str, Any]:
    """All that the template shows. Raises Http404 for a page beyond the last one."""
    everyone = list_entries()
    found = [one for one in everyone if question.keeps(one)]
    pages = max(1, -(-len(found) // PAGE_SIZE))
    if question.page > pages:
        raise Http404("no such page")
    first = (question.page - 1) * PAGE_SIZE
    shares = build_shares()
    drawn = [(one, write_lead(one), *draw_shares(one.regions)) for one in shares] if question.is_bare else []
    described_on = get_platforms().described_on
    return {
        "question": question,
        "count": _count(found),
        "everyone": _count(everyone),
        "entries": [_present(one) for one in found[first : first + PAGE_SIZE]],
        "page": question.page,
        "pages": pages,
        "url_of": lambda number: question.address(page=number),
        "shares": drawn,
        "described_on": format_date(described_on) if described_on else "",
        "platforms": len(get_platforms().local),
        "regions": _list_areas("region"),
        "departements": _list_areas("departement"),
        "kinds": [(kind, plural) for kind, (_, plural) in KINDS.items()],
        "technologies": list_technologies(),
        "used": _count_technologies(everyone),
        "files": [
            ("Cette liste", question.address(f"{PLATFORMS}.csv", page=1), "CSV"),
            ("Cette liste", _excel(question), "CSV pour Excel en français"),
        ],
    }


def _excel(question: Question) -> str:
    address = question.address(f"{PLATFORMS}.csv", page=1)
    return f"{address}{'&' if '?' in address else '?'}format=excel"


def _count(entries: Sequence[Entry]) -> str:
    """« 329 communes, 203 intercommunalités et 207 autres organismes »."""
    counted = [(sum(one.kind == kind for one in entries), words) for kind, words in KINDS.items()]
    return join_words([format_count(number, *words) for number, words in counted if number]) or "Personne"


def _present(entry: Entry) -> dict[str, Any]:
    named = get_directory().by_code
    departement = named.get(("departement", entry.departement))
    region = named.get(("region", entry.region))
    area = departement if departement is not None and entry.kind not in {"departement", "region"} else region
    return {
        "name": entry.name,
        "path": entry.path,
        "type": KINDS[entry.kind][0],
        "area": fix_name(area.name) if area is not None and area.name != entry.name else "",
        "technologies": join_words(list(list_labels(entry))),
        "platforms": [(one.title, one.path, one.url, _name_host(one.url)) for one in entry.platforms],
    }


def _name_host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _list_areas(kind: str) -> list[tuple[str, str]]:
    """Codes and names of current ones, by name."""
    table = get_universe().table(kind)
    members = get_universe().members_of("france", FRANCE_CODE, kind).tolist()
    return sorted(
        ((table.codes[at], fix_name(table.names[at])) for at in members), key=lambda one: sort_key(one[1])
    )


def _count_technologies(entries: Sequence[Entry]) -> list[tuple[str, str, int]]:
    """Label, explanation, number of authorities; the most used first."""
    counted = [
        (one.label, one.summary, sum(one.slug in entry.technologies for entry in entries))
        for one in list_technologies()
    ]
    return sorted((one for one in counted if one[2]), key=lambda one: -one[2])


def build_table(question: Question) -> tuple[Table, ReadMe]:
    """A row an authority and platform."""
    rows = []
    for entry in list_entries():
        if not question.keeps(entry):
            continue
        code = entry.path.rpartition("/")[2].partition("-")[0]
        rows += [
            (
                entry.name,
                KINDS[entry.kind][0],
                code,
                entry.departement,
                entry.region,
                join_words(list(list_labels(entry))),
                one.url,
                one.described_on.isoformat() if one.described_on else "",
            )
            for one in entry.platforms
        ]
    title = "Plateformes locales de données ouvertes"
    readme = ReadMe(title=title, address=settings.SITE_URL + question.address(page=1))
    return Table("plateformes", title, _COLUMNS, rows), readme
