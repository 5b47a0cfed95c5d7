"""Test spots: whether they are needed, at which settings, where, when they are read and how long they count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import numpy as np

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.goals import ABLATING, Goal
from lentigo.domain.plan import Plan, Recommendation, Screening, SpotReading, TestSpot, TestSpotPlan, Window
from lentigo.domain.skin import site_in_words
from lentigo.errors import QuestionError
from lentigo.planning.allowed import Allowed
from lentigo.planning.chances import chance
from lentigo.planning.dial import Combination, delivered_per_set, dial_steps
from lentigo.planning.spot_dates import LateReading, late_reading, months_later, slow_reasons

RULE = "DV-09"
TAN_RULES = ("PT-12", "PT-13")
"""Rules that speak of a tan or of sun on this skin; unknown counts."""
OFTEN = "test spot"

VOID_AFTER = (
    "sun, a sunbed or a tan on this skin",
    "a new medicine, or another dose",
    "another handpiece or device",
    "service or repair of the device",
    "another area of the body",
)


def ladder(combination: Combination, now: Allowed, recommended: Recommendation | None) -> tuple[TestSpot, ...]:
    """Three settings up to the highest allowed, rounded down to the dial; fewer where the dial has no more steps.

    None lies above the highest allowed setting: limits hold for the dark end of what is known of the skin. Columns go
    up to the recommended setting only: a patch shows how skin heals and marks, and nothing deeper need be tried for
    that. Where the whole surface is taken off one patch is made, with the recommended setting.
    """
    if recommended is None:
        return ()
    delivered = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    steps = dial_steps(combination.spot)
    table = library.table("limits/test_spots")
    # Up to the limit and not only to the recommended setting: what the skin bears is learnt near where it may not.
    highest = recommended.setting.fluence_j_cm2 if now.goal in ABLATING else now.highest_j_cm2
    chosen: list[float] = []
    for level in (3,) if now.goal == "removal" else (1, 2, 3):
        below = steps[steps <= highest * table[f"level_{level}_percent"].value / 100 + 1e-9]
        if below.size and float(below[-1]) not in chosen:
            chosen.append(float(below[-1]))
    spots = []
    for value in chosen:
        exposure = np.array([value * units.j_cm2 * delivered])
        spots.append(
            TestSpot(
                setting=combination.setting(value),
                chance_effect=round(float(chance(now.effect.effect, exposure)[0]), 6),
                chance_burn=round(float(chance(now.limit.harm, exposure)[0]), 6),
            )
        )
    return tuple(spots)


def planned_spots(plan: Plan, *, day: date | None = None) -> TestSpotPlan | None:
    """The test spots of a plan's recommended setting; none where the plan gives no setting.

    Parameters
    ----------
    plan : Plan
    day : date, optional
        Day on which the spots will be set; without it the day of the assessment, or the day as of which something seen
        was used.
    """
    best = plan.recommended
    if best is None or not best.test_spots:
        return None
    return design(
        plan.case,
        best,
        plan.screening,
        ita_deg=None if plan.skin is None else plan.skin.ita_adverse_deg,
        day=_first_day(plan) if day is None else day,
        borne=_borne(plan, best),
    )


def design(
    case: Case, best: Window, screening: Screening, *, ita_deg: float | None, day: date, borne: float | None = None
) -> TestSpotPlan:
    """The test spots of one window.

    Parameters
    ----------
    case : Case
    best : Window
        With its ladder.
    screening : Screening
        Its reasons that ask for test spots are told.
    ita_deg : float or None
        Colour at which limits are evaluated [degrees].
    day : date
        Day on which the spots will be set.
    borne : float or None
        Highest setting of this very combination that was read in full and borne [J/cm²]; none asks for spots.

    Raises
    ------
    QuestionError
        If the day lies before the assessment.
    """
    if day < case.assessed:
        raise QuestionError(
            f"is {day}, must not be before the assessment on {case.assessed}", where="day of the test spots"
        )
    table = library.table("limits/test_spots")
    tanned = speaks_of_tan(screening)
    asked = dict.fromkeys(f"rule {r.rule}, {r.title}" for r in screening.reasons if "late_reading" in r.effects)
    late = late_reading(case, ita_deg=ita_deg, tanned=tanned, rules=tuple(asked), wounds=best.goal in ABLATING)
    why = reasons(case, screening, ita_deg=ita_deg, borne=borne)
    numbers = [table[name] for name in ("photo_hours", "late_light_weeks", "late_dark_weeks", "validity_months")]
    sources = {n.source for n in numbers} | set(late.sources) | {"Chong24", "Wanner16"}
    return TestSpotPlan(
        needed=bool(why),
        why=why
        or ("An earlier spot or treatment with this very setting was borne; spots are offered, not asked for.",),
        day=day,
        levels=best.test_spots,
        highest_allowed_j_cm2=best.highest_allowed_j_cm2,
        place=_place(case, best),
        least_distance_mm=table["least_distance_mm"].value,
        how=_how(best, table["least_distance_mm"].value),
        expected=best.endpoint,
        stop_signs=best.stop_signs,
        readings=_readings(day, late, best),
        late_because=late.why,
        valid_until=months_later(day, round(table["validity_months"].value)),
        void_after=VOID_AFTER,
        sources=tuple(sorted(sources - {"assumed"})),
    )


def reasons(case: Case, screening: Screening, *, ita_deg: float | None, borne: float | None = None) -> tuple[str, ...]:
    """Why test spots are asked for before a treatment; empty where nothing asks for them."""
    found = []
    if borne is None:
        found.append(f"{RULE}: no earlier treatment or test spot with this device and setting is on record")
        found += [f"{RULE}: {why}" for why in slow_reasons(case, ita_deg=ita_deg, tanned=speaks_of_tan(screening))]
        if case.health.keloid.value != "no":
            known = case.health.keloid.value == "yes"
            found.append("PT-05: thick scars in the past" + ("" if known else " cannot be ruled out"))
    told = {line.split(":", 1)[0] for line in found}
    for reason in screening.reasons:
        asked = bool({"test_spots_first", "late_reading"} & set(reason.effects)) or OFTEN in reason.action.lower()
        if borne is None and asked and reason.rule not in told:
            told.add(reason.rule)
            found.append(f"{reason.rule}: {reason.because.rstrip('.')}")
    return tuple(found)


def speaks_of_tan(screening: Screening) -> bool:
    """Whether the screening found a tan, or sun that cannot be ruled out."""
    return any(reason.rule in TAN_RULES and reason.verdict != "INFO" for reason in screening.reasons)


def _first_day(plan: Plan) -> date:
    return plan.case.assessed if plan.learnt is None else max(plan.case.assessed, plan.learnt.as_of)


def _borne(plan: Plan, best: Window) -> float | None:
    """What was read in full and borne with the recommended combination, if what was seen still counts."""
    if plan.learnt is None or plan.learnt.holds or plan.learnt.bad:
        return None
    same = [w.after for w in plan.learnt.windows if _same_dials(w.after) == _same_dials(best)]
    return same[0].highest_allowed_j_cm2 if same else None


def _same_dials(window: Window) -> tuple[object, ...]:
    """Everything that is dialled but the energy."""
    w = window
    dials = (w.density_per_cm2, w.passes, w.stacked)
    return w.device, w.handpiece, w.spot_label, w.pulse_label, w.cooling, dials


def _place(case: Case, best: Window) -> str:
    where = site_in_words(case.skin.site)
    if best.goal == "removal":
        return "One patch of about 1 cm² in front of the ear or behind it, where a mark shows least."
    if best.goal == "columns":
        return f"One field for each setting on the {where}, where a mark shows least, with a part of the lesion in it."
    if case.lesion.kind in ("melasma", "post_inflammatory_hyperpigmentation"):
        return f"At the edge of the patch on the {where}, where it shows least, with skin of the same colour around it."
    return f"On lesions of the {where}, or on parts of one, where they show least; the skin around as dark as the rest."


def _how(best: Window, distance: float) -> tuple[str, ...]:
    if best.goal in ABLATING:
        one = "the patch" if best.goal == "removal" else "each field, lowest energy first"
        passes = "one pass" if best.passes == 1 else f"all {best.passes} passes"
        return (
            "Photograph the place with a label for each patch; give everyone in the room the eyewear for this light.",
            f"Keep the rims of two patches at least {distance:g} mm apart; smoke is drawn off.",
            f"Prepare, numb and cool as in the treatment ({best.cooling}); {passes} over {one}.",
            "Wait and look after each; at a stop sign cool, photograph and give no more light that day.",
            "Care for the patch as for the treated skin later: wounds and sun decide whether it darkens.",
            'Write down for each patch what was set and what was seen; "none" is an answer.',
            "How deep it went does not show: a patch tells how this skin heals and whether it marks.",
        )
    return (
        "Photograph the place with a label for each spot; give everyone in the room the eyewear for this light.",
        f"Keep the rims of two spots at least {distance:g} mm apart.",
        f"Cool as in the treatment ({best.cooling}); one single pulse on each spot, lowest setting first.",
        "Wait and look after each spot; at a stop sign cool, photograph and give no more light that day.",
        'Write down for each spot what was set, what a meter showed, and what was seen; "none" is an answer.',
    )


_LOOK_FOR: Final[Mapping[Goal, tuple[str, str, str]]] = {
    "vessels": (
        "colour of the vessels, redness, bruises and swelling beside them, stop signs.",
        "blisters show by then",
        "are the vessels gone or paler, is there a dark or pale mark, a scar?",
    ),
    "collagen": (
        "redness and swelling, any change of colour or a dent, stop signs.",
        "blisters show by then",
        "is there a dark or pale mark, a dent, a scar? What becomes of the dermis shows over months.",
    ),
    "columns": (
        "an even pattern with skin between its points, redness and swelling, stop signs.",
        "points that run together, blisters and infection show by then",
        "is the skin closed and even, is there a dark or pale mark, redness that stays, a scar?",
    ),
    "removal": (
        "an even pink floor, how much it bleeds or weeps, stop signs.",
        "infection shows by then",
        "is the skin closed, is there a dark or pale mark, redness that stays, a scar?",
    ),
}
"""What to look at at once, on the photograph and late, where light is not aimed at melanin."""

_LOOK_FOR_MELANIN: Final = (
    "colour of the lesion, redness and swelling beside it, stop signs.",
    "blisters show by then",
    "is the lesion lighter, is there a dark or pale mark, a scar?",
)


def _readings(day: date, late: LateReading, best: Window) -> tuple[SpotReading, ...]:
    at_once, photographed, at_last = _LOOK_FOR.get(best.goal, _LOOK_FOR_MELANIN)
    table = library.table("limits/test_spots")
    immediate, photo = table["immediate_minutes"], table["photo_hours"]
    first = day + timedelta(days=round(photo.low / 24))
    last = day + timedelta(days=round(photo.high / 24))
    from_day, to_day = day + timedelta(days=late.from_days), day + timedelta(days=late.to_days)
    return (
        SpotReading(
            name="immediate",
            text=(
                f"{immediate.low:g} to {immediate.high:g} minutes after the last "
                f"{'patch' if best.goal in ABLATING else 'spot'}: {at_once}"
            ),
            from_day=day,
            to_day=day,
            from_minutes=immediate.low,
            to_minutes=immediate.high,
        ),
        SpotReading(
            name="photo",
            text=f"{photo.low:g} to {photo.high:g} hours later the patient sends a photograph: {photographed}.",
            from_day=first,
            to_day=last,
        ),
        SpotReading(
            name="late",
            text=(f"From {from_day:%-d %B %Y} to {to_day:%-d %B %Y} in the clinic: {at_last}"),
            from_day=from_day,
            to_day=to_day,
        ),
    )
