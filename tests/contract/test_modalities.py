"""What every way of treating must keep, whoever wrote it; a plugin that is installed is held to it as well.

First what all keep; then what light keeps in addition, and what treatments by substance and time keep.
"""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lentigo import library, modalities
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import as_plain, from_plain
from lentigo.library.drugs import drugs
from lentigo.modalities.barrier import stripped, with_channels
from lentigo.modalities.skins import BASAL, FAT, HORNY, PAPILLARY, SPINOUS, UPPER_RETICULAR
from lentigo.physics.damage import accumulated_damage
from lentigo.physics.injury import Injury, combined
from lentigo.planning.compose import constants_for
from lentigo.planning.modality_inputs import inputs_for

NAMES = modalities.names()
LIGHT = tuple(name for name in NAMES if hasattr(modalities.get(name), "example_delivery"))
WOUNDING = tuple(name for name in NAMES if getattr(modalities.get(name), "WOUNDS", False))
"""Those that take tissue away; their own file holds them to what only they keep."""
SUBSTANCE = tuple(name for name in NAMES if name not in (*LIGHT, *WOUNDING))
NUMERICS = Numerics(skins=16)
SKIN = library.skin(site="face", melanin_fraction=0.03)
UNITS = {
    "temperature": "K",
    "fluence": "1",
    "absorbed": "1/m",
    "damage": "1",
    "disruption": "1",
    "dead": "1",
    "cleared": "1",
    "time": "s",
    "depth": "m",
}
SI = {"K", "1", "1/m", "s", "m", "kg/m³", "kg/m²"}

AGAIN = MappingProxyType({"derandomize": True, "deadline": None})
"""The same examples in every run; no clock, which other work on the machine would move."""


def simulated(name, chosen=None, *, skin=SKIN, constants=None):
    module = modalities.get(name)
    settings = module.example if chosen is None else chosen
    inputs = inputs_for(name, settings)
    if constants is not None:
        inputs["constants"] = constants
    return module.simulate(skin, settings, numerics=NUMERICS, **inputs)


@cache
def usual(name):
    return simulated(name)


def changed(name, setting):
    """The example with another value of one setting."""
    module = modalities.get(name)
    value = getattr(module.example, setting)
    if isinstance(value, str):
        return replace(module.example, **{setting: module.alternatives[setting]})
    return replace(module.example, **{setting: type(value)(value * 1.5)})


def every_setting():
    for name in NAMES:
        for field in fields_of(modalities.get(name).Settings):
            yield pytest.param(name, field.name, id=f"{name}-{field.name}")


def epidermal_melanin(skin):
    return sum(skin.layers[k].melanin_fraction * skin.layers[k].thickness_um for k in (SPINOUS, BASAL))


def dermal_melanin(skin):
    return sum(skin.layers[k].melanin_fraction * skin.layers[k].thickness_um for k in (PAPILLARY, UPPER_RETICULAR))


def widths_of(fields):
    middle = fields.depth.to_numpy()
    edges = np.empty(middle.size + 1)
    edges[0] = 0.0
    for k, centre in enumerate(middle):
        edges[k + 1] = 2 * centre - edges[k]
    return edges, np.diff(edges)


def test_own_modalities_are_installed():
    assert {"laser", "ipl"} <= set(LIGHT)
    assert {"numbing_cream", "topical", "photoprotection"} <= set(SUBSTANCE)


@pytest.mark.parametrize("name", NAMES)
def test_cites_known_sources(name):
    sources = modalities.get(name).sources
    assert sources
    assert [library.reference(key).key for key in sources] == list(sources)


@pytest.mark.parametrize("name", NAMES)
def test_example_is_one_of_its_settings(name):
    module = modalities.get(name)
    assert isinstance(module.example, module.Settings)


