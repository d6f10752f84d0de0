"""Which code a release depends on."""

from __future__ import annotations

from pathlib import Path

import portal.stats
from portal.stats.actions.fingerprint import list_code


def test_code_that_cannot_change_a_figure_publishes_nothing_anew() -> None:
    stats = Path(portal.stats.__file__).parent
    found = {str(path.relative_to(stats)) for path in list_code(stats)}
    assert {"actions/drafting.py", "compute/cube.py", "ingest/json_reader.py", "store/packing.py"} <= found
    assert not {name for name in found if name.startswith(("ingest/fetching", "management", "queries"))}
    assert "actions/fetching.py" not in found


def test_folder_that_nobody_left_out_counts(tmp_path: Path) -> None:
    for name in ("ingest/fetching/new.py", "ingest/new_reader.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert list_code(tmp_path) == [tmp_path / "ingest/new_reader.py"]
