"""Facts of one device file that cannot both be true.

A handpiece has one wavelength or a spectrum, pulse lengths or trains of pulses; the shares of a spectrum add up to one;
a spot is a disc or a rectangle, its dial goes upwards; names are not used twice; what was measured names a handpiece
and a spot that the device has. No number leaves what can be (`lentigo.domain.device_bounds`). Its pulses are as long as
their class says (`PULSES`), the class is that of the family (`CLASS_OF_FAMILY`), and a handpiece of short pulses has
one wavelength: what the rules and the published settings say of short and of long pulses must not be got around by a
slip of the pen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from lentigo.domain.complaints import shown
from lentigo.domain.device import COLUMN_FAMILIES
from lentigo.domain.device_bounds import beyond_bounds
from lentigo.domain.shape import Path
from lentigo.domain.told import Contradiction, Told

__all__ = ["CLASS_OF_FAMILY", "PULSES", "device_contradictions"]

PULSES: Final[dict[str, tuple[float, float, str]]] = {
    "picosecond": (1e-11, 2e-9, "10 ps to below 2 ns"),
    "nanosecond": (1e-9, 1e-6, "1 ns to below 1 µs"),
    "millisecond": (1e-4, 0.5, "0.1 ms to 0.5 s"),
}
"""Shortest and longest pulse, or sub-pulse of a train, of each class [s] (assumed, wide).

