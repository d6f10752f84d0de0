"""Resources that we describe ourselves: read strictly, letters with file and line."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any, cast

import pytest

from portal.harvest.connectors import curated
from portal.harvest.pages import Asking, Faulty, Page, PartialHarvest
from portal.library.harvested import Harvested, HarvestedFile
from portal.references.shelf import References
from portal.references.words import Licence, Producer, Subject

NOBODY = cast(Asking, None)
WHOLE = """
resources:
  - id: guide-du-maire
    title: Le guide du maire
    url: https://www.collectivites-locales.gouv.fr/guide-du-maire
    kind: reference
    abstract: |
      Statut de l'élu,
      police du maire.

      Édition nouvelle.
    producers: [dgcl]
    issued: "2024-05"
    modified: "2024-06-30"
    period: "2020-2026"
    subjects: [elus_et_democratie]
    levels: [commune, epci]
    territories: ["region:53"]
    licence: lov2
    formats: [PDF]
    keywords: [maire, élu]
    frequency: irregular
    identifiers: ["isbn:9782110101000"]
    image_url: https://www.collectivites-locales.gouv.fr/guide.png
    series: Guides de la DGCL
    files:
      - {url: "https://www.collectivites-locales.gouv.fr/guide.pdf", title: Guide, format: PDF,
         size_bytes: 1200}
    found_in: Page d'accueil de la DGCL
"""
OTHER = """
resources:
  - id: {id}
    title: {title}
    url: {url}
    kind: tool
    producers: [dgcl]
    found_in: [ici, là]
