"""Shapes that fit together, as arcs that neighbours share: each border is known, and stored, once."""
