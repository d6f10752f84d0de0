"""Dashboards that agents compose: the same descriptors as those of the catalogue, kept in the database."""