@pytest.mark.parametrize("name", NAMES)
def test_fields_are_labelled_in_si_units(name):
    fields = usual(name).fields
    variables = [*fields.data_vars, *fields.coords]
    assert "time" in variables
    for variable in variables:
        assert fields[variable].attrs["long_name"], variable
        assert fields[variable].attrs["units"] in SI, variable
        assert np.all(np.isfinite(fields[variable])), variable
    assert fields.time.attrs["units"] == "s"
    assert np.all(np.diff(fields.time) > 0)
    if "depth" in variables:
        assert fields.depth.attrs["units"] == "m"
        assert np.all(np.diff(fields.depth) > 0)
        assert float(fields.depth.max()) < 0.1, "metres, not millimetres"


@pytest.mark.parametrize("name", LIGHT)
def test_fields_of_light_are_labelled_in_si_units(name):
    fields = usual(name).fields
    assert {variable: fields[variable].attrs["units"] for variable in UNITS} == UNITS
    assert float(fields.temperature.min()) > 200, "kelvin, not degrees Celsius"


@pytest.mark.parametrize("name", SUBSTANCE)
def test_no_mass_is_lost(name):
    module = modalities.get(name)
    assert 0 <= module.balance(usual(name)) < 1e-9
    assert 0 <= module.balance(simulated(name, changed(name, module.dose))) < 1e-9


@pytest.mark.parametrize("name", SUBSTANCE)
def test_no_substance_does_nothing(name):
    module = modalities.get(name)
    nothing = simulated(name, replace(module.example, **{module.dose: 0.0}))
    assert nothing.skin_after == SKIN
    for variable in nothing.fields.data_vars:
        values = nothing.fields[variable]
        if variable in module.never_falls:
            assert float(np.abs(values).max()) == 0.0, variable
        elif values.dims == ("time",) and variable not in ("melanin_made", "melanin_shed"):
            assert np.allclose(values, values[0], rtol=0, atol=1e-12), f"{variable} moves by itself"
    assert usual(name).skin_after != SKIN, "the example does something"


@pytest.mark.parametrize("name", SUBSTANCE)
def test_more_substance_never_does_less(name):
    module = modalities.get(name)
    usually = getattr(module.example, module.dose)
    runs = [
        simulated(name, replace(module.example, **{module.dose: usually * share})).fields
        for share in (0.0, 0.25, 0.5, 1.0, 1.5)
    ]
    for variable in module.never_falls:
        for less, more in pairwise(runs):
            assert np.all(more[variable] >= less[variable] - 1e-9 * float(np.abs(more[variable]).max())), variable
    assert any(float(runs[-1][variable].max()) > 0 for variable in module.never_falls)


@pytest.mark.parametrize("name", NAMES)
def test_same_question_same_answer(name):
    again = simulated(name)
    assert usual(name).fields.identical(again.fields)
    assert usual(name).skin_after == again.skin_after


@pytest.mark.parametrize("name", LIGHT)
def test_zero_dose_does_nothing(name):
    module = modalities.get(name)
    nothing = simulated(name, replace(module.example, fluence_j_cm2=0.0))
    temperature = nothing.fields.temperature
    assert float(nothing.fields.disruption.max()) == 0
    assert not nothing.fields.attrs["boils"]
    # No light: the temperature is what cooling alone makes of the skin, and it is never above the core's.
    surroundings = constants_for(module.example_delivery.lines).surroundings
    assert float(temperature.max()) <= surroundings.core_temperature + 1e-9
    lit = replace(module.example, fluence_j_cm2=1e-9)
    assert np.allclose(temperature, simulated(name, lit).fields.temperature, rtol=0, atol=1e-5)
    resting = accumulated_damage(
        np.full_like(temperature, surroundings.core_temperature),
        temperature.time,
        rate=constants_for(module.example_delivery.lines).epidermis_damage,
    )[-1]
    assert np.all(nothing.fields.damage <= resting + 1e-12)
    assert nothing.skin_after == SKIN


