"""A publication that is refused is told to readers until one goes well."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from portal.stats.models import PublicationRefusal
from portal.stats.queries.datasets import get_source_version
from portal.stats.queries.freshness import Freshness, list_freshness
from tests.stats.actions.conftest import Rewrite, rewrite
from tests.stats.actions.loads import load, load_outcomes
from tests.stats.releases import NOW

__all__ = ["rewrite"]
pytestmark = pytest.mark.django_db


def _find() -> Freshness:
    return next(one for one in list_freshness(date(2026, 11, 22)) if one.dataset == "populations")


def test_refused_file_is_told_until_a_publication_succeeds(rewrite: Rewrite) -> None:
    load()
    before = get_source_version()
    rewrite(c35238="?")
    assert load()["populations"] == "failed"
    fresh = _find()
    assert (fresh.state, fresh.release_number, fresh.last_attempt_at) == ("failing", 1, NOW)
    assert fresh.failure is not None
    assert fresh.failure.is_refusal
    assert fresh.failure.sentence == (
        "Le fichier reçu (data.csv, ligne 2) a été refusé à la lecture : il n’a pas la forme attendue."
    )
    assert get_source_version() != before
    rewrite()
    load()
    assert (_find().state, get_source_version()) == ("fresh", before)


def test_checks_that_fail_are_letters_and_a_sentence(rewrite: Rewrite) -> None:
    rewrite(c35238="-5")
    outcome = load_outcomes()["populations"]
    assert outcome.message.startswith("check “range”: 1 value not population between 0")
    failure = _find().failure
    assert failure is not None
    assert (
        failure.sentence
        == "Le fichier reçu (data.csv) a été lu mais refusé aux contrôles (1\u00a0contrôle en échec)."
    )


def test_codes_that_nobody_has_name_their_file_without_a_traceback(
    rewrite: Rewrite, caplog: pytest.LogCaptureFixture
) -> None:
    rewrite(c35999="12")
    with caplog.at_level(logging.DEBUG, "portal"):
        outcome = load_outcomes()["populations"]
    assert outcome.message.startswith("data.csv: 1 commune code is not in the geography of 20")
    assert not [one for one in caplog.records if one.exc_info]


def test_dry_run_records_no_refusal(rewrite: Rewrite) -> None:
    rewrite(c35238="?")
    load(dry_run=True)
    assert not PublicationRefusal.objects.exists()
