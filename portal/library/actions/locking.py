"""A document as it is now, held until the transaction ends: agents and harvests write the same rows."""

from __future__ import annotations

from portal.library.actions.revising import hold_clock
from portal.library.models import Document


def lock_document(document: Document) -> None:
    """Read its row again and hold it; what was read before may have been written over by others since.

    Raises TransactionManagementError outside a transaction, on a database that locks rows.
    """
    hold_clock()
    document.refresh_from_db(from_queryset=Document.objects.select_for_update())
