"""Shapes in which catalogues describe resources, read without asking anything of anybody."""
