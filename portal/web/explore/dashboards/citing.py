"""How a dashboard is cited: its producers, the day of its figures, an address that keeps them."""

from __future__ import annotations

from django.conf import settings
from django.utils.timezone import localdate

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import get_source
from portal.ui.exports.citations import Citation
from portal.ui.frozen import build_frozen_address, get_version_key
from portal.web.explore.dashboards.shown import ShownDashboard


def build_citation(shown: ShownDashboard) -> Citation:
    """Dated by the data, so that everyone cites the same thing; each producer once, by its acronym."""
    catalogue = get_catalogue()
    names = dict.fromkeys(one.dataset for panel in shown.panels for one in panel.sources)
    sources = [get_source(name) for name in names if name in catalogue.datasets]
    published = [source.published_at for source in sources if source.published_at]
    producers = (catalogue.producers[catalogue.datasets[one.dataset].producer] for one in sources)
    return Citation(
        title=shown.title,
        authors=tuple(dict.fromkeys(producer.acronym for producer in producers)),
        publisher=settings.SITE_NAME,
        dated=localdate(max(published)) if published else None,
        version=get_version_key(),
        address=build_frozen_address(shown.path),
        note=" ; ".join(f"{source.title}, version n° {source.number}" for source in sources),
        licence=" ; ".join(dict.fromkeys(source.licence for source in sources)),
    )
