"""Planes of the zones: published points, lengths by hand, and back."""

from __future__ import annotations

import numpy as np
import pytest

from portal.territories.planes import get_plane, project_lambert_93, unproject_lambert_93


def test_projection_of_the_metropole_has_its_published_origin() -> None:
    assert project_lambert_93(np.array([[3.0, 46.5]])) == pytest.approx(
        np.array([[700000, 6600000]]), abs=0.001
    )
    # The pole of the projection is on the meridian of 3° E: east of it x grows, north of it y grows.
    west, north = project_lambert_93(np.array([[-1.68, 48.11], [3.0, 50.0]]))
    assert west[0] < 700000
    assert north[0] == pytest.approx(700000)


def test_projection_of_the_metropole_keeps_lengths_on_its_parallels() -> None:
    for latitude in (44.0, 49.0):
        sine = np.sin(np.radians(latitude))
        radius = 6378137.0 / np.sqrt(1 - 0.00669438 * sine**2) * np.cos(np.radians(latitude))
        one, other = project_lambert_93(np.array([[3.0, latitude], [3.01, latitude]]))
        assert np.hypot(*(other - one)) == pytest.approx(radius * np.radians(0.01), rel=1e-5)


def test_lambert_93_is_undone_from_corsica_to_brittany() -> None:
    places = np.array([[9.45, 42.7], [-5.14, 48.46], [2.37, 51.07], [3.0, 46.5], [8.23, 48.97]])
    assert unproject_lambert_93(project_lambert_93(places)) == pytest.approx(places, abs=1e-10)


def test_plane_of_la_reunion_counts_from_its_north_west_corner() -> None:
    """A degree of latitude is 6 378 137 × π / 180 = 111 319.49 m: half of one, 5 565.97 units south;
    a tenth of longitude at 21.13° S is 11 131.95 × cos 21.13° = 10 383.49 m, 1 038.35 units east."""
    plane = get_plane("974")
    assert plane.project(np.array([[55.3, -21.3]]))[0] == pytest.approx([1038.35, 5565.97], abs=0.01)
    assert plane.unproject(np.array([[1038.35, 5565.97]]))[0] == pytest.approx([55.3, -21.3], abs=1e-6)


@pytest.mark.parametrize("zone", ["metropole", "971", "972", "973", "974", "976"])
def test_planes_are_undone(zone: str) -> None:
    units = np.array([[0.0, 0.0], [12_345.0, 6_789.0], [98.0, 40_000.0]])
    plane = get_plane(zone)
    assert plane.project(plane.unproject(units)) == pytest.approx(units, abs=1e-5)


def test_zone_without_a_plane_says_where_to_give_it_one() -> None:
    with pytest.raises(KeyError, match=r"'988' has no plane.*planes\.py"):
        get_plane("988")
