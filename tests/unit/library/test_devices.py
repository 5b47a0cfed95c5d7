from __future__ import annotations

import itertools

import pytest

from lentigo import library
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


def test_an_unknown_device_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="qs_ndyag"):
        library.device("qs_ndjag")
