from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo import library
from lentigo.errors import QuestionError
from lentigo.library.limits import NO_PUBLISHED_SETTING, PHOTOTYPES, all_hard_caps, published_ranges

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


def bounds(**light):
    return [(cap.key, cap.fluence_high_j_cm2) for cap in library.hard_caps(indication="solar_lentigo", **light)]


NOWHERE = (NO_PUBLISHED_SETTING, 0.0)


@pytest.mark.parametrize(
    ("light", "phototype"),
    [
        ({"family": "long_pulse", "pulse_class": "millisecond", "wavelength_nm": 810.0}, "V"),
        ({"family": "long_pulse", "pulse_class": "millisecond", "wavelength_nm": 810.0}, "I"),
        ({"family": "q_switched", "pulse_class": "nanosecond", "wavelength_nm": 650.0}, "VI"),
        ({"family": "q_switched", "pulse_class": "nanosecond", "wavelengths_nm": (650.0,)}, "VI"),
        ({"family": "long_pulse", "pulse_class": "millisecond", "wavelength_nm": 595.0}, "II"),
        ({"family": "pulsed_dye", "pulse_class": "millisecond", "wavelength_nm": 755.0}, "II"),
        ({"family": "pulsed_dye", "pulse_class": "nanosecond", "wavelength_nm": 595.0}, "II"),
        ({"family": "ipl", "pulse_class": "nanosecond", "wavelength_nm": 700.0}, "II"),
        ({"family": "picosecond", "pulse_class": "picosecond", "wavelength_nm": 595.0}, "II"),
    ],
)
def test_where_no_row_speaks_nothing_is_recommended_and_it_is_said(light, phototype):
    (only,) = library.hard_caps(**light, phototype=phototype)
    assert only.blocks
    assert only.key == NO_PUBLISHED_SETTING
    assert only.text.startswith("no published setting was found for this kind of device and light")
    assert f"{(light.get('wavelength_nm') or light['wavelengths_nm'][0]):g} nm" in only.text
    assert (only.kind, only.source) == ("assumed", "assumed")
    assert library.reference(only.source)


@pytest.mark.parametrize("family", ["q_switched", "picosecond", "long_pulse", "a family that is to come"])
def test_the_name_of_the_medium_moves_no_bound_of_a_laser(family):
    for pulse_class, key in (("nanosecond", "qs_755"), ("picosecond", "ps_755"), ("millisecond", "lp_755")):
        found = bounds(family=family, pulse_class=pulse_class, wavelength_nm=755.0, phototype="II")
        assert [name for name, _ in found] == [key]


def test_every_line_of_a_laser_is_bounded_and_none_by_their_mean():
    green, infrared = (
        bounds(family="q_switched", pulse_class="nanosecond", wavelengths_nm=(nm,), phototype="II")
        for nm in (532.0, 1064.0)
    )
    light = {"family": "q_switched", "pulse_class": "nanosecond", "phototype": "II"}
    assert bounds(wavelengths_nm=(532.0, 1064.0), wavelength_nm=798.0, **light) == sorted(
        green + infrared, key=lambda row: row[1]
    )
    assert bounds(wavelengths_nm=(1064.0, 650.0), **light) == [NOWHERE, *infrared]
    assert bounds(wavelength_nm=798.0, **light) == [NOWHERE]
    dark = bounds(wavelengths_nm=(532.0, 1064.0), **light | {"phototype": "V"})
    assert dark[0] == ("qs_532_dark", 0.0)


def test_filtered_light_is_bounded_by_its_mean_and_else_by_its_lines():
    lamp = {"family": "ipl", "pulse_class": "millisecond", "phototype": "II"}
    lines = (547.0, 700.0, 1250.0)
    assert bounds(wavelength_nm=700.0, wavelengths_nm=lines, **lamp) == [("ipl", 35.0)]
    assert bounds(wavelengths_nm=lines[:2], **lamp) == [("ipl", 35.0)]
    assert bounds(wavelengths_nm=lines, **lamp) == [NOWHERE, ("ipl", 35.0)]


def test_a_bound_without_light_is_refused():
    with pytest.raises(QuestionError, match="without light"):
        library.hard_caps(family="q_switched", pulse_class="nanosecond")


@pytest.mark.parametrize("name", library.devices())
def test_no_device_of_the_library_lacks_a_published_setting(name):
    device = library.device(name)
    for handpiece in device.handpieces:
        lines = tuple(line.wavelength_nm for line in handpiece.lines)
        mean = sum(line.wavelength_nm * line.share for line in handpiece.lines)
        keys = bounds(family=device.family, pulse_class=handpiece.pulse_class, wavelength_nm=mean, wavelengths_nm=lines)
        assert keys
        assert NOWHERE not in keys
