"""Eyewear, distances, shields and rules of the room of a device."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

import pytest

from lentigo import library
from lentigo.domain.plan import DialSetting
from lentigo.domain.record import as_plain
from lentigo.domain.skin import Site
from lentigo.errors import QuestionError
from lentigo.planning.laser_safety import laser_safety, required_density, shields_for
from lentigo.screening.phrases import claims_in

LASERS = [name for name in library.devices() if library.device(name).family != "ipl"]


def dial(fluence, *, device="qs_ndyag", handpiece="1064 nm", spot=8.0, pulse=6e-9):
    return DialSetting(
        device=device,
        handpiece=handpiece,
        fluence_j_cm2=fluence,
        spot_mm=spot,
        spot_label=f"{spot:g} mm",
        pulse_s=pulse,
        pulse_label="6 ns",
        repetition_rate_hz=1.0,
        cooling="cold air",
    )


@pytest.mark.parametrize("name", LASERS)
def test_every_wavelength_of_a_laser_has_its_optical_density(name):
    device = library.device(name)
    safety = laser_safety(device)
    assert [beam.handpiece for beam in safety.beams] == [piece.name for piece in device.handpieces]
    for beam in safety.beams:
        assert beam.eye_limit_j_cm2 < beam.skin_limit_j_cm2
        assert beam.beam_distance_m > beam.beam_distance_usual_m > beam.diffuse_distance_m > 0
        # The density brings the worst exposure down to the limit, and a tenth less would not.
        through = beam.exposure_at_eye_j_cm2 * 10**-beam.optical_density
        assert through <= beam.eye_limit_j_cm2 * (1 + 1e-9)
        assert through > beam.eye_limit_j_cm2 * 10**-0.1 * (1 - 1e-9)
        if beam.wavelength_nm < 1300:
            assert beam.diffuse_distance_m > 1
            assert 5 < beam.optical_density < 8.5  # the range of eyewear sold for such devices
        else:  # water in front of the retina takes up such light: limits are far higher
            assert 1.5 < beam.optical_density < 5.5
            assert beam.beam_distance_m < 50
    assert safety.lamps == ()


@pytest.mark.parametrize(
    ("name", "pupil", "cornea"),
    [("qs_ndyag", True, False), ("lp_ndyag_1320", True, False), ("fractional_co2", False, True)],
)
def test_what_takes_up_the_light_in_the_eye_is_told(name, pupil, cornea):
    told = " ".join(laser_safety(library.device(name)).assumptions)
    assert ("pupil 7 mm wide" in told) == pupil
    assert ("front of the eye" in told) == cornea


def test_a_setting_worked_by_hand():
    safety = laser_safety(library.device("qs_ndyag"), setting=dial(2.0))
    (beam,) = safety.beams
    energy = 2.0 * math.pi / 4 * 0.8**2
    assert beam.energy_j == pytest.approx(energy)
    assert beam.eye_limit_j_cm2 == pytest.approx(2e-6)
    worst = 1.2 * energy / (math.pi / 4 * 0.7**2)
    assert beam.exposure_at_eye_j_cm2 == pytest.approx(worst)
    assert beam.optical_density == math.ceil(10 * math.log10(worst / 2e-6)) / 10 == 6.2
    metres = (math.sqrt(4 * 1.2 * energy / (math.pi * 2e-6)) - 0.8) / 100
    assert beam.beam_distance_m == pytest.approx(metres / 0.010)
    assert beam.beam_distance_usual_m == pytest.approx(metres / 0.050)
    assert beam.diffuse_distance_m == pytest.approx(math.sqrt(1.2 * energy / (math.pi * 2e-6)) / 100)


def test_more_energy_never_asks_for_less():
    device = library.device("qs_ndyag")
    told = [laser_safety(device, setting=dial(fluence)).beams[0] for fluence in (0.5, 1.0, 2.0, 3.0)]
    assert [b.optical_density for b in told] == sorted(b.optical_density for b in told)
    assert [b.beam_distance_m for b in told] == sorted(b.beam_distance_m for b in told)
    assert max(b.optical_density for b in told) <= laser_safety(device).beams[1].optical_density


def test_the_density_at_a_setting_is_that_of_the_sheet_and_an_unknown_setting_takes_the_worst():
    device = library.device("qs_ndyag")
    at = {"handpiece": "1064 nm", "spot_mm": 8.0, "pulse_s": 6e-9}
    assert required_density(device, fluence_j_cm2=2.0, **at) == 6.2
    worst = laser_safety(device).beams[1].optical_density
    assert required_density(device, fluence_j_cm2=0.5, **(at | {"spot_mm": 7.3})) == worst
    with pytest.raises(QuestionError, match="no optical density"):
        required_density(library.device("ipl"), fluence_j_cm2=10.0, **at)


def test_a_told_divergence_takes_the_place_of_the_assumed_one():
    told = laser_safety(library.device("qs_ndyag"), divergence_mrad=100.0)
    assumed = laser_safety(library.device("qs_ndyag"))
    for one, other in zip(told.beams, assumed.beams, strict=True):
        assert one.beam_distance_m == one.beam_distance_usual_m == pytest.approx(other.beam_distance_m / 10)
    assert any("assumed" in finding.text for finding in assumed.findings)
    assert not any("divergence" in finding.text for finding in told.findings)
    for wrong in (0.0, -3.0, 1e5):
        with pytest.raises(QuestionError, match="divergence"):
            laser_safety(library.device("qs_ndyag"), divergence_mrad=wrong)


def test_a_lamp_gets_no_invented_number():
    safety = laser_safety(library.device("ipl"))
    assert safety.beams == ()
    assert [lamp.wavelength_low_nm for lamp in safety.lamps] == [515, 560, 590, 640, 695]
    assert all("ISO 12609-1" in lamp.text for lamp in safety.lamps)
    assert "optical_density" not in str(as_plain(safety))
    assert "No number is computed" in safety.assumptions[0]


def test_only_metal_inside_the_lids_shields_the_orbit_and_silence_counts_as_the_worst_place():
    assert shields_for("eyelid").kind == "metal_inside_lids"
    assert shields_for(None).kind == "metal_inside_lids"
    for site in ("face", "forehead", "cheek", "lip"):
        assert shields_for(site).kind == "metal_outside_lids"
    assert shields_for("back_of_hand").kind == "wavelength_goggles"
    for site in get_args(Site):
        assert shields_for(site).rule == "DV-13"
        assert shields_for(site).sources


@pytest.mark.parametrize("name", library.devices())
def test_every_line_has_a_source_and_nothing_is_promised(name):
    safety = laser_safety(library.device(name), site="eyelid")
    keys = {*safety.sources, *safety.shields.sources, *(key for rule in safety.room for key in rule.sources)}
    for key in keys:
        assert library.reference(key).citation
    assert all(rule.sources for rule in safety.room)
    unread = {rule.text for rule in safety.room if not any(library.reference(key).checked for key in rule.sources)}
    assert unread == {rule.text for rule in safety.room if rule.from_memory}
    assert "adviser" in safety.decides
    assert claims_in(str(as_plain(safety))) == ()
    assert safety.versions.rules


def test_two_wavelengths_need_eyewear_for_both():
    text = laser_safety(library.device("qs_ndyag")).room[0].text
    assert "532 nm and 1064 nm" in text
    assert "does not protect against the other" in text
    assert "the other" not in laser_safety(library.device("lp_alexandrite")).room[0].text


def test_a_setting_of_another_device_is_refused():
    with pytest.raises(QuestionError, match="of the device"):
        laser_safety(library.device("qs_ruby"), setting=dial(2.0))
    with pytest.raises(QuestionError, match="no such setting"):
        laser_safety(library.device("qs_ndyag"), setting=replace(dial(2.0), spot_mm=7.3))
