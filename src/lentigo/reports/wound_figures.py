"""Pictures of wounds to scale: columns cut through and seen from above, what each pass takes off, vessels by depth."""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.device import Tip
from lentigo.domain.plan import Plan, Window
from lentigo.reports import words
from lentigo.reports.reach_figures import at_setting, spared
from lentigo.reports.style import BURN, INK, PAPER, QUIET, RULE, WIDTH_IN, quiet_axes, spread, styled

Floats = NDArray[np.float64]

__all__ = ["columns_picture", "passes_picture", "vessel_chart"]

_LAYER_NAMES: Final = {
    "horny_layer": "horny layer",
    "spinous_layer": "epidermis",
    "basal_layer": "",
    "papillary_dermis": "papillary dermis",
    "upper_reticular_dermis": "upper reticular dermis",
    "reticular_dermis": "deep dermis",
    "fat": "fat",
}
_LAYER_GREYS: Final = ("#d8d2c8", "#e4ddd2", "#d8d2c8", "#f3efe9", "#eee8df", "#f3efe9", "#fbf3d9")
RIM: Final = "#8a5a44"
"""Coagulated tissue; its hatching tells it from what is gone in grey too."""
_TOP_MM: Final = 2.0
"""Side of the square that is seen from above."""


def columns_picture(plan: Plan, window: Window) -> Figure:
    """Columns at the recommended setting: cut through, to scale, in the layers of this site; and seen from above."""
    assert window.reach is not None
    assert window.recommended is not None
    assert window.density_per_cm2 is not None
    reach, at = window.reach, window.recommended.setting.fluence_j_cm2
    depth = at_setting(reach.depth_um, window, at)
    width = at_setting(reach.width_um, window, at)[1] if reach.width_um is not None else 100.0
    removed = at_setting(reach.removed_um, window, at)[1] if reach.removed_um is not None else 0.0
    upper = spared(reach)
    top = at_setting(upper, window, at)[1] if upper is not None else 0.0
    apart = 1e4 / np.sqrt(window.density_per_cm2 * window.passes)
    deepest = 1.08 * max(depth[2], reach.deepest_allowed_um, reach.wanted_depth_um)
    with styled():
        height = 3.5
        figure = Figure(figsize=(WIDTH_IN, height))
        cut_in = (3.25, 2.55)
        cut = figure.add_axes((0.095, 0.5 / height, cut_in[0] / WIDTH_IN, cut_in[1] / height))
        across = deepest * cut_in[0] / cut_in[1]
        cut.set_xlim(0, across)
        cut.set_ylim(deepest, 0)
        layers = _layers(cut, plan, deepest)
        middles = np.arange(0.5 * apart, across, apart)
        for middle in middles if middles.size > 1 else np.array([across / 2]):
            _column(cut, float(middle), top=top, depth=depth[1], removed=removed, width=width)
        _bracket(cut, min(0.03, 0.2 * apart / across) * across, depth)
        names = _limits(cut, reach.wanted_depth_um, reach.deepest_allowed_um)
        _names(cut, layers + names, deepest)
        cut.set_xlabel("[µm], both ways to scale")
        cut.set_ylabel("Depth [µm]")
        cut.set_title("Cut through the skin")
        quiet_axes(cut)
        side = 1.6
        above = figure.add_axes(
            (1 - (side + 0.08) / WIDTH_IN, (0.5 + cut_in[1] - side) / height, side / WIDTH_IN, side / height)
        )
        _from_above(above, plan, window, width=width, hole=_hole(removed, depth[1], width))
        gone = "□ gone   " if removed > 0 else ""
        figure.text(
            0.095, 1 - 0.13 / height, f"{gone}▨ coagulated   ┃ depth, 5 to 95 % of skins", fontsize=8.5, va="center"
        )
    return figure


def passes_picture(fields: xr.Dataset, plan: Plan, window: Window) -> Figure:
    """Depth after each pass in the layers of this site: what is gone, what is coagulated below, wanted, allowed."""
    assert window.reach is not None
    reach = window.reach
    wound = np.asarray(fields["wound_depth"]) / units.um
    gone = np.asarray(fields["wound_removed"]) / units.um
    passes = np.asarray(fields["passes"])
    deepest = 1.1 * max(float(wound.max()), reach.deepest_allowed_um, reach.wanted_depth_um)
    with styled():
        height = 3.2
        figure = Figure(figsize=(WIDTH_IN, height))
        axes = figure.add_axes((0.095, 0.5 / height, 0.62, (height - 0.72) / height))
        axes.set_xlim(0.4, max(passes[-1], 2) + 0.6)
        axes.set_ylim(deepest, 0)
        layers = _layers(axes, plan, deepest)
        for number, (low, middle, high), (_, removed, _) in zip(passes, wound.T, gone.T, strict=True):
            axes.bar(number, removed, width=0.5, facecolor=PAPER, edgecolor=INK, linewidth=1.1)
            axes.bar(
                number,
                middle - removed,
                bottom=removed,
                width=0.5,
                facecolor=RIM,
                edgecolor=PAPER,
                hatch="////",
                linewidth=0.8,
            )
            _bracket(axes, number + 0.33, (low, middle, high), cap=0.05)
        names = _limits(axes, reach.wanted_depth_um, reach.deepest_allowed_um)
        _names(axes, layers + names, deepest)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("Passes made")
        axes.set_ylabel("Depth [µm]")
        figure.text(
            0.095, 1 - 0.13 / height, "□ gone   ▨ coagulated   ┃ depth of the wound, 5 to 95 % of skins",
            fontsize=8.5, va="center",
        )  # fmt: skip
        quiet_axes(axes)
    return figure


