"""Renew ``docs/images/vascular.png``: what closes a vessel by its width and depth, beside what burns the skin.

Run it whenever light, heat, vessels or the devices of the library change:

    python tools/make_vascular_picture.py
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray
from PIL import Image

from lentigo import library, units
from lentigo.domain.files import read_case
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Screening
from lentigo.modalities.vascular import VesselTable, exposure_table
from lentigo.planning.compose_vessels import vessel_law
from lentigo.planning.dial import Combination
from lentigo.planning.question import ask
from lentigo.planning.vessel_thresholds import vessel_thresholds
from lentigo.reports import style
from pictures import keep

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "vascular.png"
CASE = ROOT / "examples" / "telangiectasia_cheek.toml"

DIAMETER = np.geomspace(15.0, 500.0, 40) * units.um
DEPTH = np.linspace(0.15, 2.0, 40) * units.mm
MIDDLE_DEPTH = 400.0 * units.um
MIDDLE_DIAMETER = 100.0 * units.um
OXYGEN = 0.75


@dataclass(frozen=True, slots=True)
class Beam:
    """One light, and how it is drawn."""

    device: str
    handpiece: str
    spot_mm: float
    pulse_s: float
    cooling: str
    label: str
    colour: str
    dashes: tuple[float, ...] | None

    @property
    def dialled(self) -> Combination:
        """The same on the panel of its device."""
        device = library.device(self.device)
        handpiece = next(one for one in device.handpieces if one.name == self.handpiece)
        spot = next(one for one in handpiece.spots if one.equivalent_diameter_mm == self.spot_mm)
        cooling = next(one for one in device.coolings if one.method == self.cooling)
        return Combination(device, handpiece, spot, self.pulse_s, cooling)


BEAMS = (
    Beam("lp_ktp", "532 nm", 5.0, 0.01, "contact", "532 nm, 10 ms", style.ALLOWED, (1.2, 1.6)),
    Beam("pulsed_dye", "585 nm", 7.0, 0.00045, "cryogen", "585 nm, 0.45 ms", style.BURN.colour, (5.0, 1.8)),
    Beam("pulsed_dye", "595 nm", 7.0, 0.006, "cryogen", "595 nm, 6 ms", style.DARK_MARKS.colour, (6.0, 1.5, 1.2, 1.5)),
    Beam("lp_ndyag", "1064 nm", 6.0, 0.01, "contact", "1064 nm, 10 ms", style.EFFECT.colour, None),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What one beam does to vessels in the middle skin, and what burns such skins."""

    by_width: VesselTable
    by_depth: VesselTable
    burn: float
    """Radiant exposure that burns the epidermis, or harms the dermis, in half of such skins [J/m²]."""


def found(beam: Beam) -> Found:
    """Vessels of every width at one depth and of one width at every depth, and the burn above them."""
    what = beam.dialled
    case = read_case(CASE)
    question = ask(case, Screening(verdict="CLEAR", reasons=()), numerics=Numerics(skins=64))
    constants = question.constants(what)
    limits = vessel_thresholds(
        question.lights(what, question.adverse), what, case=case, constants=constants, threads=question.numerics.threads
    )
    skin = library.skin(site="cheek", melanin_fraction=question.estimate.record().melanin_fraction.p50)

    def table(diameter: NDArray[np.float64], depth: NDArray[np.float64]) -> VesselTable:
        return exposure_table(
            skin,
            what.exposure,
            diameter=diameter,
            depth=depth,
            oxygen_saturation=OXYGEN,
            law=vessel_law(),
            constants=constants,
            numerics=Numerics(),
        )

    return Found(
        by_width=table(DIAMETER, np.array([MIDDLE_DEPTH])),
        by_depth=table(np.array([MIDDLE_DIAMETER]), DEPTH),
        burn=float(np.median(np.minimum(limits.epidermis, limits.dermis))),
    )


def _line(beam: Beam) -> dict[str, object]:
    return {"color": beam.colour, "linewidth": 2.1, "dashes": beam.dashes or (None, None)}


def by_width(axes: Axes, made: dict[str, Found]) -> None:
    """Radiant exposure that closes a vessel, by its width."""
    for beam in BEAMS:
        needed = made[beam.label].by_width.coagulation[:, 0] / units.j_cm2
        axes.plot(DIAMETER / units.um, needed, **_line(beam))  # type: ignore[arg-type]
        last = np.flatnonzero(np.isfinite(needed))[-1]
        axes.annotate(
            beam.label,
            (DIAMETER[last] / units.um, needed[last]),
            xytext=(4, 0),
            textcoords="offset points",
            color=beam.colour,
            fontsize=7.5,
            va="center",
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(15, 500)
    axes.set_ylim(2, 400)
    axes.set_xticks([20, 50, 100, 200, 500], ["20", "50", "100", "200", "500"])
    axes.set_yticks([2, 5, 10, 20, 50, 100, 200], ["2", "5", "10", "20", "50", "100", "200"])
    axes.minorticks_off()
    axes.set_title("To close a vessel 0.4 mm deep")
    axes.set_xlabel("width of the vessel (µm)")
    axes.set_ylabel("radiant exposure (J/cm²)")
    axes.grid(axis="y")


def by_depth(axes: Axes, made: dict[str, Found]) -> None:
    """The same by depth, as a share of what burns."""
    for beam in BEAMS:
        told = made[beam.label]
        axes.plot(told.by_depth.coagulation[0] / told.burn, DEPTH / units.mm, **_line(beam))  # type: ignore[arg-type]
    axes.axvline(1.0, color=style.INK, linewidth=1.0)
    axes.text(1.04, 0.06, "burns first", fontsize=7.5, color=style.QUIET, va="center")
    axes.text(0.96, 0.06, "room", fontsize=7.5, color=style.QUIET, va="center", ha="right")
    axes.set_xlim(0, 2.0)
    axes.set_ylim(2.0, 0.0)
    axes.set_xticks([0, 0.5, 1, 1.5, 2], ["0", "0.5", "1", "1.5", "2"])
    axes.set_yticks([0, 0.5, 1, 1.5, 2], ["0", "0.5", "1", "1.5", "2"])
    axes.set_title("Against the burn, vessel of 100 µm")
    axes.set_xlabel("exposure that closes it, over the one that burns")
    axes.set_ylabel("depth of the vessel (mm)")
    axes.grid(axis="x")


def main() -> int:
    """Draw both panels."""
    made = {beam.label: found(beam) for beam in BEAMS}
    for beam in BEAMS:
        print(f"{beam.label}: burns half of such skins at {made[beam.label].burn / units.j_cm2:.3g} J/cm²")
    with style.styled():
        figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH_IN + 0.8, 3.4), constrained_layout=True)
        by_width(left, made)
        by_depth(right, made)
        figure.savefig(PICTURE, dpi=150)
        plt.close(figure)
    keep(Image.open(PICTURE), PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