Commercial picosecond devices give 250 to 900 ps; between 1 and 2 ns the file's own word counts. Between 1 µs and 0.1 ms
there is no device for pigment, and no published setting.
"""

CLASS_OF_FAMILY: Final = {
    "q_switched": "nanosecond",
    "picosecond": "picosecond",
    "long_pulse": "millisecond",
    "pulsed_dye": "millisecond",
    "ipl": "millisecond",
    "fractional_nonablative": "millisecond",
    "fractional_ablative": "millisecond",
    "full_field_ablative": "millisecond",
}
"""The class of pulses that each family of devices gives."""

ABLATIVE: Final = ("fractional_nonablative", "fractional_ablative", "full_field_ablative")
"""Families whose pulses may be as short as `SHORTEST_ABLATIVE`: water takes the heat at once."""

SHORTEST_ABLATIVE: Final = 1e-5
"""Shortest pulse of lasers that water absorbs [s] (assumed, wide)."""

_ROUNDING: Final = 1e-9


def device_contradictions(told: Told) -> list[Contradiction]:
    """Everything in a device that contradicts itself."""
    found: list[Contradiction] = []
    for place in range(len(told.many("handpieces"))):
        found += _handpiece(told, ("handpieces", place))
    for table in ("handpieces", "coolings"):
        found += _same_names(told, table)
    found += _output_checks(told)
    found += beyond_bounds(told)
    return found


def _handpiece(told: Told, at: Path) -> Iterator[Contradiction]:
    line, spectrum = told.number(*at, "wavelength_nm"), told.many(*at, "spectrum")
    if (line is not None) == bool(spectrum) and not told.is_wrong(*at, "wavelength_nm"):
        message = "has both wavelength_nm and spectrum" if spectrum else "has neither wavelength_nm nor spectrum"
        yield Contradiction(at, message, "write one of them")
    lengths, trains = told.many(*at, "pulse_durations_s"), told.many(*at, "pulse_trains")
    if bool(lengths) == bool(trains):
        message = "has both pulse_durations_s and pulse_trains" if lengths else "has no pulse lengths"
        yield Contradiction(at, message, "write either pulse_durations_s or pulse_trains")
    shares = [told.number(*at, "spectrum", i, "share") for i in range(len(spectrum))]
    if spectrum and None not in shares:
        total = math.fsum(share for share in shares if share is not None)
        if abs(total - 1.0) > 0.01:
            yield Contradiction((*at, "spectrum"), f"has shares that add up to {total:.3g}, must be 1")
    yield from _pulse_class(told, at)
    yield from _apertures(told, at)
    for place in range(len(told.many(*at, "spots"))):
        yield from _spot(told, (*at, "spots", place))
    for place in range(len(told.many(*at, "tips"))):
        yield from _tip(told, (*at, "tips", place))


def _apertures(told: Told, at: Path) -> Iterator[Contradiction]:
    """Spots or tips, as the family has them."""
    spots, tips = told.many(*at, "spots"), told.many(*at, "tips")
    if bool(spots) == bool(tips):
        yield Contradiction(
            at, "has both spots and tips" if spots else "has neither spots nor tips", "write one of them"
        )
    elif bool(tips) != (told.text("family") in COLUMN_FAMILIES) and told.text("family") is not None:
        message, hint = (
            ("has tips", "a laser whose beams are spots has spots")
            if tips
            else ("has spots", "a handpiece that makes columns has tips: beam_um, energies in mJ, densities")
        )
        yield Contradiction(at, message, hint, against=("family",))


def _tip(told: Told, at: Path) -> Iterator[Contradiction]:
    low, high = told.number(*at, "energy_low_mj"), told.number(*at, "energy_high_mj")
    if low is not None and high is not None and low > high:
        yield Contradiction((*at, "energy_low_mj"), f"is {shown(low)}", against=(*at, "energy_high_mj"))
    known = ("known_energy_mj", "known_depth_um")
    for name, other in (known, known[::-1]):
        if told.number(*at, name) is not None and told.number(*at, other) is None:
            yield Contradiction((*at, name), "stands alone", f"give {other} too: one without the other tells nothing")
    beam = told.number(*at, "beam_um")
    if beam is None:
        return
    # Discs of this width on a square grid touch at this density; the panel's own number cannot be higher.
    touching = 1e8 / beam**2
    for place in range(len(told.many(*at, "densities_per_cm2"))):
        density = told.number(*at, "densities_per_cm2", place)
        if density is not None and density > touching:
            yield Contradiction(
                (*at, "densities_per_cm2", place),
                f"is {shown(density)}",
                f"at most {touching:.0f} beams of this width stand side by side on 1 cm²",
                against=(*at, "beam_um"),
            )


def _pulse_class(told: Told, at: Path) -> Iterator[Contradiction]:
    pulse_class, family = told.text(*at, "pulse_class"), told.text("family")
    if pulse_class not in PULSES:
        return
    expected = CLASS_OF_FAMILY.get(family or "", pulse_class)
    if pulse_class != expected:
        yield Contradiction(
            (*at, "pulse_class"),
            f"is {shown(pulse_class)}",
            "a device that gives pulses of two classes is written as two files, one for each",
            against=("family",),
            why=f"its pulses are of the class {expected}",
        )
    low, high, words = PULSES[pulse_class]
    if family in ABLATIVE and pulse_class == "millisecond":
        low, words = SHORTEST_ABLATIVE, "10 µs to 0.5 s"
    lengths = [
        ((*at, "pulse_durations_s", i), told.number(*at, "pulse_durations_s", i), 1.0)
        for i in range(len(told.many(*at, "pulse_durations_s")))
    ]
    lengths += [
        ((*at, "pulse_trains", i, "duration_ms"), told.number(*at, "pulse_trains", i, "duration_ms"), 1e-3)
        for i in range(len(told.many(*at, "pulse_trains")))
    ]
    # An end that is written as "below" is left out, the longest millisecond pulse is not.
    end = high * (1.0 + _ROUNDING if pulse_class == "millisecond" else 1.0 - _ROUNDING)
    for path, length, second in lengths:
        if length is not None and not low * (1.0 - _ROUNDING) <= length * second <= end:
            yield Contradiction(
                path,
                f"is {shown(length)}",
                "is the unit right?",
                against=(*at, "pulse_class"),
                why=f"such a pulse lasts {words}",
            )
    lines = len(told.many(*at, "spectrum"))
    if pulse_class != "millisecond" and lines > 1:
        yield Contradiction(
            (*at, "spectrum"),
            f"has {lines} wavelengths",
            "write one handpiece for each, with its wavelength_nm",
            against=(*at, "pulse_class"),
            why="a handpiece of such pulses has exactly one wavelength",
        )


def _spot(told: Told, at: Path) -> Iterator[Contradiction]:
    disc = told.number(*at, "diameter_mm") is not None
    sides = [told.number(*at, side) is not None for side in ("width_mm", "length_mm")]
    if disc == all(sides) or (disc and any(sides)):
        yield Contradiction(at, "has no clear size", "write either diameter_mm, or both width_mm and length_mm")
    low, high = told.number(*at, "fluence_low_j_cm2"), told.number(*at, "fluence_high_j_cm2")
    if low is not None and high is not None and low > high:
        yield Contradiction(
            (*at, "fluence_low_j_cm2"),
            f"is {shown(low)}",
            against=(*at, "fluence_high_j_cm2"),
        )


def _same_names(told: Told, table: str) -> Iterator[Contradiction]:
    seen: dict[str, Path] = {}
    for place in range(len(told.many(table))):
        path: Path = (table, place, "name")
        name = told.text(*path)
        if name is None:
            continue
        if name in seen:
            yield Contradiction(path, f"is {shown(name)} again", "each needs its own name", against=seen[name])
        seen.setdefault(name, path)


def _output_checks(told: Told) -> Iterator[Contradiction]:
    spots: dict[str, list[float]] = {}
    longer: dict[str, dict[float, float]] = {}
    for place in range(len(told.many("handpieces"))):
        at: Path = ("handpieces", place)
        discs, rectangles = _sizes(told, at)
        name = told.text(*at, "name") or ""
        beams = [told.number(*at, "tips", i, "beam_um") for i in range(len(told.many(*at, "tips")))]
        tips = [beam * 1e-3 for beam in beams if beam is not None]
        spots[name] = [*discs, *(min(sides) for sides in rectangles), *tips]
        longer[name] = {max(sides): min(sides) for sides in rectangles}
    for place in range(len(told.many("output_checks"))):
        handpiece, spot = told.text("output_checks", place, "handpiece"), told.number("output_checks", place, "spot_mm")
        if handpiece is not None and handpiece not in spots:
            known = ", ".join(sorted(spots)) or "none"
            path: Path = ("output_checks", place, "handpiece")
            yield Contradiction(path, f"is {shown(handpiece)}, which this device does not have", f"it has: {known}")
        elif handpiece is not None and spot is not None and not _among(spot, spots[handpiece]):
            path = ("output_checks", place, "spot_mm")
            for long_side, short_side in longer[handpiece].items():
                if math.isclose(spot, long_side):
                    message = f"is {shown(spot)}, the longer side of a rectangle, which counts by its shorter side"
                    yield Contradiction(path, message, f"write {short_side:g}")
                    break
            else:
                sizes = ", ".join(f"{size:g}" for size in spots[handpiece])
                rule = " (a rectangle counts by its shorter side)" if longer[handpiece] else ""
                message = f"is {shown(spot)}, a spot that {shown(handpiece)} does not have"
                yield Contradiction(path, message, f"it has: {sizes} mm{rule}")


def _sizes(told: Told, at: Path) -> tuple[list[float], list[tuple[float, float]]]:
    """Diameters of a handpiece's discs, and sides of its rectangles [mm]."""
    discs: list[float] = []
    rectangles: list[tuple[float, float]] = []
    for place in range(len(told.many(*at, "spots"))):
        spot: Path = (*at, "spots", place)
        diameter = told.number(*spot, "diameter_mm")
        width, length = told.number(*spot, "width_mm"), told.number(*spot, "length_mm")
        if diameter is not None:
            discs.append(diameter)
        elif width is not None and length is not None:
            rectangles.append((width, length))
    return discs, rectangles


def _among(size: float, sizes: list[float]) -> bool:
    """Whether a size is one of those, but for rounding."""
    return any(math.isclose(size, other) for other in sizes)
