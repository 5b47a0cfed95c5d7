"""How a vessel warms in a pulse: by the pulse's length, and in time, from the closed form and from finite volumes.

Nothing but physics is asked: vessels in tissue of one diffusivity, lit evenly from all sides. The picture lands in
``docs/images/vessel_heating.png``:

    python tools/gallery/vessel_heating.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray
from PIL import Image

from lentigo.physics.vessel_heat import heating_profile, radial_heat, vessel_share, vessel_times
from lentigo.reports import style

sys.path.insert(0, str(Path(__file__).parents[1]))

from pictures import keep

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "vessel_heating.png"

CONDUCTIVITY, HEAT_CAPACITY = 0.42, 3.8e6
"""Of tissue and blood [W/(m K)], [J/(m³ K)]."""
DIFFUSIVITY = CONDUCTIVITY / HEAT_CAPACITY
ABSORPTION = 1.5e4
"""Of blood [1/m]: about that of yellow light."""
PULSE = 0.01
"""Of the right panel [s]."""
FOLLOWED = 0.1
"""After the pulse [s]."""

VESSELS = ((30e-6, style.EFFECT), (100e-6, style.BURN), (300e-6, style.DARK_MARKS))
"""Diameters [m] and how they are drawn."""

Floats = NDArray[np.float64]


def share(time: Floats, *, diameter: float, absorption: float, pulse: float, place: str) -> Floats:
    """Rise at a place as a share of the mean rise without losses, by closed form."""
    return vessel_share(
        time,
        diameter=[diameter],
        absorption=[absorption],
        diffusivity=DIFFUSIVITY,
        pulse=((0.0, pulse, 1.0),),
        place="axis" if place == "axis" else "wall",
    )[0]


def by_pulse_length(axes: Axes) -> None:
    """What a vessel holds when the pulse ends, by the pulse's length over the time in which it cools."""
    diameter = 1e-4
    cooling = diameter**2 / (16.0 * DIFFUSIVITY)
    ratio = np.geomspace(0.01, 100.0, 120)
    for absorption, name, stroke in ((0.0, "lit evenly", style.EFFECT), (4e4, "shaded", style.BURN)):
        for place, alpha in (("axis", 1.0), ("wall", 0.6)):
            found = [
                share(np.array([r * cooling]), diameter=diameter, absorption=absorption, pulse=r * cooling, place=place)
                for r in ratio
            ]
            axes.plot(
                ratio,
                np.ravel(found),
                label=f"{name}, {place}",
                alpha=alpha,
                color=stroke.colour,
                linewidth=stroke.width,
                linestyle="-" if place == "axis" else "--",
            )
    axes.set_xscale("log")
    axes.set_title("When the pulse ends")
    ticks = (0.01, 0.1, 1.0, 10.0, 100.0)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xlabel("pulse over the time of cooling, d²/16a")
    axes.set_ylabel("share of the rise without losses")
    axes.set_ylim(0.0, 1.25)
    axes.legend(fontsize=7.5, frameon=False, loc="upper right")


def in_time(axes: Axes) -> float:
    """Rise on the axis during and after one pulse; gives how far finite volumes lie off at most."""
    worst = 0.0
    radius = np.linspace(0.0, 1.0, 60)
    for diameter, stroke in VESSELS:
        time = vessel_times(((0.0, PULSE, 1.0),), after=FOLLOWED)
        released = HEAT_CAPACITY * heating_profile(radius, optical_radius=0.5 * ABSORPTION * diameter)
        _, rise = radial_heat(
            time,
            diameter=diameter,
            heating=released,
            radius_share=radius,
            pulse=((0.0, PULSE, 1.0),),
            conductivity=(CONDUCTIVITY, CONDUCTIVITY),
            heat_capacity=(HEAT_CAPACITY, HEAT_CAPACITY),
            steps=150,
        )
        closed = share(time, diameter=diameter, absorption=ABSORPTION, pulse=PULSE, place="axis")
        worst = max(worst, float(np.abs(closed - rise[:, 0]).max() / closed.max()))
        fine = np.linspace(0.0, PULSE + FOLLOWED, 600)
        line = share(fine, diameter=diameter, absorption=ABSORPTION, pulse=PULSE, place="axis")
        axes.plot(1e3 * fine, line, color=stroke.colour, lw=stroke.width, label=f"{1e6 * diameter:.0f} µm")
        axes.plot(1e3 * time, rise[:, 0], color=stroke.colour, ls="", marker=stroke.marker, ms=3.2, mfc="white")
    axes.axvspan(0.0, 1e3 * PULSE, color=style.SHADE)
    axes.set_xlim(0.0, 60.0)
    axes.set_ylim(0.0, 1.0)
    axes.set_title("On the axis, pulse of 10 ms")
    axes.set_xlabel("time (ms)")
    axes.legend(title="vessel", fontsize=7.5, frameon=False, loc="upper right")
    return worst


def main() -> int:
    """Draw both panels."""
    with style.styled():
        figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH_IN + 0.4, 3.3), constrained_layout=True)
        by_pulse_length(left)
        worst = in_time(right)
        figure.savefig(PICTURE, dpi=150)
        plt.close(figure)
    keep(Image.open(PICTURE), PICTURE)
    print(f"finite volumes within {100 * worst:.2f} % of the form")
    return 0


if __name__ == "__main__":
    sys.exit(main())
