"""Light aimed at collagen: what warms the wanted band, what harms, and what must hold of both for every skin."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import lentigo
from lentigo import library, planning, units
from lentigo.domain.case import Mark
from lentigo.domain.device import PulseTrain
from lentigo.domain.numerics import Numerics
from lentigo.errors import QuestionError
from lentigo.modalities.skins import FAT, PAPILLARY
from lentigo.physics.collagen import collagen_course
from lentigo.planning import verify_collagen
from lentigo.planning.collagen_band import kinds_with_a_band, time_between_passes, wanted_band
from lentigo.planning.collagen_thresholds import collagen_findings, collagen_reach, collagen_thresholds
from lentigo.planning.dial import combinations
from lentigo.planning.healing import collagen_constants, improvement_bands
from lentigo.planning.injuries import session_light
from lentigo.planning.question import ask
from lentigo.planning.screened import screened
from lentigo.planning.words import endpoint, stop_signs
from lentigo.screening.phrases import claims_in

EXAMPLES = Path(__file__).parents[3] / "examples"
DEVICES = ("lp_diode_1450", "lp_er_glass_1540", "lp_ndyag_1320", "lp_ndyag")
LIMITS = ("epidermis", "dermis", "mild")
PALE_TO_DARK = (75.0, 65.0, 58.0, 45.0, 30.0, 10.0, -20.0, -45.0)
SMALL = Numerics(skins=16, packets=4000)


@cache
def case(kind="acne_scar", ita_deg=20.0, depth_um="unknown", area_cm2=40.0):
    read = lentigo.read_case(EXAMPLES / "acne_scars_1450.toml")
    colour = replace(read.skin.colour, ita_deg=ita_deg)
    mark = Mark(depth_um=depth_um)
    lesion = replace(read.lesion, kind=kind, mark=mark, area_cm2=area_cm2)
    return replace(read, skin=replace(read.skin, colour=colour), lesion=lesion)


@cache
def combination(device="lp_diode_1450", cooling=None):
    found = [
        one
        for one in combinations(library.device(device))
        if one.cooling.method != "none" and cooling in (None, one.cooling.method)
    ]
    return found[0]


@cache
def asked(of):
    return ask(of, screened(of, [library.device(name) for name in DEVICES]), numerics=SMALL)


def found(of, dialled, *, threads=1):
    question = asked(of)
    return collagen_thresholds(
        question.lights(dialled, question.adverse),
        dialled,
        case=of,
        constants=question.constants(dialled),
        threads=threads,
    )


def limits(thresholds):
    return np.stack([getattr(thresholds, name) for name in LIMITS])


@pytest.mark.parametrize("device", DEVICES[:3])
def test_the_band_is_warmed_before_the_skin_is_harmed(device):
    at = found(case(ita_deg=50.0), combination(device))
    harm = np.minimum(at.epidermis, at.dermis)
    assert np.all(at.effect < harm)
    assert np.all(at.mild < at.epidermis), "heat shock comes before death"
    assert np.all(at.effect > 1 * units.j_cm2)
    assert np.all(harm < 500 * units.j_cm2)
    for name in ("mechanical", "floor", "purpura"):
        assert np.all(np.isinf(getattr(at, name)))


@pytest.mark.parametrize("device", ["lp_diode_1450", "lp_er_glass_1540"])
def test_published_settings_stand_between_nothing_and_harm(device):
    """Where lasers of 1450 and 1540 nm are used, the central skin is neither left cold nor burnt ten times over."""
    published = library.published_range(
        family="long_pulse",
        pulse_class="millisecond",
        wavelength_nm=combination(device).wavelength_nm,
        indication="acne_scar",
    )[0]
    at = found(case(), combination(device))
    assert np.median(at.effect) / units.j_cm2 < published.fluence_high_j_cm2
    assert np.median(np.minimum(at.epidermis, at.dermis)) / units.j_cm2 > published.fluence_low_j_cm2


@pytest.mark.parametrize("device", DEVICES)
def test_more_melanin_never_raises_a_limit(device):
    by_colour = [
        limits(found(case(ita_deg=ita), combination(device))) for ita in (58.0, 45.0, 30.0, 10.0, -20.0, -45.0)
    ]
    for paler, darker in pairwise(by_colour):
        assert np.all(darker <= paler * (1 + 1e-6))


def test_at_1064_nm_darker_skin_bears_less():
    pale, dark = (found(case(ita_deg=ita), combination("lp_ndyag")) for ita in (55.0, -20.0))
    assert np.median(dark.epidermis) < 0.6 * np.median(pale.epidermis)


@pytest.mark.parametrize("device", ["lp_diode_1450", "lp_ndyag_1320"])
@pytest.mark.parametrize("change", [{"temperature_c": -40.0}, {"before_ms": 60.0}, {"heat_transfer_w_m2_k": 6000.0}])
def test_more_cold_never_lowers_the_limit_of_the_epidermis(device, change):
    usual = combination(device, "cryogen")
    colder = replace(usual, cooling=replace(usual.cooling, **change))
    assert np.all(found(case(), colder).epidermis >= found(case(), usual).epidermis * (1 - 1e-6))


def test_a_wider_wish_asks_for_more():
    shallow, deep = (found(case(depth_um=depth), combination("lp_diode_1450")) for depth in (1000.0, 220.0))
    assert np.all(deep.effect >= shallow.effect * (1 - 1e-6)), "the same volume out of a thinner band"
    assert np.array_equal(limits(shallow), limits(deep)), "limits do not hang on wishes"


@pytest.mark.parametrize(("depth_um", "told"), [("unknown", False), (900.0, False), (2500.0, True)])
def test_a_mark_deeper_than_such_light_reaches_is_told(depth_um, told):
    window = planning.window(case(depth_um=depth_um), library.device("lp_diode_1450"), numerics=SMALL)
    assert any("the floor would stay as it is" in f.text for f in window.findings) is told


def test_passes_add_their_damage():
    once = combination("lp_diode_1450")
    thrice = replace(once, passes=3)
    of = case(area_cm2=400.0)
    one, three = found(of, once), found(of, thrice)
    assert np.all(three.effect < one.effect)
    assert np.all(limits(three) < limits(one))
    assert np.all(three.effect > 0.8 * one.effect), "a steep law: three passes are far from three times one"


def test_passes_that_meet_warm_skin_lower_the_limits_and_are_told():
    thrice = replace(combination("lp_diode_1450"), passes=3)
    wide, narrow = case(area_cm2=400.0), case(area_cm2=0.5)
    assert time_between_passes(thrice, area_cm2=0.5) < 5 < time_between_passes(thrice, area_cm2=400.0)
    assert np.all(limits(found(narrow, thrice)) < limits(found(wide, thrice)))
    assert np.array_equal(found(narrow, thrice).effect, found(wide, thrice).effect), (
        "warmth never counts for the effect"
    )
    told = [_findings(of, thrice) for of in (narrow, wide)]
    assert "is met again" in told[0]
    assert "is met again" not in told[1]


def _findings(of, dialled):
    question = asked(of)
    return " ".join(
        finding.text
        for finding in collagen_findings(
            question.lights(dialled, question.usual),
            dialled,
            case=of,
            constants=question.constants(dialled),
            threads=1,
        )
    )


def test_findings_say_what_is_assumed_and_what_cold_does():
    with_spray, with_window = (_findings(case(), combination(d)) for d in ("lp_diode_1450", "lp_er_glass_1540"))
    assert "is assumed" in with_spray
    assert "Cryogen by itself can leave brown marks" in with_spray
    assert "Cryogen" not in with_window
    assert not claims_in(with_spray)


def test_a_train_warms_deeper_than_its_energy_at_once():
    single = combination("lp_er_glass_1540")
    train = replace(single, pulse=PulseTrain(pulses=5, duration_ms=3.3, gap_ms=496.7))
    assert np.all(found(case(), train).effect > found(case(), single).effect), "cooled while it goes on"


def test_threads_change_nothing():
    one, four = (found(case(), combination("lp_ndyag_1320"), threads=threads) for threads in (1, 4))
    for name in ("effect", *LIMITS):
        assert np.array_equal(getattr(one, name), getattr(four, name))


def test_every_kind_that_is_aimed_at_has_a_band():
    aimed = {kind for way in library.ways() if way.goal == "collagen" for kind in way.kinds}
    assert aimed
    assert aimed <= set(kinds_with_a_band())


def test_a_kind_without_a_band_is_refused_with_what_there_is():
    with pytest.raises(QuestionError, match="no band of the dermis") as told:
        wanted_band(case(kind="solar_lentigo"), asked(case()).usual, skins=asked(case()).usual.lesion)
    assert "acne scar" in told.value.hint


@pytest.mark.parametrize("kind", kinds_with_a_band())
@pytest.mark.parametrize("depth_um", ["unknown", 30.0, 500.0, 4000.0])
def test_the_band_lies_inside_the_dermis_and_holds_what_is_asked(kind, depth_um):
    of = case(kind=kind, depth_um=depth_um)
    sample = asked(case()).usual
    wanted = wanted_band(of, sample, skins=sample.lesion)
    boundaries = np.cumsum(sample.lesion.thickness, axis=1)
    assert np.all(wanted.top >= boundaries[:, PAPILLARY - 1] - 1e-12)
    assert np.all(wanted.bottom <= boundaries[:, FAT - 1] + 1e-12)
    assert np.all(wanted.volume > 0)
    assert np.all(wanted.volume <= 0.8 * (wanted.bottom - wanted.top) + 1e-12)


@pytest.mark.parametrize("device", ["lp_diode_1450", "lp_ndyag_1320"])
def test_reach_widens_along_the_dial(device):
    dialled, question = combination(device), asked(case())
    reach = collagen_reach(
        question.lights(dialled, question.usual),
        dialled,
        fluence_j_m2=np.linspace(2, 40, 15) * units.j_cm2,
        case=case(),
        constants=question.constants(dialled),
        threads=1,
    )
    width = np.array(reach.depth_um.p50) - np.array(reach.from_um.p50)
    assert np.all(width >= 0)
    assert width[0] == 0
    assert np.all(np.diff(width) >= -1e-6)
    assert width[-1] > 300
    assert np.all(np.array(reach.depth_um.p5) <= reach.depth_um.p95)
    assert reach.wanted_depth_um < reach.deepest_allowed_um
    assert not claims_in(reach.text)
    assert [library.reference(source).key for source in reach.sources] == list(reach.sources)


def test_the_plan_of_the_example_knows_its_band():
    of = lentigo.read_case(EXAMPLES / "acne_scars_1450.toml")
    made = planning.plan(of, numerics=replace(SMALL, skins=32), verified=False)
    assert {window.goal for window in made.windows} == {"collagen"}
    for window in made.windows:
        assert window.reach is not None
        assert window.reach.wanted_depth_um == 450.0
        assert len(window.reach.depth_um.p50) == len(window.fluence_j_cm2)
        assert any("is assumed" in finding.text for finding in window.findings)


def test_words_tell_of_a_whole_surface_and_promise_nothing():
    told = " ".join((endpoint("millisecond", "collagen"), *stop_signs("millisecond", "collagen")))
    assert "the surface stays whole" in told
    assert "blister" in told
    assert not claims_in(told)


def test_other_methods_agree():
    of, dialled = case(kind="fine_lines", ita_deg=50.0), combination("lp_diode_1450")
    made = _checks(of, dialled)
    assert [check.name for check in made] == ["light in the band", "heat in the band", "warmed volume"]
    assert all(check.passed for check in made), [check.text for check in made]


def test_other_methods_find_a_wrong_threshold(monkeypatch):
    of, dialled = case(kind="fine_lines", ita_deg=50.0), combination("lp_diode_1450")
    right = verify_collagen.band_threshold
    monkeypatch.setattr(verify_collagen, "band_threshold", lambda *a, **k: 1.2 * right(*a, **k))
    assert [check.passed for check in _checks(of, dialled)] == [True, True, False]


def _checks(of, dialled):
    question = asked(of)
    made = planning.plan(of, (dialled.device,), numerics=SMALL, verified=False)
    return verify_collagen.checks(made, question, dialled, 8 * units.j_cm2)


@pytest.mark.shows("S4-18")
def test_a_session_warms_the_dermis_spares_the_surface_and_gives_little():
    of, dialled = case(), combination("lp_diode_1450")
    question, at = asked(of), found(case(), combination("lp_diode_1450"))
    session = session_light(
        question.lights(dialled, question.usual),
        dialled.exposure,
        pulse_class="millisecond",
        constants=question.constants(dialled),
        threads=1,
    )
    _, inside = session.injuries(float(np.median(at.effect)) / units.j_cm2)
    assert np.all(inside.dermis_heated > 10e-6)
    assert np.all(inside.epidermis_lost < 1e-6)
    assert np.all(inside.melanin_cleared < 0.02)
    months = 30 * 86400.0
    time = np.arange(0.0, 13 * months, 86400.0)
    history = collagen_course(time, injuries=[(28 * k, inside) for k in range(5)], constants=collagen_constants())
    bands = improvement_bands(history, kind="acne_scar")
    at_six_months = int(np.searchsorted(time, 10 * months))
    assert 0.005 < bands.middle[at_six_months] < 0.2
    assert bands.high[at_six_months] > 2 * bands.middle[at_six_months]
    assert bands.low[at_six_months] < 0.5 * bands.middle[at_six_months]