@pytest.mark.parametrize("name", LIGHT)
@pytest.mark.parametrize("melanin", [0.005, 0.03, 0.15])
def test_energy_is_conserved(name, melanin):
    constants = constants_for(modalities.get(name).example_delivery.lines)
    wide = {
        surface: replace(table, factor=np.ones_like(table.factor)) for surface, table in constants.spot_factors.items()
    }
    skin = library.skin(site="face", melanin_fraction=melanin)
    fields = simulated(name, skin=skin, constants=replace(constants, spot_factors=wide)).fields
    thickness = sum(layer.thickness_um for layer in skin.layers) * 1e-6
    edges, width = widths_of(fields)
    assert edges[-1] == pytest.approx(thickness)
    absorbed = float((fields.absorbed * width).sum())
    assert 0 < absorbed < 1
    total = absorbed + fields.attrs["reflectance"] + fields.attrs["transmittance"]
    assert total == pytest.approx(1.0, abs=1e-9)
    assert 0 < fields.attrs["light_error"] < 0.02


@pytest.mark.parametrize("name", LIGHT)
def test_a_spot_of_finite_size_has_less_light_than_a_wide_beam(name):
    constants = constants_for(modalities.get(name).example_delivery.lines)
    wide = {
        surface: replace(table, factor=np.ones_like(table.factor)) for surface, table in constants.spot_factors.items()
    }
    unbounded = simulated(name, constants=replace(constants, spot_factors=wide))
    assert np.all(usual(name).fields.absorbed <= unbounded.fields.absorbed * 1.05)
    assert float(usual(name).fields.fluence.sum()) < float(unbounded.fields.fluence.sum())


@pytest.mark.parametrize(("name", "setting"), list(every_setting()))
def test_every_setting_matters(name, setting):
    other = changed(name, setting)
    assert other != modalities.get(name).example
    assert not usual(name).fields.equals(simulated(name, other).fields)


@pytest.mark.parametrize("name", LIGHT)
def test_the_skin_matters(name):
    darker = library.skin(site="face", melanin_fraction=0.1)
    fields = simulated(name, skin=darker).fields
    hot = float(fields.temperature.max())
    assert hot > float(usual(name).fields.temperature.max())


@pytest.mark.parametrize("name", LIGHT)
def test_more_dose_is_never_less_damage(name):
    module = modalities.get(name)
    doses = [0.0, *np.geomspace(1, 60, 6)]
    runs = [simulated(name, replace(module.example, fluence_j_cm2=float(dose))) for dose in doses]
    for less, more in pairwise(runs):
        assert np.all(more.fields.damage >= less.fields.damage)
        assert np.all(more.fields.disruption >= less.fields.disruption)
        before, after = (sum(layer.melanin_fraction for layer in run.skin_after.layers) for run in (less, more))
        assert after <= before
        assert more.skin_after.barrier.stripped_share >= less.skin_after.barrier.stripped_share
    assert float(runs[-1].fields.damage.max()) > 1
    assert sum(layer.melanin_fraction for layer in runs[-1].skin_after.layers) < 0.1


