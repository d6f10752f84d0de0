"""`make bench`: measures, writes docs/benchmarks.md, fails when a promise is not kept.

`make bench ONLY="publication mirror"` measures these parts only, prints them, and leaves the report alone:
its lines compare because they were measured together.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.accounts import measure_accounts
from tests.benchmarks.comparisons import measure_comparisons
from tests.benchmarks.documents import measure_documents
from tests.benchmarks.explorer import measure_explorer
from tests.benchmarks.harvest import measure_harvest
from tests.benchmarks.library import measure_library
from tests.benchmarks.lines import Line, build_table, write_report
from tests.benchmarks.links import measure_links
from tests.benchmarks.loading import measure_first_load, measure_mirror
from tests.benchmarks.maps import measure_maps
from tests.benchmarks.pages import measure_growth, measure_pages
from tests.benchmarks.rankings import measure_rankings
from tests.benchmarks.readers import measure_publication
from tests.servers import ROOT

PARTS: dict[str, Callable[[Path], list[Line]]] = {
    "pages": measure_pages,
    "comparisons": measure_comparisons,
    "growth": measure_growth,
    "explorer": measure_explorer,
    "rankings": measure_rankings,
    "documents": measure_documents,
    "maps": measure_maps,
    "library": measure_library,
    "publication": measure_publication,
    "first_load": measure_first_load,
    "mirror": measure_mirror,
    "accounts": measure_accounts,
    "harvest": measure_harvest,
    "links": measure_links,
}


def main() -> int:
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    only = os.environ.get("ONLY", "").split()
    unknown = sorted(set(only) - set(PARTS))
    if unknown:
        print(f"ONLY={unknown[0]}: expected some of {', '.join(PARTS)}.")
        return 2
    lines: list[Line] = []
    for name in only or PARTS:
        found = PARTS[name](data_dir)
        print(build_table(found), flush=True)
        lines += found
    if not only:
        write_report(lines)
    return 0 if all(line.kept for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
