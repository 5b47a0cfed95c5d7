"""The caps that no recommendation passes, each with its source, and which of them binds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.device import PulseTrain, Tip
from lentigo.domain.goals import Goal
from lentigo.domain.plan import Cap, Effect, Reason, Screening
from lentigo.library.limits import PHOTOTYPES
from lentigo.planning.chances import Knowledge, Scattered, scatter
from lentigo.planning.dial import Combination, delivered_per_set
from lentigo.planning.goal_words import words_of
from lentigo.planning.sample import SkinSample
from lentigo.planning.thresholds import Thresholds

Floats = NDArray[np.float64]

OUTPUT_STEP = 0.025
"""Steps in which a device's output error counts toward the burn cap; rounded up [1]."""

_NEWTON_STEPS, _NEWTON_ENOUGH = 12, 1e-7
"""Most steps, and the step after which Newton's method is as exact as numbers are (its error goes with the square)."""
_CAP_MARGIN = 1e-13
"""How far from where the chance reaches its cap rounding errors end, by a hundred times [1]."""


def quantile_below(thresholds: Floats, share: float) -> float:
    """The largest value below which at most the given share of thresholds lies."""
    ordered = np.sort(thresholds)
    return float(np.nextafter(ordered[min(math.floor(share * ordered.size + 1e-9), ordered.size - 1)], 0.0))


def burn_limit(
    base: Thresholds,
    sample: SkinSample,
    known: Knowledge,
    *,
    combination: Combination,
    share: float,
    goal: Goal = "whitening",
) -> float:
    """Radiant exposure on the dial at which the chance of a burn reaches its cap [J/m²].

    A wider output error must never raise a limit. In a finite sample a wider scatter may, by a hair; the limit is
    therefore the lowest over all output errors up to the device's own.
    """
    limit = math.inf
    for k in range(math.ceil(known.output / OUTPUT_STEP - 1e-9) + 1):
        output = replace(known, output=k * OUTPUT_STEP)
        harm = scatter(base, sample, output, pulse_class=combination.handpiece.pulse_class, goal=goal).harm
        limit = min(limit, quantile_below(harm, share))
    return limit


@dataclass(frozen=True, slots=True)
class DarkMarkLaw:
    """The two constants of the law of dark marks, with the corners of their band."""

    intercept: float
    slope: float
    low: tuple[float, float]
    high: tuple[float, float]
    odds: float
    """For a person who has had such marks, or of whom it is not known."""


def dark_mark_table(goal: Goal) -> str:
    """The library's table of dark marks after light aimed at a goal."""
    return "limits/dark_marks" if goal in ("whitening", "no_whitening") else f"limits/dark_marks_{goal}"


def dark_mark_law(case: Case, screening: Screening | None = None, *, goal: Goal = "whitening") -> DarkMarkLaw:
    """The law of dark marks for this person; a rule may say that such marks are likelier.

    Where light is not aimed at melanin, something else stands for the mild endpoint: the goal's own table says what.
    """
    table = library.table(dark_mark_table(goal))
    mild, aggressive = table["chance_at_mild_percent"], table["chance_at_aggressive_percent"]
    ratio = math.log(table["aggressive_ratio"].value)

    def law(at_mild: float, at_aggressive: float) -> tuple[float, float]:
        intercept = math.log(at_mild / (100 - at_mild))
        return intercept, (math.log(at_aggressive / (100 - at_aggressive)) - intercept) / ratio

    intercept, slope = law(mild.value, aggressive.value)
    before = case.health.previous_dark_marks.value
    likelier = screening is not None and bool(asking_for(screening, "dark_marks_likelier"))
    return DarkMarkLaw(
        intercept=intercept,
        slope=slope,
        low=law(mild.low, aggressive.low),
        high=law(mild.high, aggressive.high),
        odds=table["odds_after_previous"].value if before != "no" or likelier else 1.0,
    )


