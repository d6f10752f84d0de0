"""True areas of contours in degrees."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from portal.territories.planes import ECCENTRICITY, SEMI_MAJOR_AXIS_M, Coordinates


def compute_areas_km2(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Areas on the ellipsoid of contours in degrees, by the authalic (equal-area) cylinder."""
    semi_major_km, squared = SEMI_MAJOR_AXIS_M / 1000, ECCENTRICITY**2

    def flatten(lon_lat: Coordinates) -> Coordinates:
        sine = np.sin(np.radians(lon_lat[:, 1]))
        authalic = (1 - squared) * (
            sine / (1 - squared * sine * sine) + np.arctanh(ECCENTRICITY * sine) / ECCENTRICITY
        )
        return semi_major_km * np.column_stack([np.radians(lon_lat[:, 0]), authalic / 2])

    return np.asarray(shapely.area(shapely.transform(shapes, flatten)))
