"""From longitudes and latitudes to the plane of a zone, and to true areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
"""Shape (n, 2)."""

METROPOLE: Final = "metropole"
METRES_PER_UNIT: Final = 10

_A: Final = 6378137.0  # semi-major axis of GRS80, metres
_E: Final = 0.0818191910428158  # its first eccentricity
# Conformal conic of France (IGN, NT/G 71 and 73): parallels 44° and 49°, origin 3° E, 46.5° N.
_PARALLELS: Final = (44.0, 49.0)
_ORIGIN: Final = (3.0, 46.5)
_FALSE_EAST_NORTH: Final = (700000.0, 6600000.0)
_TOP_LEFT: Final = (0.0, 7200000.0)  # north-west of everything: units are small and positive


def _isometric_latitude(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    sine = np.sin(latitude)
    return np.asarray(np.arctanh(sine) - _E * np.arctanh(_E * sine))


def project_lambert_93(lon_lat: Coordinates) -> Coordinates:
    """Degrees → metres east and north, in the conformal conic projection of metropolitan France."""
    longitude, latitude = np.radians(lon_lat[:, 0]), np.radians(lon_lat[:, 1])
    one, two = np.radians(np.array(_PARALLELS))
    origin = np.radians(np.array([_ORIGIN[1]]))
    radius = np.array([np.cos(p) / np.sqrt(1 - (_E * np.sin(p)) ** 2) for p in (one, two)])
    isometric = _isometric_latitude(np.array([one, two]))
    exponent = np.log(radius[0] / radius[1]) / (isometric[1] - isometric[0])
    scale = _A * radius[0] / exponent * np.exp(exponent * isometric[0])
    distance = scale * np.exp(-exponent * _isometric_latitude(latitude))
    pole = scale * np.exp(-exponent * _isometric_latitude(origin))[0]
    angle = exponent * (longitude - np.radians(_ORIGIN[0]))
    east, north = _FALSE_EAST_NORTH
    return np.column_stack([east + distance * np.sin(angle), north + pole - distance * np.cos(angle)])


@dataclass(frozen=True)
class Plane:
    """The plane of one zone: SVG units of 10 metres, y southwards.

    ``origin`` is the north-west corner, in degrees, of an overseas zone, projected with the
    distances of its middle latitude; None for the metropole.
    """

    zone: str
    origin: tuple[float, float] | None = None
    middle_latitude: float = 0.0

    def project(self, lon_lat: Coordinates) -> Coordinates:
        """Degrees → SVG units, not rounded."""
        if self.origin is None:
            metres = project_lambert_93(lon_lat)
            west, top = _TOP_LEFT
            return np.column_stack([metres[:, 0] - west, top - metres[:, 1]]) / METRES_PER_UNIT
        per_degree = np.radians(1.0) * _A / METRES_PER_UNIT
        west, north = self.origin
        x = (lon_lat[:, 0] - west) * per_degree * np.cos(np.radians(self.middle_latitude))
        return np.column_stack([x, (north - lon_lat[:, 1]) * per_degree])


def build_plane(zone: str, shapes: NDArray[np.object_]) -> Plane:
    """The plane of a zone, fitted to its contours (in degrees) when it is overseas."""
    if zone == METROPOLE:
        return Plane(zone)
    west, south, _, north = shapely.total_bounds(shapes)
    return Plane(zone, (round(west - 0.05, 1), round(north + 0.05, 1)), round((south + north) / 2, 2))


def compute_areas_km2(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Areas on the ellipsoid of contours in degrees, by the authalic (equal-area) cylinder."""
    semi_major_km, squared = _A / 1000, _E * _E

    def flatten(lon_lat: Coordinates) -> Coordinates:
        sine = np.sin(np.radians(lon_lat[:, 1]))
        authalic = (1 - squared) * (sine / (1 - squared * sine * sine) + np.arctanh(_E * sine) / _E)
        return semi_major_km * np.column_stack([np.radians(lon_lat[:, 0]), authalic / 2])

    return np.asarray(shapely.area(shapely.transform(shapes, flatten)))
