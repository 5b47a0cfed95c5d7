"""From a case and its devices to a plan: screen, search, window, compare, verify. No safe setting is an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lentigo import __version__, library
from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Alternative, Cap, Finding, Plan, Reason, Screening, Versions, Window
from lentigo.errors import QuestionError
from lentigo.planning.caps import blocking
from lentigo.planning.chances import chance, chance_without_harm, knowledge
from lentigo.planning.dial import Combination, output_error
from lentigo.planning.estimate import measured_ita
from lentigo.planning.question import Question, ask
from lentigo.planning.search import candidates
from lentigo.planning.window import allowed, has_published_use, recommend, window
from lentigo.screening import screen
from lentigo.screening.alternatives import alternatives

Progress = Callable[[int, int], None]

COARSE_SKINS = 64
"""Skins with which all combinations are looked at before the best are computed in full."""


def _silent(done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A combination with how good its best allowed setting is."""

    combination: Combination
    score: float
    open: bool


def plan(
    case: Case,
    devices: Sequence[Device] | None = None,
    *,
    numerics: Numerics | None = None,
    progress: Progress | None = None,
    verified: bool = True,
) -> Plan:
    """Decide what to do for a case, or say why nothing can be done now.

    Parameters
    ----------
    case : Case
        What there is to decide.
    devices : sequence of Device, optional
        The devices at hand; without them those that the case names in the library.
    numerics : Numerics, optional
        Sample size, seed, threads; the result does not depend on the threads.
    progress : callable, optional
        Called with (done, of); may raise ``Cancelled``.
    verified : bool
        Check the recommended setting by independent methods; a disagreement blocks it.

    Returns
    -------
    Plan
        With ``decision`` "setting", "no_window", "not_now", "refused" or "blocked_by_verification".

    Raises
    ------
    QuestionError
        If there is no device in the case and none is given.
    """
    numerics = Numerics() if numerics is None else numerics
    progress = _silent if progress is None else progress
    chosen = devices_of(case) if devices is None else tuple(devices)
    screening = screen(case, devices=chosen, today=case.assessed, ita_deg=measured_ita(case))
    others = alternatives(case, screening)
    if screening.blocks:
        return _answer_without_windows(case, chosen, numerics, screening, others)
    if not chosen:
        raise QuestionError(
            "the case names no device", where="devices", hint="add a [[devices]] table, or pass --device"
        )
    question = ask(case, screening, numerics=numerics)
    coarse = ask(
        case,
        screening,
        numerics=replace(numerics, skins=min(COARSE_SKINS, numerics.skins)),
        estimate=question.estimate,
    )
    every = [(device, candidates(case, device, screening)) for device in chosen]
    work = sum(len(combos) for _, combos in every)
    handpieces = sum(len(device.handpieces) for device in chosen)
    total, done = work + 4 * handpieces, 0
    best: list[Combination] = []
    for device, combos in every:
        for handpiece in device.handpieces:
            ranked = []
            for combination in combos:
                if combination.handpiece is not handpiece:
                    continue
                ranked.append(_rate(coarse, combination))
                done += 1
                progress(done, total)
            if ranked:
                best.append(max(ranked, key=lambda c: (c.open, c.score)).combination)
    windows = []
    for combination in best:
        windows.append((combination, window(question, combination)))
        done = min(done + 4, total)
        progress(done, total)
    ordered = sorted(
        windows, key=lambda pair: rank(pair[1], published=has_published_use(pair[0], case.lesion.kind)), reverse=True
    )
    made = _assemble(question, chosen, windows=[w for _, w in ordered], combos=[c for c, _ in ordered], others=others)
    if verified and made.decision == "setting":
        from lentigo.planning.verify import verify

        made = verify(made, numerics=numerics)
    progress(total, total)
    return made


def device_window(
    case: Case, device: Device, *, numerics: Numerics | None = None, progress: Progress | None = None
) -> Window:
    """The best window of one device in the skin of a case.

    Raises
    ------
    QuestionError
        If the person must not be treated now; ``plan`` says why.
    """
    made = plan(case, (device,), numerics=numerics, progress=progress, verified=False)
    if not made.windows:
        raise QuestionError(made.headline, hint="plan(case) gives every reason with its source")
    return made.windows[0]


def compare(
    case: Case,
    devices: Sequence[Device] | None = None,
    *,
    numerics: Numerics | None = None,
    progress: Progress | None = None,
) -> Plan:
    """All devices and other ways side by side: a plan without verification, for looking."""
    return plan(case, devices, numerics=numerics, progress=progress, verified=False)


def devices_of(case: Case) -> tuple[Device, ...]:
    """The devices that a case names in the library.

    Raises
    ------
    QuestionError
        If the case names a device by file: the door that read the case reads those beside it.
    """
    found = []
    for choice in case.devices:
        if choice.device is None:
            raise QuestionError(
                f"the case names the device file {choice.file}", where="devices", hint="read it and pass it as a device"
            )
        found.append(library.device(choice.device))
    return tuple(found)


