from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from lentigo import library
from lentigo.domain.device import SpectralLine
from lentigo.errors import UnknownNameError

EVERY = [library.device(name) for name in library.devices()]
HANDPIECES = [(device, handpiece) for device in EVERY for handpiece in device.handpieces]


def test_the_classes_that_a_clinic_has_are_there():
    have = {(d.family, round(h.wavelength_nm)) for d, h in HANDPIECES if h.wavelength_nm is not None}
    assert {
        ("q_switched", 532), ("q_switched", 694), ("q_switched", 755), ("q_switched", 1064),
        ("picosecond", 532), ("picosecond", 755), ("picosecond", 1064),
        ("long_pulse", 532), ("long_pulse", 755), ("long_pulse", 1064), ("pulsed_dye", 585), ("pulsed_dye", 595),
    } <= have  # fmt: skip
    assert {h.cut_off_nm for d, h in HANDPIECES if d.family == "ipl"} >= {515, 560, 590, 640}


@pytest.mark.parametrize("device", EVERY, ids=lambda d: d.id)
def test_a_device_says_where_it_comes_from_and_how_it_cools(device):
    assert library.reference(device.source)
    for cooling in device.coolings:
        assert library.reference(cooling.source)
        assert (cooling.method == "none") == (cooling.name == "none")
        if cooling.method == "contact":
            assert cooling.surface_medium == "sapphire"
    assert len({cooling.name for cooling in device.coolings}) == len(device.coolings)
    assert len({handpiece.name for handpiece in device.handpieces}) == len(device.handpieces)


@pytest.mark.parametrize(("device", "handpiece"), HANDPIECES, ids=lambda x: getattr(x, "id", getattr(x, "name", "")))
def test_dial_steps_fit_between_the_ends_of_the_dial(device, handpiece):
    for spot in handpiece.spots:
        steps = (spot.fluence_high_j_cm2 - spot.fluence_low_j_cm2) / spot.fluence_step_j_cm2
        assert steps > 4.9
        assert steps == pytest.approx(round(steps), abs=1e-6), f"{device.id} {handpiece.name} {spot.label}"
    sizes = [spot.equivalent_diameter_mm for spot in handpiece.spots if spot.diameter_mm is not None]
    assert sizes == sorted(sizes)
    ends = [spot.fluence_high_j_cm2 for spot in handpiece.spots if spot.diameter_mm is not None]
    assert ends == sorted(ends, reverse=True), "the same pulse energy is spread over wider spots"


@pytest.mark.parametrize(("device", "handpiece"), HANDPIECES, ids=lambda x: getattr(x, "id", getattr(x, "name", "")))
def test_pulses_belong_to_their_class(device, handpiece):
    bounds = {"picosecond": (1e-11, 1e-9), "nanosecond": (1e-9, 1e-6), "millisecond": (1e-4, 0.5)}
    low, high = bounds[handpiece.pulse_class]
    assert (handpiece.pulse_durations_s is None) != (handpiece.pulse_trains is None), device.id
    for duration in handpiece.pulse_durations_s or ():
        assert low <= duration < high
    for train in handpiece.pulse_trains or ():
        assert low <= train.duration_ms / 1e3 < high


@pytest.mark.parametrize("handpiece", [h for d, h in HANDPIECES if d.family == "ipl"], ids=lambda h: h.name)
def test_filtered_light_starts_at_its_cut_off_and_adds_up(handpiece):
    lines = handpiece.lines
    assert sum(line.share for line in lines) == pytest.approx(1, abs=1e-9)
    assert all(a.wavelength_nm < b.wavelength_nm for a, b in itertools.pairwise(lines))
    assert lines[0].wavelength_nm > handpiece.cut_off_nm
    assert lines[-1].wavelength_nm < 1200
    assert len(lines) >= 6
    for line in lines:
        for name in ("oxyhaemoglobin", "water", "fat", "baseline"):
            assert library.chromophore(name).absorption(line.wavelength_nm * 1e-9) > 0


@pytest.mark.parametrize("device", EVERY, ids=lambda d: d.id)
def test_every_part_of_a_device_of_the_library_can_be_planned_for(device):
    assert library.device_problems(device) == ()


