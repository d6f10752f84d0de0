"""From longitudes and latitudes to the plane of a zone, where outlines are drawn, and back.

A plane never changes: outlines that are stored say nothing of theirs but the name of its zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
"""Shape (n, 2)."""

METROPOLE: Final = "metropole"
METRES_PER_UNIT: Final = 10
SEMI_MAJOR_AXIS_M: Final = 6378137.0  # of GRS80
ECCENTRICITY: Final = 0.0818191910428158  # the first one of GRS80

# Conformal conic of France (IGN, NT/G 71 and 73): parallels 44° and 49°, origin 3° E, 46.5° N.
_PARALLELS: Final = (44.0, 49.0)
_ORIGIN: Final = (3.0, 46.5)
_FALSE_EAST_NORTH: Final = (700000.0, 6600000.0)
_TOP_LEFT: Final = (0.0, 7200000.0)  # north-west of everything: units are small and positive
_ROUNDS: Final = 6
"""Of the latitude from the isometric one: each divides the error by 150 at least (the square of the
eccentricity), so that it is that of the numbers themselves."""


def _isometric_latitude(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    sine = np.sin(latitude)
    return np.asarray(np.arctanh(sine) - ECCENTRICITY * np.arctanh(ECCENTRICITY * sine))


def _latitude(isometric: NDArray[np.float64]) -> NDArray[np.float64]:
    """Radians, by successive approximations (IGN, NT/G 71, algorithm 2)."""
    sine = np.tanh(isometric)
    for _ in range(_ROUNDS):
        sine = np.tanh(isometric + ECCENTRICITY * np.arctanh(ECCENTRICITY * sine))
    return np.asarray(np.arcsin(sine))


@dataclass(frozen=True)
class _Cone:
    """``scale`` and ``pole`` in metres: distance of the equator and of the origin from the pole."""

    exponent: float
    scale: float
    pole: float


def _build_cone() -> _Cone:
    one, two = np.radians(np.array(_PARALLELS))
    radius = [np.cos(p) / np.sqrt(1 - (ECCENTRICITY * np.sin(p)) ** 2) for p in (one, two)]
    isometric = _isometric_latitude(np.array([one, two, np.radians(_ORIGIN[1])]))
    exponent = np.log(radius[0] / radius[1]) / (isometric[1] - isometric[0])
    scale = SEMI_MAJOR_AXIS_M * radius[0] / exponent * np.exp(exponent * isometric[0])
    return _Cone(float(exponent), float(scale), float(scale * np.exp(-exponent * isometric[2])))


_CONE: Final = _build_cone()


def project_lambert_93(lon_lat: Coordinates) -> Coordinates:
    """Degrees → metres east and north, in the conformal conic projection of metropolitan France."""
    longitude, latitude = np.radians(lon_lat[:, 0]), np.radians(lon_lat[:, 1])
    distance = _CONE.scale * np.exp(-_CONE.exponent * _isometric_latitude(latitude))
    angle = _CONE.exponent * (longitude - np.radians(_ORIGIN[0]))
    east, north = _FALSE_EAST_NORTH
    return np.column_stack([east + distance * np.sin(angle), north + _CONE.pole - distance * np.cos(angle)])


def unproject_lambert_93(metres: Coordinates) -> Coordinates:
    """Metres east and north → degrees: the inverse of ``project_lambert_93``."""
    east, north = _FALSE_EAST_NORTH
    across, down = metres[:, 0] - east, north + _CONE.pole - metres[:, 1]
    isometric = -np.log(np.hypot(across, down) / _CONE.scale) / _CONE.exponent
    longitude = np.degrees(np.arctan2(across, down) / _CONE.exponent) + _ORIGIN[0]
    return np.column_stack([longitude, np.degrees(_latitude(isometric))])


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
        return np.asarray((lon_lat - np.array(self.origin)) * self._units_per_degree)

    def unproject(self, units: Coordinates) -> Coordinates:
        """SVG units → longitudes and latitudes in degrees."""
        if self.origin is None:
            west, top = _TOP_LEFT
            metres = np.column_stack(
                [west + units[:, 0] * METRES_PER_UNIT, top - units[:, 1] * METRES_PER_UNIT]
            )
            return unproject_lambert_93(metres)
        return np.asarray(units / self._units_per_degree + np.array(self.origin))

    @property
    def _units_per_degree(self) -> NDArray[np.float64]:
        south = np.radians(1.0) * SEMI_MAJOR_AXIS_M / METRES_PER_UNIT
        return np.array([south * np.cos(np.radians(self.middle_latitude)), -south])


_PLANES: Final = {
    METROPOLE: Plane(METROPOLE),
    "971": Plane("971", (-61.9, 16.6), 16.17),
    "972": Plane("972", (-61.3, 14.9), 14.64),
    "973": Plane("973", (-54.7, 5.8), 3.93),
    "974": Plane("974", (55.2, -20.8), -21.13),
    "976": Plane("976", (45.0, -12.6), -12.82),
}


def get_plane(zone: str) -> Plane:
    """The plane of a zone: ``metropole`` or the code of an overseas département.

    Raises KeyError for a zone without a plane: it is chosen once, with its first contours.
    """
    if zone not in _PLANES:
        raise KeyError(
            f"zone {zone!r} has no plane, expected one of {', '.join(_PLANES)}: "
            "give it a north-west corner and a middle latitude in portal/territories/planes.py"
        )
    return _PLANES[zone]
