"""The map of an indicator over a zone, and its picture where there are too many shapes for a page."""
