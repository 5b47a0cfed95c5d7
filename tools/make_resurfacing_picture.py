"""Renew ``docs/images/resurfacing.png``: how deep a wound Er:YAG and CO2 light make, by radiant exposure and by passes.

Run it whenever removal or the devices of the library change:

    python tools/make_resurfacing_picture.py
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray
from PIL import Image

from lentigo import library, units
from lentigo.modalities.removal import Wound, remove
from lentigo.modalities.skins import stack
from lentigo.planning.compose_removal import removal_constants
from lentigo.reports import style
from pictures import keep

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "resurfacing.png"
SITE: Final = "face"
MOST = 6
DEEPEST = 225.0


@dataclass(frozen=True, slots=True)
class Light:
    """A resurfacing laser, and how it is drawn."""

    wavelength_nm: float
    pulse_s: float
    label: str
    stroke: style.Stroke

    def wound(self, fluence_j_cm2: NDArray[np.float64], *, passes: int) -> Wound:
        """The wound in the middle skin of the face, (1, H)."""
        skins = stack([library.skin(site=SITE, melanin_fraction=0.02)])
        return remove(
            skins,
            fluence_j_cm2 * units.j_cm2,
            pulse=self.pulse_s,
            passes=passes,
            constants=removal_constants(self.wavelength_nm),
        )


ERBIUM = Light(2940.0, 2.5e-4, "Er:YAG, 0.25 ms", style.EFFECT)
CO2 = Light(10600.0, 8e-4, "CO2, 0.8 ms", style.BURN)
AT = {ERBIUM: 5.0, CO2: 7.0}
"""Radiant exposure of a pass in the right panel [J/cm²]."""


def by_exposure(axes: Axes) -> None:
    """One pass: what is gone, and what is coagulated below it."""
    fluence = np.linspace(0.2, 20.0, 200)
    for one in (ERBIUM, CO2):
        made = one.wound(fluence, passes=1)
        gone, dead = made.removed[0] / units.um, made.coagulated[0] / units.um
        axes.fill_between(
            fluence, gone, dead, facecolor=one.stroke.colour, alpha=0.22, hatch=one.stroke.hatch, linewidth=0
        )
        axes.plot(fluence, gone, **style.line(one.stroke))
    box = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5}
    axes.text(12.0, 45, ERBIUM.label, color=ERBIUM.stroke.colour, fontsize=7.5, ha="center", va="center", bbox=box)
    axes.text(15.5, 135, CO2.label, color=CO2.stroke.colour, fontsize=7.5, ha="center", va="center")
    _layers(axes, None)
    axes.set_xlim(0, 20)
    axes.set_xticks([0, 5, 10, 15, 20])
    axes.set_ylim(DEEPEST, 0)
    axes.set_title("One pass; shaded: coagulated below")
    axes.set_xlabel("radiant exposure (J/cm²)")
    axes.set_ylabel("depth (µm)")


def by_passes(axes: Axes) -> None:
    """Passes at one radiant exposure: Er:YAG goes on, CO2 slows down."""
    for shift, one in ((-0.2, ERBIUM), (0.2, CO2)):
        for passes in range(1, MOST + 1):
            made = one.wound(np.array([AT[one]]), passes=passes)
            gone, dead = float(made.removed[0, 0]) / units.um, float(made.coagulated[0, 0]) / units.um
            axes.bar(passes + shift, gone, width=0.36, color=one.stroke.colour, linewidth=0)
            axes.bar(
                passes + shift,
                dead - gone,
                bottom=gone,
                width=0.36,
                facecolor=style.PAPER,
                edgecolor=one.stroke.colour,
                hatch="////",
                linewidth=0.9,
            )
    _layers(axes, MOST + 0.7)
    for row, one in enumerate((ERBIUM, CO2)):
        axes.text(0.5, 160 + 14 * row, f"{one.label}, {AT[one]:g} J/cm² a pass", color=one.stroke.colour, fontsize=7.5)
    axes.text(0.5, 188, "full: gone; hatched: coagulated", fontsize=7.5, color=style.QUIET)
    axes.set_xlim(0.4, MOST + 0.6)
    axes.set_ylim(DEEPEST, 0)
    axes.set_title("Pass after pass")
    axes.set_xlabel("passes")
    axes.set_ylabel("depth (µm)")
    axes.set_xticks(range(1, MOST + 1))


def _layers(axes: Axes, right: float | None) -> None:
    """Where the epidermis and the papillary dermis end; named to the right of a panel, where a place is given."""
    skin = library.skin(site=SITE, melanin_fraction=0.02)
    for count, name in ((3, "epidermis\nends"), (4, "papillary\ndermis ends")):
        depth = sum(layer.thickness_um for layer in skin.layers[:count])
        axes.axhline(depth, color=style.QUIET, linewidth=0.8, dashes=(4, 2))
        if right is not None:
            axes.text(right, depth, name, fontsize=7, color=style.QUIET, va="center")


def main() -> int:
    """Draw both panels."""
    with style.styled():
        figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH_IN + 0.8, 3.5), constrained_layout=True)
        by_exposure(left)
        by_passes(right)
        figure.savefig(PICTURE, dpi=150)
        plt.close(figure)
    keep(Image.open(PICTURE), PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
