"""What cannot be is told without what no page may hold."""

from __future__ import annotations

from portal.ui.refusing import Impossible


def test_reason_quotes_no_nul() -> None:
    assert Impossible("« a\0b » n’existe pas.").reason == "« a\ufffdb » n’existe pas."
