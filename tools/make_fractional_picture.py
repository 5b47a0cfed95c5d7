"""Renew ``docs/images/fractional.png``: columns to scale at two energies, and their size by energy beside histology.

Run it whenever columns or the devices of the library change:

    python tools/make_fractional_picture.py
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import NDArray
from PIL import Image

from lentigo import library, units
from lentigo.modalities.columns import Columns, column_curve
from lentigo.planning.compose_columns import column_constants
from lentigo.reports import style
from pictures import keep

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "fractional.png"
PUBLISHED = ROOT / "tests" / "validation" / "columns" / "table.csv"
RIGHT = 1500.0
"""Right end of the cut [µm]."""
PULSE_S = 2e-3
"""As the comparisons with histology take it: no abstract tells the pulse."""


@dataclass(frozen=True, slots=True)
class Beam:
    """A narrow beam, and how it is drawn."""

    wavelength_nm: float
    beam_um: float
    label: str
    stroke: style.Stroke
    shown_mj: tuple[float, float]
    """Energies whose columns are drawn to scale [mJ]."""

    def at(self, energy_mj: NDArray[np.float64]) -> Columns:
        """Columns at energies (H,) in the middle skin: arrays (1, H)."""
        curve = column_curve(column_constants(self.wavelength_nm), beam=self.beam_um * units.um, pulse=PULSE_S)
        return curve.at(energy_mj[None, :] * 1e-3, np.ones(1))


HEATED = Beam(1550.0, 140.0, "1550 nm, 140 µm", style.BURN, (10.0, 40.0))
DRILLED = Beam(10600.0, 120.0, "CO2, 120 µm", style.EFFECT, (80.0, 160.0))
DRILLED_WIDE = Beam(10600.0, 300.0, "CO2, 300 µm", style.DARK_MARKS, (100.0, 180.0))


def to_scale(axes: Axes) -> None:
    """Columns in a cut through the skin of the cheek, both axes to the same scale."""
    skin = library.skin(site="cheek", melanin_fraction=0.02)
    epidermis = sum(layer.thickness_um for layer in skin.layers[:3])
    dermis = sum(layer.thickness_um for layer in skin.layers[:6])
    axes.add_patch(Rectangle((-100, 0), RIGHT + 200, epidermis, color=style.RULE, linewidth=0))
    axes.add_patch(Rectangle((-100, epidermis), RIGHT + 200, dermis - epidermis, color=style.SHADE, linewidth=0))
    axes.axhline(0, color=style.INK, linewidth=0.8)
    axes.axhline(dermis, color=style.QUIET, linewidth=0.8, dashes=(4, 2))
    for depth, name in ((0.5 * epidermis, "epidermis"), (0.5 * dermis, "dermis"), (dermis + 90, "fat")):
        axes.text(RIGHT + 15, depth, name, fontsize=7.5, color=style.QUIET, va="center")
    places = (130.0, 430.0, 820.0, 1250.0)
    cases = [(beam, energy) for beam in (HEATED, DRILLED) for energy in beam.shown_mj]
    for middle, (beam, energy) in zip(places, cases, strict=True):
        found = beam.at(np.array([energy]))
        top, depth, width, gone, gap = (
            float(values[0, 0]) / units.um
            for values in (found.top, found.depth, found.width, found.removed_depth, found.removed_width)
        )
        if gone > 0:
            rim = 0.5 * (width - gap)
            outer = _channel(middle, 0.5 * gap + rim, depth)
            axes.add_patch(Polygon(outer, facecolor=style.BURN.colour, alpha=0.55, hatch="///", linewidth=0))
            axes.add_patch(
                Polygon(_channel(middle, 0.5 * gap, gone), facecolor=style.PAPER, edgecolor=style.INK, lw=0.8)
            )
        else:
            angle = np.linspace(0, 2 * np.pi, 120)
            across, down = 0.5 * width * np.cos(angle), 0.5 * (top + depth) + 0.5 * (depth - top) * np.sin(angle)
            axes.add_patch(
                Polygon(
                    np.column_stack([middle + across, down]),
                    facecolor=style.BURN.colour,
                    alpha=0.55,
                    hatch="///",
                    linewidth=0,
                )
            )
        axes.text(middle, -25, f"{energy:g} mJ", ha="center", fontsize=7.5)
    axes.text(280, -110, "1550 nm", ha="center", fontsize=8, weight="bold")
    axes.text(1035, -110, "CO2", ha="center", fontsize=8, weight="bold")
    axes.set_aspect("equal")
    axes.set_xlim(-40, RIGHT)
    axes.set_ylim(1300, -170)
    axes.set_xticks([0, 500, 1000])
    axes.set_yticks([0, 500, 1000])
    axes.set_title("Columns to scale, cheek")
    axes.set_xlabel("across (µm)")
    axes.set_ylabel("depth (µm)")
    axes.spines["left"].set_visible(False)


def _channel(middle: float, half: float, depth: float) -> NDArray[np.float64]:
    """The outline of a channel that tapers to a point; its width and depth are computed, its form is drawn."""
    share = np.linspace(0.0, 1.0, 60)
    across = half * np.sqrt(1.0 - share)
    return np.concatenate(
        [np.column_stack([middle - across, depth * share]), np.column_stack([middle + across, depth * share])[::-1]]
    )


def by_energy(axes: Axes) -> None:
    """How deep columns reach, by energy, beside published depths."""
    energy = np.geomspace(3.0, 190.0, 160)
    for beam in (HEATED, DRILLED, DRILLED_WIDE):
        depth = beam.at(energy).depth[0] / units.um
        depth = np.where(depth > 0, depth, np.nan)
        stroke = beam.stroke
        axes.plot(energy, depth, **style.line(stroke))
    with PUBLISHED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    for row in rows:
        known = next(
            (
                one
                for one in (HEATED, DRILLED, DRILLED_WIDE)
                if (one.wavelength_nm, one.beam_um) == (float(row["wavelength_nm"]), float(row["beam_um"]))
            ),
            None,
        )
        if known is None or row["quantity"] not in ("total", "depth") or row["source"] == "avram-2009":
            continue
        low, high = float(row["low"]), float(row["high"])
        axes.errorbar(
            float(row["energy_mj"]),
            0.5 * (low + high),
            yerr=0.5 * (high - low),
            marker=known.stroke.marker,
            markersize=6,
            color=known.stroke.colour,
            markerfacecolor=style.PAPER,
            markeredgewidth=1.4,
            elinewidth=1.2,
            capsize=3,
        )
    axes.text(30, 930, HEATED.label, color=HEATED.stroke.colour, fontsize=7.5, ha="right")
    axes.text(24, 520, DRILLED.label, color=DRILLED.stroke.colour, fontsize=7.5)
    axes.text(185, 115, DRILLED_WIDE.label, color=DRILLED_WIDE.stroke.colour, fontsize=7.5, ha="right")
    axes.set_xscale("log")
    axes.set_xlim(3, 200)
    axes.set_ylim(1300, 0)
    axes.set_xticks([5, 10, 20, 50, 100, 200], ["5", "10", "20", "50", "100", "200"])
    axes.minorticks_off()
    axes.set_title("Depth by energy; marks: histology")
    axes.set_xlabel("energy of one pulse of one beam (mJ)")
    axes.set_ylabel("depth of what is gone or coagulated (µm)")
    axes.grid(axis="y")


def main() -> int:
    """Draw both panels."""
    with style.styled():
        figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH_IN + 0.8, 3.6), constrained_layout=True)
        to_scale(left)
        by_energy(right)
        figure.savefig(PICTURE, dpi=150)
        plt.close(figure)
    keep(Image.open(PICTURE), PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
