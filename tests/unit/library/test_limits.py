from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo import library
from lentigo.domain.case import LesionKind
from lentigo.domain.device import Tip
from lentigo.errors import QuestionError
from lentigo.library.limits import (
    NO_PUBLISHED_SETTING,
    PHOTOTYPES,
    all_hard_caps,
    fluence_in_beam,
    published_ranges,
)

HANDPIECES = [
    (device.family, handpiece.pulse_class, line.wavelength_nm)
    for device in map(library.device, library.devices())
    for handpiece in device.handpieces
    for line in handpiece.lines[2:3] or handpiece.lines
]
CLASSES = sorted(set(HANDPIECES))


def lowest(kind, *, indication="solar_lentigo", phototype=None, ita_deg=None, **aperture):
    family, pulse_class, wavelength_nm = kind
    caps = library.hard_caps(
        family=family,
        pulse_class=pulse_class,
        wavelength_nm=wavelength_nm,
        indication=indication,
        phototype=phototype,
        ita_deg=ita_deg,
        **aperture,
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
@pytest.mark.parametrize(
    "indication",
    ["solar_lentigo", "rosacea", "telangiectasia", "poikiloderma", "stretch_marks_red", "acne_scar", "fine_lines"],
)
def test_a_darker_phototype_never_has_a_higher_bound(kind, indication):
    for width in (None, 120.0, 140.0, 250.0, 300.0, 1000.0):
        aperture = {"beam_um": width, "spot_mm": None if width is None else width / 50}
        bounds = [lowest(kind, phototype=phototype, indication=indication, **aperture) for phototype in PHOTOTYPES]
        assert all(light >= dark for light, dark in pairwise(bounds)), width


@settings(derandomize=True, max_examples=150)
@given(
    kind=st.sampled_from(CLASSES),
    ita_deg=st.floats(-80, 80),
    darker=st.floats(0, 60),
    phototype=st.sampled_from([*PHOTOTYPES, "unknown"]),
    indication=st.sampled_from(
        [
            "solar_lentigo",
            "melasma",
            "naevus_of_ota",
            "telangiectasia",
            "poikiloderma",
            "stretch_marks_red",
            "stretch_marks_white",
            "acne_scar",
            "fine_lines",
        ]
    ),
    beam_um=st.sampled_from([None, 120.0, 140.0, 250.0, 300.0, 1000.0]),
    spot_mm=st.sampled_from([None, 2.0, 3.5, 4.0, 7.0]),
)
def test_a_darker_colour_never_has_a_higher_bound(kind, ita_deg, darker, phototype, indication, beam_um, spot_mm):
    light = {"phototype": phototype, "indication": indication, "beam_um": beam_um, "spot_mm": spot_mm}
    assert lowest(kind, ita_deg=ita_deg - darker, **light) <= lowest(kind, ita_deg=ita_deg, **light)


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


ABOVE_ITS_BOUND = {
    "qs_1064_wattanakrai",  # left pale spots: the reason for the bound
    "lp_1064_nose_lee",  # 200 J/cm² and more on vessels of the nose: the bound is the lower end of a milder series
}


def test_no_published_range_lies_above_the_bound_for_the_same_skin():
    for row in published_ranges():
        if "normal_skin" in row.indications or not row.checked or row.key in ABOVE_ITS_BOUND:
            continue
        middle_nm = (row.devices.wavelength_low_nm + row.devices.wavelength_high_nm) / 2
        for indication in row.indications:
            kind = (row.devices.family, row.devices.pulse_class, middle_nm)
            if row.energy_low_mj is None:
                low, aperture = row.fluence_low_j_cm2, {"spot_mm": row.spot_low_mm}
            else:
                beam_um = 0.5 * (row.beam_low_um + row.beam_high_um)
                low, aperture = fluence_in_beam(row.energy_low_mj, beam_um=beam_um), {"beam_um": beam_um}
            bound = lowest(kind, phototype=row.phototypes[0], indication=indication, **aperture)
            assert low <= bound * (1 + 1e-9), row.key


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


COLUMNS = [
    (device.family, handpiece.pulse_class, handpiece.wavelength_nm, tip)
    for device in map(library.device, library.devices())
    for handpiece in device.handpieces
    for tip in handpiece.tips
]


@pytest.mark.parametrize(("family", "pulse_class", "wavelength_nm", "tip"), COLUMNS, ids=str)
def test_every_tip_of_the_library_has_a_bound_in_millijoules(family, pulse_class, wavelength_nm, tip):
    cap, *_ = library.hard_caps(
        family=family,
        pulse_class=pulse_class,
        wavelength_nm=wavelength_nm,
        indication="acne_scar",
        phototype="II",
        beam_um=tip.beam_um,
    )
    assert cap.energy_high_mj == pytest.approx(cap.fluence_high_j_cm2 * tip.mj_per_j_cm2)
    assert tip.energy_low_mj <= cap.energy_high_mj


def test_energy_in_a_beam_is_the_radiant_exposure_that_its_tip_says():
    tip = Tip(
        beam_um=120.0,
        energy_low_mj=10.0,
        energy_high_mj=160.0,
        energy_step_mj=5.0,
        densities_per_cm2=(100.0,),
        field_mm=12.0,
        placing="scanned",
    )
    assert fluence_in_beam(160.0, beam_um=120.0) == pytest.approx(tip.fluence_high_j_cm2)
    assert fluence_in_beam(10.0, beam_um=120.0) == pytest.approx(tip.fluence_low_j_cm2)


@pytest.mark.parametrize("beam_um", [80.0, 200.0, 500.0, 2000.0])
def test_a_width_of_beam_that_no_row_is_about_is_blocked(beam_um):
    (only,) = library.hard_caps(
        family="fractional_ablative", pulse_class="millisecond", wavelength_nm=10_600.0, beam_um=beam_um
    )
    assert only.blocks
    assert f"(ablative fractional laser, millisecond pulses at 10600 nm in beams of {beam_um:g} µm)" in only.text


def test_without_a_width_the_widest_beam_of_each_row_counts():
    ablating = {"family": "fractional_ablative", "pulse_class": "millisecond", "wavelength_nm": 10_600.0}
    known = library.hard_caps(**ablating, phototype="II", beam_um=120.0)
    unknown = library.hard_caps(**ablating, phototype="II")
    assert unknown[0].fluence_high_j_cm2 < known[0].fluence_high_j_cm2
    assert {cap.key for cap in known} <= {cap.key for cap in unknown}


@pytest.mark.parametrize(
    ("light", "indication", "phototype", "bound_mj"),
    [
        (("fractional_ablative", 10_600.0, 120.0), "acne_scar", "II", 160),
        (("fractional_ablative", 10_600.0, 120.0), "acne_scar", "IV", 70),
        (("fractional_ablative", 10_600.0, 120.0), "stretch_marks_white", "II", 50),
        (("fractional_ablative", 10_600.0, 120.0), "acne_scar", "VI", 35),
        (("fractional_ablative", 10_600.0, 300.0), "acne_scar", "III", 180),
        (("fractional_ablative", 2940.0, 250.0), "acne_scar", "III", 60),
        (("fractional_nonablative", 1550.0, 140.0), "acne_scar", "III", 70),
        (("fractional_nonablative", 1550.0, 140.0), "acne_scar", "V", 40),
        (("fractional_nonablative", 1550.0, 140.0), "stretch_marks_red", "II", 55),
        (("fractional_nonablative", 1540.0, 300.0), "stretch_marks_white", "III", 55),
        (("fractional_nonablative", 1550.0, 140.0), "melasma", "II", 10),
        (("fractional_nonablative", 1927.0, 200.0), "melasma", "II", 20),
        (("fractional_nonablative", 1927.0, 200.0), "melasma", "V", 10),
    ],
)
def test_bounds_of_columns_follow_tip_skin_and_indication(light, indication, phototype, bound_mj):
    family, wavelength_nm, beam_um = light
    bound = lowest((family, "millisecond", wavelength_nm), indication=indication, phototype=phototype, beam_um=beam_um)
    assert bound == pytest.approx(fluence_in_beam(bound_mj, beam_um=beam_um))


@pytest.mark.parametrize(
    ("kind", "indication", "phototype", "spot_mm", "bound"),
    [
        (("pulsed_dye", "millisecond", 595.0), "rosacea", "II", 7.0, 13),
        (("pulsed_dye", "millisecond", 595.0), "rosacea", "IV", 7.0, 9),
        (("pulsed_dye", "millisecond", 585.0), "stretch_marks_red", "II", 10.0, 4),
        (("pulsed_dye", "millisecond", 585.0), "stretch_marks_red", "V", 10.0, 3),
        (("pulsed_dye", "millisecond", 595.0), "poikiloderma", "II", 10.0, 8),
        (("long_pulse", "millisecond", 532.0), "telangiectasia", "II", 4.0, 16),
        (("long_pulse", "millisecond", 532.0), "telangiectasia", "V", 4.0, 0),
        (("long_pulse", "millisecond", 1064.0), "telangiectasia", "II", 3.0, 160),
        (("long_pulse", "millisecond", 1064.0), "telangiectasia", "II", None, 90),
        (("long_pulse", "millisecond", 1064.0), "telangiectasia", "II", 6.0, 90),
        (("long_pulse", "millisecond", 1064.0), "telangiectasia", "IV", 3.0, 90),
        (("long_pulse", "millisecond", 1064.0), "telangiectasia", "VI", 3.0, 45),
        (("long_pulse", "millisecond", 1064.0), "solar_lentigo", "II", 3.0, 90),
        (("long_pulse", "millisecond", 1064.0), "stretch_marks_red", "III", 6.0, 75),
        (("ipl", "millisecond", 750.0), "rosacea", "II", 15.0, 30),
        (("ipl", "millisecond", 750.0), "poikiloderma", "II", 15.0, 17),
        (("ipl", "millisecond", 750.0), "poikiloderma", "V", 15.0, 0),
        (("full_field_ablative", "millisecond", 10_600.0), "fine_lines", "II", 2.25, 8),
        (("full_field_ablative", "millisecond", 2940.0), "fine_lines", "IV", 5.0, 10),
        (("full_field_ablative", "millisecond", 2940.0), "fine_lines", "V", 5.0, 0),
        (("full_field_ablative", "millisecond", 10_600.0), "stretch_marks_white", "I", 2.25, 0),
        (("fractional_ablative", "millisecond", 10_600.0), "melasma", "I", None, 0),
    ],
)
def test_bounds_of_vessels_and_resurfacing_follow_spot_skin_and_indication(kind, indication, phototype, spot_mm, bound):
    assert lowest(kind, indication=indication, phototype=phototype, spot_mm=spot_mm) == bound


def test_each_pulse_of_a_train_may_have_the_bound_of_a_single_one_up_to_a_number():
    def bound(pulses):
        caps = library.hard_caps(
            family="long_pulse", pulse_class="millisecond", wavelength_nm=1540.0, sub_pulses=pulses, phototype="II"
        )
        return next(cap.fluence_high_j_cm2 for cap in caps if cap.key == "lp_1540_pulse")

    assert [bound(pulses) for pulses in (1, 3, 5, 9)] == [8.0, 24.0, 40.0, 40.0]
    green = [
        library.hard_caps(
            family="long_pulse", pulse_class="millisecond", wavelength_nm=532.0, sub_pulses=pulses, phototype="II"
        )
        for pulses in (1, 5)
    ]
    assert green[0] == green[1], "other rows know the exposure as a whole"


def test_published_energies_of_columns_are_shown_inside_the_beam_that_was_asked_for():
    def found(beam_um):
        return {
            row.key: (row.fluence_low_j_cm2, row.fluence_high_j_cm2)
            for row in library.published_range(
                family="fractional_ablative",
                pulse_class="millisecond",
                wavelength_nm=10_600.0,
                indication="normal_skin",
                beam_um=beam_um,
            )
        }

    narrow, wide = found(120.0), found(300.0)
    assert narrow["afl_co2_120_face"] == pytest.approx((707.4, 1414.7), rel=1e-3)
    assert wide["afl_co2_300_face"] == pytest.approx((141.5, 254.6), rel=1e-3)
    assert "afl_co2_300_face" not in narrow
    assert "afl_co2_120_face" not in wide


def dials(way):
    """Every aperture of the library's devices that a way of treating can use."""
    for device in map(library.device, library.devices()):
        for handpiece in device.handpieces:
            mean_nm = sum(line.wavelength_nm * line.share for line in handpiece.lines)
            if device.family in way.families and way.wavelength_low_nm <= mean_nm <= way.wavelength_high_nm:
                yield from ((device.family, handpiece, mean_nm, aperture) for aperture in handpiece.apertures)


@pytest.mark.parametrize("way", library.ways(), ids=lambda way: way.name)
def test_in_fair_skin_no_bound_shuts_a_way_that_the_library_names(way):
    assert any(True for _ in dials(way)), "no device of the library can do it"
    for kind in way.kinds:
        open_dials = [
            lowest(
                (family, handpiece.pulse_class, mean_nm),
                indication=kind,
                phototype="II",
                ita_deg=50.0,
                **(
                    {"beam_um": aperture.beam_um}
                    if isinstance(aperture, Tip)
                    else {"spot_mm": aperture.equivalent_diameter_mm}
                ),
            )
            >= aperture.fluence_low_j_cm2
            for family, handpiece, mean_nm, aperture in dials(way)
        ]
        assert any(open_dials), kind


def test_every_kind_of_lesion_that_a_row_names_is_one():
    kinds = {*get_args(LesionKind), "normal_skin"}
    for row in (*published_ranges(), *all_hard_caps()):
        assert set(row.indications) <= kinds, row.key
    for cap in all_hard_caps():
        assert set(cap.not_indications) <= kinds, cap.key


@pytest.mark.parametrize(("stacked", "highest_mj"), [(1, 62.0), (3, 62.0), (4, 46.5), (6, 31.0)])
def test_more_pulses_on_one_place_than_were_published_share_what_those_had_in_all(stacked, highest_mj):
    rows = library.hard_caps(
        family="fractional_nonablative", pulse_class="millisecond", wavelength_nm=1540.0, beam_um=300.0,
        indication="acne_scar", phototype="II", stacked=stacked,
    )  # fmt: skip
    (row,) = (row for row in rows if row.key == "nafl_1540_wide")
    assert row.fluence_high_j_cm2 == pytest.approx(fluence_in_beam(highest_mj, beam_um=300.0))
    assert (f"{stacked} may have as much in all" in row.text) == (stacked > 3)


def test_no_number_of_pulses_on_one_place_raises_a_bound():
    for stacked in (2, 5, 20):
        for row in all_hard_caps():
            assert row.for_light(stacked=stacked).fluence_high_j_cm2 <= row.for_light().fluence_high_j_cm2
