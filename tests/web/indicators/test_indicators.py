from __future__ import annotations

from portal.stats.descriptors.catalogue import get_catalogue
from tests.web.conftest import Read


def test_every_public_indicator_is_defined_with_its_anchor(read: Read):
    page = read("/indicateurs")
    for indicator in get_catalogue().list_public_indicators():
        assert f'id="{indicator.slug.replace("_", "-")}"' in page
    assert "Insee, Populations de référence" in page


def test_internal_indicators_are_not_shown(read: Read):
    page = read("/indicateurs")
    internal = [one for one in get_catalogue().indicators.values() if one.internal]
    assert internal
    assert not any(f'id="{one.slug.replace("_", "-")}"' in page for one in internal)
