"""Contours: completed where the source is older than the COG, measured, simplified, drawn."""
