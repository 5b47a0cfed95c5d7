"""What papers are made from in the tests: hand-made plans, and real answers of the gate, of numbing and of safety."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from datetime import date, time
from pathlib import Path

from lentigo import library
from lentigo.domain.case import Override
from lentigo.domain.files import read_case
from lentigo.domain.numbing import asked_and_nothing
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Disagreement, Side
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
    plan = SAMPLE.PLANS[name]()
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
}
