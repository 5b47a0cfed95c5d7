"""Hand-made plans of every kind of decision, in realistic numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from scipy.stats import norm

from lentigo.domain.case import Case, Diagnosis, ItaReading, Lesion, Person, SkinReading
from lentigo.domain.device import Cooling, Device, Handpiece, PulseTrain, SpectralLine, Spot
from lentigo.domain.findings import nothing_found
from lentigo.domain.health import Fact, health_answered
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
from lentigo.library import Reference

NO = Fact(value="no", told_by="person")

NONE = Cooling(
    name="none",
    method="none",
    temperature_c=22,
    heat_transfer_w_m2_k=0,
    before_ms=0,
    delay_ms=0,
    during=False,
    after_ms=0,
    surface_medium="air",
    source="assumed-practice",
    kind="assumed",
)
CONTACT = replace(
    NONE,
    name="contact sapphire",
    method="contact",
    temperature_c=5,
    heat_transfer_w_m2_k=1500,
    before_ms=1000,
    during=True,
    after_ms=500,
    surface_medium="sapphire",
)
CRYOGEN = replace(
    NONE,
    name="cryogen spray",
    method="cryogen",
    temperature_c=-26,
    heat_transfer_w_m2_k=5500,
    before_ms=50,
    delay_ms=30,
)


def _spot(diameter: float, low: float, high: float, step: float) -> Spot:
    return Spot(diameter_mm=diameter, fluence_low_j_cm2=low, fluence_high_j_cm2=high, fluence_step_j_cm2=step)


DEVICES = (
    Device(
        id="qs_nd_yag",
        name="Q-switched Nd:YAG",
        family="q_switched",
        medium="Nd:YAG",
        handpieces=(
            Handpiece(
                name="532 nm",
                pulse_class="nanosecond",
                wavelength_nm=532,
                pulse_durations_s=(8e-9,),
                beam="top_hat",
                spots=(_spot(3, 0.4, 5, 0.1), _spot(4, 0.2, 3, 0.1)),
                repetition_rates_hz=(1, 2, 5),
            ),
            Handpiece(
                name="1064 nm",
                pulse_class="nanosecond",
                wavelength_nm=1064,
                pulse_durations_s=(8e-9,),
                beam="top_hat",
                spots=(_spot(4, 1, 8, 0.2),),
                repetition_rates_hz=(1, 2, 5),
            ),
        ),
        coolings=(NONE,),
        output_error_percent=10,
        source="generic",
        kind="manufacturer",
    ),
    Device(
        id="lp_alexandrite",
        name="Long-pulse alexandrite",
        family="long_pulse",
        medium="alexandrite",
        handpieces=(
            Handpiece(
                name="755 nm",
                pulse_class="millisecond",
                wavelength_nm=755,
                pulse_durations_s=(3e-3,),
                beam="top_hat",
                spots=(_spot(10, 4, 60, 1),),
                repetition_rates_hz=(1,),
            ),
        ),
        coolings=(CRYOGEN,),
        output_error_percent=15,
        source="generic",
        kind="manufacturer",
    ),
    Device(
        id="ipl",
        name="Intense pulsed light",
        family="ipl",
        medium="flash lamp",
        handpieces=(
            Handpiece(
                name="560 nm filter",
                pulse_class="millisecond",
                spectrum=(SpectralLine(wavelength_nm=600, share=0.6), SpectralLine(wavelength_nm=750, share=0.4)),
                cut_off_nm=560,
                pulse_trains=(PulseTrain(pulses=2, duration_ms=4, gap_ms=20),),
                beam="top_hat",
                spots=(
                    Spot(width_mm=15, length_mm=35, fluence_low_j_cm2=5, fluence_high_j_cm2=40, fluence_step_j_cm2=1),
                ),
                repetition_rates_hz=(0.5,),
            ),
        ),
        coolings=(CONTACT,),
        output_error_percent=15,
        source="generic",
        kind="manufacturer",
    ),
)

CASE = Case(
    title="Solar lentigines, back of the hand",
    assessed=date(2026, 3, 2),
    person=Person(age_years=58, weight_kg=70.0, sex="female", phototype="III"),
    health=health_answered(),
    skin=SkinReading(site="back_of_hand", colour=ItaReading(given_as="ita", ita_deg=33, ita_error_deg=3)),
    lesion=Lesion(kind="solar_lentigo", depth="epidermal", contrast=2.5, ita_deg="unknown", diameter_mm=6, area_cm2=4),
    diagnosis=Diagnosis(recorded="yes", by="dermatologist", dermatoscopy="yes"),
    findings=nothing_found(),
)


def _curve(fluence: np.ndarray, middle: float, spread: float, doubt: float, *, top: float = 1.0) -> ChanceCurve:
    def at(shift: float) -> tuple[float, ...]:
        return tuple(float(v) for v in top * norm.cdf(np.log(fluence / middle) / spread + shift))

    return ChanceCurve(chance=at(0), low=at(-doubt), high=at(doubt))


def _window(
    device: str,
    handpiece: str,
    family: str,
    nm: float,
    spot: str,
    spot_mm: float,
    pulse: str,
    pulse_s: float,
    cooling: str,
    low: float,
    high: float,
    step: float,
    effect: float,
    burn: float,
    *,
    best: float | None,
    published: float,
    rate: float,
    binds: str,
    purpura: Band | None = None,
) -> Window:
    fluence = np.round(np.arange(low, high + step / 2, step), 4)
    curves = (
        _curve(fluence, effect, 0.33, 0.45),
        _curve(fluence, burn, 0.36, 0.55),
        _curve(fluence, burn * 0.95, 0.6, 0.5, top=0.6),
    )

    def at(value: float) -> Recommendation:
        shares = [float(np.interp(value, fluence, c.chance)) for c in curves]
        setting = DialSetting(
            device=device,
            handpiece=handpiece,
            fluence_j_cm2=value,
            spot_mm=spot_mm,
            spot_label=spot,
            pulse_s=pulse_s,
            pulse_label=pulse,
            repetition_rate_hz=rate,
            cooling=cooling,
        )
        return Recommendation(
            setting=setting,
            chance_effect=shares[0],
            chance_burn=shares[1],
            chance_dark_marks=shares[2],
            chance_effect_without_burn=shares[0] * (1 - shares[1] / 2),
        )

    burn_cap = float(np.floor(burn * np.exp(0.36 * norm.ppf(0.05)) / step + 1e-9) * step)
    marks_cap = float(np.floor(burn * 0.95 * np.exp(0.6 * norm.ppf(0.2 / 0.6)) / step + 1e-9) * step)
    allowed = min(burn_cap, marks_cap, published)
    spots = [best * s for s in (0.8, 0.9, 1.0)] if best else []
    ladder = tuple(
        TestSpot(setting=r.setting, chance_effect=r.chance_effect, chance_burn=r.chance_burn)
        for r in (at(float(np.round(s / step) * step)) for s in spots)
    )
    return Window(
        device=device,
        handpiece=handpiece,
        family=family,
        wavelength_nm=nm,
        spot_mm=spot_mm,
        spot_label=spot,
        pulse_s=pulse_s,
        pulse_label=pulse,
        cooling=cooling,
        fluence_j_cm2=tuple(map(float, fluence)),
        effect=curves[0],
        burn=curves[1],
        dark_marks=curves[2],
        effect_threshold_j_cm2=Band(p5=effect * 0.58, p50=effect, p95=effect * 1.72),
        burn_threshold_j_cm2=Band(p5=burn * 0.55, p50=burn, p95=burn * 1.8),
        purpura_threshold_j_cm2=purpura,
        caps=(
            Cap(
                name="burn",
                fluence_j_cm2=burn_cap,
                text="At most 5 in 100 skins like this one would burn.",
                sources=("Henriques47",),
                kind="fitted",
            ),
            Cap(
                name="dark_marks",
                fluence_j_cm2=marks_cap,
                text="At most 20 in 100 would keep dark marks.",
                sources=("Negishi13",),
                kind="fitted",
            ),
            Cap(
                name="published",
                fluence_j_cm2=published,
                text="Highest setting published for this use and skin.",
                sources=("Ho12",),
                kind="measured",
            ),
            Cap(name="dial", fluence_j_cm2=high, text="The dial ends here.", sources=(), kind="manufacturer"),
        ),
        highest_allowed_j_cm2=allowed,
        lowest_effective_j_cm2=float(np.ceil(effect / step - 1e-9) * step),
        recommended=at(best) if best else None,
        after_test_spots=at(best + step) if best else None,
        test_spots=ladder,
        binds=binds,
        openers=(
            "Test spots that narrow how this skin reacts",
            "A spot with more contrast: measure the lesion's colour",
        ),
        endpoint="Faint whitening within seconds, gone after about 20 minutes",
        stop_signs=(
            "Blister or skin that slides",
            "Grey or ash colour",
            "Pinpoint bleeding",
            "Pain that stays after cooling",
        ),
        harm_by="epidermis",
        sensitivities=(
            Sensitivity(
                quantity="damage",
                text="How easily this skin is damaged by heat",
                rank_correlation_harm=0.72,
                rank_correlation_effect=0.44,
                gain_if_known=0.14,
            ),
            Sensitivity(
                quantity="contrast",
                text="How much darker the spot is than the skin around it",
                rank_correlation_harm=-0.05,
                rank_correlation_effect=-0.58,
                gain_if_known=0.09,
            ),
            Sensitivity(
                quantity="melanin",
                text="Melanin of the skin around the spot",
                rank_correlation_harm=-0.41,
                rank_correlation_effect=-0.33,
                gain_if_known=0.05,
            ),
            Sensitivity(
                quantity="output",
                text="What the laser delivers against what is dialled",
                rank_correlation_harm=-0.22,
                rank_correlation_effect=-0.2,
                gain_if_known=0.03,
            ),
            Sensitivity(
                quantity="thickness",
                text="Thickness of the epidermis",
                rank_correlation_harm=0.08,
                rank_correlation_effect=0.06,
                gain_if_known=0.0,
            ),
        ),
        findings=(Finding(topic="assumed", text="The photomechanical limit is an assumed multiple of 3", sources=()),),
    )


WINDOWS = (
    _window(
        "qs_nd_yag",
        "532 nm",
        "q_switched",
        532,
        "3 mm",
        3,
        "8 ns",
        8e-9,
        "none",
        0.4,
        5,
        0.1,
        1.1,
        3.1,
        best=1.3,
        published=2.0,
        rate=2,
        binds="the highest published setting for this use",
        purpura=Band(p5=0.5, p50=0.7, p95=1),
    ),
    _window(
        "lp_alexandrite",
        "755 nm",
        "long_pulse",
        755,
        "10 mm",
        10,
        "3 ms",
        3e-3,
        "cryogen spray",
        4,
        60,
        1,
        12,
        34,
        best=17,
        published=30,
        rate=1,
        binds="the chance of a burn",
    ),
    _window(
        "ipl",
        "560 nm filter",
        "ipl",
        642,
        "15 × 35 mm",
        15,
        "2 × 4 ms, 20 ms apart",
        0.028,
        "contact sapphire",
        5,
        40,
        1,
        13,
        27,
        best=14,
        published=25,
        rate=0.5,
        binds="the chance of a burn",
    ),
    _window(
        "qs_nd_yag",
        "1064 nm",
        "q_switched",
        1064,
        "4 mm",
        4,
        "8 ns",
        8e-9,
        "none",
        1,
        8,
        0.2,
        6.9,
        7.5,
        best=None,
        published=4.0,
        rate=2,
        binds="the highest published setting for this use",
    ),
)

ALTERNATIVES = (
    Alternative(
        name="Sun protection and topical care",
        text="Broad-spectrum sunscreen every day, a bleaching cream.",
        benefit="Slow fading over 3–6 months in some; prevents return.",
        harm="Irritation; dark marks are rare.",
        sources=("Ortonne06",),
        preferred=False,
    ),
    Alternative(
        name="Doing nothing",
        text="Watch the spot and photograph it.",
        benefit="None expected.",
        harm="None from treatment. See a dermatologist if it changes.",
        sources=(),
        preferred=False,
    ),
)

SKIN = SkinEstimate(
    ita_deg=33.0,
    ita_error_deg=3.0,
    ita_adverse_deg=33.0,
    melanin_fraction=Band(p5=0.024, p50=0.031, p95=0.041),
    lesion_contrast=Band(p5=1.9, p50=2.5, p95=3.3),
    ita_class="intermediate",
    given_as="ITA of a colorimeter",
    text="ITA 33° ± 3° as measured; the melanin follows from a calibrated family of skins.",
    findings=(
        Finding(topic="skin", text="Five per cent of such readings are off by more than 6°", sources=("Chardon91",)),
    ),
)

CLEAR = Screening(
    verdict="MODIFY",
    reasons=(
        Reason(
            rule="PT-07",
            verdict="MODIFY",
            title="Test spots first",
            because="First treatment of this site.",
            action="Place three test spots and read them after 2 weeks.",
            sources=("Kerstein14",),
            from_memory=False,
        ),
        Reason(
            rule="DX-09",
            verdict="INFO",
            title="Photograph before",
            because="No earlier picture.",
            action="Take a picture with a colour card.",
            sources=(),
            from_memory=True,
        ),
    ),
)

GOLD = Screening(
    verdict="ABSOLUTE",
    reasons=(
        Reason(
            rule="PT-01",
            verdict="ABSOLUTE",
            title="Gold treatment, ever",
            because="Gold injections 20 years ago: short pulses turn the skin slate grey at once, and it stays.",
            action="No Q-switched or picosecond light, on any setting.",
            sources=("Hruza02", "Cohen15"),
            from_memory=False,
        ),
    ),
)

TAN = Screening(
    verdict="DEFER",
    reasons=(
        Reason(
            rule="PT-05",
            verdict="DEFER",
            title="Recent sun",
            because="Sunbathed two weeks ago.",
            action="Wait until the tan has faded by measurement.",
            sources=("Leeds",),
            from_memory=False,
            earliest=date(2026, 4, 6),
        ),
    ),
)

CHECKS = (
    Check(
        name="light",
        method="Monte Carlo, 40 000 photon packets",
        quantity="Light in the basal layer",
        ours=2.31,
        other=2.34,
        tolerance=0.04,
        passed=True,
        text="Two methods that share no code agree on the light.",
    ),
    Check(
        name="heat",
        method="closed form on a finer grid",
        quantity="Peak temperature of the epidermis",
        ours=66.1,
        other=66.3,
        tolerance=0.02,
        passed=True,
        text="A finer grid gives the same temperature.",
    ),
)

VERSIONS = Versions(lentigo="0.1.0", model="laser-1", rules="2026.1", library="3f9c2a17")


def plan() -> Plan:
    """A plan that recommends a setting."""
    return Plan(
        case=CASE,
        devices=DEVICES,
        seed=1,
        skins=256,
        versions=VERSIONS,
        screening=CLEAR,
        skin=SKIN,
        windows=WINDOWS,
        alternatives=ALTERNATIVES,
        checks=CHECKS,
        decision="setting",
        headline="Q-switched Nd:YAG, 532 nm: 1.3 J/cm², 3 mm, 8 ns, after test spots.",
        why=(
            "It is the lowest dial setting that reaches faint whitening in at least half of skins like this one.",
            "A higher setting would clear no better and leave more dark marks.",
        ),
        findings=(
            Finding(topic="assumed", text="Horny layer of the hand 12 µm thick", sources=("WINDOW",)),
            Finding(topic="model", text="Chances of dark marks rest on four published groups", sources=("Negishi13",)),
        ),
    )


def no_window() -> Plan:
    closed = replace(WINDOWS[3], highest_allowed_j_cm2=0.0)
    case = replace(CASE, title="Low-contrast lentigines, back")
    return replace(
        plan(),
        case=case,
        windows=(closed,),
        checks=(),
        decision="no_window",
        headline="No window: the chance of a burn reaches its cap before the spot responds.",
        why=("The skin around the spot takes up nearly as much light as the spot itself.",),
        alternatives=(replace(ALTERNATIVES[0], preferred=True), ALTERNATIVES[1]),
    )


def refused() -> Plan:
    return replace(
        plan(),
        screening=GOLD,
        skin=None,
        windows=(),
        checks=(),
        decision="refused",
        headline="Must not be treated with these devices: gold treatment at any time in life.",
        why=("Rule PT-01.",),
    )


def not_now() -> Plan:
    return replace(
        plan(),
        screening=TAN,
        windows=(),
        checks=(),
        decision="not_now",
        headline="Not now: the skin is tanned.",
        why=("A tan lowers every limit and raises the risk of dark marks.",),
    )


def blocked() -> Plan:
    failed = replace(
        CHECKS[0], other=2.9, passed=False, text="The two methods differ by more than their errors explain."
    )
    return replace(
        plan(),
        checks=(failed, CHECKS[1]),
        decision="blocked_by_verification",
        headline="The independent check of the light disagrees; no setting is given.",
        why=("Report this case.",),
    )


PLANS = {
    "setting": plan,
    "no_window": no_window,
    "refused": refused,
    "not_now": not_now,
    "blocked_by_verification": blocked,
}

REFERENCES = {
    key: Reference(key=key, citation=f"{key}, a paper that is made up for tests", doi=None, address=None, checked=False)
    for key in ("Henriques47", "Negishi13", "Ho12", "Hruza02", "Cohen15")
}
"""Enough of a library for these plans; the other keys are unknown on purpose."""
