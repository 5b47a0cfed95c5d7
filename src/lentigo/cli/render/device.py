"""A device on the terminal: what can be dialled, and how sure its output is."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo.cli.cite import source_text
from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.cli.render.words import number, plain
from lentigo.domain.device import Cooling, Device, Handpiece, Tip


def device_page(device: Device) -> RenderableType:
    """All that the device's file says."""
    error = device.output_error_percent
    output = "not known" if error == "unknown" else f"± {error:g} % (standard deviation)"
    parts: list[RenderableType] = [
        Text(f"{device.id}: {device.name}", style="bold"),
        pairs(
            [
                ("Family", plain(device.family)),
                ("Medium", device.medium),
                ("Output error", output),
                ("Source", f"{source_text(device.source)} ({device.kind})"),
            ]
        ),
        section("Handpieces", _handpieces(device.handpieces)),
        *([section("Columns", _tips(device.handpieces))] if any(piece.tips for piece in device.handpieces) else []),
        section("Cooling", bullets(_cooling(cooling) for cooling in device.coolings)),
    ]
    if device.output_checks:
        rows = table(
            ("handpiece", "left"), ("spot mm", "right"), ("set", "right"), ("measured", "right"), ("on", "left")
        )
        for check in device.output_checks:
            rows.add_row(
                check.handpiece,
                number(check.spot_mm),
                f"{check.fluence_set_j_cm2:g} J/cm²",
                f"{check.fluence_measured_j_cm2:g} J/cm²",
                f"{check.measured:%-d %B %Y}",
            )
        parts.append(section("Measured output", rows))
    return Group(*parts)


def _handpieces(handpieces: tuple[Handpiece, ...]) -> RenderableType:
    rows = table(("handpiece", "left"), ("pulse", "left"), ("spot", "left"), ("J/cm²", "left"), ("step", "right"))
    for handpiece in handpieces:
        pulses = pulse_words(handpiece)
        for i, spot in enumerate(handpiece.apertures):
            rows.add_row(
                handpiece.name if i == 0 else "",
                pulses if i == 0 else "",
                spot.label,
                f"{number(spot.fluence_low_j_cm2)} to {number(spot.fluence_high_j_cm2)}"
                if isinstance(spot, Tip)
                else f"{spot.fluence_low_j_cm2:g} to {spot.fluence_high_j_cm2:g}",
                number(spot.fluence_step_j_cm2) if isinstance(spot, Tip) else f"{spot.fluence_step_j_cm2:g}",
            )
    passes = [f"{piece.name}: {_listed(piece.passes)} passes" for piece in handpieces if piece.passes != (1,)]
    return Group(rows, bullets(passes)) if passes else rows


def _tips(handpieces: tuple[Handpiece, ...]) -> RenderableType:
    """What the panel shows for the narrow beams of each tip."""
    rows = table(
        ("handpiece", "left"),
        ("tip", "left"),
        ("mJ", "left"),
        ("step", "right"),
        ("columns per cm² and pass", "left"),
        ("on one place", "left"),
        ("laid", "left"),
    )
    for handpiece in handpieces:
        for tip in handpiece.tips:
            rows.add_row(
                handpiece.name,
                tip.label,
                f"{tip.energy_low_mj:g} to {tip.energy_high_mj:g}",
                f"{tip.energy_step_mj:g}",
                _listed(tip.densities_per_cm2),
                _listed(tip.stacks),
                f"{tip.placing}, {tip.field_mm:g} mm",
            )
    return rows


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)


def pulse_words(handpiece: Handpiece) -> str:
    """The pulse lengths that can be chosen, or the trains."""
    if handpiece.pulse_trains:
        return "; ".join(
            f"{t.pulses} × {t.duration_ms:g} ms, {t.gap_ms:g} ms apart" if t.pulses > 1 else f"{t.duration_ms:g} ms"
            for t in handpiece.pulse_trains
        )
    return ", ".join(duration_words(seconds) for seconds in handpiece.pulse_durations_s or ())


def duration_words(seconds: float) -> str:
    """A duration in the unit in which people say it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9), ("ps", 1e-12)):
        if seconds >= size * (1 - 1e-9):
            return f"{number(seconds / size)} {unit}"
    return f"{number(seconds / 1e-12)} ps"


def _cooling(cooling: Cooling) -> str:
    if cooling.method == "none":
        return f"{cooling.name}: none; light enters through {cooling.surface_medium}"
    times = [f"{cooling.before_ms:g} ms before"] if cooling.before_ms else []
    times += [f"then {cooling.delay_ms:g} ms pause"] if cooling.delay_ms else []
    times += ["during the pulse"] if cooling.during else []
    times += [f"{cooling.after_ms:g} ms after"] if cooling.after_ms else []
    return (
        f"{cooling.name}: {cooling.method} at {cooling.temperature_c:g} °C, {cooling.heat_transfer_w_m2_k:g} W/(m²·K), "
        f"{', '.join(times) or 'never on'}; light enters through {cooling.surface_medium} ({cooling.kind})"
    )
