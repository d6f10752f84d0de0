"""A way to look at an indicator over a zone: what each of them gives, whatever places it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from portal.ui.exports.captioned import Key
from portal.ui.exports.tables import Table
from portal.web.explore.reading import Explored


def list_no_keys(explored: Explored) -> tuple[Key, ...]:
    """For drawings that say everything themselves."""
    return ()


@dataclass(frozen=True, slots=True)
class View:
    """One way to look. ``key`` is its word in addresses, ``label`` its tab, ``template`` places it.

    ``present`` gives what the template calls ``shown``; ``summarise`` what is to be seen, in words computed
    from the figures; ``draw`` the drawing alone, for images, embeds and documents (empty when there is
    none); ``tabulate`` its rows, for files. ``list_keys``: the legend of the drawing where it is not in it.
    """

    key: str
    label: str
    template: str
    present: Callable[[Explored], object]
    summarise: Callable[[Explored], str]
    draw: Callable[[Explored], Markup]
    tabulate: Callable[[Explored], Table]
    list_keys: Callable[[Explored], tuple[Key, ...]] = list_no_keys
