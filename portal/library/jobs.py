"""What the library does by itself."""

from __future__ import annotations

from datetime import timedelta

from portal.jobs.registry import Work, periodic
from portal.kernel.french import format_count
from portal.library.links.registering import register_links
from portal.library.links.repairing import propose_archives
from portal.library.links.rules.timetable import is_night
from portal.library.links.running import Budget, open_link_session, run_checks


@periodic("liens.verifier", every=timedelta(hours=1), attempts=1, budget=timedelta(minutes=50))
def check_links(work: Work) -> str:
    """Take note of new addresses at any hour; ask servers at night only."""
    if not is_night(work.now):
        count = register_links(now=work.now)
        return f"Documents relus pour leurs liens : {count}. Les sites sont vérifiés la nuit."
    session = open_link_session()
    run = run_checks(session, now=work.now, budget=Budget(seconds=45 * 60), is_over=work.is_over)
    if not run.is_offline and not work.is_over():
        propose_archives(session, now=work.now)
    return run.words or f"{format_count(run.asked, 'adresse vérifiée', 'adresses vérifiées')}."
