"""The one door between the numbers that people write and the SI numbers that physics computes with.

People write ``spot_mm = 3.0`` and read ``fluence_j_cm2``; the rooms above ``physics`` multiply on the way in
(``spot_mm * units.mm``) and divide on the way out (``depth / units.um``). There are no quantity objects: an Arrhenius
rate costs 0.2 µs on floats and 80 µs on boxed quantities.
"""

from __future__ import annotations

from typing import Final

m: Final = 1.0
cm: Final = 1e-2
mm: Final = 1e-3
um: Final = 1e-6
nm: Final = 1e-9

cm2: Final = 1e-4
mm2: Final = 1e-6

s: Final = 1.0
ms: Final = 1e-3
us: Final = 1e-6
ns: Final = 1e-9
ps: Final = 1e-12
minute: Final = 60.0
hour: Final = 3600.0
day: Final = 86400.0

per_cm: Final = 1e2
per_mm: Final = 1e3

j_cm2: Final = 1e4
"""Radiant exposure: 1 J/cm² in J/m²."""

w_cm2: Final = 1e4
"""Irradiance: 1 W/cm² in W/m²."""

mg_cm2: Final = 1e-2
"""Mass of cream on skin: 1 mg/cm² in kg/m²."""

kelvin_at_0_celsius: Final = 273.15


def kelvin(celsius: float) -> float:
    """Temperature in kelvin of a temperature in degrees Celsius."""
    return celsius + kelvin_at_0_celsius


def celsius(kelvin: float) -> float:
    """Temperature in degrees Celsius of a temperature in kelvin."""
    return kelvin - kelvin_at_0_celsius
