"""What a plan decides and says: from screening and windows to one decision, one sentence and its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from lentigo import __version__, library
from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.dials import aperture_words, dialled, energy_words
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Alternative, Cap, Finding, Plan, Reason, Screening, Versions, Window
from lentigo.planning.aims import has_pigment
from lentigo.planning.beyond import beyond, headline, why
from lentigo.planning.caps import blocking, needs_reason, no_cooling
from lentigo.planning.closed import fits_no_step
from lentigo.planning.dial import Combination
from lentigo.planning.enough import least_words
from lentigo.planning.goal_words import before_an_effect, words_of
from lentigo.planning.question import Question
from lentigo.planning.removal_depths import may_be_taken_off
from lentigo.planning.resurfacing_request import resurfacing_request
from lentigo.planning.search import left_out
from lentigo.planning.which_way import told_absent, told_ways
from lentigo.planning.words import named
from lentigo.screening.gate import earliest_of
from lentigo.screening.remarks import case_remarks

Computed = list[tuple[Combination, Window]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, in one word, one sentence and its reasons."""

    decision: Literal["setting", "no_window", "not_now", "refused"]
    headline: str
    why: tuple[str, ...]


def rank(made: Window, *, published: bool, place: tuple[int, int] | None = None) -> tuple[bool, bool, int, float]:
    """Order of windows: with a setting before without, with published use for this lesion before without.

    Then by what light is aimed at, where the library orders the ways for a lesion: a chance that vessels coagulate and
    one that columns reach their depth are no chances of the same thing, and which of them helps such lesions more is
    known by that order alone. Among windows of one goal effect without burn less dark marks counts: they weigh as much
    as clearance. A way that stands further back among those of its goal must do better by a margin of the library's for
    each place, so that between windows of about equal merit the order decides.

    Parameters
    ----------
    made : Window
    published : bool
        Settings of such a device for this kind of lesion are published.
    place : tuple of int, optional
        Place of the window's goal, and of its way, among the ways for the lesion, 1 for the first choice; none where
        there are no ways.
    """
    recommended = made.recommended
    goal, order = (1, 1) if place is None else place
    if recommended is None:
        # Of closed windows the one that comes nearest tells most, the first choice before others about as near.
        nearness = made.effect_threshold_j_cm2.p50 / max(made.burn_threshold_j_cm2.p5, 1e-9)
        return False, published, -goal, -(nearness + order - 1)
    merit = recommended.chance_effect_without_burn - recommended.chance_dark_marks
    margin = library.number("limits/caps", "way_margin_percent").value / 100
    return True, published, -goal, merit - (order - 1) * margin


def refuse(
    case: Case,
    devices: tuple[Device, ...],
    *,
    numerics: Numerics,
    screening: Screening,
    others: tuple[Alternative, ...],
) -> Plan:
    """The plan for a person who must not be treated now: no window is computed."""
    reasons = screening.blocking
    absolute = [r for r in reasons if r.verdict == "ABSOLUTE"]
    return Plan(
        case=case,
        devices=devices,
        seed=numerics.seed,
        skins=numerics.skins,
        versions=versions(screening),
        screening=screening,
        skin=None,
        windows=(),
        alternatives=others,
        checks=(),
        decision="refused" if absolute else "not_now",
        headline=_refusal(absolute or reasons),
        why=tuple(_sentence(r) for r in reasons),
        findings=case_remarks(case),
    )


def leave(
    case: Case,
    devices: tuple[Device, ...],
    *,
    numerics: Numerics,
    screening: Screening,
    others: tuple[Alternative, ...],
) -> Plan:
    """The plan for a diagnosis that this version computes no settings for: what comes first, and no number."""
    found = beyond(case)
    assert found is not None, "settings are computed for this diagnosis"
    text = "Part of what is said of this diagnosis has not been read in a source: verify before relying on it."
    remarks = (Finding(topic="assumed", text=text, sources=found.sources),) if found.from_memory else ()
    return Plan(
        case=case,
        devices=devices,
        seed=numerics.seed,
        skins=numerics.skins,
        versions=versions(screening),
        screening=screening,
        skin=None,
        windows=(),
        alternatives=others,
        checks=(),
        decision="not_computed",
        headline=headline(found),
        why=why(found),
        findings=(*case_remarks(case), *remarks),
    )


