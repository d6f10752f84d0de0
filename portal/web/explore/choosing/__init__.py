"""Choosing the zone of a map or of a dashboard: ready links, and a page that finds one by a name."""
