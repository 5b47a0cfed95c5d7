"""One exposure by depth: light, temperature and damage, beside the lesion and inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text

from lentigo import units
from lentigo.cli.render.chart import bar
from lentigo.cli.render.console import table
from lentigo.cli.render.device import duration_words
from lentigo.cli.render.words import number, plain
from lentigo.cli.root import DISCLAIMER

if TYPE_CHECKING:
    import xarray

_DEPTHS_UM: Final = (0, 10, 20, 40, 60, 75, 90, 120, 200, 300, 500, 800, 1200, 2000)


def depth_page(fields: xarray.Dataset, *, width: int) -> RenderableType:
    """Light per radiant exposure, highest temperature and damage at a choice of depths.

    Parameters
    ----------
    fields : Dataset
        As ``planning.simulate_case`` gives them.
    width : int
        Characters to fill [1].
    """
    if "removed" in fields:
        return _opened_page(fields, width=width)
    depth = fields["depth"].to_numpy()
    hottest = [fields[name].max("time").to_numpy() for name in ("temperature", "temperature_lesion")]
    coldest, highest = float(min(h.min() for h in hottest)), float(max(h.max() for h in hottest))
    length = 20 if width >= 110 else 10
    rows = table(
        ("depth µm", "right"),
        ("light", "right"),
        ("in lesion", "right"),
        ("°C", "right"),
        ("in lesion", "right"),
        ("", "left"),
        ("damage", "right"),
        ("in lesion", "right"),
    )
    for place in chosen_depths(depth):
        beside, inside = (float(h[place]) for h in hottest)
        rows.add_row(
            f"{depth[place] / units.um:.0f}",
            *(f"{float(fields[name][place]):.2f}" for name in ("fluence", "fluence_lesion")),
            f"{units.celsius(beside):.0f}",
            f"{units.celsius(inside):.0f}",
            bar((inside - coldest) / max(highest - coldest, 1e-9), width=length),
            *(_damage(float(fields[name][place])) for name in ("damage", "damage_lesion")),
        )
    said = fields.attrs
    setting = (
        f"{said['device']}, {said['handpiece']}: {said['fluence_j_cm2']:g} J/cm², spot {said['spot_mm']:g} mm, "
        f"{duration_words(said['pulse_s'])}, cooling: {plain(said['cooling'])}"
    )
    legend = (
        "Light: fluence in tissue per radiant exposure on the skin [1]. °C: highest temperature; the bar is the "
        "lesion's. Damage: Arrhenius [1]; at 1, 63 of 100 cells die."
    )
    lines = [legend]
    ratio = max(float(fields[name].max()) for name in ("disruption_ratio", "disruption_ratio_lesion"))
    if ratio > 0:
        lines.append(f"Melanosomes: up to {number(ratio)} times the fluence at which they burst.")
    if said.get("boils"):
        lines.append(
            "Water boils somewhere: boiling is not modelled, so skin does not get as hot as what stands above 100 °C."
        )
    lines.append(f"Stated error of the light: {number(100 * float(said['light_error']))} %.")
    return Group(
        Text(setting, style="bold"),
        Text("In the median skin of this case; no advice, no chances: lentigo check gives those."),
        rows,
        *(Text(line, style="dim") for line in lines),
        Text(f"\n{DISCLAIMER}", style="italic"),
    )


def _opened_page(fields: xarray.Dataset, *, width: int) -> RenderableType:
    """What columns or a removed surface leave at a choice of depths."""
    depth, said = fields["depth"].to_numpy(), fields.attrs
    columns = "density_per_cm2" in said
    names = [name for name in ("removed", "coagulated", "shocked") if name in fields]
    length = 30 if width >= 110 else 16
    rows = table(("depth µm", "right"), *((f"{name} %", "right") for name in names), ("", "left"))
    shares = [fields[name].to_numpy() for name in names]
    most = max(float(sum(share.max() for share in shares)), 1e-9) if columns else 1.0
    for place in chosen_depths(depth):
        here = [float(share[place]) for share in shares]
        gone, dead = (round(length * min(1.0, value / most)) for value in (here[0], sum(here[:2])))
        drawn = "█" * gone + "▓" * max(0, dead - gone)
        rows.add_row(
            f"{depth[place] / units.um:.0f}", *(number(100 * value) for value in here), drawn.ljust(length, "·")
        )
    dialled = (
        f"{said['energy_mj']:g} mJ, {said['density_per_cm2']:g} columns per cm² and pass"
        if columns
        else f"{said['fluence_j_cm2']:g} J/cm², spot {said['spot_label']}"
    )
    tip = f", {said['spot_label']}" if columns else ""
    stacked = f", {said['stacked']} pulses on each place" if said["stacked"] > 1 else ""
    passes = "1 pass" if said["passes"] == 1 else f"{said['passes']} passes"
    setting = (
        f"{said['device']}, {said['handpiece']}: {dialled}{stacked}, {passes}{tip}, "
        f"{duration_words(said['pulse_s'])}, cooling: {plain(said['cooling'])}"
    )
    return Group(
        Text(setting, style="bold"),
        Text("In the median skin of this case; no advice, no chances: lentigo check gives those."),
        rows,
        *(Text(line, style="dim") for line in _opened_lines(fields, columns=columns, most=most)),
        Text(f"\n{DISCLAIMER}", style="italic"),
    )


def _opened_lines(fields: xarray.Dataset, *, columns: bool, most: float) -> list[str]:
    """What the table of opened skin does not tell, in sentences."""
    said = fields.attrs

    def um(name: str) -> str:
        return f"{number(float(said[name]) / units.um)} µm"

    full = f"full: {number(100 * most)} %"
    lines = [f"Share of the area at each depth; bar: solid is gone, shaded is coagulated and still there; {full}."]
    if columns:
        lines.append(f"One column: {um('depth_m')} deep and {um('width_m')} wide with its rim.")
        if said["nothing_removed"]:
            begins = float(said["drilling_begins_mj"])
            enough = f": that begins at {number(begins)} mJ with this beam" if begins < 1e6 else ""
            lines.append(f"Nothing is removed{enough}.")
        else:
            lines.append(f"Gone: {um('removed_depth_m')} deep, {um('removed_width_m')} wide.")
        lines.append(f"Covered by columns, all passes: {number(100 * float(said['coverage']))} % of the surface.")
        if said["columns_touch"]:
            lines.append("The columns of a pass touch each other: this is resurfacing, not columns.")
        hottest = float(fields["temperature"].max())
        lines.append(f"Surface between the columns: up to {units.celsius(hottest):.0f} °C.")
    elif said["nothing_removed"]:
        lines.append("Nothing is removed: the radiant exposure lies below where removal begins.")
    else:
        lines.append(f"Gone after all passes: {um('removed_depth_m')}; wound with what is dead: {um('wound_depth_m')}.")
    return lines


def chosen_depths(depth: np.ndarray) -> list[int]:
    """Cells nearest to round depths, each once, from the surface down."""
    deepest = float(depth[-1])
    wanted = [um * units.um for um in _DEPTHS_UM if um * units.um <= deepest * 1.001]
    return sorted({int(np.abs(depth - one).argmin()) for one in wanted})


def _damage(value: float) -> str:
    if value < 1e-3:
        return "<0.001"
    return number(value) if value < 1000 else ">1000"