def _rate(question: Question, combination: Combination) -> Candidate:
    """How good the best allowed setting of a combination is, in a coarse sample."""
    import numpy as np

    evaluation = question.evaluate(combination)
    now = allowed(question, combination, evaluation, knowledge(output_error(combination.device)))
    recommended = recommend(question, combination, now)
    if recommended is not None:
        return Candidate(combination, recommended.chance_effect_without_burn - recommended.chance_dark_marks, open=True)
    # Closed everywhere: the one that comes nearest tells most about why.
    caps = [cap.fluence_j_cm2 for cap in now.caps if cap.name != "blocked"]
    at = np.array([min(caps) * 1e4])
    near = float(chance_without_harm(now.effect.effect, now.limit.harm, at)[0] + 0.1 * chance(now.effect.effect, at)[0])
    return Candidate(combination, near, open=False)


def rank(made: Window, *, published: bool) -> tuple[bool, bool, float]:
    """Order of windows: with a setting before without, with published use for this lesion before without.

    Among these, effect without burn less dark marks: they count as much as clearance.
    """
    recommended = made.recommended
    if recommended is None:
        return False, published, -(made.effect_threshold_j_cm2.p50 / max(made.burn_threshold_j_cm2.p5, 1e-9))
    return True, published, recommended.chance_effect_without_burn - recommended.chance_dark_marks


def _versions() -> Versions:
    return Versions(
        lentigo=__version__, model=library.model_version, rules=library.rules_version(), library=library.digest()
    )


def _person_wide(screening: Screening) -> tuple[Reason, ...]:
    return tuple(r for r in screening.reasons if not r.scope and r.verdict in ("ABSOLUTE", "DEFER", "REFER"))


def _answer_without_windows(
    case: Case,
    devices: tuple[Device, ...],
    numerics: Numerics,
    screening: Screening,
    others: tuple[Alternative, ...],
) -> Plan:
    reasons = _person_wide(screening)
    refused = any(r.verdict == "ABSOLUTE" for r in reasons)
    first = next((r for r in reasons if r.verdict == "ABSOLUTE"), reasons[0])
    return Plan(
        case=case,
        devices=devices,
        seed=numerics.seed,
        skins=numerics.skins,
        versions=_versions(),
        screening=screening,
        skin=None,
        windows=(),
        alternatives=others,
        checks=(),
        decision="refused" if refused else "not_now",
        headline=_refusal(first, refused=refused),
        why=tuple(_sentence(r) for r in reasons),
        findings=(),
    )


def _refusal(reason: Reason, *, refused: bool) -> str:
    if refused:
        return f"No treatment: {_lower(reason.because)}."
    if reason.verdict == "REFER":
        return f"No setting: refer first. {reason.because}."
    until = f" Earliest date: {reason.earliest:%d %B %Y}." if reason.earliest else ""
    return f"No setting now: {_lower(reason.because)}.{until}"


def _lower(text: str) -> str:
    text = text.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _sentence(reason: Reason) -> str:
    until = f" Earliest date: {reason.earliest:%d %B %Y}." if reason.earliest else ""
    return f"{reason.rule}, {reason.title}: {reason.because.rstrip('.')}. {reason.action.rstrip('.')}.{until}"


def _needs_reason(screening: Screening, combination: Combination) -> tuple[Reason, ...]:
    """Rules that let a handpiece be used only with a named clinician's written reason."""
    return tuple(
        r for r in screening.reasons if r.verdict == "RELATIVE" and (not r.scope or combination.name in r.scope)
    )


def _assemble(
    question: Question,
    devices: tuple[Device, ...],
    *,
    windows: list[Window],
    combos: list[Combination],
    others: tuple[Alternative, ...],
) -> Plan:
    screening = question.screening
    free = [k for k, w in enumerate(windows) if w.recommended and not _needs_reason(screening, combos[k])]
    held = [k for k, w in enumerate(windows) if w.recommended and _needs_reason(screening, combos[k])]
    shown = [windows[k] for k in free]
    # What needs a named reason is shown, never recommended: it stands behind what needs none.
    for k in held:
        remark = _held(screening, combos[k])
        shown.append(replace(windows[k], recommended=None, findings=(*windows[k].findings, remark)))
    shown += [w for w in windows if not w.recommended]
    if free:
        shown = [shown[0], *(_with_equivalent(w, shown[0]) for w in shown[1:])]
    if free:
        decided = Decision("setting", _headline(shown[0], devices), _why_setting(shown[0]))
    elif held:
        reasons = _needs_reason(screening, combos[held[0]])
        decided = Decision(
            "not_now",
            f"No setting without a named clinician's written reason: {_lower(reasons[0].because)}.",
            tuple(_sentence(r) for r in reasons),
        )
    else:
        decided = _decide_closed(screening, shown, combos)
    return Plan(
        case=question.case,
        devices=devices,
        seed=question.numerics.seed,
        skins=question.numerics.skins,
        versions=_versions(),
        screening=screening,
        skin=question.estimate.record(),
        windows=tuple(shown),
        alternatives=others,
        checks=(),
        decision=decided.decision,
        headline=decided.headline,
        why=decided.why,
        findings=question.estimate.findings,
    )


