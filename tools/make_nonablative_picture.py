"""Renew ``docs/images/nonablative.png``: warmth by depth under a cooled surface, and the warmed band along a dial.

Run it whenever heat, cooling, damage or the devices of the library change:

    python tools/make_nonablative_picture.py
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from PIL import Image

from lentigo import library, planning, units
from lentigo.domain.device import SpectralLine
from lentigo.domain.files import read_case
from lentigo.domain.numerics import Numerics
from lentigo.modalities import nonablative
from lentigo.planning.compose import constants_for
from lentigo.reports import style
from pictures import keep

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "nonablative.png"
CASE = ROOT / "examples" / "acne_scars_1450.toml"
DEEPEST_UM = 880.0

LASERS = (
    ("lp_ndyag_1320", "1320 nm, cryogen", 20.0, style.EFFECT),
    ("lp_diode_1450", "1450 nm, cryogen", 7.5, style.BURN),
    ("lp_er_glass_1540", "1540 nm, contact, 3 pulses", 17.0, style.DARK_MARKS),
)
"""Devices, what stands beside their line, and about the radiant exposure that warms the band in pale skin [J/cm²]."""


def by_depth(axes: Axes) -> None:
    """Highest temperature by depth under each laser."""
    skin = library.skin(site="cheek", melanin_fraction=0.02)
    for name, label, fluence, stroke in LASERS:
        device = library.device(name)
        handpiece = device.handpieces[0]
        trains = handpiece.pulse_trains
        train = next((t for t in trains if t.pulses == 3), trains[0]) if trains else None
        pulse_s = train.duration_ms * units.ms if train else max(handpiece.pulse_durations_s or (0.05,))
        assert handpiece.wavelength_nm is not None
        line = SpectralLine(wavelength_nm=handpiece.wavelength_nm, share=1.0)
        made = nonablative.simulate(
            skin,
            nonablative.Settings(
                fluence_j_cm2=fluence,
                spot_mm=handpiece.apertures[-1].equivalent_diameter_mm,
                pulse_s=pulse_s,
                pulses=train.pulses if train else 1,
                interval_s=(train.duration_ms + train.gap_ms) * units.ms if train else 1.0,
            ),
            delivery=replace(nonablative.example_delivery, lines=(line,), cooling=device.coolings[0]),
            constants=constants_for((line,)),
            numerics=Numerics(),
        )
        depth = made.fields.depth.to_numpy() / units.um
        peak = made.fields.temperature.to_numpy().max(axis=0) - 273.15
        shown = depth <= DEEPEST_UM
        axes.plot(
            peak[shown], depth[shown], color=stroke.colour, linewidth=stroke.width, dashes=stroke.dashes or (None, None)
        )
        row = [laser[0] for laser in LASERS].index(name)
        axes.text(
            59.0,
            600.0 + 95.0 * row,
            f"{label},\n{fluence:g} J/cm²",
            color=stroke.colour,
            fontsize=7.5,
            va="center",
        )
    axes.set_title("Hottest under the surface")
    axes.set_xlabel("highest temperature (°C)")
    axes.set_ylabel("depth (µm)")
    axes.set_xlim(35, 85)
    axes.set_ylim(DEEPEST_UM, 0)
    axes.grid(axis="x")


def along_the_dial(axes: Axes) -> None:
    """The warmed band of one window with its interval, what is wanted, and where the chance of a burn ends the dial."""
    made = planning.plan(read_case(CASE), (library.device("lp_diode_1450"),), verified=False)
    window = made.windows[0]
    reach = window.reach
    assert reach is not None
    assert reach.from_um is not None
    dial = np.array(window.fluence_j_cm2)
    shown = dial <= 14.0
    for curve, hatch in ((reach.depth_um, "///"), (reach.from_um, "\\\\\\")):
        low, high = np.array(curve.p5)[shown], np.array(curve.p95)[shown]
        axes.fill_between(dial[shown], low, high, color=style.EFFECT.colour, alpha=0.12, linewidth=0, hatch=hatch)
        axes.plot(dial[shown], np.array(curve.p50)[shown], color=style.EFFECT.colour, linewidth=style.EFFECT.width)
    axes.axhline(reach.wanted_depth_um, color=style.QUIET, linewidth=1.0, dashes=(4, 2))
    axes.text(13.9, reach.wanted_depth_um - 12, "scar's depth", ha="right", fontsize=7.5, color=style.QUIET)
    limit = window.caps[0].fluence_j_cm2
    axes.axvline(limit, color=style.BURN.colour, linewidth=1.4, dashes=(5, 1.8))
    axes.text(limit + 0.12, 850, "chance of a\nburn 5 %", color=style.BURN.colour, fontsize=7.5, va="bottom")
    axes.text(9.6, 330, "warmed", color=style.EFFECT.colour, fontsize=8.5, weight="bold")
    axes.set_title("Warmed band along the dial, 1450 nm")
    axes.set_xlabel("radiant exposure (J/cm²)")
    axes.set_ylabel("depth (µm)")
    axes.set_xlim(dial[shown][0], 14.0)
    axes.set_ylim(DEEPEST_UM, 0)


def main() -> int:
    """Draw both panels."""
    with style.styled():
        figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH_IN + 0.4, 3.3), constrained_layout=True)
        by_depth(left)
        along_the_dial(right)
        figure.savefig(PICTURE, dpi=150)
        plt.close(figure)
    keep(Image.open(PICTURE), PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
