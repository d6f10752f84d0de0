"""The views of an indicator, in the order of their tabs: a new one adds its line here."""

from __future__ import annotations

from typing import Final

from portal.web.explore.charts.distribution import REPARTITION
from portal.web.explore.charts.evolution import EVOLUTION
from portal.web.explore.charts.scatter import NUAGE
from portal.web.explore.mapping.view import CARTE
from portal.web.explore.ranking.view import CLASSEMENT, TABLEAU
from portal.web.explore.view import View

_ALL: Final[tuple[View, ...]] = (CARTE, CLASSEMENT, REPARTITION, EVOLUTION, NUAGE, TABLEAU)

VIEWS: Final = {view.key: view for view in _ALL}