def with_first(device, *, spot=None, **changes):
    """A device whose first handpiece, or its first spot, is another."""
    handpiece, *others = device.handpieces
    if spot is not None:
        changes["spots"] = (replace(handpiece.spots[0], **spot), *handpiece.spots[1:])
    return replace(device, handpieces=(replace(handpiece, **changes), *others))


GREEN, LAMP = library.device("qs_ndyag"), library.device("ipl")


@pytest.mark.parametrize(("diameter_mm", "told"), [(0.5, True), (0.99, True), (1.0, False)])
def test_a_spot_that_is_too_narrow_to_be_computed_is_told(diameter_mm, told):
    problems = library.device_problems(with_first(GREEN, spot={"diameter_mm": diameter_mm}))
    wanted = f"532 nm: spots are computed from 1 mm upwards, not {diameter_mm:g} mm: nothing is planned for them."
    assert problems == ((wanted,) if told else ())


def test_a_rectangle_is_too_narrow_by_its_shorter_side():
    (problem,) = library.device_problems(with_first(LAMP, spot={"width_mm": 0.8}))
    assert "not 0.8 × 35 mm" in problem


@pytest.mark.parametrize(
    ("wavelength_nm", "outside", "unpublished"),
    [
        (449.0, True, True),
        (450.0, False, True),
        (532.0, False, False),
        (650.0, False, True),
        (1320.0, False, True),
        (1550.0, False, True),
        (1580.0, True, True),
    ],
)
def test_light_outside_the_tables_or_without_published_settings_is_told(wavelength_nm, outside, unpublished):
    problems = library.device_problems(with_first(GREEN, wavelength_nm=wavelength_nm))
    words = f"light is computed from 450 to 1550 nm, not at {wavelength_nm:g} nm"
    assert any(words in problem for problem in problems) == outside
    assert any("no published setting was found" in problem for problem in problems) == unpublished
    assert len(problems) == outside + unpublished


def test_a_line_of_filtered_light_outside_the_tables_is_told():
    lines = (*LAMP.handpieces[0].lines[:-1], SpectralLine(wavelength_nm=1590.0, share=0.0848))
    (problem,) = library.device_problems(with_first(LAMP, spectrum=lines))
    assert problem.startswith("515 nm filter: light is computed from 450 to 1550 nm, not at 1590 nm")


def loose_numbers(device):
    """Coolings whose numbers are not those of the library's own table of their method."""
    found = []
    for cooling in device.coolings:
        if cooling.method == "none":
            continue
        table = library.table(f"cooling/{cooling.method}")
        heat = table["heat_transfer_w_m2_k"].value
        if cooling.method == "cryogen" and cooling.during:
            heat *= table["between_parts_ratio"].value
        same = {
            "heat_transfer_w_m2_k": (cooling.heat_transfer_w_m2_k, heat),
            "temperature_c": (cooling.temperature_c, table["temperature_c"].value),
        }
        found += [f"{cooling.name}: {name}" for name, (value, usual) in same.items() if value != usual]
        if cooling.source != table["heat_transfer_w_m2_k"].source or cooling.kind != table["heat_transfer_w_m2_k"].kind:
            found.append(f"{cooling.name}: source")
        for name, unit_ms in (("before_ms", 1.0), ("delay_ms", 1.0), ("before_s", 1000.0)):
            if name in table:
                value = getattr(cooling, name.removesuffix("_s").removesuffix("_ms") + "_ms") / unit_ms
                found += [] if table[name].low <= value <= table[name].high else [f"{cooling.name}: {name}"]
    return found


@pytest.mark.parametrize("device", EVERY, ids=lambda d: d.id)
def test_a_device_cools_as_the_tables_of_cooling_say(device):
    assert loose_numbers(device) == []


def test_every_way_of_cooling_is_in_some_device():
    assert {cooling.method for device in EVERY for cooling in device.coolings} == {"none", "air", "contact", "cryogen"}


@pytest.mark.parametrize("change", [{"heat_transfer_w_m2_k": 4000.0}, {"temperature_c": -30.0}, {"delay_ms": 90.0}])
def test_a_coefficient_that_was_left_behind_is_seen(change):
    device = library.device("lp_alexandrite")
    (spurt,) = [cooling for cooling in device.coolings if cooling.method == "cryogen"]
    assert len(loose_numbers(replace(device, coolings=(replace(spurt, **change),)))) == 1


def test_an_unknown_device_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="qs_ndyag"):
        library.device("qs_ndjag")