_VESSEL_STROKES: Final = (
    ("#004b80", "solid"),
    ("#785c00", (0, (5, 1.8))),
    ("#7a4a75", (0, (1.2, 1.6))),
    ("#2b1a12", (0, (6, 2, 1.5, 2))),
)


def vessel_chart(fields: xr.Dataset, plan: Plan, window: Window) -> Figure:
    """Radiant exposure that coagulates a vessel against its depth, for several widths, beside the setting and burns."""
    needed = np.asarray(fields["vessel_exposure"]) / units.j_cm2
    depth = np.asarray(fields["vessel_depth"]) / units.um
    diameter = np.asarray(fields["vessel_diameter"]) / units.um
    burn = window.burn_threshold_j_cm2
    start = None if window.recommended is None else window.recommended.setting.fluence_j_cm2
    with styled():
        height = 3.2
        figure = Figure(figsize=(WIDTH_IN, height))
        axes = figure.add_axes((0.095, 0.5 / height, 0.69, (height - 0.68) / height))
        known = needed[np.isfinite(needed)]
        lowest, highest = 0.75 * min(known.min(), burn.p5), 1.4 * max(burn.p95, np.median(known))
        axes.set_yscale("log")
        axes.set_xlim(depth[0], depth[-1])
        axes.set_ylim(lowest, highest)
        axes.axhspan(burn.p5, burn.p95, facecolor=BURN.colour, alpha=0.1, linewidth=0)
        axes.axhline(burn.p5, color=BURN.colour, linewidth=1.4, linestyle=(0, (5, 1.8)))
        ends: list[tuple[float, str, str]] = [(burn.p5, "burn in 5 of 100", BURN.colour)]
        if start is not None:
            axes.axhline(start, color=INK, linewidth=1.4)
            ends.append((start, f"setting {words.dial_number(plan, window, start)}", INK))
        for wide, curve, (colour, dashes) in zip(diameter, needed, _VESSEL_STROKES, strict=False):
            seen = np.isfinite(curve) & (curve <= highest)
            if not seen.any():
                continue
            axes.plot(depth[seen], curve[seen], color=colour, linestyle=dashes, linewidth=2.0)
            ends.append((float(curve[seen][-1]), f"{wide:g} µm wide", colour))
        heights = [float(np.log(end / lowest) / np.log(highest / lowest)) for end, *_ in ends]
        for place, (_, said, colour) in zip(spread(heights, gap=0.07, low=0.02, high=0.98), ends, strict=True):
            axes.annotate(
                said, (1.015, place), xycoords="axes fraction", color=colour, va="center", fontsize=8.5,
                fontweight="bold", annotation_clip=False,
            )  # fmt: skip
        axes.yaxis.set_major_locator(LogLocator(base=10, subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.set_xlabel("Depth of the vessel's axis [µm]")
        axes.set_ylabel("Radiant exposure on the dial [J/cm²]")
        quiet_axes(axes, grid="y")
    return figure


def _layers(axes: Axes, plan: Plan, deepest: float) -> list[tuple[float, str, str, bool]]:
    """Shade the layers of the site; their names with the place where each would stand."""
    skin = library.skin(site=plan.case.skin.site, melanin_fraction=0.0)
    named: list[tuple[float, str, str, bool]] = []
    top = 0.0
    for layer, grey in zip(skin.layers, _LAYER_GREYS, strict=False):
        bottom = min(top + layer.thickness_um, deepest)
        axes.axhspan(top, bottom, facecolor=grey, linewidth=0, zorder=0)
        axes.axhline(bottom, color=RULE, linewidth=0.7, zorder=0.5)
        name = _LAYER_NAMES.get(layer.name, words.plain(layer.name))
        if name:
            named.append(((top + bottom) / 2, name, QUIET, False))
        top += layer.thickness_um
        if top >= deepest:
            break
    return named


def _limits(axes: Axes, wanted: float, allowed: float) -> list[tuple[float, str, str, bool]]:
    axes.axhline(wanted, color=INK, linewidth=1.3, linestyle=(0, (6, 2)), zorder=4)
    axes.axhline(allowed, color=BURN.colour, linewidth=1.8, zorder=4)
    return [
        (wanted, f"╍ wanted {wanted:.0f} µm", INK, True),
        (allowed, f"━ allowed to {allowed:.0f} µm", BURN.colour, True),
    ]


def _names(axes: Axes, found: list[tuple[float, str, str, bool]], deepest: float) -> None:
    places = spread([place for place, *_ in found], gap=0.062 * deepest, low=0.02 * deepest, high=0.99 * deepest)
    for place, (_, said, colour, bold) in zip(places, found, strict=True):
        axes.annotate(
            said, (1.015, place), xycoords=("axes fraction", "data"), va="center", fontsize=7.8, color=colour,
            fontweight="bold" if bold else "normal", annotation_clip=False,
        )  # fmt: skip


def _column(axes: Axes, middle: float, *, top: float, depth: float, removed: float, width: float) -> None:
    """One column: half an ellipse as wide and deep as computed, with what is gone inside it."""
    if depth <= top:
        return
    axes.add_patch(
        Polygon(
            _outline(middle, top=top, depth=depth, width=width),
            closed=True, facecolor=RIM, edgecolor=PAPER, hatch="//////", linewidth=0.6, zorder=2,
        )
    )  # fmt: skip
    hole = _hole(removed, depth, width)
    if hole > 0:
        axes.add_patch(
            Polygon(
                _outline(middle, top=0.0, depth=removed, width=hole),
                closed=True, facecolor=PAPER, edgecolor=INK, linewidth=0.8, zorder=3,
            )
        )  # fmt: skip


def _hole(removed: float, depth: float, width: float) -> float:
    """Width of what is gone, with a rim at the sides as thick as at the bottom, but at most a third of the column."""
    return 0.0 if removed <= 0 else width - 2 * min(depth - removed, width / 3)


def _outline(middle: float, *, top: float, depth: float, width: float) -> Floats:
    share = np.linspace(0.0, 1.0, 40)
    half = 0.5 * width * np.sqrt(1.0 - share**2)
    down = top + share * (depth - top)
    right = np.column_stack([middle + half, down])
    left = np.column_stack([middle - half, down])[::-1]
    return np.concatenate([right, left])


def _bracket(axes: Axes, x: float, band: tuple[float, float, float], cap: float | None = None) -> None:
    """The 5-95 % range of a depth as an upright bar with its median."""
    low, middle, high = band
    axes.plot([x, x], [low, high], color=INK, linewidth=2.2, zorder=5, solid_capstyle="butt")
    axes.plot([x], [middle], marker="_", markersize=9 if cap is None else 7, markeredgewidth=2.0, color=INK, zorder=5)


def _from_above(axes: Axes, plan: Plan, window: Window, *, width: float, hole: float) -> None:
    """A square of skin with all columns of all passes: on shifted grids of a scanner, or at random from a roller."""
    piece = words.handpiece(plan, window)
    tips = [] if piece is None else [tip for tip in piece.tips if tip.label == window.spot_label]
    rolled = bool(tips) and isinstance(tips[0], Tip) and tips[0].placing == "rolled"
    for x, y in _places(window, rolled=rolled):
        axes.add_patch(Circle((x, y), width / 2000, facecolor=RIM, edgecolor=PAPER, linewidth=0.3))
        if hole > 0:
            axes.add_patch(Circle((x, y), hole / 2000, facecolor=PAPER, edgecolor=INK, linewidth=0.3))
    axes.set_xlim(0, _TOP_MM)
    axes.set_ylim(0, _TOP_MM)
    axes.set_aspect("equal")
    axes.set_facecolor(_LAYER_GREYS[3])
    axes.set_xticks([0, 1, 2])
    axes.set_yticks([0, 1, 2])
    axes.set_xlabel("[mm]")
    axes.set_title("Seen from above")
    quiet_axes(axes)


def _places(window: Window, *, rolled: bool) -> Floats:
    """Columns in the square [mm]; the same for the same window."""
    assert window.density_per_cm2 is not None
    per_mm2 = window.density_per_cm2 / 100
    dice = np.random.default_rng(5)
    if rolled:
        return dice.uniform(0.0, _TOP_MM, size=(round(per_mm2 * _TOP_MM**2 * window.passes), 2))
    apart = 1.0 / np.sqrt(per_mm2)
    line = np.arange(-1.0, _TOP_MM / apart + 1.0) * apart
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    return np.concatenate([grid + dice.uniform(0.0, apart, size=2) for _ in range(window.passes)])