def test_a_short_pulse_bursts_melanosomes_and_a_long_one_does_not():
    module = modalities.get("laser")
    short = simulated("laser", replace(module.example, pulse_s=5e-8)).fields
    assert float(short.disruption.max()) > 1
    assert float(usual("laser").fields.disruption.max()) == 0
    assert short.attrs["peak_temperature_k"] > usual("laser").fields.attrs["peak_temperature_k"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_for_time_stands_beside_the_skin_afterwards(name):
    injury = usual(name).injury
    assert isinstance(injury, Injury)
    assert injury.count == 1
    assert usual(name).skin_after.site == SKIN.site


@pytest.mark.parametrize("name", SUBSTANCE)
def test_a_substance_wounds_nothing(name):
    made, none = usual(name), Injury.none(1)
    for field in fields_of(Injury):
        assert np.array_equal(getattr(made.injury, field.name), getattr(none, field.name)), field.name
    opened = with_channels(stripped(SKIN, share=0.3), share=0.01, depth=1e-4)
    after = simulated(name, skin=opened).skin_after
    assert after.barrier == opened.barrier
    assert [layer.thickness_um for layer in after.layers] == [layer.thickness_um for layer in SKIN.layers]


def exposed(name, dose, *, skin=SKIN, short=False):
    module = modalities.get(name)
    chosen = replace(module.example, fluence_j_cm2=dose)
    return simulated(name, replace(chosen, pulse_s=6e-9) if short else chosen, skin=skin)


DOSES = [
    pytest.param(name, dose, short, id=f"{name}-{dose:g}{'-short' if short else ''}")
    for name in ("laser", "ipl")
    for dose in (0.0, 4.0, 12.0, 60.0)
    for short in (False, True)
    if name == "laser" or not short
]


@pytest.mark.parametrize(("name", "dose", "short"), DOSES)
@pytest.mark.parametrize("dermal", [False, True])
def test_the_skin_afterwards_and_the_injury_tell_the_same(name, dose, short, dermal):
    skin = SKIN
    if dermal:
        layers = list(SKIN.layers)
        layers[PAPILLARY] = replace(layers[PAPILLARY], melanin_fraction=0.01)
        layers[UPPER_RETICULAR] = replace(layers[UPPER_RETICULAR], melanin_fraction=0.02)
        skin = replace(SKIN, layers=tuple(layers))
    made = exposed(name, dose, skin=skin, short=short)
    after, injury = made.skin_after, made.injury
    assert epidermal_melanin(after) == pytest.approx(
        epidermal_melanin(skin) * (1 - injury.melanin_cleared[0]), rel=1e-9, abs=1e-12
    )
    if dermal:
        assert dermal_melanin(after) == pytest.approx(
            dermal_melanin(skin) * (1 - injury.dermal_melanin_cleared[0]), rel=1e-9
        )
    living = (skin.layers[SPINOUS].thickness_um + skin.layers[BASAL].thickness_um) * 1e-6
    assert after.barrier.stripped_share == pytest.approx(
        injury.coverage[0] * injury.epidermis_lost[0] / living, rel=1e-9, abs=1e-12
    )
    # Both are told of the fields.
    edges, width = widths_of(made.fields)
    top = np.concatenate([[0.0], np.cumsum([layer.thickness_um for layer in skin.layers])]) * 1e-6
    middle = 0.5 * (edges[1:] + edges[:-1])
    epidermis = (middle > top[SPINOUS]) & (middle < top[PAPILLARY])
    dead, cleared = made.fields.dead.to_numpy(), made.fields.cleared.to_numpy()
    assert float((dead * width)[epidermis].sum()) == pytest.approx(float(injury.epidermis_lost[0]), rel=1e-6, abs=1e-15)
    assert np.all((cleared >= dead - 1e-12)[epidermis]), "melanin goes with the cells that die"
    assert np.all((cleared >= 0) & (cleared <= 1))
    if dose == 0.0:
        assert after == skin
        assert injury.inflammation[0] == 0


@pytest.mark.parametrize("name", ["laser", "ipl"])
def test_a_fold_loses_what_its_steps_lose_together(name):
    first = exposed(name, 14.0)
    second = exposed(name, 14.0, skin=first.skin_after)
    both = combined(first.injury, second.injury)
    assert 0 < first.injury.melanin_cleared[0] < both.melanin_cleared[0] < 1
    assert epidermal_melanin(second.skin_after) == pytest.approx(
        epidermal_melanin(SKIN) * (1 - both.melanin_cleared[0]), rel=1e-9
    )
    assert second.injury.melanin_cleared[0] < first.injury.melanin_cleared[0], "paler skin takes up less of the light"
    assert second.skin_after.barrier.stripped_share > first.skin_after.barrier.stripped_share > 0


@pytest.mark.parametrize("name", LIGHT)
def test_what_is_destroyed_is_melanin_only(name):
    before, after = SKIN, simulated(name, replace(modalities.get(name).example, fluence_j_cm2=60.0)).skin_after
    assert [layer.thickness_um for layer in after.layers] == [layer.thickness_um for layer in before.layers]
    for index in (HORNY, FAT):
        assert after.layers[index] == before.layers[index]


@pytest.mark.parametrize("name", NAMES)
def test_settings_go_to_json_and_back(name):
    module = modalities.get(name)
    assert from_plain(module.Settings, as_plain(module.example)) == module.example


LASER = st.fixed_dictionaries(
    {
        "fluence_j_cm2": st.floats(0, 200),
        "spot_mm": st.floats(2, 20),
        "pulse_s": st.floats(-12, -0.5).map(lambda power: 10.0**power),
    }
)
IPL = st.fixed_dictionaries(
    {
        "fluence_j_cm2": st.floats(0, 100),
        "width_mm": st.floats(2, 20),
        "pulses": st.integers(1, 15),
        "pulse_ms": st.floats(0.2, 50),
        "gap_ms": st.floats(0, 60),
    }
)


NONABLATIVE = st.fixed_dictionaries(
    {
        "fluence_j_cm2": st.floats(0, 100),
        "spot_mm": st.floats(2, 20),
        "pulse_s": st.floats(1e-4, 0.5),
        "pulses": st.integers(1, 15),
        "interval_s": st.floats(0.5, 3),
    }
)


@pytest.mark.parametrize(("name", "strategy"), [("laser", LASER), ("ipl", IPL), ("nonablative", NONABLATIVE)])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], **AGAIN)
@given(data=st.data(), site=st.sampled_from(library.sites()), melanin=st.floats(0.001, 0.3))
def test_survives_its_bounds(name, strategy, data, site, melanin):
    module = modalities.get(name)
    chosen = module.Settings(**data.draw(strategy))
    made = simulated(name, chosen, skin=library.skin(site=site, melanin_fraction=melanin))
    for variable in made.fields.data_vars:
        assert np.all(np.isfinite(made.fields[variable])), variable
    assert np.all(made.fields.damage >= 0)
    assert np.all(made.fields.absorbed >= 0)
    assert 0 <= made.fields.attrs["reflectance"] <= 1
    assert from_plain(module.Settings, as_plain(chosen)) == chosen


