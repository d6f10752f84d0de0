"""Reads of the library that are more than rows of the search index."""