def dark_mark_limit(scattered: Scattered, law: DarkMarkLaw, share: float) -> float:
    """Radiant exposure on the dial at which the chance of dark marks reaches its cap [J/m²].

    Halving the range fifty times finds it to the last digits. A few steps of Newton tell beforehand where it lies, to
    within far more than rounding errors: only there must the chance be computed at each halving.
    """
    from lentigo.planning.chances import dark_marks
    from lentigo.planning.thresholds import LOWER, UPPER

    def inside(ln_exposure: float) -> bool:
        exposure = np.array([math.exp(ln_exposure)])
        marks = dark_marks(scattered.mild, exposure, odds=law.odds, intercept=law.intercept, slope=law.slope)
        return bool(marks[0] <= share)

    low, high = math.log(LOWER), math.log(UPPER)
    within, beyond = _around_cap(scattered.mild, law, share=share, low=low, high=high)
    within = within if inside(within) else low
    beyond = high if inside(beyond) else beyond
    for _ in range(50):
        middle = 0.5 * (low + high)
        if middle <= within or (middle < beyond and inside(middle)):
            low = middle
        else:
            high = middle
    return math.exp(low)


def _around_cap(mild: Floats, law: DarkMarkLaw, *, share: float, low: float, high: float) -> tuple[float, float]:
    """Logarithms of two radiant exposures that should have the cap of dark marks between them.

    Newton's method on the log-odds of the mean chance, which are nearly a straight line.
    """
    ln_mild = np.log(mild[np.isfinite(mild)])
    if not ln_mild.size:
        return high, high
    if not (law.slope > 0.0 and 0.0 < share < 1.0):
        return low, high
    at_mild = law.intercept + math.log(law.odds)
    wanted = math.log(share / (1 - share))
    x = float(np.median(ln_mild)) + (wanted - at_mild) / law.slope
    base = at_mild - law.slope * ln_mild
    for _ in range(_NEWTON_STEPS):
        x = min(max(x, low), high)
        each = 1 / (1 + np.exp(np.minimum(-base - law.slope * x, 50)))
        mean = float(each.sum()) / mild.size
        rise = law.slope * float(np.dot(each, 1 - each)) / mild.size
        if not (mean < 1.0 and rise > 0.0):
            break
        step = (wanted - math.log(mean / (1 - mean))) * mean * (1 - mean) / rise
        x += step
        if abs(step) < _NEWTON_ENOUGH:
            break
    x = min(max(x, low), high)
    return x - _CAP_MARGIN, x + _CAP_MARGIN


def caps(
    case: Case,
    combination: Combination,
    *,
    screening: Screening,
    burn: float,
    dark_mark: float,
    ita_adverse_deg: float,
    ita_deg: float | None = None,
    endpoint: float = math.inf,
    goal: Goal = "whitening",
) -> tuple[Cap, ...]:
    """Every cap on the dial for one combination, lowest first.

    Parameters
    ----------
    case : Case
        Its indication, phototype and accepted risks.
    combination : Combination
        What is dialled.
    screening : Screening
        Rules that block single handpieces.
    burn, dark_mark : float
        Radiant exposures on the dial at which the two chances reach their caps [J/m²].
    ita_adverse_deg : float
        Colour for caps by skin class [degrees].
    ita_deg : float, optional
        The likeliest colour [degrees]: what holds at the dark end alone says so.
    endpoint : float, optional
        Radiant exposure on the dial beyond which an endpoint is no longer mild [J/m²]; it counts where a rule asks for
        the mild one.
    goal : str
        What the light is aimed at.
    """
    ends = combination.reads(combination.spot.fluence_high_j_cm2)
    found = [
        Cap(
            name="burn",
            fluence_j_cm2=burn / units.j_cm2,
            text=f"{words_of(goal).chance_of_harm} reaches {case.caps.burn_percent:g} %",
            sources=(library.number("limits/caps", "burn_percent").source,),
            kind="assumed",
        ),
        Cap(
            name="dark_marks",
            fluence_j_cm2=dark_mark / units.j_cm2,
            text=f"the chance of lasting dark marks reaches {case.caps.dark_mark_percent:g} %",
            sources=(library.number(dark_mark_table(goal), "chance_at_mild_percent").source,),
            kind="assumed",
        ),
        Cap(
            name="dial",
            fluence_j_cm2=combination.spot.fluence_high_j_cm2,
            text=f"the dial ends at {ends} for {combination.spot_word}",
            sources=(combination.device.source,),
            kind=combination.device.kind,
        ),
    ]
    found += _mild(screening, combination, endpoint=endpoint)
    spot = combination.spot
    # Published settings are what arrived: a device that gives more than it says reaches them earlier on its dial.
    more = max(delivered_per_set(combination.device, combination.handpiece, combination.spot), 1.0)
    found += [
        Cap(
            name="published" if cap.fluence_high_j_cm2 > 0 else "blocked",
            fluence_j_cm2=cap.fluence_high_j_cm2 / more,
            text=cap.text + _at_the_dark_end(cap, case, ita_deg=ita_deg, ita_adverse_deg=ita_adverse_deg),
            sources=(cap.source,),
            kind=cap.kind,
        )
        for cap in library.hard_caps(
            family=combination.device.family,
            pulse_class=combination.handpiece.pulse_class,
            wavelength_nm=combination.wavelength_nm,
            wavelengths_nm=[line.wavelength_nm for line in combination.handpiece.lines],
            indication=case.lesion.kind,
            phototype=case.person.phototype,
            ita_deg=ita_adverse_deg,
            beam_um=spot.beam_um if isinstance(spot, Tip) else None,
            spot_mm=None if isinstance(spot, Tip) else spot.equivalent_diameter_mm,
            sub_pulses=combination.pulse.pulses if isinstance(combination.pulse, PulseTrain) else 1,
            stacked=combination.stacked,
            site=case.skin.site,
        )
    ]
    found += [
        Cap(
            name="blocked",
            fluence_j_cm2=0.0,
            text=f"{reason.rule}: {reason.because}",
            sources=reason.sources,
            kind="assumed",
        )
        for reason in blocking(screening, combination)
    ]
    return tuple(sorted(found, key=lambda cap: cap.fluence_j_cm2))