NUMBING = st.fixed_dictionaries(
    {
        "amount_g": st.floats(0, 60),
        "area_cm2": st.floats(10, 600),
        "contact_minutes": st.floats(5, 300),
        "covered_share": st.floats(0, 1),
    }
)
TOPICAL = st.fixed_dictionaries(
    {
        "drug": st.sampled_from([drug.id for drug in drugs()]),
        "strength": st.floats(0, 1000),
        "applications_per_day": st.floats(0, 6),
        "weeks": st.floats(0, 60),
    }
)
PROTECTION = st.fixed_dictionaries(
    {
        "factor": st.floats(1, 100),
        "amount_mg_cm2": st.floats(0, 4),
        "applications_per_day": st.floats(0, 6),
        "uva_factor": st.floats(1, 100),
        "visible_share_blocked": st.floats(0, 1),
        "weeks": st.floats(0, 60),
    }
)


@pytest.mark.parametrize(
    ("name", "strategy", "examples"),
    [("numbing_cream", NUMBING, 4), ("topical", TOPICAL, 12), ("photoprotection", PROTECTION, 12)],
)
def test_a_substance_survives_its_bounds(name, strategy, examples):
    @settings(max_examples=examples, **AGAIN)
    @given(data=strategy, site=st.sampled_from(library.sites()), melanin=st.floats(0.001, 0.3))
    def holds(data, site, melanin):
        module = modalities.get(name)
        chosen = module.Settings(**data)
        made = simulated(name, chosen, skin=library.skin(site=site, melanin_fraction=melanin))
        for variable in made.fields.data_vars:
            assert np.all(np.isfinite(made.fields[variable])), variable
            assert float(made.fields[variable].min()) >= -1e-9 * float(np.abs(made.fields[variable]).max()), variable
        assert module.balance(made) < 1e-9
        assert from_plain(module.Settings, as_plain(chosen)) == chosen

    holds()
