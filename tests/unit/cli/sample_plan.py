"""Plans made by hand, one for each kind of decision: what the terminal renders is tested without computing anything."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

from lentigo.domain.case import (
    Case,
    Diagnosis,
    ItaReading,
    Lesion,
    Person,
    SkinReading,
)
from lentigo.domain.device import Cooling, Device, Handpiece, Spot
from lentigo.domain.findings import nothing_found
from lentigo.domain.health import Fact, health_answered
from lentigo.domain.pain import PainEstimate
from lentigo.domain.plan import (
    Alternative,
    Band,
    Cap,
    ChanceCurve,
    Check,
    DialSetting,
    Finding,
    Plan,
    Reason,
    Recommendation,
    Screening,
    Sensitivity,
    SkinEstimate,
    TestSpot,
    Versions,
    Window,
)

NO = Fact(value="no")

CASE = Case(
    title="Solar lentigines on the back of the hand",
    assessed=date(2026, 3, 2),
    person=Person(age_years=58, weight_kg=70.0, sex="female", phototype="III"),
    health=health_answered(previous_dark_marks="unknown"),
    skin=SkinReading(site="back_of_hand", colour=ItaReading(given_as="ita", ita_deg=41.0, ita_error_deg=3.0)),
    lesion=Lesion(
        kind="solar_lentigo", depth="epidermal", contrast=2.4, ita_deg="unknown", diameter_mm=6.0, area_cm2=4.0
    ),
    diagnosis=Diagnosis(recorded="yes", by="dermatologist", dermatoscopy="yes"),
    findings=nothing_found(),
)

NO_COOLING = Cooling(
    name="none",
    method="none",
    temperature_c=22,
    heat_transfer_w_m2_k=10,
    before_ms=0,
    delay_ms=0,
    during=False,
    after_ms=0,
    surface_medium="air",
    source="own",
    kind="assumed",
)

DEVICE = Device(
    id="generic_qs_ndyag",
    name="Generic Q-switched Nd:YAG",
    family="q_switched",
    medium="Nd:YAG",
    handpieces=(
        Handpiece(
            name="532 nm",
            pulse_class="nanosecond",
            wavelength_nm=532,
            pulse_durations_s=(6e-9,),
            beam="top_hat",
            spots=(
                Spot(diameter_mm=3, fluence_low_j_cm2=0.2, fluence_high_j_cm2=4, fluence_step_j_cm2=0.1),
                Spot(diameter_mm=4, fluence_low_j_cm2=0.2, fluence_high_j_cm2=2.2, fluence_step_j_cm2=0.1),
            ),
            repetition_rates_hz=(1, 2, 5),
        ),
    ),
    coolings=(NO_COOLING,),
    output_error_percent=8,
    source="own",
    kind="assumed",
)

DIAL = tuple(round(0.2 + 0.1 * i, 1) for i in range(39))


def _sigmoid(midpoint: float, width: float) -> ChanceCurve:
    def at(fluence: float, shift: float) -> float:
        return 1 / (1 + math.exp(-(math.log(fluence / midpoint) + shift) / width))

    return ChanceCurve(
        chance=tuple(at(f, 0) for f in DIAL),
        low=tuple(at(f, -0.25) for f in DIAL),
        high=tuple(at(f, 0.25) for f in DIAL),
    )


def setting(fluence: float) -> DialSetting:
    return DialSetting(
        device="generic_qs_ndyag",
        handpiece="532 nm",
        fluence_j_cm2=fluence,
        spot_mm=3,
        spot_label="3 mm",
        pulse_s=6e-9,
        pulse_label="6 ns",
        repetition_rate_hz=2,
        cooling="none",
    )


WINDOW = Window(
    device="generic_qs_ndyag",
    handpiece="532 nm",
    family="q_switched",
    wavelength_nm=532,
    spot_mm=3,
    spot_label="3 mm",
    pulse_s=6e-9,
    pulse_label="6 ns",
    cooling="none",
    fluence_j_cm2=DIAL,
    effect=_sigmoid(0.9, 0.25),
    burn=_sigmoid(2.6, 0.2),
    dark_marks=_sigmoid(3.5, 0.5),
    effect_threshold_j_cm2=Band(p5=0.5, p50=0.9, p95=1.7),
    burn_threshold_j_cm2=Band(p5=1.5, p50=2.6, p95=4.4),
    purpura_threshold_j_cm2=Band(p5=0.5, p50=0.7, p95=0.9),
    caps=(
        Cap(name="burn", fluence_j_cm2=1.4, text="chance of a burn reaches 5 %", sources=(), kind="fitted"),
        Cap(
            name="dark_marks",
            fluence_j_cm2=1.8,
            text="chance of dark marks reaches 20 %",
            sources=("negishi-2013",),
            kind="fitted",
        ),
        Cap(
            name="published",
            fluence_j_cm2=2.0,
            text="highest published setting for Q-switched 532 nm lentigines, phototype III",
            sources=("kung-2019",),
            kind="measured",
        ),
        Cap(name="dial", fluence_j_cm2=4.0, text="end of the dial", sources=(), kind="manufacturer"),
    ),
    highest_allowed_j_cm2=1.4,
    lowest_effective_j_cm2=0.9,
    recommended=Recommendation(
        setting=setting(1.1),
        chance_effect=0.69,
        chance_burn=0.014,
        chance_dark_marks=0.09,
        chance_effect_without_burn=0.68,
    ),
    after_test_spots=Recommendation(
        setting=setting(1.4),
        chance_effect=0.85,
        chance_burn=0.03,
        chance_dark_marks=0.14,
        chance_effect_without_burn=0.83,
    ),
    test_spots=(
        TestSpot(setting=setting(0.9), chance_effect=0.5, chance_burn=0.005),
        TestSpot(setting=setting(1.1), chance_effect=0.69, chance_burn=0.014),
        TestSpot(setting=setting(1.4), chance_effect=0.85, chance_burn=0.04),
    ),
    binds="chance of a burn reaches 5 %",
    openers=("test spots, which narrow what is known of this skin's damage threshold", "a measured lesion contrast"),
    endpoint="Faint, even whitening of the spot at once, fading within 20 minutes.",
    stop_signs=("grey or yellow colour of the skin beside the spot", "blisters", "bleeding points"),
    harm_by="epidermis",
    sensitivities=(
        Sensitivity(
            quantity="lesion_contrast",
            text="melanin of the lesion against its surroundings",
            rank_correlation_harm=0.02,
            rank_correlation_effect=-0.71,
            gain_if_known=0.12,
        ),
        Sensitivity(
            quantity="damage_spread",
            text="how much heat this skin's cells bear",
            rank_correlation_harm=0.83,
            rank_correlation_effect=0.41,
            gain_if_known=0.16,
        ),
    ),
    findings=(
        Finding(topic="assumed", text="photomechanical harm is an assumed multiple of the disruption threshold"),
    ),
)

ALTERNATIVES = (
    Alternative(
        name="Topical care and photoprotection",
        text="Sun protection factor 50 every day, retinoid at night",
        benefit="slow and partial lightening over 3 to 6 months",
        harm="irritation is common and mild",
        sources=("ortonne-2006",),
        preferred=False,
    ),
    Alternative(
        name="Doing nothing",
        text="Lentigines are harmless",
        benefit="no change",
        harm="none",
        sources=(),
        preferred=False,
    ),
)

SKIN = SkinEstimate(
    ita_deg=41,
    ita_error_deg=3,
    ita_adverse_deg=41,
    melanin_fraction=Band(p5=0.019, p50=0.024, p95=0.031),
    lesion_contrast=Band(p5=2.1, p50=2.4, p95=2.7),
    ita_class="light",
    given_as="ita",
    text="ITA 41° ± 3°, measured",
    findings=(),
)

SETTING = Plan(
    case=CASE,
    devices=(DEVICE,),
    seed=1,
    skins=256,
    versions=Versions(lentigo="0.1.0", model="1", rules="1", library="8c0ffee8"),
    screening=Screening(
        verdict="MODIFY",
        reasons=(
            Reason(
                rule="HX-07",
                verdict="MODIFY",
                title="Whether dark marks followed earlier injuries is not known",
                because="previous_dark_marks is unknown",
                action="the dark-mark chance is computed as if they had",
                sources=("davis-2010",),
                from_memory=False,
            ),
        ),
    ),
    skin=SKIN,
    windows=(WINDOW, replace(WINDOW, spot_mm=4, spot_label="4 mm", recommended=None, after_test_spots=None)),
    alternatives=ALTERNATIVES,
    checks=(
        Check(
            name="light",
            method="Monte Carlo",
            quantity="basal fluence per radiant exposure",
            ours=3.12,
            other=3.15,
            tolerance=0.03,
            passed=True,
            text="two methods agree within their stated errors",
        ),
    ),
    decision="setting",
    headline="Start at 1.1 J/cm² with the 532 nm handpiece, 3 mm spot, 6 ns, after test spots.",
    why=("the lowest setting that reaches faint whitening in most skins like this one",),
    findings=(Finding(topic="assumed", text="output error of the device is assumed", sources=("own",)),),
)

NO_WINDOW = replace(
    SETTING,
    decision="no_window",
    headline="No window with these devices in this skin.",
    why=("at the highest allowed setting the chance of effect is 31 %, below one half",),
    windows=(
        replace(
            WINDOW,
            highest_allowed_j_cm2=0.5,
            lowest_effective_j_cm2=0.9,
            recommended=None,
            after_test_spots=None,
            test_spots=(),
        ),
    ),
    checks=(),
)

NOT_NOW = replace(
    SETTING,
    decision="not_now",
    headline="Not now: the first answer to melasma is photoprotection and topical care.",
    why=("first-line care has lasted 0 weeks, 12 are asked for",),
    screening=Screening(
        verdict="DEFER",
        reasons=(
            Reason(
                rule="IN-02",
                verdict="DEFER",
                title="Melasma without first-line care",
                because="first_line_care_weeks is 0",
                action="photoprotection and topical care for 12 weeks, then assess again",
                sources=("passeron-2019",),
                from_memory=True,
                earliest=date(2026, 5, 25),
            ),
        ),
    ),
    skin=None,
    windows=(),
    alternatives=(replace(ALTERNATIVES[0], preferred=True), ALTERNATIVES[1]),
    checks=(),
)

REFUSED = replace(
    NOT_NOW,
    decision="refused",
    headline="Refused: after gold therapy laser light can turn the skin blue-grey for life.",
    why=("gold salts at any time in life rule out Q-switched and picosecond light",),
    screening=Screening(
        verdict="ABSOLUTE",
        reasons=(
            Reason(
                rule="GO-01",
                verdict="ABSOLUTE",
                title="Gold therapy at any time in life",
                because="gold_therapy is yes, 20 years ago",
                action="no laser or pulsed light on exposed skin",
                sources=("yun-2002",),
                from_memory=False,
            ),
        ),
    ),
    alternatives=ALTERNATIVES,
)

BLOCKED = replace(
    SETTING,
    decision="blocked_by_verification",
    headline="No setting: the independent check disagrees with the plan.",
    why=("peak temperature differs by 14 %, 5 % is the stated error",),
    checks=(replace(SETTING.checks[0], other=3.6, passed=False, text="the methods differ beyond their stated errors"),),
)

PAIN = PainEstimate(
    without_cream_share=Band(p5=0.1, p50=0.37, p95=0.77),
    with_cream_share=None,
    nerve_peak_c=Band(p5=40.0, p50=44.0, p95=49.0),
    above_a_delta_share=0.3,
    above_c_share=0.5,
    snap_share=0.2,
    published=(),
    remark="An estimate.",
    sources=(),
)

BY_DECISION = {
    "setting": SETTING,
    "no_window": NO_WINDOW,
    "not_now": NOT_NOW,
    "refused": REFUSED,
    "blocked_by_verification": BLOCKED,
}
