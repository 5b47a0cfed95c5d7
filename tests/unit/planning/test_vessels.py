"""Light on vessels: thresholds per skin, what a measurement narrows, checks by other methods, sessions."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.case import Case, Diagnosis, ItaReading, Lesion, Person, SkinReading, Vessels
from lentigo.domain.findings import nothing_found
from lentigo.domain.health import health_answered
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Screening
from lentigo.modalities import vessel_warmth
from lentigo.planning.chances import knowledge
from lentigo.planning.compose_vessels import lesion_vessels, vessel_kind, vessel_law
from lentigo.planning.dial import Combination
from lentigo.planning.question import ask
from lentigo.planning.thresholds import Thresholds
from lentigo.planning.verify_vessels import checks
from lentigo.planning.vessel_course import lesion_blood, redness_over_time, vessel_population
from lentigo.planning.vessel_findings import vessel_findings
from lentigo.planning.vessel_thresholds import vessel_thresholds
from lentigo.screening.phrases import claims_in

SKINS = 32
KINDS = ("telangiectasia", "rosacea", "poikiloderma", "stretch_marks_red")


def case(kind="rosacea", *, ita=45.0, contrast=1.0, vessels=None) -> Case:
    return Case(
        title="A red face",
        assessed=date(2026, 3, 31),
        person=Person(age_years=45, weight_kg=70.0, sex="unknown", phototype="unknown"),
        health=health_answered(),
        skin=SkinReading(site="cheek", colour=ItaReading(given_as="ita", ita_deg=ita, ita_error_deg=3.0)),
        lesion=Lesion(
            kind=kind,
            depth="epidermal",
            contrast=contrast,
            ita_deg="unknown",
            diameter_mm=6.0,
            area_cm2=4.0,
            vessels=vessels,
        ),
        diagnosis=Diagnosis(recorded="yes", by="dermatologist", dermatoscopy="yes"),
        findings=nothing_found(),
    )


def combination(device="pulsed_dye", piece="595 nm", *, spot=7.0, pulse=0.006, cooling="none") -> Combination:
    found = library.device(device)
    handpiece = next(h for h in found.handpieces if h.name == piece)
    aperture = next(s for s in handpiece.spots if s.equivalent_diameter_mm == spot)
    cool = next(c for c in found.coolings if c.method == cooling)
    trains = handpiece.pulse_trains
    return Combination(found, handpiece, aperture, trains[0] if trains else pulse, cool)


@cache
def asked(about: Case, what: Combination):
    question = ask(about, Screening(verdict="CLEAR", reasons=()), numerics=Numerics(skins=SKINS))
    return question, question.lights(what, question.adverse), question.constants(what)


def found(about: Case, what: Combination, *, threads=1) -> Thresholds:
    _, lit, constants = asked(about, what)
    return vessel_thresholds(lit, what, case=about, constants=constants, threads=threads)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "what",
    [
        combination(piece="585 nm", pulse=4.5e-4),
        combination(spot=10.0, cooling="cryogen"),
        combination("lp_ktp", "532 nm", spot=5.0, pulse=0.02, cooling="contact"),
        combination("lp_ndyag", "1064 nm", spot=6.0, pulse=0.02, cooling="cryogen"),
        combination("ipl", "560 nm filter", spot=15.0, cooling="contact"),
    ],
    ids=lambda what: what.handpiece.name,
)
def test_every_red_lesion_has_thresholds_in_every_light(kind, what):
    made = found(case(kind), what)
    for name in ("effect", "mild", "epidermis", "dermis", "purpura"):
        values = getattr(made, name)
        assert values.shape == (SKINS,)
        assert np.all(values > 0), name
    assert np.isfinite(made.effect).mean() > 0.9
    assert np.all(np.isinf(made.mechanical))
    assert np.all(made.mild < made.epidermis)


def test_threads_change_nothing():
    one, two = (found(case(), combination(), threads=n) for n in (1, 2))
    for name in ("effect", "mild", "epidermis", "dermis", "purpura"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name


@pytest.mark.parametrize("what", [combination(), combination("lp_ndyag", "1064 nm", spot=6.0, pulse=0.02)])
def test_darker_skin_never_has_the_higher_limit(what):
    limits = []
    for ita in (55.0, 40.0, 25.0, 10.0, -10.0):
        made = found(case(ita=ita), what)
        limits.append([np.sort(v) for v in (np.minimum(made.epidermis, made.dermis), made.mild)])
    for paler, darker in itertools.pairwise(limits):
        for before, after in zip(paler, darker, strict=True):
            assert np.all(after <= before * (1 + 1e-9))


def test_the_brown_of_poikiloderma_burns_before_the_skin_beside_it():
    red, brown = (found(case("poikiloderma", contrast=contrast), combination()) for contrast in (1.0, 2.5))
    assert np.all(brown.epidermis <= red.epidermis)
    assert np.median(brown.epidermis) < 0.8 * np.median(red.epidermis)


def test_longer_pulses_never_lower_the_threshold_of_purpura():
    bursts = [found(case(), combination(pulse=length)).purpura for length in (4.5e-4, 1.5e-3, 6e-3, 2e-2, 4e-2)]
    for shorter, longer in itertools.pairwise(bursts):
        assert np.all(longer >= shorter * (1 - 1e-9))


def test_short_pulses_burst_vessels_before_they_close_them_and_long_ones_close_them_first():
    def bruises_first(length):
        made = found(case(vessels=Vessels(diameter_um=60.0, depth_um=300.0)), combination(pulse=length))
        return float((made.purpura < made.effect).mean())

    assert bruises_first(4.5e-4) > 0.9
    assert bruises_first(4e-2) < bruises_first(4.5e-4)


def test_deeper_vessels_never_need_less():
    """Below the first tenths of a millimetre, where yellow light only falls; cooling would turn it round above."""
    what = combination(piece="585 nm", pulse=1.5e-3)
    needed = [
        found(case(vessels=Vessels(diameter_um=80.0, depth_um=depth)), what).effect
        for depth in (250.0, 400.0, 600.0, 900.0)
    ]
    for shallower, deeper in itertools.pairwise(needed):
        assert np.all(deeper >= shallower * (1 - 1e-9))


def test_a_measured_vessel_narrows_what_coagulates_it():
    unknown = found(case("telangiectasia"), combination()).effect
    known = found(case("telangiectasia", vessels=Vessels(diameter_um=200.0, depth_um=350.0)), combination()).effect
    assert np.std(np.log(known)) < np.std(np.log(unknown))
    assert np.median(known) == pytest.approx(np.median(unknown), rel=0.25)


def test_vessels_are_drawn_as_the_library_tells():
    question, lit, _ = asked(case("telangiectasia"), combination())
    drawn = lesion_vessels(case("telangiectasia").lesion, lit.sample)
    rows = library.table("conditions/lesion_vessels")
    assert np.median(drawn.diameter) == pytest.approx(rows["telangiectasia.diameter_um"].value * units.um, rel=0.1)
    assert np.median(drawn.depth) == pytest.approx(rows["telangiectasia.depth_um"].value * units.um, rel=0.1)
    assert np.all(drawn.oxygen_saturation <= 0.98)
    measured = Vessels(diameter_um=90.0, depth_um=300.0, oxygen_saturation=0.9)
    exact = lesion_vessels(case(vessels=measured).lesion, lit.sample)
    assert np.all(exact.oxygen_saturation == 0.9)
    assert np.median(exact.diameter) == pytest.approx(90 * units.um, rel=0.1)
    assert vessel_kind("telangiectasia") == "telangiectasia"
    assert vessel_kind("photoageing") == "redness"
    assert question.case.lesion.kind == "telangiectasia"


def test_blood_and_wall_coagulate_by_their_own_constants_without_the_fast_process_of_cells():
    law = vessel_law()
    assert law.lumen_damage.fast is None
    assert law.wall_damage.fast is None
    assert law.rupture == pytest.approx(418.15)


@pytest.mark.parametrize(
    "what",
    [
        combination(piece="585 nm", pulse=0.0015),
        combination(piece="595 nm", pulse=0.0015),
        combination("ipl", "560 nm filter", spot=15.0, cooling="contact"),
    ],
    ids=lambda what: what.handpiece.name,
)
def test_other_methods_agree(what):
    about = case()
    question, _, _ = asked(about, what)
    made = checks(SimpleNamespace(case=about), question, what, 7 * units.j_cm2, numerics=Numerics(packets=20_000))
    assert [check.name for check in made] == [
        "light at the vessels", "heat of the vessel's axis", "heat of the vessel's wall", "coagulation of the vessel",
    ]  # fmt: skip
    for check in made:
        assert check.passed, check.text
        assert check.ours != check.other
        assert not claims_in(check.text)


def test_a_wrong_heat_of_the_vessel_is_found(monkeypatch):
    right = vessel_warmth.vessel_share
    monkeypatch.setattr(vessel_warmth, "vessel_share", lambda *a, **k: 1.3 * right(*a, **k))
    about, what = case(), combination()
    question, _, _ = asked(about, what)
    made = checks(SimpleNamespace(case=about), question, what, 7 * units.j_cm2, numerics=Numerics(packets=2_000))
    assert {check.name for check in made if not check.passed} >= {
        "heat of the vessel's axis", "heat of the vessel's wall", "coagulation of the vessel",
    }  # fmt: skip


def test_sessions_close_vessels_more_with_more_light_and_years_bring_some_back():
    about, what = case("rosacea"), combination()
    question, lit, constants = asked(about, what)
    start = vessel_population(lit, what, case=about, constants=constants, threads=1)
    assert start.blood_left == pytest.approx(np.ones(SKINS))
    left = [start.after_session(h, sample=question.adverse).blood_left for h in (0.0, 4.0, 7.0, 12.0)]
    for less, more in itertools.pairwise(left):
        assert np.all(more <= less + 1e-12)
    assert left[0] == pytest.approx(np.ones(SKINS))
    assert np.median(left[-1]) < 0.3
    known = knowledge(0.1)
    once = start.after_session(7.0, sample=question.adverse, known=known)
    twice = once.after_session(7.0, sample=question.adverse, known=known)
    assert np.all(twice.blood_left <= once.blood_left)
    later = twice.after(24.0)
    assert np.all((later.blood_left >= twice.blood_left) & (later.blood_left <= 1.0))
    gone, back = 1 - twice.blood_left, later.blood_left - twice.blood_left
    assert back[gone > 0.1] == pytest.approx(0.088 * gone[gone > 0.1], rel=0.02)


def test_the_adverse_skins_never_have_the_higher_limit():
    about = replace(case("poikiloderma"), lesion=replace(case("poikiloderma").lesion, contrast="unknown"))
    question, lit, constants = asked(about, combination())
    usual = question.lights(combination(), question.usual)
    ours, theirs = (
        vessel_thresholds(each, combination(), case=about, constants=constants, threads=1) for each in (lit, usual)
    )
    assert np.quantile(ours.epidermis, 0.05) <= np.quantile(theirs.epidermis, 0.05) * 1.001


def test_redness_falls_over_weeks_after_each_session_and_returns_over_years():
    about, what = case("rosacea"), combination()
    question, lit, constants = asked(about, what)
    start = vessel_population(lit, what, case=about, constants=constants, threads=1)
    days = [0.0, 1.0, 14.0, 28.0, 29.0, 56.0, 365.0, 3 * 365.0]
    seen = redness_over_time(start, [(0.5, 8.0), (28.5, 8.0)], days, sample=question.adverse)
    assert seen.shape == (len(days), SKINS)
    middle = np.median(seen, axis=1)
    assert middle[0] == 1.0
    assert middle[1] > 0.9, "what has just coagulated is still there"
    assert np.all(np.diff(middle[:6]) <= 1e-12)
    assert middle[-1] > middle[-2]
    never = redness_over_time(start, [], days, sample=question.adverse)
    assert never == pytest.approx(np.ones_like(never))
    assert np.all(seen <= never + 1e-12)


def test_a_red_lesion_is_redder_than_the_skin_beside_it_until_its_vessels_are_gone():
    from lentigo.planning.course_colour import colour_table

    about, what = case("rosacea"), combination()
    question, _, _ = asked(about, what)
    sample = question.adverse
    full, none = (lesion_blood("rosacea", sample, np.full(SKINS, left)) for left in (1.0, 0.0))
    assert np.all(full > 1.0)
    assert none == pytest.approx(np.ones(SKINS))
    colours = colour_table("cheek", dermal=False)
    red, beside = (colours.colours(sample.melanin_column, blood=blood) for blood in (full, none))
    rise = red.a_star - beside.a_star
    assert np.all(rise > 0)
    assert 1.0 < np.median(rise) < 10.0


@pytest.mark.parametrize(
    ("vessels", "what", "said", "unsaid"),
    [
        (None, combination(), ("not measured", "one session"), ("methaemoglobin", "half a millimetre", "the fat")),
        (Vessels(diameter_um=100.0, depth_um=300.0), combination(), ("one session",), ("not measured",)),
        (Vessels(diameter_um=1500.0, depth_um=2500.0), combination(), ("half a millimetre", "the fat"), ()),
        (None, combination("lp_ndyag", "1064 nm", spot=6.0, pulse=0.02), ("methaemoglobin", "second pulse"), ()),
    ],
)
def test_findings_say_what_a_window_rests_on(vessels, what, said, unsaid):
    about = case(vessels=vessels)
    question, _, _ = asked(about, what)
    made = vessel_findings(question.usual, what, case=about)
    text = " ".join(finding.text for finding in made)
    assert all(part in text for part in said)
    assert not any(part in text for part in unsaid)
    assert not claims_in(text)
    for finding in made:
        for key in finding.sources:
            assert library.reference(key).key == key


def test_vessels_wider_than_can_be_computed_still_have_thresholds():
    made = found(
        case(vessels=Vessels(diameter_um=3000.0, depth_um=5000.0)), combination("lp_ndyag", "1064 nm", spot=6.0)
    )
    assert np.all(made.effect > 0)
