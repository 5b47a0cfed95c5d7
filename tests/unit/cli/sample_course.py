"""A course made by hand: two sessions, a cream and doing nothing, with numbers that no model gave."""

from __future__ import annotations

from datetime import date, timedelta

import sample_plan

from lentigo.domain.aftercare import Aftercare, Allowed, DayBand, HealingDays
from lentigo.domain.course import (
    CalendarEntry,
    Course,
    ListedRisk,
    NotOffered,
    Outcome,
    SessionForecast,
    StrategyCourse,
    Swatch,
    Trace,
)
from lentigo.domain.files import read_case
from lentigo.domain.plan import Band, Finding
from lentigo.domain.strategy import CareWish, SessionWish, Strategy, SunHabits

START = date(2026, 3, 31)
DAYS = (0, 1, 7, 42, 43, 49, 84, 365)
PLAN = sample_plan.SETTING


def case_of(file):
    """The case of a file."""
    return read_case(file)


def band(low, middle, high):
    """A band."""
    return Band(p5=low, p50=middle, p95=high)


def trace(middle, *, spread):
    """A trace around a middle, never below nothing."""
    return Trace(
        p5=tuple(max(v - spread, 0.0) for v in middle), p50=tuple(middle), p95=tuple(v + spread for v in middle)
    )


FLAT = Trace(p5=(0.0,) * 8, p50=(0.0,) * 8, p95=(0.0,) * 8)

AFTERCARE = Aftercare(
    bands=(
        DayBand(
            from_day=0,
            to_day=0,
            from_date=START,
            to_date=START,
            normal=("redness", "swelling"),
            do=("cool",),
            call=("pain", "blister"),
        ),
        DayBand(
            from_day=1,
            to_day=7,
            from_date=START + timedelta(days=1),
            to_date=START + timedelta(days=7),
            normal=("crust",),
            do=("do_not_pick",),
            call=("slow",),
        ),
    ),
    allowed=(
        Allowed(
            activity="make_up",
            usual_after_days=7,
            allowed_after_days=12,
            on=START + timedelta(days=12),
            because="new_skin",
            sources=(),
        ),
    ),
    healing=(HealingDays(part="crust_shed", low_days=5.0, median_days=8.0, high_days=12.0),),
    slow_after_days=14,
)

CRUST = "The spot is darker, with a fine crust."


def visit(day):
    """One session."""
    return SessionForecast(
        day=day,
        interval_days=day,
        setting="1.2 J/cm², 4 mm, 6 ns, 532 nm",
        duration_minutes=11.0,
        chance_effect=0.8,
        chance_burn=0.01,
        chance_dark_marks=0.17,
        pain_0_to_10=band(1.0, 3.7, 7.7),
        pain_with_cream_0_to_10=None,
    )