def assemble(
    question: Question, devices: tuple[Device, ...], *, computed: Computed, others: tuple[Alternative, ...]
) -> Plan:
    """The plan that follows from the computed windows, best first."""
    screening = question.screening
    free = [w for c, w in computed if w.recommended and not needs_reason(screening, c)]
    held = [(c, w) for c, w in computed if w.recommended and needs_reason(screening, c)]
    closed = [(c, w) for c, w in computed if not w.recommended]
    # What needs a named reason is shown without a setting, behind what needs none.
    shown = [*free, *(_without_setting(w, screening, c) for c, w in held), *(w for _, w in closed)]
    if free:
        shown = [free[0], *(_with_equivalent(w, free[0]) for w in shown[1:])]
        ways = told_ways(question.case.lesion.kind, shown)
        decided = Decision("setting", _headline(free[0], devices), (*_why_setting(free[0]), *ways))
    elif held:
        reasons = needs_reason(screening, held[0][0])
        decided = Decision(
            "not_now",
            f"No setting without a named clinician's written reason: {_lower(reasons[0].because)}.",
            tuple(_sentence(r) for r in reasons),
        )
    else:
        decided = _decide_closed(screening, closed, devices)
        if decided.decision == "no_window":
            absent = told_absent(question.case.lesion.kind, [w for _, w in closed])
            decided = replace(decided, why=(*decided.why, *absent))
    wish = resurfacing_request(question.case, devices)
    if wish:
        can = "Er:YAG and CO2 lasers can" if may_be_taken_off(question.case.skin.site) else "at this site none should"
        said = f"No laser at hand can take the surface off, as was wished; {can}. The reason, in numbers, stands below."
        decided = replace(decided, why=(said, *decided.why))
    return Plan(
        case=question.case,
        devices=devices,
        seed=question.numerics.seed,
        skins=question.numerics.skins,
        versions=versions(screening),
        screening=screening,
        skin=question.estimate.record(),
        windows=tuple(shown),
        alternatives=others,
        checks=(),
        decision=decided.decision,
        headline=decided.headline,
        why=decided.why,
        findings=(
            *case_remarks(question.case),
            *question.estimate.findings,
            *_depth_finding(question),
            *(f for d in devices for f in left_out(d, question.case.lesion.kind)),
            *wish,
        ),
    )


def versions(screening: Screening | None = None) -> Versions:
    """What computes a plan now, and the rules by which this person was screened: else those of the library."""
    rules = library.rules_version() if screening is None else screening.rules or library.rules_version()
    return Versions(lentigo=__version__, model=library.model_version, rules=rules, library=library.digest())


def _depth_finding(question: Question) -> tuple[Finding, ...]:
    if question.case.lesion.depth != "unknown" or not question.deeper or not has_pigment(question.case.lesion.kind):
        return ()
    others = ", ".join(depth for depth, _ in question.deeper)
    text = (
        f"The depth of the lesion's pigment is unknown. The effect is computed for {question.depth} pigment, the usual "
        f"one of such a lesion; limits also hold if it is {others}."
    )
    return (Finding(topic="assumed", text=text),)


