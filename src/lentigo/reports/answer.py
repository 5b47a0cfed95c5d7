"""The decision in the first lines: what to dial, with what chances, what to see, when to stop; or why nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lentigo.domain.dials import unit_on_dial
from lentigo.domain.plan import Alternative, Plan, Reason, Recommendation, Window
from lentigo.reports import words
from lentigo.reports.blocks import Answer, ChanceLine, Dial, Tone
from lentigo.reports.figures import chance_interval
from lentigo.reports.goals import labels_of
from lentigo.reports.sources import Sources
from lentigo.reports.style import DARK_MARKS
from lentigo.screening.gate import earliest_of

_TONES: Final[dict[str, Tone]] = {
    "setting": "go",
    "no_window": "wait",
    "not_computed": "wait",
    "not_now": "wait",
    "refused": "stop",
    "blocked_by_verification": "stop",
}
_BLOCKING: Final = ("ABSOLUTE", "DEFER", "REFER")


def answer(plan: Plan, sources: Sources) -> Answer:
    """The first lines of a report."""
    window = plan.recommended
    tone, label = _TONES[plan.decision], words.DECISIONS[plan.decision]
    if window is None or window.recommended is None:
        return Answer(
            tone=tone,
            label=label,
            headline=words.sentence(words.named(plan, plan.headline)),
            device="",
            dials=(),
            chances=(),
            lines=tuple((term, said) for term, said in _instead_of_a_setting(plan, sources) if said),
        )
    return Answer(
        tone=tone,
        label=label,
        headline=words.sentence(words.named(plan, plan.headline)),
        device=words.way(plan, window),
        dials=dials(plan, window, window.recommended),
        chances=chances(window, window.recommended),
        lines=(
            ("You should see", words.seen_at(window, window.recommended.setting.fluence_j_cm2)),
            ("Stop at once at", tuple(words.capital(sign) for sign in window.stop_signs)),
            *((("First", (_ladder(plan, window),)),) if window.test_spots else ()),
        ),
    )


def dials(plan: Plan, window: Window, given: Recommendation) -> tuple[Dial, ...]:
    """What to set on the panel, the radiant exposure first; the energy of one beam where columns are made."""
    setting = given.setting
    light, light_unit = words.split_unit(words.wavelength(plan, window))
    spot, spot_unit = words.split_unit(setting.spot_label.removesuffix(" beams"))
    pulse, pulse_unit = words.split_unit(setting.pulse_label)
    columns = setting.energy_mj is not None
    exposure = words.dial_number(plan, window, setting.fluence_j_cm2)
    found = [
        Dial("Energy of one beam" if columns else "Radiant exposure", exposure, unit_on_dial(setting)),
        Dial("Width of a beam" if columns else "Spot", spot, spot_unit),
    ]
    if setting.density_per_cm2 is not None:
        found.append(Dial("Density", f"{setting.density_per_cm2:g}", "per cm²"))
    if setting.passes > 1 or columns:
        found.append(Dial("Passes", f"{setting.passes}", ""))
    if setting.stacked > 1:
        found.append(Dial("Pulses a place", f"{setting.stacked}", ""))
    return (
        *found,
        Dial("Pulse", pulse, pulse_unit),
        Dial("Light", light, light_unit),
        Dial("Rate", f"{setting.repetition_rate_hz:g}", "Hz"),
        Dial("Cooling", words.cooling(setting.cooling), ""),
    )


def chances(window: Window, given: Recommendation) -> tuple[ChanceLine, ...]:
    """The chances at a setting of this window, each with its interval."""
    found = []
    named = labels_of(window.goal)
    for label, stroke, share, curve in (
        (named.effect, named.effect_stroke, given.chance_effect, window.effect),
        (named.harm, named.harm_stroke, given.chance_burn, window.burn),
        ("Dark marks that last", DARK_MARKS, given.chance_dark_marks, window.dark_marks),
    ):
        low, high = chance_interval(window, curve, given.setting.fluence_j_cm2)
        low, high = min(low, share), max(high, share)
        found.append(
            ChanceLine(
                label=label,
                colour=stroke.colour,
                hatch=bool(stroke.hatch),
                share=share,
                low=low,
                high=high,
                percent=words.percent(share),
                words=words.chance(share),
                interval=words.percent_range(low, high),
            )
        )
    return tuple(found)


def preferred(plan: Plan) -> Alternative | None:
    """The way that is better than light for this case, or the first one where light is no answer."""
    first = next((a for a in plan.alternatives if a.preferred), None)
    return first or next(iter(plan.alternatives), None)


def blocking(plan: Plan) -> tuple[Reason, ...]:
    """The reasons that stand against treatment now, the worst first."""
    worst = [r for verdict in _BLOCKING for r in plan.screening.reasons if r.verdict == verdict]
    whole = [r for r in worst if not r.scope]
    return tuple(whole or worst)


def _ladder(plan: Plan, window: Window) -> str:
    steps = sorted({spot.setting.fluence_j_cm2 for spot in window.test_spots})
    levels = words.join(words.dial_number(plan, window, one) for one in steps)
    return (
        f"Test spots at {levels} {unit_on_dial(window)}. "
        "Go on only when they have been read and nothing speaks against it."
    )


def _earliest(reasons: Sequence[Reason]) -> str:
    """When light may be thought of again; a day alone only where every reason has one."""
    if any(r.verdict == "ABSOLUTE" for r in reasons):
        return "None: this reason does not pass with time."
    day = earliest_of(reasons)
    if day is not None:
        return f"{words.day(day)}."
    days = [r.earliest for r in reasons if r.earliest is not None]
    met = "when every condition above is met" if len(reasons) > 1 else "when the condition above is met"
    return f"Not before {words.day(max(days))}, and only {met}." if days else f"{met[0].upper()}{met[1:]}."


def _instead_of_a_setting(plan: Plan, sources: Sources) -> list[tuple[str, tuple[str, ...]]]:
    reasons = blocking(plan) if plan.decision in ("refused", "not_now") else ()
    way = preferred(plan)

    def instead() -> tuple[str, tuple[str, ...]]:
        return "Instead", (f"{way.name}. {way.text}{sources.mark(way.sources)}",) if way else ()

    if reasons:
        return [
            ("Why", tuple(f"{r.title}. {words.sentence(r.because)}{sources.mark(r.sources)}" for r in reasons)),
            ("What to do", tuple(dict.fromkeys(words.sentence(r.action) for r in reasons))),
            ("Earliest date", (_earliest(reasons),)),
            instead(),
        ]
    if plan.decision == "blocked_by_verification":
        failed = [c for c in plan.checks if not c.passed]
        return [
            ("Why", tuple(words.sentence(c.text) for c in failed) or tuple(plan.why)),
            ("What to do", ("Use no number of this plan. Report the case with its file and seed.",)),
            instead(),
        ]
    if plan.decision == "not_computed":
        return [("Why", tuple(words.sentence(w) for w in plan.why)), instead()]
    nearest = plan.windows[0] if plan.windows else None
    marks = sources.mark(nearest.caps[0].sources) if nearest and nearest.caps else ""
    binds = (f"On the device that comes nearest: {nearest.binds.rstrip('.')}.{marks}",) if nearest else ()
    return [
        ("Why", tuple(words.sentence(words.named(plan, w)) for w in plan.why[:1]) + binds),
        ("What would open one", tuple(words.sentence(o) for o in nearest.openers) if nearest else ()),
        instead(),
    ]