LIGHT = StrategyCourse(
    strategy=Strategy(
        name="light",
        title="Two sessions, then cream",
        sessions=(SessionWish(day=0), SessionWish(day=42)),
        care=(CareWish(drug="azelaic_acid", from_day=60, to_day=140),),
    ),
    days=DAYS,
    contrast_ita_deg=trace((32.0, 33.0, 30.0, 20.0, 20.0, 18.0, 9.0, 6.0), spread=5.0),
    contrast_delta_e=trace((14.0, 14.0, 13.0, 9.0, 9.0, 8.0, 4.0, 3.0), spread=2.0),
    lesion_melanin_share=trace((1.0, 1.0, 0.9, 0.5, 0.5, 0.4, 0.15, 0.1), spread=0.08),
    redness_delta_a=trace((3.3, 2.0, 0.4, 0.0, 3.0, 0.5, 0.0, 0.0), spread=1.0),
    discomfort_0_to_10=trace((3.7, 2.0, 0.2, 0.0, 3.7, 0.5, 0.0, 0.0), spread=2.0),
    dark_marks_share=(0.0, 0.0, 0.0, 0.1, 0.1, 0.12, 0.23, 0.02),
    collagen_gain_percent=None,
    swatches=(
        Swatch(day=0, skin_srgb=(0.8, 0.6, 0.5), lesion_srgb=(0.5, 0.3, 0.2)),
        Swatch(day=365, skin_srgb=(0.8, 0.6, 0.5), lesion_srgb=(0.75, 0.55, 0.45)),
    ),
    sessions=(visit(0), visit(42)),
    sessions_needed=(0.22, 0.4),
    calendar=(
        CalendarEntry(from_day=0, to_day=0, kind="session", text="Session 1: 532 nm, about 11 minutes."),
        CalendarEntry(from_day=1, to_day=12, kind="expected", text=CRUST),
        CalendarEntry(from_day=42, to_day=42, kind="session", text="Session 2: 532 nm, about 11 minutes."),
        CalendarEntry(from_day=43, to_day=54, kind="expected", text=CRUST),
        CalendarEntry(
            from_day=60, to_day=140, kind="care", text="azelaic acid cream 20 %, twice a day.", sources=("farshi-2011",)
        ),
    ),
    aftercare=AFTERCARE,
    risks=(
        ListedRisk(name="scar", chance="unknown", low="unknown", high="unknown", text="", sources=("QLD",)),
        ListedRisk(
            name="azelaic_acid",
            chance=0.33,
            low=0.25,
            high=0.42,
            text="azelaic acid cream: itching",
            sources=("verallo-azelaic-340",),
        ),
    ),
    outcome=Outcome(
        chance_cleared=0.62,
        chance_dark_marks=0.23,
        chance_burn=0.01,
        pain_0_to_10=band(1.0, 3.7, 7.7),
        downtime_days=band(9.0, 14.0, 22.0),
        visits=2,
        duration_minutes=22.0,
        recurred_by_6_months=0.0,
        recurred_by_12_months=0.02,
        best_day=365,
        contrast_best_ita_deg=band(1.0, 6.0, 11.0),
        contrast_end_ita_deg=band(1.0, 6.0, 11.0),
        evidence="moderate",
        evidence_text="Small trials; the course is computed from both.",
        sources=("Ho12",),
    ),
    findings=(Finding(topic="model", text="Sessions 6 weeks apart."),),
)

NOTHING = StrategyCourse(
    strategy=Strategy(name="nothing", title="Doing nothing"),
    days=DAYS,
    contrast_ita_deg=trace((32.0,) * 8, spread=5.0),
    contrast_delta_e=trace((14.0,) * 8, spread=2.0),
    lesion_melanin_share=trace((1.0,) * 8, spread=0.1),
    redness_delta_a=FLAT,
    discomfort_0_to_10=FLAT,
    dark_marks_share=(0.0,) * 8,
    collagen_gain_percent=None,
    swatches=(Swatch(day=0, skin_srgb=(0.8, 0.6, 0.5), lesion_srgb=(0.5, 0.3, 0.2)),),
    sessions=(),
    sessions_needed=(),
    calendar=(),
    aftercare=None,
    risks=(),
    outcome=Outcome(
        chance_cleared=0.0,
        chance_dark_marks=0.0,
        chance_burn=0.0,
        pain_0_to_10=band(0.0, 0.0, 0.0),
        downtime_days=band(0.0, 0.0, 0.0),
        visits=0,
        duration_minutes=0.0,
        recurred_by_6_months=None,
        recurred_by_12_months=None,
        best_day=0,
        contrast_best_ita_deg=band(27.0, 32.0, 37.0),
        contrast_end_ita_deg=band(27.0, 32.0, 37.0),
        evidence="model_only",
        evidence_text="Hardly followed.",
        sources=("assumed",),
    ),
    findings=(),
)

REFUSED = NotOffered(title="Tablets", because="A clot ever (PT-37)", sources=("TXAcons",))

COURSE = Course(
    case=case_of(sample_plan.__file__.rpartition("tests")[0] + "examples/course_melasma.toml"),
    start=START,
    horizon_days=365,
    sun=SunHabits(latitude_deg=48.0, behaviour="mixed"),
    skins=256,
    seed=1,
    versions=PLAN.versions,
    strategies=(LIGHT, NOTHING),
    not_offered=(REFUSED,),
    headline="Two sessions, then cream: at the end the median skin has 90 % less of the extra melanin.",
    why=(),
    findings=(Finding(topic="model", text="Rests on few trials."),),
)
