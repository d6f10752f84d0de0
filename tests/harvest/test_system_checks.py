"""``manage.py check`` reads the sources of the catalogue."""

from __future__ import annotations

from pathlib import Path

from portal.harvest.system_checks import check_sources

_WRONG = """\
title: "Une source"
producer: insee
page: https://source.example/
summary: "Une source pour les tests."
connector: {kind: feed, url: "https://source.example/rss"}
defaults: {subjects: [jardinage]}
"""


def test_sources_of_the_portal_are_sound() -> None:
    assert check_sources() == []


def test_mistake_in_a_source_is_named_with_its_file_and_its_mend(catalogue: Path) -> None:
    folder = catalogue / "sources" / "essai"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(_WRONG, encoding="utf-8")
    (message,) = check_sources()
    assert message.id == "harvest.E002"
    assert "essai/source.yaml" in message.msg
    assert "“jardinage” is not in catalogue/subjects." in message.msg
    assert message.hint == "Correct its spelling, or add its file."