def _with_equivalent(other: Window, best: Window) -> Window:
    """The other window with the setting that does there what the recommended one does here, if it is allowed."""
    assert best.recommended is not None
    wanted = best.recommended.chance_effect
    enough = [
        fluence
        for fluence, reached in zip(other.fluence_j_cm2, other.effect.chance, strict=True)
        if reached >= wanted and fluence <= other.highest_allowed_j_cm2 + 1e-9
    ]
    return replace(other, equivalent_j_cm2=min(enough)) if enough else other


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, in one word, one sentence and its reasons."""

    decision: Literal["setting", "no_window", "not_now", "refused"]
    headline: str
    why: tuple[str, ...]


def _decide_closed(screening: Screening, windows: list[Window], combos: list[Combination]) -> Decision:
    """No handpiece has a setting: because rules forbid them, or because physics leaves no room."""
    blocked = [blocking(screening, c) for c in combos]
    if not blocked or not all(blocked):
        return Decision("no_window", _no_window(windows), _why_closed(windows))
    rules = tuple(dict.fromkeys(_sentence(r) for reasons in blocked for r in reasons))
    if all(_closed_by_physics(w) for w in windows):
        return Decision("no_window", _no_window(windows), rules + _why_closed(windows))
    absolute = all(any(r.verdict == "ABSOLUTE" for r in reasons) for reasons in blocked)
    return Decision("refused" if absolute else "not_now", _refusal(blocked[0][0], refused=absolute), rules)


def _held(screening: Screening, combination: Combination) -> Finding:
    rules = ", ".join(r.rule for r in _needs_reason(screening, combination))
    return Finding(topic="limit", text=f"Usable only with a named clinician's written reason ({rules}).")


def _closed_by_physics(made: Window) -> bool:
    """Whether the window would be closed even if no rule blocked it: too little effect where burns reach their cap."""
    limits = [cap.fluence_j_cm2 for cap in made.caps if cap.name in ("burn", "dark_marks")]
    return made.effect_threshold_j_cm2.p50 > min(limits)


def _headline(best: Window, devices: tuple[Device, ...]) -> str:
    assert best.recommended is not None
    setting = best.recommended.setting
    name = next(device.name for device in devices if device.id == setting.device)
    return (
        f"{name}, {setting.handpiece}: {setting.fluence_j_cm2:g} J/cm², {setting.spot_label} spot, "
        f"{setting.pulse_label}, cooling: {setting.cooling}."
    )


def _why_setting(best: Window) -> tuple[str, ...]:
    assert best.recommended is not None
    recommended = best.recommended
    lines = [
        (
            f"In {100 * recommended.chance_effect:.0f} of 100 skins like this one the lesion reaches its endpoint, in "
            f"{100 * recommended.chance_burn:.0f} a burn would follow, in {100 * recommended.chance_dark_marks:.0f} "
            "dark marks that last."
        ),
        f"The cap that binds on this dial: {best.binds}, at {best.caps[0].fluence_j_cm2:.3g} J/cm².",
    ]
    if recommended.setting.fluence_j_cm2 < best.highest_allowed_j_cm2 - 1e-9:
        lines.append(
            f"Up to {best.highest_allowed_j_cm2:g} J/cm² is inside every cap; more than the recommended setting would "
            "buy little clearance and more dark marks."
        )
    return tuple(lines)


def _computed_cap(made: Window) -> Cap:
    """The lowest cap that says something of this skin: a rule that blocks is told by itself."""
    return next((cap for cap in made.caps if cap.name != "blocked"), made.caps[0])


def _no_window(windows: list[Window]) -> str:
    where = "on the device at hand" if len({w.device for w in windows}) == 1 else "on every device at hand"
    return f"No safe window {where}: {_computed_cap(windows[0]).text} before the lesion responds in half of such skins."


def _why_closed(windows: list[Window]) -> tuple[str, ...]:
    lines = []
    for made in windows:
        at = _computed_cap(made)
        need = (
            f"{made.effect_threshold_j_cm2.p50:.2g} J/cm² would be needed for an effect in half of such skins"
            if made.lowest_effective_j_cm2 is not None
            else "the dial does not reach an effect in half of such skins"
        )
        lines.append(f"{made.device}, {made.handpiece}: {need}, but at {at.fluence_j_cm2:.2g} J/cm² {at.text}.")
    return tuple(lines)
