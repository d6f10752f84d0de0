"""The polite and guarded way out: everything the portal asks of other servers goes through ``Session``."""

from portal.kernel.http.errors import OutboundError, Reason, UnknownHost
from portal.kernel.http.guard import Loopback
from portal.kernel.http.limits import Limits
from portal.kernel.http.probing import Hop, Probe
from portal.kernel.http.session import Answer, Download, Session, Validators

__all__ = [
    "Answer", "Download", "Hop", "Limits", "Loopback", "OutboundError", "Probe", "Reason", "Session",
    "UnknownHost", "Validators",
]  # fmt: skip
