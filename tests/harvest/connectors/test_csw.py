"""CSW: real answers of GeoNetwork in three forms, paging in all its dialects."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.harvest.connectors import csw
from portal.harvest.pages import PartialHarvest
from portal.library.harvested import Harvested
from tests.harvest.connectors.sources import fetch, iterate, list_faults, list_ids, list_paths, only, serve

SERVICE = "/geonetwork/srv/fre/csw"
COVADIS = (
    "Le présent standard de données COVADIS concerne les documents de plans locaux d'urbanisme (PLU) et les"
    " plans d'occupation des sols (POS qui valent PLU)."
)


def read(mirror_dir: Path, shape: str) -> bytes:
    return (mirror_dir / "catalogues" / f"udata_geonetwork-{shape}-page-1.xml").read_bytes()


def read_first(body: bytes) -> tuple[Any, str]:
    """The first page of a body that is always the same, and the address of the server."""
    with serve(lambda path: body) as server:
        return next(iterate(csw, {"kind": "csw", "url": server.url + SERVICE}, server)), server.url


def wrap(records: str, **attributes: object) -> str:
    told = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return (
        '<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/"'
        ' xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco"'
        ' xmlns:gmx="http://www.isotc211.org/2005/gmx" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' xmlns:gml="http://www.opengis.net/gml">'
        f"<csw:SearchResults {told}>{records}</csw:SearchResults></csw:GetRecordsResponse>"
    )


def make(number: int) -> str:
    told = f"<dc:identifier>r{number}</dc:identifier><dc:title>Carte {number}</dc:title>"
    return f"<csw:Record>{told}</csw:Record>"


def build_catalogue(count: int, tell_next: Any) -> Any:
    """GetRecords of ``count`` records; ``tell_next(end)`` writes nextRecord, or not."""

    def answer(path: str) -> str:
        asked = {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
        start, size = int(asked["startPosition"]), int(asked["maxRecords"])
        numbers = range(start, min(start + size, count + 1))
        told = tell_next(start + len(numbers))
        attributes = {"numberOfRecordsMatched": count} | ({} if told is None else {"nextRecord": told})
        return wrap("".join(map(make, numbers)), **attributes)

    return answer


def test_iso_19139_of_geo_ide(mirror_dir: Path) -> None:
    page, address = read_first(read(mirror_dir, "iso19139"))
    first, second = page.records
    key = "fr-120066022-ldd-56fce164-04b2-41ae-be87-9f256f39dd44"
    assert (page.next, page.total) == ("3", 6)
    assert isinstance(first, Harvested)
    files, atom = first.files, "http://atom.geo-ide.developpement-durable.gouv.fr"
    assert first == Harvested(
        remote_id=key,
        title="Plan local d'urbanisme de la commune de Cartigny",
        url=f"{address}/geonetwork/srv/fre/catalog.search#/metadata/{key}",
        kind="dataset",
        abstract=COVADIS,
        publishers=("DDTM 80 (Direction Départementale des Territoires et de la Mer de la Somme)",),
        issued="2017-10-07",
        keywords=(
            "Aménagement Urbanisme/Zonages Planification",
            "cartigny",
            "document d'urbanisme",
            "plu",
            "usage des sols",
            "données ouvertes",
        ),
        themes=("Usage des sols", "Planification, cadastre"),
        language="fre",
        licence="Licence Ouverte 1.0 http://www.data.gouv.fr/Licence-Ouverte-Open-Licence.",
        formats=("MapInfo TAB",),
        spatial=("département de la Somme", "Département de la Somme"),
        files=files,
    )
    assert len(files) == 9  # eleven, less two of the network of the State
    search = "http://catalogue.geo-ide.developpement-durable.gouv.fr/catalogue/srv/fre/catalog.search"
    assert files[1].url == f"{search}#/metadata/{key}"
    download = f"{atom}/atomArchive/GetResource?id=fr-120066022-ldd-cab63273-b3ae-4e8a-ae1c-6192e45faa94"
    assert files[2].url == f"{download}&datasetAggregate=true"
    assert files[2].title == "Téléchargement direct du lot et des documents associés"
    assert isinstance(second, Harvested)
    assert second.title == "Plan local d'urbanisme de la commune de Flesselles"
    assert second.abstract.startswith(COVADIS)


def test_dcat_of_geonetwork(mirror_dir: Path) -> None:
    page, _ = read_first(read(mirror_dir, "dcat"))
    homes, zones = page.records
    assert isinstance(homes, Harvested)
    assert isinstance(zones, Harvested)
    assert homes.remote_id == "https://www.geo2france.fr/insee/partmenage5ans"
    search = "https://www.geo2france.fr/geonetwork/srv/fre/catalog.search#/metadata"
    assert zones.url == f"{search}/06367a09-096c-4db6-a122-52469176d619"
    assert zones.remote_id == "fr-200053742/2019/limite/bud"
    assert zones.title == (
        "Zonage du bassin urbain à dynamiser (BUD) de la Région Hauts-de-France - (2018-2020)"
    )
    assert zones.publishers == ("Géo2France",)
    assert zones.themes == ("ECONOMIE", "Unités administratives", "Économie")
    assert zones.spatial == ("HAUTS-DE-FRANCE", "PAS-DE-CALAIS", "NORD")
    assert (zones.issued, zones.frequency) == ("2020-05-28", "PUNCTUAL")
    assert zones.image_url == "https://www.geo2france.fr/public/vignettes_geonetwork/bud.jpg"
    assert [(one.title, one.format) for one in homes.files] == [
        ("Métadonnées INSEE - data.gouv.fr", ""),
        ("insee.fr - données carroyées à 200 mètres", ""),
        ("Documentation générale - données carroyées", ""),
        ("Documentation complète - données carroyées à 200 mètres", ""),
        ("rectangles_200m_menage_erbm", "WMS"),
    ]  # the WFS is named and not described


def test_geodcat_ap_of_geonetwork(mirror_dir: Path) -> None:
    page, address = read_first(read(mirror_dir, "geodcatap"))
    homes, zones = page.records
    assert isinstance(homes, Harvested)
    assert isinstance(zones, Harvested)
    search = f"{address}/geonetwork/srv/fre/catalog.search#/metadata"
    assert homes.url == f"{search}/04bcec79-5b25-4b16-b635-73115f7456e4"
    assert zones.url == f"{search}/06367a09-096c-4db6-a122-52469176d619"
    assert zones.remote_id == "fr-200053742/2019/limite/bud"
    assert (homes.publishers, zones.publishers) == (("Géo2France",), ("Géo2France",))
    assert (homes.themes, zones.themes) == (("Population et société",), ("Économie et finances",))
    assert zones.licence == (
        "Utilisation libre sous réserve de mentionner la source (a minima le nom du producteur) et la date de"
        " sa dernière mise à jour"
    )
    assert (zones.frequency, zones.language) == ("asNeeded", "fra")
    assert [(one.title, one.format) for one in zones.files] == [
        ("bassins_urbains_a_dynamiser", "WMS"),
        ("anct:bassins_urbains_a_dynamiser", "WFS"),
    ]


def test_page_of_a_record_is_not_its_xml(mirror_dir: Path) -> None:
    body = read(mirror_dir, "iso19139")
    with serve(lambda _: body) as server:
        page = next(iterate(csw, {"kind": "csw", "url": f"{server.url}/csw"}, server))
    first = page.records[0]
    assert isinstance(first, Harvested)
    catalogue = "http://catalogue.geo-ide.developpement-durable.gouv.fr/catalogue/srv/fre/catalog.search"
    assert first.url == f"{catalogue}#/metadata/{first.remote_id}"


def test_relative_name_of_a_dataset_is_not_made_an_address(mirror_dir: Path) -> None:
    body = read(mirror_dir, "geodcatap")
    with serve(lambda _: body) as server:
        config = {"kind": "csw", "url": f"{server.url}/csw", "shape": "geodcatap"}
        page = next(iterate(csw, config, server))
    zones = page.records[1]
    assert isinstance(zones, Harvested)
    assert zones.url == "https://www.geo2france.fr/geoserver/anct/ows"  # its first file, for want of a page


@pytest.mark.parametrize(
    "tell_next",
    [
        lambda end: end if end <= 7 else 0,
        lambda end: end if end <= 7 else None,
        lambda end: end,  # one past the end on the last page
        lambda end: None,  # never said
    ],
)
def test_paging_is_read_whatever_the_catalogue_says_of_the_next_page(tell_next: Any) -> None:
    with serve(build_catalogue(7, tell_next)) as server:
        config = {"kind": "csw", "url": f"{server.url}/csw", "page_size": 3, "page": "https://a.fr/{id}"}
        pages = fetch(csw, config, server)
        assert [len(list_ids([page])) for page in pages] == [3, 3, 1]
        assert list_ids(fetch(csw, config, server, pages[0].next)) == ["r4", "r5", "r6", "r7"]
    assert list_ids(pages) == [f"r{number}" for number in range(1, 8)]
    assert pages[0].records[0] == Harvested("r1", "Carte 1", "https://a.fr/r1", kind="dataset")


def test_the_question_names_the_form_and_the_filter() -> None:
    with serve(build_catalogue(0, lambda end: 0)) as server:
        config = {"kind": "csw", "url": f"{server.url}/csw?map=x", "cql": "AnyText LIKE '%budget%'"}
        pages = fetch(csw, config, server)
        asked = {k: v[0] for k, v in parse_qs(urlsplit(list_paths(server)[0]).query).items()}
    assert (list_ids(pages), pages[0].total) == ([], 0)
    assert asked == {
        "map": "x", "service": "CSW", "version": "2.0.2", "request": "GetRecords", "resultType": "results",
        "elementSetName": "full", "typeNames": "gmd:MD_Metadata", "startPosition": "1", "maxRecords": "50",
        "outputSchema": "http://www.isotc211.org/2005/gmd", "constraintLanguage": "CQL_TEXT",
        "constraint_language_version": "1.1.0", "constraint": "AnyText LIKE '%budget%'",
    }  # fmt: skip


ISO = """<gmd:MD_Metadata><!-- un commentaire -->
<gmd:fileIdentifier><gco:CharacterString>i1</gco:CharacterString></gmd:fileIdentifier>
<gmd:hierarchyLevel><gmd:MD_ScopeCode codeListValue="{level}"/></gmd:hierarchyLevel>
<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>
<gmd:title><gco:CharacterString>Budget map</gco:CharacterString><gmd:PT_FreeText>
<gmd:textGroup><gmd:LocalisedCharacterString locale="#EN">Budget map</gmd:LocalisedCharacterString></gmd:textGroup>
<gmd:textGroup><gmd:LocalisedCharacterString locale="#FR">Carte des <!-- x -->budgets</gmd:LocalisedCharacterString>
</gmd:textGroup></gmd:PT_FreeText></gmd:title>
<gmd:date><gmd:CI_Date><gmd:date><gco:Date>2020-01-01</gco:Date></gmd:date><gmd:dateType>
<gmd:CI_DateTypeCode codeListValue="creation"/></gmd:dateType></gmd:CI_Date></gmd:date>
<gmd:date><gmd:CI_Date><gmd:date><gco:DateTime>2024-02-03T00:00:00</gco:DateTime></gmd:date><gmd:dateType>
<gmd:CI_DateTypeCode codeListValue="revision"/></gmd:dateType></gmd:CI_Date></gmd:date>
</gmd:CI_Citation></gmd:citation>
<gmd:pointOfContact><gmd:CI_ResponsibleParty><gmd:organisationName><gmx:Anchor xlink:href="https://a.fr">Métropole
</gmx:Anchor></gmd:organisationName><gmd:role><gmd:CI_RoleCode codeListValue="owner"/></gmd:role>
</gmd:CI_ResponsibleParty></gmd:pointOfContact>
<gmd:descriptiveKeywords><gmd:MD_Keywords><gmd:keyword><gco:CharacterString>Lyon</gco:CharacterString></gmd:keyword>
<gmd:type><gmd:MD_KeywordTypeCode codeListValue="place"/></gmd:type></gmd:MD_Keywords></gmd:descriptiveKeywords>
<gmd:resourceConstraints><gmd:MD_LegalConstraints><gmd:useLimitation><gco:CharacterString>Mentionner la source.
</gco:CharacterString></gmd:useLimitation><gmd:otherConstraints><gmx:Anchor
xlink:href="https://spdx.org/licenses/etalab-2.0">Licence Ouverte 2.0</gmx:Anchor></gmd:otherConstraints>
</gmd:MD_LegalConstraints></gmd:resourceConstraints>
<gmd:extent><gmd:EX_Extent><gmd:temporalElement><gmd:EX_TemporalExtent><gmd:extent><gml:TimePeriod>
<gml:beginPosition>2015-01-01</gml:beginPosition><gml:endPosition indeterminatePosition="now"/>
</gml:TimePeriod></gmd:extent></gmd:EX_TemporalExtent></gmd:temporalElement></gmd:EX_Extent></gmd:extent>
</gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>"""  # noqa: E501


def test_iso_19139_in_its_corners() -> None:
    body = wrap(ISO.format(level="dataset"), numberOfRecordsMatched=1)
    with serve(lambda path: body) as server:
        config = {"kind": "csw", "url": f"{server.url}/csw", "page": "https://a.fr/{id}"}
        found = only(fetch(csw, config, server))
    assert found == Harvested(
        remote_id="i1",
        title="Carte des budgets",
        url="https://a.fr/i1",
        kind="dataset",
        publishers=("Métropole",),
        issued="2020-01-01",
        modified="2024-02-03T00:00:00",
        period="2015-01-01/",
        licence="Licence Ouverte 2.0",
        spatial=("Lyon",),
    )


def test_services_are_passed_over_and_wrong_records_fail_alone() -> None:
    key = "<gmd:fileIdentifier><gco:CharacterString>vide</gco:CharacterString></gmd:fileIdentifier>"
    empty = f"<gmd:MD_Metadata>{key}</gmd:MD_Metadata>"
    records = f"{ISO.format(level='service')}{empty}<dc:surprise/>{make(1)}"
    body = wrap(records, numberOfRecordsMatched=4, nextRecord=0)
    with serve(lambda path: body) as server:
        config = {"kind": "csw", "url": f"{server.url}/csw", "page": "https://a.fr/{id}"}
        pages = fetch(csw, config, server)
    assert list_ids(pages) == ["r1"]
    assert list_faults(pages) == [
        "Fiche refusée : elle ne décrit rien (identificationInfo manque).",
        "Fiche refusée : sa forme est inconnue (« surprise »).",
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<ExceptionReport><ExceptionText>CQL refusé</ExceptionText></ExceptionReport>", "CQL refusé"),
        ("<a/>", "SearchResults"),
        (wrap(make(1), nextRecord=1, numberOfRecordsMatched=9), "elle est la 1"),
        (wrap(make(1), numberOfRecordsMatched=9), "répètent des fiches"),
        (wrap(make(1), nextRecord=0, numberOfRecordsMatched=9), "annonce 9 fiches et n’en a donné que 1"),
        (wrap(make(1))[:-40], "illisible"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + wrap(make(1)), "DOCTYPE"),
        ("<html><body>Maintenance</body></html>", "une page web"),
    ],
)
def test_what_makes_no_sense_is_partial(body: str, said: str) -> None:
    with serve(lambda path: body) as server, pytest.raises(PartialHarvest, match=said):
        fetch(csw, {"kind": "csw", "url": f"{server.url}/csw", "page": "https://a.fr/{id}"}, server)


def test_a_catalogue_that_grows_while_we_read_is_told_and_read_whole() -> None:
    counts = iter([2, 3, 3])

    def answer(path: str) -> Any:
        return build_catalogue(next(counts), lambda end: end)(path)

    with serve(answer) as server:
        config = {"kind": "csw", "url": f"{server.url}/csw", "page_size": 1, "page": "https://a.fr/{id}"}
        pages = fetch(csw, config, server)
    assert list_ids(pages) == ["r1", "r2", "r3"]
    assert pages[1].warnings == ("Le catalogue annonçait 2 fiches, puis 3 : il a changé pendant la lecture.",)
