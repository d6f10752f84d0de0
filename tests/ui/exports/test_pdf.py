"""Documents made by typst: tagged, deterministic, whole whatever the values look like."""

from __future__ import annotations

import io
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from pytest_django import Settings

from portal.ui.exports import pdf, turns
from portal.ui.exports.pdf import (
    Cover,
    PdfError,
    build_pdf_response,
    compile_in_turn,
    compile_pdf,
)

DATED = datetime(2026, 3, 1, 12, tzinfo=UTC)
COVER = Cover(
    "Un essai", "Ce que dit l’essai", "http://localhost/essai", dated=DATED, dated_words="au 1er mars 2026"
)
DRAWING = {
    "svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
    "alt": "Une carte",
}
HOSTILE = [
    '#import "/etc/passwd": *',
    "#sys.inputs #read(\"portrait.typ\") #panic()",
    "\\ $x^2$ `code` *gras* _italique_ <etiquette> @renvoi // suite /* fin */",
    '"], "autre": ["',
    "= Titre\n- liste\n+ liste",
    "</svg><script>alert(1)</script>",
    "L’Haÿ-les-Roses, Œuilly, Ÿ, Ł, “quotes”, 12 345,6 € ≥ 1 −2",
]  # fmt: skip
TEMPLATE = """#import "/ui/exports/typst/paper.typ": *
#show: paper
#title(data.name)
= Premier
#for one in data.lines [#one #parbreak()]
#ruled((1fr, 1fr), ([A], [B]), data.lines.map(one => (one, "b")))
#drawing(data.drawing, width: 20mm)
#linked("le site", href: "/france")
== Second
#facts(((label: "Nom", text: data.name), (label: "Lien", text: "x", href: "https://example.org")))
"""


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template outside of the portal, whose root has the portal's paper."""
    folder = tmp_path / "ui" / "exports" / "typst"
    folder.mkdir(parents=True)
    for name in ("paper.typ", "nothing.typ"):
        (folder / name).write_bytes((pdf.ROOT / "ui/exports/typst" / name).read_bytes())
    monkeypatch.setattr(pdf, "ROOT", tmp_path)
    path = tmp_path / "essai.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def _values(*lines: str) -> dict[str, Any]:
    return {"name": "Essai", "lines": list(lines), "drawing": DRAWING}


def _read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def _list_tags(node: Any, found: list[DictionaryObject]) -> list[DictionaryObject]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            _list_tags(one, found)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            found.append(node)
        if "/K" in node:
            _list_tags(node["/K"], found)
    return found


def test_document_is_tagged_titled_and_in_french(template: Path) -> None:
    reader = _read(compile_pdf(template, _values("Bonjour"), COVER))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Un essai"
    assert reader.metadata.subject == "Ce que dit l’essai"
    assert reader.metadata.author == "Open Collectivités"
    assert b"pdfuaid:part>1<" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert [one.title for one in reader.outline if not isinstance(one, list)][-1] == "Premier"


def test_tables_images_and_links_have_their_tags(template: Path) -> None:
    reader = _read(compile_pdf(template, _values("Bonjour"), COVER))
    tags = _list_tags(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], [])
    names = [str(tag["/S"]) for tag in tags]
    assert names.count("/TH") == 2
    assert {"/H1", "/H2", "/Table", "/TD", "/Figure", "/Link"} <= set(names)
    [figure] = [tag for tag in tags if tag["/S"] == "/Figure"]
    assert figure["/Alt"] == "Une carte"
    addresses = {
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
    }
    assert addresses == {"http://localhost:8000/france", "https://example.org"}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_only_text(template: Path, hostile: str) -> None:
    reader = _read(compile_pdf(template, _values(hostile), COVER))
    written = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert written.count("".join(hostile.split())) == 2


@pytest.mark.parametrize("odd", ["日本", "🎉", "\ue000", "ก", "\x00\x1b", "\u202eabc", "\ud83d"])
def test_character_without_a_glyph_does_not_lose_the_document(template: Path, odd: str) -> None:
    reader = _read(compile_pdf(template, _values(f"avant {odd} après"), COVER))
    written = reader.pages[0].extract_text()
    assert "avant" in written
    assert "après" in written


def test_same_values_give_the_same_bytes(template: Path) -> None:
    first, second = (compile_pdf(template, _values("Bonjour"), COVER) for _ in range(2))
    assert first == second
    [created] = {_read(first).metadata.creation_date}  # type: ignore[union-attr]
    assert created == DATED


def test_fonts_are_embedded_and_none_comes_from_the_machine(template: Path) -> None:
    reader = _read(compile_pdf(template, _values("Bonjour"), COVER))
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            [described] = font.get_object()["/DescendantFonts"]
            descriptor = described.get_object()["/FontDescriptor"]
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            names.add(str(descriptor["/FontName"]).partition("+")[2])
    assert names == {"Marianne-Regular", "Marianne-Bold"}


def test_other_operators_do_not_print_the_typeface_of_the_state(template: Path, settings: Settings) -> None:
    settings.SITE_IDENTITY = "neutre"
    assert b"Marianne" not in compile_pdf(template, _values("Bonjour"), COVER)


def test_wrong_template_is_a_letter(template: Path) -> None:
    template.write_text("#let x = absent", encoding="utf-8")
    with pytest.raises(PdfError, match=r"essai\.typ: typst found 'unknown variable: absent'"):
        compile_pdf(template, {}, COVER)


def test_template_reads_nothing_outside_of_the_portal(template: Path) -> None:
    template.write_text('#read("/../../../etc/hostname")', encoding="utf-8")
    with pytest.raises(PdfError, match="typst found"):
        compile_pdf(template, {}, COVER)


def test_too_many_values_are_refused(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_LARGEST_BYTES", 1000)
    with pytest.raises(PdfError, match="expected 1000 at most"):
        compile_pdf(template, _values("a" * 1000), COVER)


def test_burst_is_asked_to_come_back(template: Path) -> None:
    """What is shown is not even looked for before the turn comes."""
    with ExitStack() as taken:
        for _ in range(turns.get_turns().limit):
            taken.enter_context(turns.get_turns().take())
        with pytest.raises(turns.BusyError) as busy:
            compile_in_turn(template, lambda: pytest.fail("asked for without a turn"))
        assert busy.value.retry_after_s == 5
    assert compile_in_turn(template, lambda: (_values("Bonjour"), COVER))


def test_one_thread_is_kept_for_pages(settings: Settings) -> None:
    turns.get_turns.cache_clear()
    settings.THREADS = 4
    assert turns.get_turns().limit == 3
    turns.get_turns.cache_clear()
    settings.THREADS = 1
    assert turns.get_turns().limit == 1
    turns.get_turns.cache_clear()


def test_turn_is_given_back_after_a_failure(template: Path) -> None:
    template.write_text("#panic()", encoding="utf-8")
    for _ in range(turns.get_turns().limit + 1):
        with pytest.raises(PdfError):
            compile_in_turn(template, lambda: ({}, COVER))


def test_answer_is_shown_by_browsers_and_left_alone_by_search_engines() -> None:
    response = build_pdf_response(b"%PDF-1.7", file_name="portrait_commune_35238.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "inline; filename=\"portrait_commune_35238.pdf\"; filename*=UTF-8''portrait_commune_35238.pdf"
    )
    assert response["X-Robots-Tag"] == "noindex"
    assert response["X-Content-Type-Options"] == "nosniff"
