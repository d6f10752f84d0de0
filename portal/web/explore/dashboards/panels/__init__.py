"""The kinds of panels: one module each, with a function from descriptor and reading to ``Content``."""
