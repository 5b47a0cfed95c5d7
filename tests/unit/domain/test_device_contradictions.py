"""A device file whose pulses, class, family, light and spots do not fit each other is refused at the door."""

from __future__ import annotations

from pathlib import Path

import pytest

from lentigo import library
from lentigo.domain.device import COLUMN_FAMILIES, Device, SpectralLine
from lentigo.domain.device_contradictions import CLASS_OF_FAMILY, PULSES
from lentigo.domain.files import device_from_toml, device_to_toml
from lentigo.domain.shape import fields_of
from lentigo.errors import FileProblemsError

DEVICE = (Path(__file__).parents[3] / "examples" / "devices" / "my_qs_532.toml").read_text(encoding="utf-8")


def changed(*changes):
    text = DEVICE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def told(text):
    with pytest.raises(FileProblemsError) as caught:
        device_from_toml(text)
    return [str(problem) for problem in caught.value.problems]


TIPS = (
    "tips = [{ beam_um = 120.0, energy_low_mj = 10.0, energy_high_mj = 60.0, energy_step_mj = 10.0, "
    'densities_per_cm2 = [100.0, 400.0], field_mm = 10.0, placing = "scanned" }]'
)


ABLATES = ("fractional_ablative", "full_field_ablative")


def of_class(pulse_class, pulses, *, family):
    text = changed(
        ('family = "q_switched"', f'family = "{family}"'),
        ('pulse_class = "nanosecond"', f'pulse_class = "{pulse_class}"'),
        ("pulse_durations_s = [6e-9]", pulses),
        *([("wavelength_nm = 532.0", "wavelength_nm = 2940.0")] if family in ABLATES else []),
    )
    if family not in COLUMN_FAMILIES:
        return text
    return with_tips(text)


def with_tips(text, *changes):
    """A device that makes columns: tips in place of spots, and nothing measured."""
    tips = TIPS
    for old, new in changes:
        assert old in tips
        tips = tips.replace(old, new)
    spots, coolings, checks = (text.index(mark) for mark in ("# What the dial", "[[coolings]]", "# What the energy"))
    return f"{text[:spots]}{tips}\n\n{text[coolings:checks]}"


@pytest.mark.parametrize("name", library.devices())
def test_every_device_of_the_library_comes_through_the_door(name):
    device = library.device(name)
    assert device_from_toml(device_to_toml(device)) == device


def test_every_family_and_every_class_has_its_bounds():
    fields = fields_of(Device)
    assert set(CLASS_OF_FAMILY) == set(fields["family"].shape.choices)
    assert set(PULSES) == set(CLASS_OF_FAMILY.values())


@pytest.mark.parametrize(
    ("family", "pulse_class", "pulses"),
    [
        ("picosecond", "picosecond", "pulse_durations_s = [1e-11, 4.5e-10, 7.5e-10, 1.99e-9]"),
        ("q_switched", "nanosecond", "pulse_durations_s = [1e-9, 6e-9, 5e-8, 9.9e-7]"),
        ("q_switched", "nanosecond", "pulse_trains = [{ pulses = 2, duration_ms = 1e-5, gap_ms = 0.1 }]"),
        ("long_pulse", "millisecond", "pulse_durations_s = [1e-4, 0.003, 0.5]"),
        ("pulsed_dye", "millisecond", "pulse_durations_s = [0.00045]"),
        ("ipl", "millisecond", "pulse_trains = [{ pulses = 3, duration_ms = 0.1, gap_ms = 20.0 }]"),
    ],
)
def test_pulses_of_their_class_and_family_are_taken(family, pulse_class, pulses):
    device = device_from_toml(of_class(pulse_class, pulses, family=family))
    assert device.handpieces[0].pulse_class == pulse_class


@pytest.mark.parametrize(
    ("family", "pulse_class", "pulses", "words"),
    [
        ("picosecond", "picosecond", "pulse_durations_s = [7.5e-10, 2e-9]", "pulse_durations_s#2 is 2e-09"),
        ("picosecond", "picosecond", "pulse_durations_s = [4.5e-13]", "lasts 10 ps to below 2 ns"),
        ("q_switched", "nanosecond", "pulse_durations_s = [9e-10]", "lasts 1 ns to below 1 µs"),
        ("q_switched", "nanosecond", "pulse_durations_s = [1e-6]", "is 1e-06"),
        ("q_switched", "nanosecond", "pulse_durations_s = [0.01]", "is 0.01"),
        ("long_pulse", "millisecond", "pulse_durations_s = [6e-9]", "lasts 0.1 ms to 0.5 s"),
        ("long_pulse", "millisecond", "pulse_durations_s = [9e-5]", "is 9e-05"),
        ("long_pulse", "millisecond", "pulse_durations_s = [3, 10, 20]", "pulse_durations_s#3 is 20"),
        (
            "ipl",
            "millisecond",
            "pulse_trains = [{ pulses = 3, duration_ms = 0.05, gap_ms = 20.0 }]",
            "pulse_trains#1.duration_ms is 0.05",
        ),
        (
            "q_switched",
            "nanosecond",
            "pulse_trains = [{ pulses = 3, duration_ms = 4.0, gap_ms = 20.0 }]",
            "pulse_trains#1.duration_ms is 4",
        ),
    ],
)
def test_pulses_of_another_length_than_their_class_are_refused(family, pulse_class, pulses, words):
    messages = told(of_class(pulse_class, pulses, family=family))
    assert any(words in message for message in messages)
    assert all(f'pulse_class on line 15 is "{pulse_class}"' in message for message in messages)
    assert all("is the unit right?" in message for message in messages)


PULSES_OF_WATER = "pulse_durations_s = [1e-3]"


