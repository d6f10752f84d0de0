"""What a table of data needs to know about its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Column:
    """One column of ``data_table``.

    ``unit`` is written under the label; ``sort_path`` makes the header a link to the same page sorted
    by this column; ``sorted`` says that the rows are in this order now.
    """

    label: str
    unit: str = ""
    numeric: bool = False
    sort_path: str = ""
    sorted: Literal["", "ascending", "descending"] = ""
