"""Build every territory from the original files and record them at once: see ``run.py``."""
