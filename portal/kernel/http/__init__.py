"""The polite and guarded way out: everything the portal asks of other servers goes through ``Session``."""

from portal.kernel.http.errors import OutboundError, Reason
from portal.kernel.http.guard import Loopback
from portal.kernel.http.limits import Limits
from portal.kernel.http.session import Answer, Download, Session, Validators

__all__ = ["Answer", "Download", "Limits", "Loopback", "OutboundError", "Reason", "Session", "Validators"]
