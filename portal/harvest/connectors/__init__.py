"""One module a protocol: its descriptor (``CONFIG``) and ``fetch_pages`` (``portal.harvest.pages``)."""