def _decide_closed(screening: Screening, closed: Computed, devices: Sequence[Device]) -> Decision:
    """No handpiece has a setting: because rules forbid it, or because physics leaves no room."""
    if not closed:
        cold = no_cooling(screening)
        if cold:
            return Decision(
                "no_window",
                f"No setting: no device at hand works without cooling, and {_lower(cold[0].because)}.",
                tuple(_sentence(r) for r in cold),
            )
        return Decision("no_window", "No setting: nothing that the devices at hand offer can be computed here.", ())
    forbidden = [(blocking(screening, c), w) for c, w in closed]
    opened_but_for_a_rule = [reasons for reasons, w in forbidden if reasons and not _closed_by_physics(w)]
    rules = tuple(dict.fromkeys(_sentence(r) for reasons, _ in forbidden for r in reasons))
    if opened_but_for_a_rule:
        waiting = [r for reasons in opened_but_for_a_rule for r in reasons if r.verdict != "ABSOLUTE"]
        absolute = [r for reasons in opened_but_for_a_rule for r in reasons if r.verdict == "ABSOLUTE"]
        still_open = [reasons for reasons in opened_but_for_a_rule if all(r.verdict != "ABSOLUTE" for r in reasons)]
        free = [w for reasons, w in forbidden if not reasons]
        if still_open:
            soonest = min(still_open, key=lambda reasons: earliest_of(reasons) or date.max)
            return Decision("not_now", _refusal(soonest), rules + _why_closed(free, devices))
        return Decision("refused", _refusal(absolute or waiting), rules + _why_closed(free, devices))
    return Decision(
        "no_window", _no_window([w for _, w in closed]), rules + _why_closed([w for _, w in closed], devices)
    )


def _without_setting(made: Window, screening: Screening, combination: Combination) -> Window:
    rules = ", ".join(r.rule for r in needs_reason(screening, combination))
    remark = Finding(topic="limit", text=f"Usable only with a named clinician's written reason ({rules}).")
    return replace(made, recommended=None, after_test_spots=None, test_spots=(), findings=(*made.findings, remark))


def _with_equivalent(other: Window, best: Window) -> Window:
    """The other window with the setting that does there what the recommended one does here, if it is allowed."""
    assert best.recommended is not None
    if other.recommended is None or other.goal != best.goal:
        return other  # chances of different goals are not chances of the same thing
    wanted = best.recommended.chance_effect
    enough = [
        fluence
        for fluence, reached in zip(other.fluence_j_cm2, other.effect.chance, strict=True)
        if reached >= wanted and fluence <= other.highest_allowed_j_cm2 + 1e-9
    ]
    return replace(other, equivalent_j_cm2=min(enough)) if enough else other


def _closed_by_physics(made: Window) -> bool:
    """Whether the window would be closed even if no rule blocked it: too little effect where a risk reaches its cap."""
    limits = [cap.fluence_j_cm2 for cap in made.caps if cap.name in ("burn", "dark_marks")]
    return made.effect_threshold_j_cm2.p50 > min(limits)


def _lower(text: str) -> str:
    text = text.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _until(reasons: Sequence[Reason]) -> str:
    """From when on nothing of this stands against light: the latest day, and no day alone where one has none."""
    earliest = earliest_of(reasons)
    if earliest is not None:
        return f" Earliest date: {earliest:%-d %B %Y}."
    days = [reason.earliest for reason in reasons if reason.earliest is not None]
    return f" Not before {max(days):%-d %B %Y}, and not while anything else stands against it." if days else ""


def _refusal(reasons: Sequence[Reason]) -> str:
    """Why no light is given, by the reason that lasts longest of the worst kind, and until when by all of them."""
    worst = [reason for reason in reasons if reason.verdict == reasons[0].verdict]
    reason = max(worst, key=lambda one: one.earliest or date.max)
    if reason.verdict == "ABSOLUTE":
        return f"No treatment: {_ended(_lower(reason.because))}"
    if reason.verdict == "REFER":
        return f"No setting: refer first. {_ended(reason.because)}"
    return f"No setting now: {_ended(_lower(reason.because))}{_until(reasons)}"


def _ended(text: str) -> str:
    """Words as a sentence that ends once."""
    return text if text.endswith("?") else f"{text.rstrip('.')}."


def _sentence(reason: Reason) -> str:
    said = f"{reason.rule}, {reason.title}: {_ended(reason.because)} {_ended(reason.action)}"
    return said + _until((reason,))


