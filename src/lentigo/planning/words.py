"""What the operator should see, when to stop, and what would open a window, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lentigo.domain.device import Device, PulseClass
from lentigo.domain.goals import ABLATING, Goal
from lentigo.domain.plan import Cap, Recommendation
from lentigo.planning.caps import blocking
from lentigo.planning.goal_words import before_an_effect, seen_of

if TYPE_CHECKING:
    from lentigo.planning.dial import Combination
    from lentigo.planning.question import Question


TOO_MUCH = " Do not aim at more: dark marks would follow more often."
"""Behind the endpoint where a rule asks for the mild one."""


def figures(value: float, *, digits: int) -> str:
    """A number with so many significant digits, never in powers of ten where people dial: 170, not 1.7e+02."""
    return f"{float(f'{value:.{digits}g}'):g}"


def named(devices: Sequence[Device], device_id: str) -> str:
    """The name of a device for people; two of one name are told apart by their ids."""
    names = {device.id: device.name for device in devices}
    name = names.get(device_id, device_id)
    return f"{name} ({device_id})" if list(names.values()).count(name) > 1 else name


def binds(caps: Sequence[Cap], *, needed_j_cm2: float, goal: Goal = "whitening") -> str:
    """What holds the dial down; where a rule does, also what would even without it.

    Parameters
    ----------
    caps : sequence of Cap
        The lowest first.
    needed_j_cm2 : float
        What an effect in half of such skins needs [J/cm²].
    goal : str
        What the light is aimed at.
    """
    first = caps[0].text
    computed = next((cap for cap in caps if cap.name != "blocked"), None)
    if caps[0].name != "blocked" or computed is None or computed.fluence_j_cm2 >= needed_j_cm2:
        return first
    return f"{first.rstrip('.')}; and even without that rule {computed.text.rstrip('.')} {before_an_effect(goal)}"


def endpoint(pulse_class: PulseClass, goal: Goal, *, family: str = "", mild: bool = False) -> str:
    """What should be seen at once, at the mildest setting that works; ``mild`` where a rule asks for no more."""
    return _endpoint(pulse_class, goal, family) + (TOO_MUCH if mild else "")


def _endpoint(pulse_class: PulseClass, goal: Goal, family: str) -> str:
    seen = seen_of(goal, family=family)
    if seen is not None:
        return seen.endpoint
    if pulse_class == "millisecond":
        return (
            "The lesion turns slightly darker or greyer within minutes, with a fine red rim; "
            "the skin around it keeps its colour."
        )
    if goal == "no_whitening":
        return "Nothing, or a slight redness. The lesion must not whiten."
    if pulse_class == "picosecond":
        return "The faintest whitening of the lesion, or a slight darkening; the skin around it stays as it was."
    return "Faint, even whitening of the lesion that fades within minutes; the skin around it stays as it was."


def stop_signs(pulse_class: PulseClass, goal: Goal, *, family: str = "", mild: bool = False) -> tuple[str, ...]:
    """When to stop at once (rule DV-11); ``mild`` where a rule asks for the mild endpoint."""
    signs = _stop_signs(pulse_class, goal, family)
    if mild and goal == "whitening" and pulse_class != "millisecond":
        return ("bright, obvious whitening of the lesion", *signs)
    return signs


def _stop_signs(pulse_class: PulseClass, goal: Goal, family: str) -> tuple[str, ...]:
    common = ("a blister, or skin that slides under the finger", "pain out of proportion")
    seen = seen_of(goal, family=family)
    if seen is not None:
        return seen.stop_signs
    if pulse_class == "millisecond":
        return ("grey or white skin beside the lesion, or the print of the handpiece", *common)
    if goal == "no_whitening":
        return ("any whitening of the lesion or beside it", "pinpoint bleeding or torn surface", *common)
    return ("bright white skin beside the lesion", "pinpoint bleeding or torn surface", *common)


def openers(
    question: Question,
    combination: Combination,
    caps: tuple[Cap, ...],
    *,
    recommended: Recommendation | None,
    later: float,
) -> tuple[str, ...]:
    """What would open or widen this window; only what this case leaves open."""
    if caps[0].name == "blocked":
        return _past_a_rule(question, combination)
    found = (
        *_knowing_more(question, combination, caps[0], later=later),
        *_knowing_vessels(question, combination),
        *_knowing_marks(question, combination),
        *_other_settings(question, combination, caps[0]),
        *_waiting(question, combination, caps[0], recommended=recommended),
    )
    if not found and recommended is None:
        return ("Another device or wavelength: nothing that this case leaves open would widen this window.",)
    return found


def _past_a_rule(question: Question, combination: Combination) -> tuple[str, ...]:
    """What a rule that blocks leaves open."""
    found = []
    for reason in blocking(question.screening, combination):
        if reason.verdict == "ABSOLUTE":
            continue
        when = f"From {reason.earliest:%-d %B %Y} on" if reason.earliest else "Once it no longer holds"
        found.append(f"{when}: {reason.title} ({reason.rule}).")
    if not question.estimate.ita_known:
        found.append("A measured skin colour (ITA), if it shows that the skin is lighter than the rule's bound.")
    return (*found, "Another wavelength or device: while the rule holds, no setting of this handpiece changes it.")


def _knowing_more(question: Question, combination: Combination, binding: Cap, *, later: float) -> list[str]:
    found = []
    ablates = question.goal(combination) in ABLATING
    if binding.name == "burn" and later > binding.fluence_j_cm2 * 1.05:
        unit = combination.reads(later, digits=2).partition(" ")[2]
        now = combination.reads(binding.fluence_j_cm2, digits=2).removesuffix(f" {unit}")
        found.append(
            "Test spots: reading them would narrow what is unknown and may raise the limit from "
            f"{now} to about {combination.reads(later, digits=2)}."
        )
    # Water takes up what opens the skin: its colour decides about dark marks alone.
    if not question.estimate.ita_known and not (ablates and binding.name != "dark_marks"):
        found.append("A measured skin colour (ITA): the limit is now computed for the dark end of what is likely.")
    if not question.estimate.contrast_known:
        found.append("The lesion's own colour: how much darker it is than its surroundings decides most.")
    return found


def _knowing_vessels(question: Question, combination: Combination) -> list[str]:
    known = question.case.lesion.vessels
    if question.goal(combination) != "vessels" or (known is not None and known.diameter_um != "unknown"):
        return []
    return ["The width of the vessels, seen through a dermatoscope: what coagulates them depends on it most."]


def _knowing_marks(question: Question, combination: Combination) -> list[str]:
    mark = question.case.lesion.mark
    told_by_depth = question.goal(combination) in (*ABLATING, "collagen")
    if not told_by_depth or (mark is not None and mark.depth_um != "unknown"):
        return []
    return ["The depth of the scar, mark or line, measured: how deep the light must reach follows from it."]


def _other_settings(question: Question, combination: Combination, binding: Cap) -> list[str]:
    found: list[str] = []
    goal = question.goal(combination)
    if goal in ABLATING:
        return found
    if combination.handpiece.pulse_class == "millisecond":
        if combination.cooling.method in ("none", "air"):
            found.append("Contact or cryogen cooling.")
        if binding.name == "burn" and combination.pulse_s < 0.02 and goal != "collagen":
            found.append("A longer pulse, where the handpiece has one.")
    if combination.wavelength_nm < 700 and question.estimate.ita_deg < 28:
        found.append("A longer wavelength: 1064 nm spares a dark epidermis most.")
    return found


def _waiting(
    question: Question, combination: Combination, binding: Cap, *, recommended: Recommendation | None
) -> list[str]:
    found = []
    goal = question.goal(combination)
    if question.case.health.sun_or_sunbed_in_6_weeks.value != "no":
        found.append("A faded tan: six weeks without sun, and a reading back at its own baseline.")
    if binding.name == "dark_marks":
        nearer = (
            "Fewer columns and more sessions"
            if goal == "columns"
            else "Less depth in a session"
            if goal == "removal"
            else "A setting nearer the mild endpoint"
        )
        found.append(f"{nearer}, sun protection before and after, and time.")
    if binding.name == "published" and recommended is None:
        less = "" if goal in ABLATING else "; a test spot below it tells whether less will do"
        found.append(f"Nothing is published above this for such skin{less}.")
    return found
