"""Renew ``docs/images/lesion_edge.png``: what a lesion of 3 mm and the skin around it take from a spot of 5 mm.

The lesion is a disc in the melanin-bearing layers of the reference skin, as dark as skin of another colour. Run it
whenever the light engine or the optics of the skin change:

    python tools/gallery/lesion_edge.py [--packets N] [--threads N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import NDArray
from PIL import Image

from lentigo import library, units
from lentigo.modalities.skins import BASAL, SPINOUS
from lentigo.physics.light_solids import SolidLight, lesion_disc, monte_carlo_with_solids
from lentigo.physics.light_sources import top_hat
from lentigo.reports import style

sys.path.insert(0, str(Path(__file__).parents[1]))

import reference_skins as skins
from pictures import keep

Floats = NDArray[np.float64]

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "lesion_edge.png"
COLOURS = 240

SKIN_ITA_DEG, LESION_ITA_DEG = 45.0, -20.0
"""Colour of the skin, and of skin as dark as the lesion."""
SPOT, LESION = 5.0 * units.mm, 3.0 * units.mm
"""Diameters [m]."""
WAVELENGTHS_NM = {532.0: style.EFFECT, 755.0: style.BURN}
SHOWN_NM = 755.0
CELL = 0.1 * units.mm
REACH = 3.2 * units.mm
ACROSS = 0.5 * units.mm
"""Width of the band along the middle that the profile is a mean over [m]."""


def followed(wavelength_nm: float, *, packets: int, threads: int) -> SolidLight:
    """Light of one wavelength in the basal layer, in boxes."""
    constants = {name: number.value for name, number in library.family().items()}
    melanin = np.array([library.melanin_from_ita(ita) for ita in (SKIN_ITA_DEG, LESION_ITA_DEG)])
    absorption, scattering, anisotropy, thickness = skins.layers(constants, melanin, np.array([wavelength_nm]))
    edges = np.concatenate([[0.0], np.cumsum(thickness[0, 0])])
    lesion = [
        lesion_disc(
            radius=0.5 * LESION,
            top=edges[layer],
            bottom=edges[layer + 1],
            absorption=absorption[0, 1, layer],
            scattering=scattering[0, 1, layer],
            anisotropy=anisotropy[0, 1, layer],
        )
        for layer in (SPINOUS, BASAL)
    ]
    index = library.number("tissues/dermis", "refractive_index").value
    beside = np.linspace(-REACH, REACH, round(2.0 * REACH / CELL) + 1)
    return monte_carlo_with_solids(
        *(column[0, 0] for column in (absorption, scattering, anisotropy, thickness)),
        refractive_index=np.full(edges.size - 1, index),
        index_above=1.0,
        index_below=index,
        solids=lesion,
        source=top_hat(diameter=SPOT),
        packets=packets,
        seed=1,
        x_edges=beside,
        y_edges=beside,
        z_edges=edges[BASAL : BASAL + 2],
        threads=threads,
    )


def per_exposure(density: Floats) -> Floats:
    """Energy per volume over radiant exposure [1/cm], from that per energy of the beam [1/m^3]."""
    return density * np.pi * (0.5 * SPOT) ** 2 / units.per_cm


def from_above(axes: Axes, lit: SolidLight) -> object:
    """The basal layer, seen through the skin."""
    beside = lit.x_edges / units.mm
    shades = axes.pcolormesh(beside, beside, per_exposure(lit.absorbed[..., 0]).T, cmap=style.HEAT, vmin=0.0)
    for diameter, name in ((LESION, "lesion"), (SPOT, "spot")):
        radius = 0.5 * diameter / units.mm
        axes.add_patch(Circle((0.0, 0.0), radius, fill=False, edgecolor=style.PAPER, linewidth=1.0, linestyle="--"))
        axes.text(
            0.0, radius + 0.06, f"{name} {diameter / units.mm:g} mm", color=style.PAPER, fontsize=7.5, ha="center"
        )
    axes.set_aspect("equal")
    axes.set_xticks([-3, -2, -1, 0, 1, 2, 3])
    axes.set_yticks([-3, -2, -1, 0, 1, 2, 3])
    axes.set_title(f"Basal layer from above, {SHOWN_NM:g} nm")
    axes.set_xlabel("x (mm)")
    axes.set_ylabel("y (mm)")
    return shades


def across(axes: Axes, made: dict[float, SolidLight]) -> None:
    """Along the middle: the edges of the lesion and of the spot."""
    for wavelength, lit in made.items():
        stroke = WAVELENGTHS_NM[wavelength]
        middle = 0.5 * (lit.x_edges[1:] + lit.x_edges[:-1]) / units.mm
        band = np.abs(middle) < 0.5 * ACROSS / units.mm
        taken = per_exposure(lit.absorbed[:, band, 0].mean(axis=1))
        error = per_exposure(np.sqrt(np.sum(lit.absorbed_error[:, band, 0] ** 2, axis=1)) / band.sum())
        axes.fill_between(middle, taken - 2 * error, taken + 2 * error, color=stroke.colour, alpha=0.25, linewidth=0)
        axes.plot(middle, taken, **style.line(stroke) | {"label": f"{wavelength:g} nm", "linewidth": 1.7})
        away = np.abs(middle)
        places = {
            "middle of the lesion": away < 0.5,
            "its rim": (away > 1.3) & (away < 1.5),
            "skin beside it": (away > 1.8) & (away < 2.2),
            "beside the spot": away > 2.7,
        }
        print(
            f"{wavelength:g} nm, {lit.packets} packets, J/cm³ per J/cm²: "
            + ", ".join(f"{name} {taken[at].mean():.3g}" for name, at in places.items())
            + f"; standard error of a box's mean in the lesion {100 * (error / taken)[away < 1.4].max():.1f} %"
        )
    axes.set_yscale("log")
    axes.set_ylim(4, 300)
    axes.set_yticks([5, 10, 20, 50, 100, 200], ["5", "10", "20", "50", "100", "200"])
    axes.minorticks_off()
    for diameter, name in ((LESION, "lesion"), (SPOT, "spot")):
        for side in (-0.5, 0.5):
            axes.axvline(side * diameter / units.mm, color=style.QUIET, linewidth=0.8, linestyle=":")
        axes.text(
            0.5 * diameter / units.mm, 1.02, name, fontsize=7.5, ha="center", transform=axes.get_xaxis_transform()
        )
    axes.set_xlim(-REACH / units.mm, REACH / units.mm)
    axes.set_title("Along the middle", pad=14.0)
    axes.set_xlabel("x (mm)")
    axes.set_ylabel("absorbed (J/cm³ per J/cm²)")
    axes.grid(axis="y")
    axes.legend(fontsize=7.5, frameon=False, loc="lower center")


def main() -> int:
    """Draw both panels."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--packets", type=int, default=4_000_000, help="packets per wavelength")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--to", type=Path, default=PICTURE, help="the file to write")
    chosen = arguments.parse_args()
    made = {
        wavelength: followed(wavelength, packets=chosen.packets, threads=chosen.threads)
        for wavelength in WAVELENGTHS_NM
    }
    with style.styled():
        figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH_IN + 0.8, 3.4), constrained_layout=True)
        shades = from_above(left, made[SHOWN_NM])
        bar = figure.colorbar(shades, ax=left, shrink=0.86)  # type: ignore[arg-type]
        bar.ax.set_title("J/cm³\nper J/cm²", fontsize=7, loc="left")
        across(right, made)
        figure.savefig(chosen.to, dpi=150)
        plt.close(figure)
    keep(Image.open(chosen.to), chosen.to, colours=COLOURS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
