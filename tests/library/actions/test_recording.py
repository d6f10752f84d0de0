"""Records become documents; what agents did survives every harvest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.library.actions.archiving import archive_document, release_document
from portal.library.actions.editing import (
    EditError,
    answer_pair,
    attach_to_series,
    edit_document,
    hide_document,
    merge_documents,
    release_field,
)
from portal.library.actions.recording import Recorded, record_description
from portal.library.description import DescribedFile, Description
from portal.library.models import Change, Clock, Document, DocumentFile, Pair

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 12, tzinfo=UTC)
STUDY = Description(
    kind="publication",
    title="Les finances des communes en 2024",
    url="https://www.example.org/finances/?utm_source=lettre",
    abstract="Un résumé.",
    producers=("dgcl",),
    published_on=date(2025, 7, 1),
    published_precision="day",
    subjects=("finances",),
    inferred=frozenset({"subjects"}),
    identifiers=(("doi", "10.1234/abc"),),
    files=(DescribedFile("https://www.example.org/a.pdf", "Rapport", "pdf", 1200),),
)


def record(
    description: Description, *, source: str = "a", remote_id: str = "1", known: bool = False
) -> Recorded:
    document = Document.objects.first() if known else None
    return record_description(description, source=source, remote_id=remote_id, document=document, now=NOW)


def test_first_harvest_creates_and_tells_where_each_field_comes_from() -> None:
    found = record(STUDY)
    document = Document.objects.get(pk=found.document_id)
    assert found.outcome == "created"
    assert document.path == f"/bibliotheque/{document.pk}-les-finances-des-communes-en-2024"
    assert document.provenance == {
        "*": {"origin": "harvested", "source": "a", "record": "1", "at": NOW.isoformat()},
        "subjects": {"origin": "inferred"},
    }
    assert list(document.files.values_list("url", "format", "size_bytes")) == [
        ("https://www.example.org/a.pdf", "pdf", 1200)
    ]
    assert document.identifiers.filter(scheme="url").get().value == "example.org/finances"


def test_second_harvest_of_the_same_changes_nothing() -> None:
    record(STUDY)
    before = list(Document.objects.values()), Clock.objects.get().revision, Change.objects.count()
    assert record(STUDY, known=True).outcome == "unchanged"
    assert (list(Document.objects.values()), Clock.objects.get().revision, Change.objects.count()) == before


def test_change_at_the_source_is_followed_and_kept_in_the_history() -> None:
    record(STUDY)
    assert record(replace(STUDY, title="Les finances en 2024"), known=True).outcome == "updated"
    change = Change.objects.first()
    assert change is not None
    assert change.fields == {"title": ["Les finances des communes en 2024", "Les finances en 2024"]}


def test_correction_of_an_agent_survives_and_can_be_given_back() -> None:
    record(STUDY)
    document = Document.objects.get()
    assert edit_document(document, changes={"title": "Titre corrigé"}, by="agent", now=NOW)
    record(replace(STUDY, title="Nouveau titre", abstract="Nouveau résumé."), known=True)
    document.refresh_from_db()
    assert (document.title, document.abstract) == ("Titre corrigé", "Nouveau résumé.")
    assert document.harvested == {"title": "Nouveau titre"}
    release_field(document, "title", by="agent", now=LATER)
    document.refresh_from_db()
    assert document.title == "Nouveau titre"
    record(replace(STUDY, title="Encore un titre"), known=True)
    document.refresh_from_db()
    assert document.title == "Encore un titre"


def test_field_that_was_not_corrected_cannot_be_given_back() -> None:
    record(STUDY)
    with pytest.raises(EditError, match="suit déjà sa source"):
        release_field(Document.objects.get(), "title", by="agent", now=NOW)


def test_document_taken_offline_stays_offline() -> None:
    record(STUDY)
    hide_document(Document.objects.get(), by="agent", now=NOW)
    record(replace(STUDY, title="Revenu"), known=True)
    document = Document.objects.get()
    assert (document.state, document.title) == ("hidden", "Revenu")
    assert not archive_document(document, words="Absent.", source="a", now=NOW)


def test_archived_document_that_comes_back_is_the_same() -> None:
    record(STUDY)
    document = Document.objects.get()
    assert archive_document(document, words="Absent de la source.", source="a", now=NOW)
    found = record(STUDY, known=True)
    assert (found.outcome, found.document_id) == ("returned", document.pk)
    assert Document.objects.get().state == "published"


def test_same_identifier_in_two_sources_is_one_document_that_the_second_only_completes() -> None:
    record(STUDY)
    found = record(
        replace(STUDY, title="Autre titre", url="https://other.example.org/x", frequency="annual"), source="b"
    )
    document = Document.objects.get()
    assert found.outcome == "updated"
    assert (document.title, document.frequency, document.sources) == (STUDY.title, "annual", ["a", "b"])
    assert document.provenance["frequency"]["source"] == "b"


def test_same_address_with_a_like_title_is_one_document() -> None:
    record(STUDY)
    twin = replace(
        STUDY, identifiers=(), url="http://example.org/finances", title="Les finances des communes en 2024."
    )
    assert record(twin, source="b").outcome == "updated"


def test_vintages_listed_at_one_address_stay_apart() -> None:
    record(replace(STUDY, identifiers=()))
    other = record(replace(STUDY, identifiers=(), title="Les finances des communes en 2025"), remote_id="2")
    assert other.outcome == "created"
    assert Pair.objects.get().reason == "Même adresse, titres différents"


def test_same_address_with_another_title_is_a_question_for_an_agent() -> None:
    record(STUDY)
    found = record(replace(STUDY, identifiers=(), title="Annexe méthodologique"), source="b")
    assert found.outcome == "created"
    assert Pair.objects.get().reason == "Même adresse, titres différents"


def test_same_title_producer_and_year_is_a_question_and_the_answer_is_kept() -> None:
    first = record(STUDY)
    second = record(replace(STUDY, identifiers=(), url="https://example.org/autre"), source="b")
    assert second.possible_twins == (first.document_id,)
    pair = Pair.objects.get()
    answer_pair(pair, verdict="same", by="agent", now=NOW)
    merged = Document.objects.get(pk=second.document_id)
    assert (merged.state, merged.merged_into_id) == ("merged", first.document_id)
    again = record_description(
        replace(STUDY, identifiers=(), url="https://example.org/autre"),
        source="b", remote_id="1", document=merged, now=LATER,
    )  # fmt: skip
    assert again.document_id == first.document_id
    with pytest.raises(EditError, match="autre agent"):
        answer_pair(pair, verdict="different", by="agent", now=NOW)


def test_issues_of_one_month_each_are_no_twins() -> None:
    record(replace(STUDY, identifiers=()))
    other = replace(STUDY, identifiers=(), url="https://example.org/2", published_on=date(2025, 8, 1))
    assert record(other, remote_id="2").possible_twins == ()


def test_vintages_share_a_series_made_once_and_described_later() -> None:
    issue = replace(STUDY, series="Finances des communes", series_url="https://example.org/serie")
    record(replace(issue, identifiers=()), remote_id="1")
    record(
        replace(
            issue, identifiers=(), title="Les finances des communes en 2025", url="https://example.org/2025"
        ),
        remote_id="2",
    )
    series = Document.objects.get(title="Finances des communes")
    assert series.vintages.count() == 2
    found = record(
        replace(
            STUDY,
            identifiers=(),
            title="Finances des communes",
            url="https://example.org/serie",
            abstract="Tout.",
        ),
        source="b",
        remote_id="s",
    )
    series.refresh_from_db()
    assert (found.document_id, series.abstract) == (series.pk, "Tout.")


def test_record_that_leaves_gives_the_document_to_the_other_one() -> None:
    record(STUDY)
    record(STUDY, source="b", remote_id="9")
    document = Document.objects.get()
    release_document(document, source="a", remote_id="1", now=NOW)
    record_description(
        replace(STUDY, title="Selon la seconde source"),
        source="b",
        remote_id="9",
        document=document,
        now=LATER,
    )
    document.refresh_from_db()
    assert document.title == "Selon la seconde source"


def test_files_of_the_source_are_replaced() -> None:
    record(STUDY)
    record(replace(STUDY, files=()), known=True)
    assert not DocumentFile.objects.exists()


def test_merge_keeps_the_vintages_and_refuses_nonsense() -> None:
    first = Document.objects.get(pk=record(STUDY).document_id)
    second = Document.objects.get(
        pk=record(
            replace(STUDY, identifiers=(), title="B", url="https://example.org/b"), remote_id="2"
        ).document_id
    )
    third = Document.objects.get(
        pk=record(
            replace(STUDY, identifiers=(), title="C", url="https://example.org/c"), remote_id="3"
        ).document_id
    )
    attach_to_series(third, series=second, by="agent", now=NOW)
    merge_documents(first, second, by="agent", now=NOW)
    assert list(first.vintages.all()) == [third]
    with pytest.raises(EditError, match="lui-même"):
        merge_documents(first, first, by="agent", now=NOW)
    with pytest.raises(EditError, match="déjà fusionné"):
        merge_documents(first, second, by="agent", now=NOW)
    with pytest.raises(EditError, match="millésime"):
        attach_to_series(first, series=third, by="agent", now=NOW)


def _record_alike(*numbers: int) -> list[Document]:
    for number in numbers:
        url = f"https://example.org/{number}"
        record(replace(STUDY, identifiers=(), url=url), remote_id=str(number))
    return list(Document.objects.order_by("pk"))


def test_double_of_a_merged_document_is_a_double_of_its_heir() -> None:
    first, second, third = _record_alike(1, 2, 3)
    early = Pair.objects.get(first=first, second=second)
    late = Pair.objects.get(first=second, second=third)
    answer_pair(early, verdict="same", by="agent", now=NOW)
    answer_pair(late, verdict="same", by="agent", now=NOW)
    assert list(first.merged.order_by("pk")) == [second, third]
    answer_pair(Pair.objects.get(first=first, second=third), verdict="same", by="agent", now=NOW)
    assert not Pair.objects.filter(verdict="waiting").exists()
    assert Document.objects.filter(state="published").get() == first


def test_acts_on_rows_read_before_others_wrote_them_undo_nothing() -> None:
    """An agent writes between the moment a row is read and the moment it is written."""
    stale, other, third = _record_alike(1, 2, 3)
    agent = Document.objects.get(pk=stale.pk)
    edit_document(agent, changes={"title": "Titre juste"}, by="agent", now=NOW)
    attach_to_series(stale, series=None, by="agent", now=NOW)
    assert Document.objects.get(pk=agent.pk).title == "Titre juste"
    stale = Document.objects.get(pk=stale.pk)
    edit_document(agent, changes={"abstract": "Résumé juste"}, by="agent", now=NOW)
    release_document(stale, source="a", remote_id="1", now=NOW)
    assert Document.objects.get(pk=agent.pk).provenance["abstract"]["by"] == "agent"
    stale = Document.objects.get(pk=stale.pk)
    hide_document(agent, by="agent", now=NOW)
    assert not archive_document(stale, words="Disparu.", source="a", now=NOW)
    assert Document.objects.get(pk=agent.pk).state == "hidden"
    third = Document.objects.get(pk=third.pk)
    stale = Document.objects.get(pk=other.pk)
    merge_documents(agent, other, by="agent", now=NOW)
    with pytest.raises(EditError, match="déjà fusionné"):
        merge_documents(third, stale, by="agent", now=NOW)


def test_series_of_one_source_are_no_twins_by_its_address() -> None:
    for number in ("1", "2"):
        one = replace(
            STUDY,
            identifiers=(),
            title=f"Note {number}",
            url=f"https://example.org/{number}",
            series=f"Série {number}",
        )
        record(replace(one, series_url="https://example.org/"), remote_id=number)
    assert not Pair.objects.exists()
