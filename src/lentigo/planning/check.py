"""A setting that somebody brings: its chances, or the reason why it lies outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lentigo import units
from lentigo.domain.case import Case
from lentigo.domain.device import Aperture, Device, Handpiece, PulseTrain
from lentigo.domain.numerics import Numerics
from lentigo.domain.observed import Observed
from lentigo.domain.plan import Cap, Checked, Reason
from lentigo.domain.rules import RuleSet
from lentigo.errors import QuestionError, UnknownNameError
from lentigo.library.numbers import Z95
from lentigo.planning.allowed import allowed
from lentigo.planning.beyond import beyond, refuse_beyond
from lentigo.planning.caps import blocking, dark_mark_law, needs_reason, no_cooling
from lentigo.planning.chances import chance, chance_without_harm, dark_marks, knowledge, scatter
from lentigo.planning.dial import Combination, delivered_per_set, dial_steps, output_error, sub_pulses
from lentigo.planning.lesson import learn_from
from lentigo.planning.question import ask
from lentigo.planning.screened import screened
from lentigo.planning.window import window
from lentigo.planning.words import figures

if TYPE_CHECKING:
    import xarray


def dialled(
    device: Device,
    *,
    handpiece: str | None,
    fluence_j_cm2: float,
    spot_mm: float,
    pulse_s: float | None = None,
    cooling: str | None = None,
    warm: bool = False,
) -> Combination:
    """The combination that somebody's setting means on a device.

    Where no cooling is named, the device's first; none where the skin must stay ``warm``.

    Raises
    ------
    QuestionError
        If the device lacks the handpiece, spot, pulse or cooling, or its dial the radiant exposure.
    """
    piece = _handpiece(device, handpiece)
    spot = _spot(piece, spot_mm)
    steps = dial_steps(spot)
    if not steps[0] - 1e-9 <= fluence_j_cm2 <= steps[-1] + 1e-9:
        raise QuestionError(
            f"{fluence_j_cm2:g} J/cm² is outside the dial of {device.name}, {piece.name}, {spot.label}: "
            f"{steps[0]:g} to {steps[-1]:g} J/cm²",
            where="--fluence",
        )
    if np.min(np.abs(steps - fluence_j_cm2)) > 1e-6:
        around = [s for s in (steps[steps < fluence_j_cm2][-1:], steps[steps > fluence_j_cm2][:1]) if s.size]
        raise QuestionError(
            f"{fluence_j_cm2:g} J/cm² is no step of the dial of {device.name}, {piece.name}, {spot.label}",
            where="--fluence",
            hint="the nearest steps are " + " and ".join(f"{float(s[0]):g}" for s in around),
        )
    pulses: tuple[float | PulseTrain, ...] = piece.pulse_trains or piece.pulse_durations_s or ()
    pulse = _pulse(device, piece, pulses, pulse_s)
    if cooling is None:
        chosen = next((c for c in device.coolings if warm and c.method == "none"), device.coolings[0])
    else:
        known = {c.name: c for c in device.coolings}
        if cooling not in known:
            raise UnknownNameError(cooling, kind=f"cooling on {device.name}", known=known, where="--cooling")
        chosen = known[cooling]
    return Combination(device, piece, spot, pulse, chosen)


def _handpiece(device: Device, name: str | None) -> Handpiece:
    known = {piece.name: piece for piece in device.handpieces}
    if name is None:
        if len(known) > 1:
            raise QuestionError(
                f"{device.name} has several handpieces", where="--handpiece", hint="choose one of " + ", ".join(known)
            )
        return device.handpieces[0]
    if name not in known:
        raise UnknownNameError(name, kind=f"handpiece on {device.name}", known=known, where="--handpiece")
    return known[name]


def _spot(piece: Handpiece, spot_mm: float) -> Aperture:
    for spot in piece.apertures:
        if abs(spot.equivalent_diameter_mm - spot_mm) < 1e-6:
            return spot
    known = ", ".join(spot.label for spot in piece.apertures)
    raise QuestionError(f"{piece.name} has no {spot_mm:g} mm spot", where="--spot", hint=f"it has {known}")


def _pulse(
    device: Device, piece: Handpiece, pulses: tuple[float | PulseTrain, ...], pulse_s: float | None
) -> float | PulseTrain:
    def total(pulse: float | PulseTrain) -> float:
        return max(p.start_s + p.duration_s for p in sub_pulses(pulse))

    if pulse_s is None:
        if len(pulses) > 1:
            labels = ", ".join(
                Combination(device, piece, piece.apertures[0], p, device.coolings[0]).pulse_label for p in pulses
            )
            raise QuestionError(
                f"{piece.name} has several pulse lengths", where="--pulse-ms", hint=f"choose one of {labels}"
            )
        return pulses[0]
    for pulse in pulses:
        if abs(total(pulse) - pulse_s) <= 1e-3 * pulse_s:
            return pulse
    labels = ", ".join(
        Combination(device, piece, piece.apertures[0], p, device.coolings[0]).pulse_label for p in pulses
    )
    raise QuestionError(f"{piece.name} has no pulse of {pulse_s:g} s", where="--pulse-ms", hint=f"it has {labels}")


def check_setting(
    case: Case,
    device: Device,
    *,
    handpiece: str | None = None,
    fluence_j_cm2: float,
    spot_mm: float,
    pulse_s: float | None = None,
    cooling: str | None = None,
    observed: Observed | None = None,
    at_hand: Sequence[Device] = (),
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    numerics: Numerics | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """The chances of a setting in this skin, and whether it lies inside every cap.

    Parameters
    ----------
    case : Case
    device : Device
    handpiece : str, optional
        Needed where the device has more than one.
    fluence_j_cm2, spot_mm, pulse_s : float
        What is dialled [J/cm², mm, s].
    cooling : str, optional
        One of the device's; where none is named that with which all spots were tested on it, if they share one, or else
        its first.
    observed : Observed, optional
        What was seen on test spots or in a session: chances and limits are those after it, as in a plan.
    at_hand : sequence of Device, optional
        Other devices that the spots may have been made with.
    rules, policy : optional
        A clinic's own rules, and what it goes by where sources disagree, as for :func:`lentigo.planning.plan`.
    numerics : Numerics, optional
    progress : callable, optional
        Called with (done, of).

    Raises
    ------
    QuestionError
        If the device cannot be set like this, or the models do not know the diagnosis.
    """
    numerics = Numerics() if numerics is None else numerics
    screening = screened(case, (device,), rules=rules, policy=policy)
    if not screening.blocks:
        refuse_beyond(case)
    warm = bool(no_cooling(screening))
    combination = dialled(
        device,
        handpiece=handpiece,
        fluence_j_cm2=fluence_j_cm2,
        spot_mm=spot_mm,
        pulse_s=pulse_s,
        cooling=_tested_cooling(device, observed) if cooling is None and not warm else cooling,
        warm=warm,
    )
    question = ask(case, screening, numerics=numerics)
    learnt = None
    if observed is not None and beyond(case) is None:
        others = tuple(one for one in at_hand if one.id != device.id)
        question, learnt = learn_from(question, observed, (device, *others))
    evaluation = question.evaluate(combination)
    if progress is not None:
        progress(1, 2)
    known = knowledge(output_error(device))
    now = allowed(question, combination, evaluation, known)
    delivered = delivered_per_set(device, combination.handpiece, combination.spot)
    exposure = np.array([fluence_j_cm2 * units.j_cm2 * delivered])
    goal, pulse_class = question.goal(combination), combination.handpiece.pulse_class
    law = dark_mark_law(question.case, screening, goal=goal)
    effects, burns = [], []
    for sign in (-1.0, 1.0):
        shift = sign * Z95
        usual = scatter(evaluation.usual, question.usual, known, pulse_class=pulse_class, goal=goal, shift=shift)
        adverse = scatter(evaluation.adverse, question.adverse, known, pulse_class=pulse_class, goal=goal, shift=shift)
        effects.append(float(chance(usual.effect, exposure)[0]))
        burns.append(float(chance(adverse.harm, exposure)[0]))

    def marks(constants: tuple[float, float]) -> float:
        return float(dark_marks(now.limit.mild, exposure, odds=law.odds, intercept=constants[0], slope=constants[1])[0])

    effect, burn = float(chance(now.effect.effect, exposure)[0]), float(chance(now.limit.harm, exposure)[0])
    central = marks((law.intercept, law.slope))
    around = [central, marks(law.low), marks(law.high)]
    inside = fluence_j_cm2 <= now.caps[0].fluence_j_cm2 * (1 + 1e-12)
    cold = no_cooling(screening) if combination.cooling.method != "none" else ()
    reasons = (*blocking(screening, combination), *needs_reason(screening, combination), *cold)
    made = window(question, combination, evaluation=evaluation)
    if progress is not None:
        progress(2, 2)
    return Checked(
        setting=combination.setting(fluence_j_cm2),
        allowed=inside and not reasons,
        text=_text(fluence_j_cm2, inside=inside, binding=now.caps[0], reasons=reasons),
        chance_effect=round(effect, 6),
        chance_effect_low=round(min(effect, *effects), 6),
        chance_effect_high=round(max(effect, *effects), 6),
        chance_burn=round(burn, 6),
        chance_burn_low=round(min(burn, *burns), 6),
        chance_burn_high=round(max(burn, *burns), 6),
        chance_dark_marks=round(central, 6),
        chance_dark_marks_low=round(min(around), 6),
        chance_dark_marks_high=round(max(around), 6),
        chance_effect_without_burn=round(float(chance_without_harm(now.effect.effect, now.limit.harm, exposure)[0]), 6),
        reasons=reasons,
        window=made,
        learnt=learnt,
    )


def _tested_cooling(device: Device, observed: Observed | None) -> str | None:
    """The cooling with which all spots were tested on a device; none where there are several, or it has no such one."""
    tested = {spot.cooling for spot in observed.spots if spot.device == device.id} if observed is not None else set()
    shared = tested & {one.name for one in device.coolings}
    return shared.pop() if len(tested) == 1 and shared else None


def _text(fluence: float, *, inside: bool, binding: Cap, reasons: tuple[Reason, ...]) -> str:
    if reasons:
        worst = reasons[0]
        held = "Not without a named clinician's written reason" if worst.verdict == "RELATIVE" else "Refused"
        return f"{held}: {worst.rule}, {worst.because.rstrip('.')}."
    if inside:
        return (
            f"{fluence:g} J/cm² lies inside every cap; the lowest is {figures(binding.fluence_j_cm2, digits=3)} J/cm² "
            f"({binding.text.rstrip('.')})."
        )
    return (
        f"Refused: {fluence:g} J/cm² is above the limit of {figures(binding.fluence_j_cm2, digits=3)} J/cm², where "
        f"{binding.text.rstrip('.')}."
    )


def simulate_case(
    case: Case,
    device: Device,
    *,
    handpiece: str | None = None,
    fluence_j_cm2: float,
    spot_mm: float,
    pulse_s: float | None = None,
    cooling: str | None = None,
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    numerics: Numerics | None = None,
) -> xarray.Dataset:
    """Light, temperature and damage of one exposure in the central skin of a case, beside and inside the lesion.

    A clinic's own rules and policy may forbid the cooling that a device would use; they are those of :func:`plan`.

    Raises
    ------
    QuestionError
        If the device cannot be set like this.
    """
    from lentigo.planning.fields import setting_fields

    screening = screened(case, (device,), rules=rules, policy=policy)
    combination = dialled(
        device,
        handpiece=handpiece,
        fluence_j_cm2=fluence_j_cm2,
        spot_mm=spot_mm,
        pulse_s=pulse_s,
        cooling=cooling,
        warm=bool(no_cooling(screening)),
    )
    if not screening.blocks:
        refuse_beyond(case)
    chosen = Numerics() if numerics is None else numerics
    question = ask(case, screening, numerics=replace(chosen, skins=64))
    return setting_fields(question, combination, fluence_j_cm2=fluence_j_cm2)
