"""Eyewear, distances, shields and rules of the room, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.cli.render.reasons import Cite
from lentigo.cli.render.words import number
from lentigo.cli.root import DISCLAIMER
from lentigo.domain.laser_safety import BeamHazard, LaserSafety


def safety_page(safety: LaserSafety, *, cite: Cite) -> RenderableType:
    """All that the record says, the numbers first."""
    return Group(*_parts(safety, cite=cite))


def _parts(safety: LaserSafety, *, cite: Cite) -> Iterator[RenderableType]:
    yield Text(safety.device_name, style="bold")
    yield Text(safety.decides)
    if safety.beams:
        yield section("Eyewear and distances", _beams(safety.beams))
        for beam in safety.beams:
            yield section("At its worst for eyes", _worst(beam), note=beam.handpiece)
    alike: dict[str, list[str]] = {}
    for lamp in safety.lamps:
        alike.setdefault(lamp.text, []).append(lamp.handpiece)
    for text, names in alike.items():
        yield section("Eyewear", Text(f" {text}"), note=", ".join(names))
    yield section("Eyes of the person treated", Text(f" {safety.shields.text} (rule {safety.shields.rule})"))
    lines = [
        f"{rule.text}{f' (rule {rule.rule})' if rule.rule else ''}{' *' * rule.from_memory}" for rule in safety.room
    ]
    yield section("Room", bullets(lines))
    if any(rule.from_memory for rule in safety.room):
        yield Text(" * The source has not been read: verify before relying on it.", style="dim")
    yield section("On what this rests", bullets((*safety.assumptions, *(f.text for f in safety.findings))))
    keys = dict.fromkeys(
        (*safety.sources, *safety.shields.sources, *(key for rule in safety.room for key in rule.sources))
    )
    yield section("Sources", bullets(Text(f"{cite(key)} [{key}]", style="dim") for key in keys))
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _beams(beams: tuple[BeamHazard, ...]) -> RenderableType:
    rows = table(
        ("handpiece", "left"),
        ("nm", "right"),
        ("optical density", "right"),
        ("beam reaches", "right"),
        ("at worst", "right"),
        ("scattered light", "right"),
    )
    for beam in beams:
        rows.add_row(
            beam.handpiece,
            f"{beam.wavelength_nm:g}",
            Text(f"at least {beam.optical_density:.1f}", style="bold"),
            f"{number(beam.beam_distance_usual_m)} m",
            f"{number(beam.beam_distance_m)} m",
            f"{number(beam.diffuse_distance_m)} m",
        )
    return rows


def _worst(beam: BeamHazard) -> RenderableType:
    return pairs(
        [
            ("Setting", f"{_dial(beam)}, pulse {beam.pulse_label}"),
            ("Energy", f"{number(beam.energy_j)} J"),
            ("Reaches the eye", f"{scientific(beam.exposure_at_eye_j_cm2)} J/cm², in the worst case"),
            ("Limit of the eye", f"{scientific(beam.eye_limit_j_cm2)} J/cm²"),
            ("Limit of the skin", f"{scientific(beam.skin_limit_j_cm2)} J/cm², of everyone not treated"),
        ]
    )


def _dial(beam: BeamHazard) -> str:
    """What the panel shows: of columns the energy of one narrow beam."""
    if beam.spot_label.endswith("beams"):
        return f"{number(1e3 * beam.energy_j)} mJ, {beam.spot_label}"
    return f"{beam.fluence_j_cm2:g} J/cm², spot {beam.spot_label}"


_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def scientific(value: float) -> str:
    """A number with two significant digits, in powers of ten where it is very small."""
    if value >= 1e-2:
        return f"{float(f'{value:.2g}'):g}"
    digits, _, power = f"{value:.1e}".partition("e")
    return f"{digits} · 10{str(int(power)).translate(_SUPERSCRIPTS)}"
