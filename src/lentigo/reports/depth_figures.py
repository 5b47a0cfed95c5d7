"""Figures of what happens inside the skin: light, heat and damage by depth, and the hot volume under the beam."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator
from numpy.typing import NDArray

from lentigo import units
from lentigo.reports.style import (
    HEAT,
    INK,
    LESION,
    PAPER,
    QUIET,
    RULE,
    SKIN,
    WIDTH_IN,
    line,
    quiet_axes,
    spread,
    styled,
)

_DEPTH_SHOWN_UM: Final = 250.0
_PICTURE_DEPTH_UM: Final = 600.0
_SHORT_PULSE: Final = 1e-6
"""Below this pulse length [s] heat has not left the layer that took up the light, and pigment grains may burst."""
_ISOTHERMS_C: Final = (45, 60, 80, 100, 150, 200, 300)
_ISOTHERM_STROKES: Final = ("dotted", "dashed", "solid", "dashdot")


def depth_chart(fields: xr.Dataset, *, treated: str = "the spot", deepest_um: float | None = None) -> Figure:
    """Light, absorbed energy, hottest temperature and damage against depth, in the spot and beside it.

    Parameters
    ----------
    fields : xarray.Dataset
        As planning computes them; where the lesion takes up no more than the skin beside it, one curve is drawn.
    treated : str
        What the lesion is called.
    deepest_um : float, optional
        Lower edge of the panels [µm]; where pigment lies if not given.
    """
    alone = no_lesion(fields)
    if alone:
        fields = fields.drop_vars([str(name) for name in fields if str(name).endswith("_lesion")])
    deepest = min(_DEPTH_SHOWN_UM if deepest_um is None else deepest_um, float(_depth_um(fields)[-1]))
    panels: list[tuple[str, str, Callable[[Axes], None]]] = []
    if "fluence" in fields:
        panels.append(("Light", "Fluence per incident light [1]", lambda axes: _pair(axes, fields, "fluence", deepest)))
    if "absorbed" in fields:
        panels.append(
            (
                "Light taken up",
                "Share absorbed per depth [1/mm]",
                lambda axes: _pair(axes, fields, "absorbed", deepest, 1e-3),
            )
        )
    if "peak_temperature" in fields:
        panels.append(("Hottest moment", "Temperature [°C]", lambda axes: _peaks(axes, fields)))
    short = _short(fields) or "damage" not in fields
    if short and "disruption_ratio" in fields and fields["disruption_ratio"].dims == ("depth",):
        panels.append(
            (
                "Bursting of pigment grains",
                "Light / bursting threshold [1]",
                lambda axes: _bursting(axes, fields, deepest),
            )
        )
    elif "damage" in fields:
        panels.append(("Damage by heat", "Damage, Ω [1]", lambda axes: _damage(axes, fields)))
    columns = 2
    rows = -(-len(panels) // columns)
    with styled():
        height = 0.3 + 2.75 * rows
        figure = Figure(figsize=(WIDTH_IN, height))
        for i, (title, label, draw) in enumerate(panels):
            row, column = divmod(i, columns)
            left = 0.095 + column * 0.43
            bottom = (height - 0.62 - 2.0 - 2.75 * row) / height
            axes = figure.add_axes((left, bottom, 0.36, 2.0 / height))
            _layers(axes, fields, deepest, named=column == columns - 1 or i == len(panels) - 1)
            draw(axes)
            axes.set_ylim(deepest, 0)
            axes.set_title(title)
            axes.set_xlabel(label)
            axes.set_ylabel("Depth [µm]" if column == 0 else "")
            quiet_axes(axes, grid="x")
        top = 1 - 0.17 / height
        if alone:
            figure.text(0.095, top, f"╍ in {treated}", color=SKIN.colour, fontweight="bold", va="center")
        else:
            figure.text(0.095, top, f"━ in {treated}", color=LESION.colour, fontweight="bold", va="center")
            figure.text(0.27, top, "╍ in the skin around it", color=SKIN.colour, fontweight="bold", va="center")
        figure.text(0.54, top, "bands: 5 to 95 % of the sampled skins", color=QUIET, va="center", fontsize=8.5)
    return figure


def no_lesion(fields: xr.Dataset) -> bool:
    """Whether the lesion takes up what the skin beside it does: then there is nothing to tell apart."""
    if "absorbed_lesion" not in fields or "absorbed" not in fields:
        return False
    return bool(np.allclose(fields["absorbed_lesion"], fields["absorbed"], rtol=1e-3))


def heat_picture(fields: xr.Dataset, *, spot_mm: float, deepest_um: float | None = None) -> Figure:
    """Temperature under the beam at the end of the pulse, by distance from its axis and depth."""
    radius = np.asarray(fields["radius"]) / units.mm
    depth = np.asarray(fields["depth_rz"]) / units.um
    field = fields["temperature_rz"].transpose("depth_rz", "radius")
    celsius = np.asarray(field) - units.kelvin_at_0_celsius
    across = np.concatenate([-radius[::-1], radius[1:] if radius[0] == 0 else radius])
    picture = np.concatenate([celsius[:, ::-1], celsius[:, 1:] if radius[0] == 0 else celsius], axis=1)
    usual = _DEPTH_SHOWN_UM if _short(fields) else _PICTURE_DEPTH_UM
    deepest = min(float(depth[-1]), usual if deepest_um is None else deepest_um)
    with styled():
        figure = Figure(figsize=(WIDTH_IN, 3.3))
        axes = figure.add_axes((0.095, 0.165, 0.755, 0.66))
        bar = figure.add_axes((0.87, 0.165, 0.018, 0.66))
        coldest, warmest = min(float(celsius.min()), 30.0), max(float(celsius.max()), 45.0)
        shades = Normalize(vmin=coldest, vmax=warmest)
        mesh = axes.pcolormesh(across, depth, picture, cmap=HEAT, norm=shades, shading="gouraud", rasterized=True)
        gap = 0.05 * (warmest - coldest)
        levels = [t for t in _ISOTHERMS_C if coldest + gap < t < warmest - gap and not _short(fields)]
        lines = None
        if levels:
            strokes: list[Any] = [_ISOTHERM_STROKES[i % len(_ISOTHERM_STROKES)] for i in range(len(levels))]
            lines = axes.contour(
                across, depth, picture, levels=levels, colors=PAPER, linewidths=1.1, linestyles=strokes
            )
        half = spot_mm / 2
        axes.plot(
            [-half, half], [1.03, 1.03], transform=axes.get_xaxis_transform(), color=INK, linewidth=3, clip_on=False
        )
        axes.annotate(
            f"beam, {spot_mm:g} mm",
            (0, 1.05),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontweight="bold",
        )
        axes.set_ylim(deepest, 0)
        wide = min(float(radius[-1]), 1.6 * half)
        axes.set_xlim(-wide, wide)
        stretch = (2 * wide * 1e3 / 0.755 / WIDTH_IN) / (deepest / 0.66 / 3.3)
        axes.set_xlabel(f"Distance from the axis of the beam [mm] (depth is drawn {stretch:.0f} times larger)")
        axes.set_ylabel("Depth [µm]")
        quiet_axes(axes)
        scale = figure.colorbar(mesh, cax=bar)
        scale.set_label("Temperature at the end of the pulse [°C]", fontsize=8.5)
        scale.outline.set_visible(False)
        if lines is not None:
            for level, stroke in zip(levels, strokes, strict=True):
                bar.axhline(level, color=PAPER, linestyle=stroke, linewidth=1.3)
            scale.set_ticks(sorted({*levels, round(coldest), round(warmest)}))
    return figure


def hottest(fields: xr.Dataset, *, lesion: bool) -> tuple[float, float]:
    """Highest median temperature and its depth, in the spot or beside it.

    Returns
    -------
    tuple of float
        Temperature [°C] and depth [µm].
    """
    name = "peak_temperature_lesion" if lesion else "peak_temperature"
    middle = fields[name].sel(percentile=50.0)
    where = int(np.asarray(middle).argmax())
    return (
        units.celsius(float(np.asarray(middle)[where])),
        float(np.asarray(fields["depth"])[where]) / units.um,
    )


def _short(fields: xr.Dataset) -> bool:
    return float(fields.attrs.get("pulse_s", 1.0)) < _SHORT_PULSE


def _depth_um(fields: xr.Dataset) -> NDArray[np.float64]:
    return np.asarray(fields["depth"], dtype=np.float64) / units.um


def _pair(axes: Axes, fields: xr.Dataset, name: str, deepest: float, scale: float = 1.0) -> None:
    depth = _depth_um(fields)
    shown = depth <= deepest
    highest = 0.0
    for key, stroke in ((name, SKIN), (f"{name}_lesion", LESION)):
        if key in fields:
            values = scale * np.asarray(fields[key])
            axes.plot(values, depth, **line(stroke))
            highest = max(highest, float(np.nanmax(values[shown])))
    axes.set_xlim(0, 1.08 * highest if highest > 0 else 1)


def _peaks(axes: Axes, fields: xr.Dataset) -> None:
    depth = _depth_um(fields)
    for key, stroke in (("peak_temperature", SKIN), ("peak_temperature_lesion", LESION)):
        if key not in fields:
            continue
        celsius = fields[key] - units.kelvin_at_0_celsius
        low, middle, high = (np.asarray(celsius.sel(percentile=p)) for p in (5.0, 50.0, 95.0))
        axes.fill_betweenx(depth, low, high, facecolor=stroke.colour, alpha=0.16, linewidth=0)
        for edge in (low, high):
            axes.plot(edge, depth, color=stroke.colour, linewidth=0.6, alpha=0.55)
        axes.plot(middle, depth, **line(stroke))


def _bursting(axes: Axes, fields: xr.Dataset, shown: float) -> None:
    # Below the basal layer there is no pigment that could burst.
    deepest = float(np.asarray(fields["layer_edge"])[3]) if "layer_edge" in fields else np.inf
    _pair(axes, fields.where(fields["depth"] <= deepest), "disruption_ratio", shown)
    axes.set_xlim(0, max(axes.get_xlim()[1], 1.3))
    axes.axvline(1.0, color=INK, linewidth=0.9, linestyle=(0, (2, 2)))


def _damage(axes: Axes, fields: xr.Dataset) -> None:
    depth = _depth_um(fields)
    axes.set_xscale("log")
    largest = 10.0
    for key, stroke in (("damage", SKIN), ("damage_lesion", LESION)):
        if key in fields:
            values = np.maximum(np.asarray(fields[key]), 1e-9)
            axes.plot(values, depth, **line(stroke))
            largest = max(largest, float(values.max()))
    axes.set_xlim(1e-4, min(largest * 3, 1e6))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:g}" if 1e-3 < value < 1e3 else _power(value))
    )
    axes.xaxis.set_minor_locator(NullLocator())
    axes.axvline(1.0, color=INK, linewidth=0.9, linestyle=(0, (2, 2)))
    axes.annotate(
        "63 % of cells",
        (1.0, 0.03),
        xycoords=("data", "axes fraction"),
        xytext=(4, 0),
        textcoords="offset points",
        fontsize=7.5,
        color=QUIET,
        va="bottom",
    )


def _power(value: float) -> str:
    """A power of ten, without mathematical markup."""
    return "10" + str(round(math.log10(value))).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _layers(axes: Axes, fields: xr.Dataset, deepest: float, *, named: bool) -> None:
    if "layer_edge" not in fields:
        return
    edges = np.asarray(fields["layer_edge"], dtype=np.float64) / units.um
    inside = [float(e) for e in edges if 0 < e < deepest]
    for edge in inside:
        axes.axhline(edge, color=RULE, linewidth=0.9)
    if not named or len(inside) < 2:
        return
    names = ["horny layer", "epidermis", "basal layer", "dermis"]
    tops = [0.0, *inside][: len(names)]
    bottoms = [*inside, deepest][: len(names)]
    middles = [(a + b) / 2 for a, b in zip(tops, bottoms, strict=False)]
    places = spread(middles, gap=deepest * 0.075, low=deepest * 0.03, high=deepest * 0.97)
    for name, place in zip(names, places, strict=False):
        axes.annotate(
            name,
            (1.015, place),
            xycoords=("axes fraction", "data"),
            ha="left",
            va="center",
            fontsize=7.5,
            color=QUIET,
            annotation_clip=False,
        )