"""


def write(folder: Path, **files: str) -> curated.CONFIG:
    for name, text in files.items():
        path = folder / "resources" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    return curated.CONFIG(kind="curated", folder=folder)


def fetch(config: curated.CONFIG, after: str = "") -> list[Page]:
    return list(curated.fetch_pages(config, NOBODY, after=after))


def make(**values: str) -> str:
    return OTHER.format(
        **{"id": "un-outil", "title": "Un outil", "url": "https://exemple.fr/outil", **values}
    )


def test_an_entry_keeps_every_word(tmp_path: Path) -> None:
    (page,) = fetch(write(tmp_path, guides=WHOLE))
    assert (page.next, page.total) == ("", 1)
    assert page.records == (
        Harvested(
            remote_id="guide-du-maire",
            title="Le guide du maire",
            url="https://www.collectivites-locales.gouv.fr/guide-du-maire",
            kind="reference",
            abstract="Statut de l'élu, police du maire.\n\nÉdition nouvelle.",
            publishers=("dgcl",),
            issued="2024-05",
            modified="2024-06-30",
            period="2020-2026",
            keywords=("maire", "élu"),
            themes=("elus_et_democratie", "commune", "epci"),
            language="fr",
            licence="lov2",
            formats=("PDF",),
            frequency="irregular",
            identifiers=("isbn:9782110101000",),
            spatial=("region:53",),
            files=(
                HarvestedFile("https://www.collectivites-locales.gouv.fr/guide.pdf", "Guide", "PDF", 1200),
            ),
            image_url="https://www.collectivites-locales.gouv.fr/guide.png",
            series="Guides de la DGCL",
        ),
    )


def test_files_are_pages_in_the_order_of_their_names_and_taken_up_where_they_were_left(
    tmp_path: Path,
) -> None:
    config = write(
        tmp_path,
        b=make(id="deux", url="https://exemple.fr/2"),
        a=make(),
        c=make(id="trois", url="https://exemple.fr/3"),
    )
    pages = fetch(config)
    assert [page.next for page in pages] == ["b.yaml", "c.yaml", ""]
    assert [[cast(Harvested, one).remote_id for one in page.records] for page in pages] == [
        ["un-outil"],
        ["deux"],
        ["trois"],
    ]
    assert fetch(config, "b.yaml") == pages[1:]


@pytest.mark.parametrize(
    ("mend", "line", "said"),
    [
        (("kind: tool", "kind: outil"), 5, "kind: Input should be 'publication', 'dataset'"),
        (("url: https", "url: javascript"), 4, "url: String should match"),
        (("url: https://", "url: https://moi:secret@"), 4, "url: String should match"),
        (("    found_in: [ici, là]\n", ""), 2, "found_in: Field required"),
        (("producers: [dgcl]", "producers: []"), 6, "producers: Tuple should have at least 1 item"),
        (("found_in", "levels: [canton]\n    found_in"), 7, "levels.0"),
        (("found_in", "issued: 2024\n    found_in"), 7, "issued: Input should be a valid string"),
        (("found_in", "theme: x\n    found_in"), 7, "theme: Extra inputs are not permitted"),
        (("un-outil", "Un Outil"), 2, "id: String should match"),
    ],
)
def test_a_wrong_entry_fails_alone_and_says_where(
    tmp_path: Path, mend: tuple[str, str], line: int, said: str
) -> None:
    wrong = make().replace(*mend)
    right = make(id="autre", url="https://exemple.fr/autre").replace("resources:\n", "")
    (page,) = fetch(write(tmp_path, outils=wrong.rstrip() + right))
    (kept,) = [one for one in page.records if isinstance(one, Harvested)]
    assert kept.remote_id == "autre"
    faults = [one.message for one in page.records if isinstance(one, Faulty)]
    assert any(said in one and f"outils.yaml:{line}: " in one for one in faults), faults


def test_an_id_or_an_address_used_twice_belongs_to_the_first(tmp_path: Path) -> None:
    config = write(tmp_path, a=make(), b=make(id="autre"), c=make(url="https://exemple.fr/autre"))
    pages = fetch(config)
    assert [len([r for r in page.records if isinstance(r, Harvested)]) for page in pages] == [1, 0, 0]
    assert "b.yaml:2: autre: its url is already that of the entry at a.yaml:2." in str(pages[1].records[0])
    assert "c.yaml:2: un-outil: its id is already that of the entry at a.yaml:2." in str(pages[2].records[0])


@pytest.mark.parametrize(
    "text",
    ["resources:\n  - id: [", "resources: {}\n", "autre: []\n", "resources: []\nautre: 1\n"],
)
def test_an_unreadable_file_makes_the_run_partial_and_the_others_are_read(tmp_path: Path, text: str) -> None:
    config = write(tmp_path, a=text, b=make())
    pages = curated.fetch_pages(config, NOBODY)
    assert isinstance(next(pages).records[0], Faulty)
    assert isinstance(next(pages).records[0], Harvested)
    with pytest.raises(PartialHarvest, match=r"a\.yaml:\d"):
        next(pages)


def test_a_folder_without_resources_is_partial(tmp_path: Path) -> None:
    with pytest.raises(PartialHarvest, match="no file of resources"):
        fetch(curated.CONFIG(kind="curated", folder=tmp_path))


def test_words_that_the_catalogue_does_not_have_are_told_with_their_line(tmp_path: Path) -> None:
    whole = {"summary": "x", "order": 1, "label": "x"}
    page: dict[str, Any] = {"page": "https://exemple.fr"}
    references = References(
        subjects={"finances": Subject(slug="finances", **whole)},
        producers={"dgcl": Producer(slug="dgcl", name="DGCL", acronym="DGCL", **page)},
        licences={"lov2": Licence(slug="lov2", title="Licence", short_title="LO", **page)},
        themes={},
    )
    config = write(tmp_path, guides=WHOLE, faux=make().replace("[dgcl]", "[dgcl, dgfip]"))
    problems = list(curated.check_config(config, references))
    assert [(one.code, one.path.name if one.path else "", one.line) for one in problems] == [
        ("harvest.E004", "faux.yaml", 6),
        ("harvest.E004", "guides.yaml", 15),
    ]
    assert "“dgfip” is not in catalogue/producers" in problems[0].message