def _at_the_dark_end(cap: library.HardCap, case: Case, *, ita_deg: float | None, ita_adverse_deg: float) -> str:
    """What is added to a cap of darker skin that neither the phototype nor the likeliest colour asks for."""
    types = PHOTOTYPES
    phototype = case.person.phototype
    by_type = phototype in types and types.index(phototype) >= types.index(cap.from_phototype)
    if by_type or ita_deg is None or ita_deg < cap.below_ita_deg or cap.from_phototype == types[0]:
        return ""
    return (
        "; this skin is probably lighter, but its colour is not certain, and limits look at the dark end of what is"
        f" known of it (ITA {ita_adverse_deg:.0f}°)"
    )


def mild_limit(scattered: Scattered) -> float:
    """Radiant exposure on the dial at which the endpoint may no longer be mild in half of such skins [J/m²].

    Where the obvious endpoint begins is assumed, as a multiple of the mild one: a limit takes the small end.
    """
    return quantile_below(scattered.mild, 0.5) * library.number("limits/dark_marks", "aggressive_ratio").low


def _mild(screening: Screening, combination: Combination, *, endpoint: float) -> list[Cap]:
    """The cap of rules that ask for the mild endpoint, where any does."""
    rules = ", ".join(dict.fromkeys(reason.rule for reason in mild_asked(screening, combination)))
    ratio = library.number("limits/dark_marks", "aggressive_ratio")
    if not rules or not math.isfinite(endpoint):
        return []
    return [
        Cap(
            name="endpoint",
            fluence_j_cm2=endpoint / units.j_cm2,
            text=f"half of such skins are at {ratio.low:g} times their mild endpoint, and {rules} asks for less",
            sources=("Negishi13",),
            kind=ratio.kind,
        )
    ]


def mild_asked(screening: Screening, combination: Combination) -> tuple[Reason, ...]:
    """The rules that ask for the mild endpoint with this handpiece."""
    asked = asking_for(screening, "mild_endpoint")
    return tuple(reason for reason in asked if not reason.scope or combination.name in reason.scope)


def asking_for(screening: Screening, effect: Effect) -> tuple[Reason, ...]:
    """The rules that ask for a change of the plan."""
    return tuple(reason for reason in screening.reasons if effect in reason.effects)


def needs_reason(screening: Screening, combination: Combination) -> tuple[Reason, ...]:
    """Rules that let a handpiece be used only with a named clinician's written reason."""
    return tuple(
        r for r in screening.reasons if r.verdict == "RELATIVE" and (not r.scope or combination.name in r.scope)
    )


def no_cooling(screening: Screening) -> tuple[Reason, ...]:
    """Rules that let no cold touch this skin."""
    return asking_for(screening, "no_cooling")


def blocking(screening: Screening, combination: Combination) -> tuple[Reason, ...]:
    """The rules that forbid this handpiece."""
    return tuple(
        reason
        for reason in screening.reasons
        if reason.verdict in ("ABSOLUTE", "DEFER", "REFER") and (not reason.scope or combination.name in reason.scope)
    )
