"""What papers are made from in the tests: hand-made plans, and real answers of the gate, of numbing and of safety."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from datetime import date, time
from pathlib import Path

from goal_plans import planned

from lentigo import library
from lentigo.domain.case import Override
from lentigo.domain.files import read_case
from lentigo.domain.numbing import asked_and_nothing
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Disagreement, Plan, Side
from lentigo.domain.strategy import CareWish, Numbing, ProtectionWish, SessionWish, Strategy
from lentigo.planning.course import course
from lentigo.planning.laser_safety import laser_safety
from lentigo.planning.numbness import numbness
from lentigo.planning.test_spots import planned_spots
from lentigo.reports.papers.material import Material
from lentigo.screening import screen
from lentigo.screening.referral import referrals

EXAMPLES = Path(__file__).parents[3] / "examples"
SCREENED = tuple(
    path.stem for path in sorted(EXAMPLES.glob("*.toml")) if path.read_text(encoding="utf-8").count("[diagnosis]")
)


def _sample():
    spec = importlib.util.spec_from_file_location("papers_sample", Path(__file__).parent / "sample.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SAMPLE = _sample()


def of_plan(name: str) -> Material:
    """A hand-made plan with all that goes with it."""
    return _around(SAMPLE.PLANS[name]())


def _around(plan: Plan) -> Material:
    return Material(
        case=plan.case,
        screening=plan.screening,
        devices=plan.devices,
        plan=plan,
        spots=planned_spots(plan),
        referrals=referrals(plan.case, plan.screening),
        safety=tuple(laser_safety(device, site=plan.case.skin.site) for device in plan.devices[:1]),
    )


def of_example(name: str) -> Material:
    """An example of the gate, without a plan."""
    case = read_case(EXAMPLES / f"{name}.toml")
    devices = tuple(library.device(choice.device) for choice in case.devices if choice.device)
    screening = screen(case, devices=devices)
    return Material(case=case, screening=screening, devices=devices, referrals=referrals(case, screening))


def disagreeing() -> Material:
    """A case with an override, and a reason whose sources disagree."""
    found = of_example("no_diagnosis")
    first, *rest = found.screening.reasons
    sides = (
        Side(name="label", says="Six months", sources=("Label",), chosen=False),
        Side(name="panel", says="No delay for most", sources=("ASDS17",), chosen=True),
    )
    reason = replace(
        first, disagreement=Disagreement(topic="waiting", question="How long to wait", sides=sides), from_memory=True
    )
    written = Override(
        rule="PT-05", reason="Seen by the head of the clinic", by_role="dermatologist", date=date(2026, 3, 1)
    )
    return replace(
        found,
        case=replace(found.case, overrides=(written,)),
        screening=replace(found.screening, reasons=(reason, *rest)),
    )


def with_cream(*, allowed: bool) -> Material:
    """A numbing cream that is asked for: within the label, or five times as strong on a whole back."""
    found = of_example("hand_lentigines")
    asked = {"amount_g": 60.0, "sites": ("back",), "contact_minutes": 120.0, "expires": date(2027, 1, 31)}
    request = (
        asked_and_nothing(product="emla", area_cm2=400.0, **asked)
        if allowed
        else asked_and_nothing(
            product="other", lidocaine_percent=12.5, prilocaine_percent=12.5, area_cm2=2800.0, **asked
        )
    )
    known = numbness(found.case, request, start=time(14, 0), numerics=Numerics(skins=16))
    day = found.case.assessed
    return replace(found, numbing=known.answer, numbing_day=day, numb_course=known.course)


SUNSCREEN = ProtectionWish(factor=50.0, amount_mg_cm2=0.75, applications_per_day=2.0, to_day=3650)
TINTED = replace(SUNSCREEN, visible_share_blocked=0.6)
NOTHING = Strategy(name="nothing", title="Doing nothing")
CREAM = Numbing(cream="emla", amount_g=10.0, contact_minutes=60.0)
LIGHT = (
    Strategy(
        name="light_then_cream",
        title="Two sessions, then cream, sunscreen",
        sessions=(SessionWish(day=0, setting_share=0.9, numbing=CREAM), SessionWish(day=42, setting_share=0.8)),
        care=(CareWish(drug="azelaic_acid", strength_percent=20.0, applications_per_day=2.0, from_day=98, to_day=182),),
        protection=(SUNSCREEN,),
    ),
    Strategy(
        name="stronger", title="Twice, stronger", sessions=(SessionWish(day=0, setting_share=0.7), SessionWish(day=35))
    ),
    Strategy(name="sunscreen", title="Sunscreen alone", protection=(SUNSCREEN,)),
    NOTHING,
)
CARE = (
    Strategy(
        name="triple_cream",
        title="Triple cream, tinted sunscreen",
        care=(CareWish(drug="triple_combination", strength_percent=4.0, to_day=56),),
        protection=(TINTED,),
    ),
    Strategy(
        name="too_much",
        title="A cream beyond its label",
        care=(CareWish(drug="hydroquinone", strength_percent=8.0, applications_per_day=0.5, to_day=300),),
    ),
    NOTHING,
)


def with_course(name: str, strategies: tuple[Strategy, ...]) -> Material:
    """An example followed over months in a few skins."""
    found = of_example(name)
    followed = course(found.case, strategies=strategies, horizon_days=200, numerics=Numerics(skins=32))
    return replace(found, course=followed)


MATERIALS = {
    "setting": lambda: of_plan("setting"),
    "refused": lambda: of_plan("refused"),
    "not_now": lambda: of_plan("not_now"),
    "no_window": lambda: of_plan("no_window"),
    "mole": lambda: of_example("mole_refused"),
    "red_flag": lambda: of_example("spot_with_red_flag"),
    "disagreeing": disagreeing,
    "cream": lambda: with_cream(allowed=True),
    "no_cream": lambda: with_cream(allowed=False),
    "columns": lambda: _around(planned("columns")),
    "holes": lambda: _around(planned("holes")),
    "removal": lambda: _around(planned("removal")),
    "vessels": lambda: _around(planned("vessels")),
    "collagen": lambda: _around(planned("collagen")),
    "course": lambda: with_course("hand_lentigines", LIGHT),
    "care": lambda: with_course("cheek_melasma", CARE),
}