def _headline(best: Window, devices: tuple[Device, ...]) -> str:
    assert best.recommended is not None
    setting = best.recommended.setting
    name = next(device.name for device in devices if device.id == setting.device)
    return (
        f"{name}, {setting.handpiece}: {energy_words(setting)}, {aperture_words(setting)}, "
        f"{setting.pulse_label}, cooling: {setting.cooling}."
    )


def _of_100(chance: float) -> str:
    """A chance as a count of people; what no drawn skin shows is not nought, and what each of them shows not all."""
    if chance < 0.01:
        return "fewer than 1"
    return "more than 99" if chance > 0.99 else f"{100 * chance:.0f}"


def _why_setting(best: Window) -> tuple[str, ...]:
    assert best.recommended is not None
    recommended, said = best.recommended, words_of(best.goal)
    lines = [
        (
            f"In {_of_100(recommended.chance_effect)} of 100 skins like this one {said.reached}, in "
            f"{_of_100(recommended.chance_burn)} {said.harm}, in {_of_100(recommended.chance_dark_marks)} dark "
            "marks that last."
        ),
        f"The cap that binds on this dial: {best.binds}, at {dialled(best.caps[0].fluence_j_cm2, best)}.",
    ]
    if recommended.setting.fluence_j_cm2 < best.highest_allowed_j_cm2 - 1e-9:
        lines.append(
            f"Up to {dialled(best.highest_allowed_j_cm2, best, digits=4)} is inside every cap; more than the "
            f"recommended setting would {said.more_than_enough}."
        )
    return tuple(lines)


def _computed_cap(made: Window) -> Cap:
    """The lowest cap that says something of this skin: a rule that blocks is told by itself."""
    return next((cap for cap in made.caps if cap.name != "blocked"), made.caps[0])


def _no_window(windows: list[Window]) -> str:
    texts = {_closing(w) for w in windows}
    if len(texts) > 1:
        barred = "is barred by a rule or " if any(w.caps[0].name == "blocked" for w in windows) else ""
        if any(map(fits_no_step, windows)):
            barred += "has no step on its dial between an effect and its limit, or "
        goals = {before_an_effect(w.goal) for w in windows}
        before = goals.pop() if len(goals) == 1 else before_an_effect("whitening")
        return f"No window on any device at hand: each {barred}reaches one of its limits {before}."
    where = "on the device at hand" if len({w.device for w in windows}) == 1 else "on any device at hand"
    return f"No window {where}: {texts.pop()}."


def _closing(made: Window) -> str:
    """What closes a window, in the words that stand beside it as what binds."""
    said = made.binds.rstrip(".")
    if fits_no_step(made):
        return f"no step of the dial lies between an effect {least_words(made.goal)} and the limit, where {said}"
    return said if made.caps[0].name == "blocked" else f"{said} {before_an_effect(made.goal)}"


def _why_closed(windows: list[Window], devices: Sequence[Device]) -> tuple[str, ...]:
    lines = []
    for made in windows:
        at = _computed_cap(made)
        # Published caps and the end of the dial say their own number; the two risks do not.
        told = at.text.rstrip(".")
        limit = f"at {_two(at.fluence_j_cm2, made)} {told}" if at.name in ("burn", "dark_marks", "endpoint") else told
        if made.lowest_effective_j_cm2 is None:
            said = f"the dial ends before an effect {least_words(made.goal)}; {limit}"
        else:
            # Where less than half is enough the dial's own step says what is needed.
            from_dial = made.goal in ("vessels", "collagen")
            least = made.lowest_effective_j_cm2 if from_dial else made.effect_threshold_j_cm2.p50
            needed = f"{_two(least, made)} would be needed for an effect {least_words(made.goal)}"
            between = "and no step of the dial lies between that and the limit:"
            said = f"{needed}, {'but' if least >= at.fluence_j_cm2 else between} {limit}"
        lines.append(f"{named(devices, made.device)}, {made.handpiece}: {said}.")
    return tuple(lines)


def _two(fluence: float, made: Window) -> str:
    return dialled(fluence, made, digits=2)
