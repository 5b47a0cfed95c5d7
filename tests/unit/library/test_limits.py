from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo import library
from lentigo.library.limits import PHOTOTYPES, all_hard_caps, published_ranges

HANDPIECES = [
    (device.family, handpiece.pulse_class, line.wavelength_nm)
    for device in map(library.device, library.devices())
    for handpiece in device.handpieces
    for line in handpiece.lines[2:3] or handpiece.lines
]
CLASSES = sorted(set(HANDPIECES))


def lowest(kind, *, indication="solar_lentigo", phototype=None, ita_deg=None):
    family, pulse_class, wavelength_nm = kind
    caps = library.hard_caps(
        family=family,
        pulse_class=pulse_class,
        wavelength_nm=wavelength_nm,
        indication=indication,
        phototype=phototype,
        ita_deg=ita_deg,
    )
    assert caps == sorted(caps, key=lambda cap: cap.fluence_high_j_cm2)
    return caps[0].fluence_high_j_cm2


@pytest.mark.parametrize("row", all_hard_caps(), ids=lambda row: row.key)
def test_a_bound_says_what_it_is_about_and_why(row):
    assert library.reference(row.source)
    assert row.text
    assert row.where
    assert row.from_phototype in PHOTOTYPES
    assert row.fluence_high_j_cm2 >= 0
    assert row.devices.wavelength_low_nm < row.devices.wavelength_high_nm
    assert row.kind == "assumed" or library.reference(row.source).checked


@pytest.mark.parametrize("row", published_ranges(), ids=lambda row: row.key)
def test_a_published_range_is_one(row):
    assert library.reference(row.source)
    assert row.checked == library.reference(row.source).checked
    assert row.checked or row.kind == "assumed"
    assert 0 < row.fluence_low_j_cm2 <= row.fluence_high_j_cm2
    assert 0 < row.spot_low_mm <= row.spot_high_mm
    assert 0 < row.pulse_low_s <= row.pulse_high_s
    assert row.ita_low_deg < row.ita_high_deg
    assert set(row.phototypes) <= set(PHOTOTYPES)


@pytest.mark.parametrize("kind", CLASSES, ids=str)
def test_every_handpiece_of_the_library_has_a_bound_for_every_skin(kind):
    for phototype in (*PHOTOTYPES, "unknown", None):
        for ita_deg in (60.0, 20.0, -50.0, None):
            assert lowest(kind, phototype=phototype, ita_deg=ita_deg) >= 0


@pytest.mark.parametrize("kind", CLASSES, ids=str)
def test_a_darker_phototype_never_has_a_higher_bound(kind):
    bounds = [lowest(kind, phototype=phototype) for phototype in PHOTOTYPES]
    assert all(light >= dark for light, dark in pairwise(bounds))


@settings(derandomize=True, max_examples=60)
@given(
    kind=st.sampled_from(CLASSES),
    ita_deg=st.floats(-80, 80),
    darker=st.floats(0, 60),
    phototype=st.sampled_from([*PHOTOTYPES, "unknown"]),
    indication=st.sampled_from(["solar_lentigo", "melasma", "naevus_of_ota"]),
)
def test_a_darker_colour_never_has_a_higher_bound(kind, ita_deg, darker, phototype, indication):
    here = lowest(kind, phototype=phototype, ita_deg=ita_deg, indication=indication)
    assert lowest(kind, phototype=phototype, ita_deg=ita_deg - darker, indication=indication) <= here


@pytest.mark.parametrize(
    ("kind", "phototype", "ita_deg", "rule"),
    [
        (("q_switched", "nanosecond", 532), "V", 40.0, "DV-01"),
        (("q_switched", "nanosecond", 532), "III", 9.9, "DV-01"),
        (("picosecond", "picosecond", 532), "VI", None, "DV-01"),
        (("picosecond", "picosecond", 532), "unknown", -20.0, "DV-01"),
        (("q_switched", "nanosecond", 694), "VI", None, "DV-02"),
        (("q_switched", "nanosecond", 755), "VI", None, "DV-02"),
        (("long_pulse", "millisecond", 755), "VI", None, "DV-02"),
        (("picosecond", "picosecond", 755), "II", -31.0, "DV-02"),
        (("ipl", "millisecond", 700), "V", None, "DV-04"),
        (("ipl", "millisecond", 800), "VI", None, "DV-04"),
    ],
)
def test_what_the_rules_block_has_a_bound_of_zero(kind, phototype, ita_deg, rule):
    family, pulse_class, wavelength_nm = kind
    first, *_ = library.hard_caps(
        family=family, pulse_class=pulse_class, wavelength_nm=wavelength_nm, phototype=phototype, ita_deg=ita_deg
    )
    assert first.blocks
    assert first.rule == rule


@pytest.mark.parametrize(
    ("kind", "phototype", "ita_deg", "indication", "bound"),
    [
        (("q_switched", "nanosecond", 532), "II", 50.0, "solar_lentigo", 1.5),
        (("q_switched", "nanosecond", 532), "IV", 30.0, "solar_lentigo", 0.8),
        (("q_switched", "nanosecond", 532), "II", 20.0, "solar_lentigo", 0.8),
        (("picosecond", "picosecond", 532), "III", 40.0, "freckle", 0.6),
        (("q_switched", "nanosecond", 1064), "III", 40.0, "melasma", 2.5),
        (("q_switched", "nanosecond", 1064), "III", 40.0, "naevus_of_ota", 8),
        (("long_pulse", "millisecond", 755), "III", 40.0, "solar_lentigo", 40),
        (("long_pulse", "millisecond", 755), "IV", 40.0, "solar_lentigo", 26),
        (("ipl", "millisecond", 700), "III", 40.0, "freckle", 35),
    ],
)
def test_bounds_follow_device_skin_and_indication(kind, phototype, ita_deg, indication, bound):
    assert lowest(kind, phototype=phototype, ita_deg=ita_deg, indication=indication) == bound


def test_published_ranges_are_found_by_colour_or_else_by_phototype():
    def keys(**skin):
        rows = library.published_range(
            family="q_switched", pulse_class="nanosecond", wavelength_nm=532, indication="solar_lentigo", **skin
        )
        return [row.key for row in rows]

    assert keys(phototype="II") == ["qs_532_fair"]
    assert keys(phototype="IV") == ["qs_532_tan"]
    assert keys(phototype="II", ita_deg=15.0) == ["qs_532_tan"]
    assert keys(phototype="VI") == []
    assert keys() == ["qs_532_fair", "qs_532_tan"]


def test_no_published_range_lies_above_the_bound_for_the_same_skin():
    for row in published_ranges():
        if "normal_skin" in row.indications or not row.checked or row.key == "qs_1064_wattanakrai":
            continue
        middle_nm = (row.devices.wavelength_low_nm + row.devices.wavelength_high_nm) / 2
        for indication in row.indications:
            kind = (row.devices.family, row.devices.pulse_class, middle_nm)
            bound = lowest(kind, phototype=row.phototypes[0], indication=indication)
            assert row.fluence_low_j_cm2 <= bound, row.key
