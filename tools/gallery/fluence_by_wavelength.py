"""Renew ``docs/images/fluence_by_wavelength.png``: how deep broad light goes, by its wavelength, in fair and dark skin.

Run it whenever the light engine or the optics of the skin change:

    python tools/gallery/fluence_by_wavelength.py
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from numpy.typing import NDArray
from PIL import Image

from lentigo import library, units
from lentigo.physics.adding_doubling import layered_light
from lentigo.reports import style

sys.path.insert(0, str(Path(__file__).parents[1]))

import reference_skins as skins
from pictures import keep

Floats = NDArray[np.float64]

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "fluence_by_wavelength.png"

WAVELENGTH_NM = np.arange(420.0, 1101.0, 5.0)
SKINS_DEG = {"fair skin (ITA 55°)": 55.0, "dark skin (ITA -30°)": -30.0}
SUBLAYERS = (2, 4, 2, 10, 20, 30, 40)
DEEPEST = 3.0 * units.mm
LEVELS = (0.03, 0.1, 0.3, 1.0, 2.0, 4.0)


def fluence(ita_deg: float, *, threads: int) -> tuple[Floats, Floats]:
    """Fluence over radiant exposure, (wavelengths, depths) [1], and the depths [m]."""
    constants = {name: number.value for name, number in library.family().items()}
    melanin = np.array([library.melanin_from_ita(ita_deg)])
    columns = [c[:, 0] for c in skins.layers(constants, melanin, WAVELENGTH_NM)]
    index = library.number("tissues/dermis", "refractive_index").value
    lit = layered_light(
        *columns,
        index_inside=index,
        index_above=1.0,
        index_below=index,
        sublayers=SUBLAYERS,
        threads=threads,
    )
    return lit.fluence, lit.edges[0]


def draw(axes: Axes, title: str, light: Floats, depth: Floats) -> object:
    """One skin."""
    shades = axes.pcolormesh(
        WAVELENGTH_NM, depth / units.mm, light.T, norm=LogNorm(0.02, 8.0), cmap="cividis", shading="gouraud"
    )
    lines = axes.contour(WAVELENGTH_NM, depth / units.mm, light.T, levels=LEVELS, colors=style.PAPER, linewidths=1.0)
    axes.clabel(lines, fmt="%g", fontsize=7.5)
    axes.set_ylim(DEEPEST / units.mm, 0.0)
    axes.set_xticks([450, 532, 595, 694, 755, 810, 940, 1064])
    axes.tick_params(axis="x", labelrotation=60, labelsize=7)
    axes.set_title(title)
    axes.set_xlabel("wavelength (nm)")
    return shades


def main() -> int:
    """Draw both skins."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--to", type=Path, default=PICTURE, help="the file to write")
    chosen = arguments.parse_args()
    with style.styled():
        figure, panels = plt.subplots(1, 2, figsize=(style.WIDTH_IN + 0.8, 3.4), sharey=True, constrained_layout=True)
        for axes, (title, ita_deg) in zip(panels, SKINS_DEG.items(), strict=True):
            light, depth = fluence(ita_deg, threads=chosen.threads)
            shades = draw(axes, title, light, depth)
            for nm in (532.0, 755.0, 1064.0):
                row = light[int(np.argmin(np.abs(WAVELENGTH_NM - nm)))]
                told = [float(np.interp(mm * units.mm, depth, row)) for mm in (0.1, 1.0, 2.0)]
                print(f"{title}, {nm:g} nm: {told[0]:.3g} at 0.1 mm, {told[1]:.3g} at 1 mm, {told[2]:.3g} at 2 mm")
        panels[0].set_ylabel("depth (mm)")
        bar = figure.colorbar(shades, ax=panels, label="fluence over radiant exposure")  # type: ignore[arg-type]
        bar.set_ticks([0.03, 0.1, 0.3, 1.0, 3.0], labels=["0.03", "0.1", "0.3", "1", "3"])
        bar.minorticks_off()
        figure.savefig(chosen.to, dpi=150)
        plt.close(figure)
    keep(Image.open(chosen.to), chosen.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
