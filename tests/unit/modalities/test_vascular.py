"""Light on vessels in one skin: what the fields say, what is refused, and what is needed by size and depth."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lentigo import library, units
from lentigo.domain.device import SpectralLine
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import as_plain, from_plain
from lentigo.errors import OutOfValidityError
from lentigo.modalities import vascular
from lentigo.modalities.skins import FAT, PAPILLARY
from lentigo.planning.compose import constants_for
from lentigo.planning.compose_vessels import vessel_law

SKIN = library.skin(site="face", melanin_fraction=0.02)
NUMERICS = Numerics(skins=16)
LAW = vessel_law()


def delivery(wavelength_nm=595.0):
    return replace(vascular.example_delivery, lines=(SpectralLine(wavelength_nm=wavelength_nm, share=1.0),))


def simulated(*, wavelength_nm=595.0, skin=SKIN, **changed):
    light = delivery(wavelength_nm)
    return vascular.simulate(
        skin,
        replace(vascular.example, **changed),
        delivery=light,
        constants=constants_for(light.lines),
        law=LAW,
        numerics=NUMERICS,
    )


def table(*, wavelength_nm=595.0, pulse_s=0.006, sizes=(50, 100, 200, 500), depths=(200, 400, 700, 1000, 1500)):
    light = delivery(wavelength_nm)
    made = vascular.exposure(replace(vascular.example, pulse_s=pulse_s), delivery=light)
    return vascular.exposure_table(
        SKIN,
        made,
        diameter=np.array(sizes) * units.um,
        depth=np.array(depths) * units.um,
        oxygen_saturation=0.7,
        law=LAW,
        constants=constants_for(light.lines),
        numerics=NUMERICS,
    )


def test_a_coagulated_vessel_takes_its_blood_away():
    weak, strong = simulated(fluence_j_cm2=1.0), simulated(fluence_j_cm2=12.0)
    assert weak.skin_after == SKIN
    before = [layer.blood_fraction for layer in SKIN.layers]
    after = [layer.blood_fraction for layer in strong.skin_after.layers]
    assert after[PAPILLARY + 1] < before[PAPILLARY + 1]
    assert after[FAT] == before[FAT]
    assert all(a <= b for a, b in zip(after, before, strict=True))
    assert float(strong.fields.coagulated_share[-1]) > 0.99
    assert float(weak.fields.coagulated_share[-1]) < 0.01


def test_the_vessel_is_hottest_at_the_end_of_the_pulse_and_hotter_than_the_skin_around():
    fields = simulated().fields
    hottest = float(fields.vessel_time[int(np.argmax(fields.axis_temperature.data))])
    assert hottest == pytest.approx(vascular.example.pulse_s, rel=0.1)
    assert float(fields.axis_temperature.max()) > float(fields.wall_temperature.max())
    around = float(fields.temperature.sel(depth=3e-4, method="nearest").max())
    assert float(fields.wall_temperature.max()) > around
    assert np.all(np.diff(fields.coagulated_share) >= -1e-12)


def test_the_attributes_are_the_thresholds_of_this_vessel():
    fields = simulated().fields
    needed = fields.attrs["vessel_coagulates_at_j_cm2"]
    under, over = (simulated(fluence_j_cm2=needed * share).fields for share in (0.9, 1.1))
    assert float(under.coagulated_share[-1]) < float(over.coagulated_share[-1])
    assert under.attrs["vessel_coagulates_at_j_cm2"] == pytest.approx(needed)
    bursts = fields.attrs["vessel_bursts_at_j_cm2"]
    hot = simulated(fluence_j_cm2=bursts).fields
    highest = max(float(hot.axis_temperature.max()), float(hot.wall_temperature.max()))
    assert highest == pytest.approx(LAW.rupture, abs=0.5)


def test_short_pulses_burst_and_long_ones_coagulate():
    def order(pulse):
        attrs = simulated(pulse_s=pulse, vessel_diameter_um=60.0).fields.attrs
        return attrs["vessel_bursts_at_j_cm2"] / attrs["vessel_coagulates_at_j_cm2"]

    ratios = [order(pulse) for pulse in (4.5e-4, 3e-3, 2e-2)]
    assert ratios == sorted(ratios)
    assert ratios[0] < 1.0
    assert ratios[-1] > 1.0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"vessel_depth_um": 100.0}, "does not lie in the dermis"),
        ({"vessel_diameter_um": 1000.0, "vessel_depth_um": 300.0}, "give the depth of its middle"),
        ({"vessel_depth_um": 5000.0}, "which reaches from"),
    ],
)
def test_a_vessel_outside_the_dermis_is_refused_with_what_would_do(changed, said):
    with pytest.raises(OutOfValidityError) as caught:
        simulated(**changed)
    assert said in f"{caught.value} {caught.value.hint}"
    assert caught.value.where == "vessel_depth_um"


@pytest.mark.parametrize("wrong", [{"vessel_diameter_um": 3.0}, {"vessel_oxygen_saturation": 1.2}, {"pulse_s": 0.0}])
def test_settings_outside_their_bounds_are_refused(wrong):
    with pytest.raises(ValidationError):
        replace(vascular.example, **wrong)


@pytest.mark.parametrize("wavelength_nm", [532.0, 585.0, 595.0, 1064.0])
def test_radiant_exposure_by_size_and_depth(wavelength_nm):
    made = table(wavelength_nm=wavelength_nm)
    assert made.coagulation.shape == made.rupture.shape == (4, 5)
    reaching = np.isnan(made.coagulation)
    assert reaching[-1, 0], "a vessel half a millimetre wide cannot lie 0.2 mm deep"
    assert not reaching[:3, 1:].any()
    # Below the first tenths of a millimetre, where cooling no longer counts.
    for row in made.coagulation[:3, 1:]:
        assert all(deeper >= shallower for shallower, deeper in pairwise(row))


def test_infrared_light_reaches_deep_vessels_and_green_light_small_ones():
    green, infrared = table(wavelength_nm=532.0).coagulation, table(wavelength_nm=1064.0).coagulation
    assert np.all(infrared[~np.isnan(infrared)] > green[~np.isnan(green)])
    assert infrared[1, -1] / infrared[1, 1] < green[1, -1] / green[1, 1]
    assert infrared[2, 2] < infrared[0, 2], "wide vessels keep the heat of weak absorption"


def test_the_same_vessel_in_table_and_simulation():
    made = table(sizes=(100,), depths=(300,))
    once = simulated(vessel_oxygen_saturation=0.7).fields.attrs["vessel_coagulates_at_j_cm2"]
    assert made.coagulation[0, 0] / units.j_cm2 == pytest.approx(once, rel=2e-3)


@settings(max_examples=10, derandomize=True, deadline=None)
@given(
    fluence=st.floats(0, 500),
    spot=st.floats(2, 20),
    pulse=st.floats(-6, -0.7).map(lambda power: 10.0**power),
    width=st.floats(8, 600),
    below=st.floats(0, 500),
    oxygen=st.floats(0, 1),
    site=st.sampled_from(("face", "thigh", "back", "neck")),
    wavelength_nm=st.sampled_from((532.0, 585.0, 595.0, 755.0, 1064.0)),
)
def test_survives_its_bounds(fluence, spot, pulse, width, below, oxygen, site, wavelength_nm):
    skin = library.skin(site=site, melanin_fraction=0.05)
    top = sum(layer.thickness_um for layer in skin.layers[:3])
    bottom = sum(layer.thickness_um for layer in skin.layers[:FAT])
    chosen = {
        "fluence_j_cm2": fluence,
        "spot_mm": spot,
        "pulse_s": pulse,
        "vessel_diameter_um": width,
        "vessel_depth_um": min(top + 0.5 * width + 0.1 + below, bottom),
        "vessel_oxygen_saturation": oxygen,
    }
    made = simulated(wavelength_nm=wavelength_nm, skin=skin, **chosen)
    for variable in made.fields.data_vars:
        assert np.all(np.isfinite(made.fields[variable])), variable
    assert float(made.fields.coagulated_share.min()) >= 0
    again = vascular.Settings(**chosen)
    assert from_plain(vascular.Settings, as_plain(again)) == again
