"""What every page needs, read when a worker starts, so that no visitor waits for it."""

from __future__ import annotations

import gc
import logging
import threading

from django.db import DatabaseError, connection

from portal.cms.versions import get_page_version
from portal.harvest.sources import get_sources
from portal.library.queries.producers import name_producer
from portal.stats.descriptors.catalogue import CatalogueError
from portal.stats.queries import get_sheet
from portal.stats.queries.similar import warm_similar
from portal.territories.queries.outlines import get_outlines
from portal.territories.queries.surroundings import get_directory
from portal.territories.search.engine import get_index
from portal.territories.search.filtering import get_names
from portal.ui.caching import compute_code_version

logger = logging.getLogger(__name__)


def start_warming() -> None:
    """Read the catalogue, the directory of territories and the layout of the figures, elsewhere.

    A failure (no database yet) is logged; the first page will try again.
    """

    def warm() -> None:
        try:
            get_index()  # first: two big reads side by side would double the peak of memory
            compute_code_version()
            get_sources()
            name_producer("")
            get_page_version()
            get_directory()
            get_outlines()
            get_names("commune")
            get_sheet("france", "FR")
            warm_similar()
            # A hundred thousand small objects that will never die: the collector need not look at
            # them again, which takes a third off the time of a page.
            gc.collect()
            gc.freeze()
        except (DatabaseError, CatalogueError) as error:
            logger.warning("Pages are not warmed up yet: %s", error)
        finally:
            connection.close()

    threading.Thread(target=warm, name="page-warming", daemon=True).start()