@pytest.mark.parametrize("family", COLUMN_FAMILIES)
def test_a_device_that_makes_columns_has_tips(family):
    device = device_from_toml(of_class("millisecond", PULSES_OF_WATER, family=family))
    (tip,) = device.handpieces[0].apertures
    assert (tip.beam_um, tip.densities_per_cm2, tip.stacks) == (120.0, (100.0, 400.0), (1,))
    assert tip.fluence_high_j_cm2 * tip.mj_per_j_cm2 == pytest.approx(60)
    (message,) = told(
        changed(
            ('family = "q_switched"', f'family = "{family}"'),
            ('pulse_class = "nanosecond"', 'pulse_class = "millisecond"'),
            ("pulse_durations_s = [6e-9]", PULSES_OF_WATER),
            ("wavelength_nm = 532.0", "wavelength_nm = 2940.0" if family in ABLATES else "wavelength_nm = 1550.0"),
        )
    )
    assert "handpieces#1 has spots" in message
    assert "has tips: beam_um, energies in mJ, densities" in message


def test_a_device_of_spots_has_no_tips():
    (message,) = told(with_tips(changed()))
    assert 'handpieces#1 has tips, but family on line 6 is "q_switched"' in message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("energy_low_mj = 10.0", "energy_low_mj = 70.0"), "energy_low_mj is 70"),
        (("[100.0, 400.0]", "[100.0, 9000.0]"), "at most 6944 beams of this width stand side by side on 1 cm²"),
    ],
)
def test_a_tip_that_cannot_be_is_refused_with_the_reason(change, words):
    text = of_class("millisecond", PULSES_OF_WATER, family="fractional_ablative")
    (message,) = told(text.replace(*change))
    assert "handpieces#1.tips#1" in message
    assert words in message


@pytest.mark.parametrize(("family", "taken"), [("full_field_ablative", True), ("long_pulse", False)])
def test_lasers_that_water_absorbs_may_have_shorter_pulses(family, taken):
    text = of_class("millisecond", "pulse_durations_s = [5e-5]", family=family)
    if taken:
        assert device_from_toml(text).handpieces[0].pulse_durations_s == (5e-5,)
    else:
        assert any("is 5e-05" in message for message in told(text))


@pytest.mark.parametrize("pulse_class", PULSES)
@pytest.mark.parametrize("family", CLASS_OF_FAMILY)
def test_a_family_has_pulses_of_its_own_class_only(family, pulse_class):
    pulses = {"picosecond": 5e-10, "nanosecond": 6e-9, "millisecond": 0.01}[pulse_class]
    text = of_class(pulse_class, f"pulse_durations_s = [{pulses}]", family=family)
    if CLASS_OF_FAMILY[family] == pulse_class:
        assert device_from_toml(text).family == family
        return
    (message,) = told(text)
    assert f'handpieces#1.pulse_class is "{pulse_class}", but family on line 6 is "{family}"' in message
    assert f"of the class {CLASS_OF_FAMILY[family]}" in message
    assert "two files" in message


def spectrum(*wavelengths_nm):
    lines = ", ".join(f"{{ wavelength_nm = {nm}, share = {1 / len(wavelengths_nm)} }}" for nm in wavelengths_nm)
    return "wavelength_nm = 532.0", f"spectrum = [{lines}]"


def test_a_handpiece_of_short_pulses_has_one_wavelength():
    (message,) = told(changed(spectrum(532.0, 1064.0)))
    assert "handpieces#1.spectrum has 2 wavelengths" in message
    assert "exactly one wavelength" in message
    assert device_from_toml(changed(spectrum(1064.0))).handpieces[0].lines == (
        SpectralLine(wavelength_nm=1064.0, share=1.0),
    )
    short = [
        ('family = "q_switched"', 'family = "picosecond"'),
        ('"nanosecond"', '"picosecond"'),
        ("[6e-9]", "[5e-10]"),
    ]
    assert "exactly one wavelength" in told(changed(spectrum(532.0, 1064.0), *short))[0]


def test_a_handpiece_of_long_pulses_may_have_several():
    long = [('family = "q_switched"', 'family = "long_pulse"'), ('"nanosecond"', '"millisecond"'), ("[6e-9]", "[0.01]")]
    assert len(device_from_toml(changed(spectrum(755.0, 1064.0), *long)).handpieces[0].lines) == 2


def checked_at(spot_mm, *spots):
    text = changed(
        *(
            (f"    {{ diameter_mm = {mm}.0, fluence", f"    {{ {spot}, fluence")
            for mm, spot in zip((2, 3, 4), spots, strict=True)
        )
    )
    return text.replace("spot_mm = 3.0", f"spot_mm = {spot_mm}")


RECTANGLES = ("diameter_mm = 2.0", "width_mm = 15.0, length_mm = 35.0", "width_mm = 15.0, length_mm = 8.0")


@pytest.mark.parametrize("spot_mm", [2.0, 8.0, 15.0])
def test_measured_output_names_a_rectangle_by_its_shorter_side(spot_mm):
    device = device_from_toml(checked_at(spot_mm, *RECTANGLES))
    sizes = {spot.equivalent_diameter_mm for spot in device.handpieces[0].spots}
    assert {check.spot_mm for check in device.output_checks} <= sizes


def test_measured_output_by_the_longer_side_is_refused_with_the_shorter_one():
    first, _ = told(checked_at(35.0, *RECTANGLES))
    assert "output_checks#1.spot_mm is 35, the longer side of a rectangle, which counts by its shorter side" in first
    assert "write 15" in first


def test_measured_output_of_a_spot_that_is_not_there_is_refused_with_those_that_are():
    first, _ = told(checked_at(5.0, *RECTANGLES))
    assert 'is 5, a spot that "532 nm" does not have' in first
    assert "it has: 2, 15, 8 mm (a rectangle counts by its shorter side)" in first
