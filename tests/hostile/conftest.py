"""The portal on the small universe, for what strangers send to it."""

from tests.web.conftest import small_portal

__all__ = ["small_portal"]
