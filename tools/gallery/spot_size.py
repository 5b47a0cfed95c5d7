"""Renew ``docs/images/spot_size.png``: how deep light of spots of several sizes goes.

One pencil-beam response per wavelength, in the fair skin that colour is calibrated on, serves all spots. Run it
whenever the light engine or the optics of the skin change:

    python tools/gallery/spot_size.py [--packets N] [--threads N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray
from PIL import Image

from lentigo import library, units
from lentigo.modalities.skins import BASAL
from lentigo.physics.convolution import pencil_rings, spot_on_rings
from lentigo.physics.light_sources import top_hat
from lentigo.physics.monte_carlo import MonteCarloLight, monte_carlo
from lentigo.reports import style

sys.path.insert(0, str(Path(__file__).parents[1]))

import reference_skins as skins
from pictures import keep

Floats = NDArray[np.float64]

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "spot_size.png"

ITA_DEG = 55.0
WAVELENGTHS_NM = {532.0: style.ALLOWED, 755.0: style.BURN.colour, 1064.0: style.EFFECT.colour}
DASHES = {532.0: (1.2, 1.6), 755.0: (5.0, 1.8), 1064.0: (None, None)}
LIFTED = {532.0: 0.12, 755.0: 0.35, 1064.0: -0.55}
"""How far above a line its name stands [1]."""
SHOWN_NM = 755.0
SPOTS_MM = (1.0, 2.0, 4.0, 8.0, 18.0)
DIAMETERS_MM = np.geomspace(1.0, 20.0, 16)
EPIDERMIS = sum(skins.THICKNESS_UM[: BASAL + 1]) * units.um
DERMIS = sum(skins.THICKNESS_UM) * units.um
"""Depth at which it ends [m]; no slice lies in two layers of unlike fluence."""
SLICE = 0.1 * units.mm
DEPTH_EDGES = np.concatenate(
    [
        [0.0],
        np.linspace(EPIDERMIS, DERMIS, round((DERMIS - EPIDERMIS) / SLICE) + 1),
        np.linspace(DERMIS, 3.0 * units.mm, round((3.0 * units.mm - DERMIS) / SLICE) + 1)[1:],
    ]
)
AXIS = 0.15 * units.mm
"""Radius about the axis over which light is averaged [m]."""
SEEN_AT = 1.0 * units.mm
"""Depth of the right panel [m]."""


def response(wavelength_nm: float, *, packets: int, threads: int) -> tuple[MonteCarloLight, Floats]:
    """Response to a pencil beam, and the absorption coefficient of each slice [1/m]."""
    constants = {name: number.value for name, number in library.family().items()}
    melanin = np.array([library.melanin_from_ita(ITA_DEG)])
    columns = [c[0, 0] for c in skins.layers(constants, melanin, np.array([wavelength_nm]))]
    index = library.number("tissues/dermis", "refractive_index").value
    lit = monte_carlo(
        *columns,
        refractive_index=np.full(columns[0].size, index),
        index_above=1.0,
        index_below=index,
        packets=packets,
        seed=1,
        radial_edges=pencil_rings(10.2 * units.mm),
        depth_edges=DEPTH_EDGES,
        keep_batches=True,
        threads=threads,
    )
    layer_edges = np.concatenate([[0.0], np.cumsum(columns[3])])
    middle = 0.5 * (DEPTH_EDGES[1:] + DEPTH_EDGES[:-1])
    return lit, columns[0][np.searchsorted(layer_edges, middle, side="right") - 1]


def on_axis(lit: MonteCarloLight, absorption: Floats, diameter: float) -> tuple[Floats, Floats]:
    """Fluence on the axis per radiant exposure [1], by slice, and its standard error."""
    spot = spot_on_rings(lit, top_hat(diameter=diameter), radial_edges=[0.0, AXIS])
    scale = np.pi * (0.5 * diameter) ** 2 / absorption
    return spot.absorbed[0] * scale, spot.absorbed_error[0] * scale


def by_depth(axes: Axes, lit: MonteCarloLight, absorption: Floats) -> None:
    """Fluence on the axis of several spots."""
    middle = 0.5 * (DEPTH_EDGES[1:] + DEPTH_EDGES[:-1])
    for number, diameter in enumerate(SPOTS_MM):
        fluence, _ = on_axis(lit, absorption, diameter * units.mm)
        at = int(np.argmin(np.abs(middle - (2.75 - 0.25 * number) * units.mm)))
        axes.text(fluence[at] * 1.08, middle[at] / units.mm, f"{diameter:g}", fontsize=7.5, va="center")
        # The first slice is the epidermis, whose mean over layers of unlike absorption is no fluence.
        axes.plot(
            fluence[1:], middle[1:] / units.mm, color=style.BURN.colour, linewidth=1.9, alpha=0.3 + 0.7 * number / 4
        )
    axes.set_xscale("log")
    axes.set_xlim(0.03, 10)
    axes.set_ylim(3.0, 0.0)
    axes.set_xticks([0.03, 0.1, 0.3, 1, 3], ["0.03", "0.1", "0.3", "1", "3"])
    axes.minorticks_off()
    axes.set_title(f"{SHOWN_NM:g} nm, by diameter (mm)")
    axes.set_xlabel("fluence on the axis over radiant exposure")
    axes.set_ylabel("depth (mm)")
    axes.grid(axis="x")


def by_diameter(axes: Axes, made: dict[float, tuple[MonteCarloLight, Floats]]) -> None:
    """Fluence a millimetre deep on the axis, by the diameter."""
    slice_ = int(np.searchsorted(DEPTH_EDGES, SEEN_AT, side="right")) - 1
    for wavelength, colour in WAVELENGTHS_NM.items():
        told = [on_axis(*made[wavelength], diameter * units.mm) for diameter in DIAMETERS_MM]
        fluence = np.array([value[slice_] for value, _ in told])
        error = np.array([value[slice_] for _, value in told])
        at = int(np.argmin(np.abs(DIAMETERS_MM - 6.0)))
        axes.fill_between(DIAMETERS_MM, fluence - 2 * error, fluence + 2 * error, color=colour, alpha=0.2, linewidth=0)
        axes.plot(DIAMETERS_MM, fluence, color=colour, dashes=DASHES[wavelength], linewidth=2.1)
        axes.text(6.0, fluence[at] + LIFTED[wavelength], f"{wavelength:g} nm", color=colour, fontsize=7.5, ha="center")
        print(
            f"{wavelength:g} nm, 1 mm deep: "
            + ", ".join(f"{mm:.3g} mm {value:.3f}" for mm, value in zip(DIAMETERS_MM[::5], fluence[::5], strict=True))
            + f"; standard error at most {100 * (error / fluence).max():.2g} %"
        )
    axes.set_xscale("log")
    axes.set_xlim(1, 20)
    axes.set_ylim(0, None)
    axes.set_xticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
    axes.minorticks_off()
    axes.set_title("1 mm deep")
    axes.set_xlabel("diameter of the spot (mm)")
    axes.set_ylabel("fluence on the axis over radiant exposure")
    axes.grid(axis="y")


def main() -> int:
    """Draw both panels."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--packets", type=int, default=2_000_000, help="packets per wavelength")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--to", type=Path, default=PICTURE, help="the file to write")
    chosen = arguments.parse_args()
    made = {
        wavelength: response(wavelength, packets=chosen.packets, threads=chosen.threads)
        for wavelength in WAVELENGTHS_NM
    }
    with style.styled():
        figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH_IN + 0.8, 3.4), constrained_layout=True)
        by_depth(left, *made[SHOWN_NM])
        by_diameter(right, made)
        figure.savefig(chosen.to, dpi=150)
        plt.close(figure)
    keep(Image.open(chosen.to), chosen.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
