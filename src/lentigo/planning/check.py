"""A setting that somebody brings: its chances, or the reason why it lies outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lentigo import units
from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.dials import energy_words
from lentigo.domain.goals import ABLATING
from lentigo.domain.numerics import Numerics
from lentigo.domain.observed import Observed
from lentigo.domain.plan import Cap, Checked, Reason
from lentigo.domain.rules import RuleSet
from lentigo.library.numbers import Z95
from lentigo.planning.allowed import allowed
from lentigo.planning.beyond import beyond, refuse_beyond
from lentigo.planning.caps import blocking, needs_reason, no_cooling
from lentigo.planning.chances import chance, chance_without_harm, dark_marks, knowledge, scatter
from lentigo.planning.dial import Combination, delivered_per_set, output_error
from lentigo.planning.lesson import learn_from
from lentigo.planning.panel import Dialled, dialled, set_on
from lentigo.planning.question import ask
from lentigo.planning.screened import screened
from lentigo.planning.window import window

if TYPE_CHECKING:
    import xarray

__all__ = ["check_setting", "dialled", "simulate_case"]


def check_setting(
    case: Case,
    device: Device,
    *,
    handpiece: str | None = None,
    fluence_j_cm2: float | None = None,
    spot_mm: float | None = None,
    pulse_s: float | None = None,
    cooling: str | None = None,
    energy_mj: float | None = None,
    density_per_cm2: float | None = None,
    passes: int | None = None,
    stacked: int | None = None,
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
        What is dialled [J/cm², mm, s]. A spot, pulse or number of passes that the device has alone need not be named.
    energy_mj, density_per_cm2, stacked : float, float, int
        What the panel of a tip that makes columns shows in place of the radiant exposure: energy of one narrow beam
        [mJ], columns per area of one pass [1/cm²], pulses on each place.
    passes : int, optional
        Times over the area in this session.
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
    said = Dialled(
        fluence_j_cm2=fluence_j_cm2,
        energy_mj=energy_mj,
        spot_mm=spot_mm,
        pulse_s=pulse_s,
        cooling=_tested_cooling(device, observed) if cooling is None and not warm else cooling,
        density_per_cm2=density_per_cm2,
        passes=passes,
        stacked=stacked,
    )
    combination, radiant = set_on(device, said, handpiece=handpiece, warm=warm)
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
    exposure = np.array([radiant * units.j_cm2 * delivered])
    goal, pulse_class = question.goal(combination), combination.handpiece.pulse_class
    law = question.dark_mark_law(combination)
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
    inside = radiant <= now.caps[0].fluence_j_cm2 * (1 + 1e-12)
    cold = no_cooling(screening) if combination.cooling.method != "none" else ()
    reasons = (*blocking(screening, combination), *needs_reason(screening, combination), *cold)
    made = window(question, combination, evaluation=evaluation)
    if progress is not None:
        progress(2, 2)
    return Checked(
        setting=combination.setting(radiant),
        allowed=inside and not reasons,
        text=_text(combination, radiant, inside=inside, binding=now.caps[0], reasons=reasons),
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


def _text(combination: Combination, fluence: float, *, inside: bool, binding: Cap, reasons: tuple[Reason, ...]) -> str:
    if reasons:
        worst = reasons[0]
        held = "Not without a named clinician's written reason" if worst.verdict == "RELATIVE" else "Refused"
        return f"{held}: {worst.rule}, {worst.because.rstrip('.')}."
    asked, limit = energy_words(combination.setting(fluence)), combination.reads(binding.fluence_j_cm2)
    verb = "lie" if ", " in asked else "lies"
    if inside:
        return f"{asked} {verb} inside every cap; the lowest is {limit} ({binding.text.rstrip('.')})."
    above = "are" if ", " in asked else "is"
    return f"Refused: {asked} {above} above the limit of {limit}, where {binding.text.rstrip('.')}."


def simulate_case(
    case: Case,
    device: Device,
    *,
    handpiece: str | None = None,
    fluence_j_cm2: float | None = None,
    spot_mm: float | None = None,
    pulse_s: float | None = None,
    cooling: str | None = None,
    energy_mj: float | None = None,
    density_per_cm2: float | None = None,
    passes: int | None = None,
    stacked: int | None = None,
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    numerics: Numerics | None = None,
) -> xarray.Dataset:
    """Light, temperature and damage of one exposure in the central skin of a case, beside and inside the lesion.

    Where columns are made or the surface is taken off, what is gone and what is coagulated at each depth.

    A clinic's own rules and policy may forbid the cooling that a device would use; they are those of :func:`plan`.

    Raises
    ------
    QuestionError
        If the device cannot be set like this.
    """
    from lentigo.planning.fields import setting_fields

    screening = screened(case, (device,), rules=rules, policy=policy)
    said = Dialled(
        fluence_j_cm2=fluence_j_cm2,
        energy_mj=energy_mj,
        spot_mm=spot_mm,
        pulse_s=pulse_s,
        cooling=cooling,
        density_per_cm2=density_per_cm2,
        passes=passes,
        stacked=stacked,
    )
    combination, radiant = set_on(device, said, handpiece=handpiece, warm=bool(no_cooling(screening)))
    if not screening.blocks:
        refuse_beyond(case)
    chosen = Numerics() if numerics is None else numerics
    question = ask(case, screening, numerics=replace(chosen, skins=64))
    if question.goal(combination) in ABLATING:
        from lentigo.planning.opened_fields import opened_fields

        return opened_fields(question, combination, fluence_j_cm2=radiant)
    return setting_fields(question, combination, fluence_j_cm2=radiant)
