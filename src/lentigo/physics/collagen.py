r"""What a step does to the dermis over months: a wave of new collagen, its remodelling, and what is left after years.

A step counts by the dermis that was coagulated, removed or heat-shocked, as an equivalent thickness

.. math:: S = V_c + V_r + w_h V_h,

which starts a wave of procollagen (relative to what untreated skin makes)

.. math:: p(t) = P\,\frac{t}{\tau}\,e^{1 - t/\tau}, \qquad P = P_\text{max}\,\frac{S}{S + S_0},

and new collagen that ripens after the wave and is lost slowly, faster in the sun (:math:`u`: share of unprotected
daily sun):

.. math::

    A' = -A/\tau,\quad B' = (A - B)/\tau,\quad N' = B/\tau - N/\tau_m,\quad
    M' = N/\tau_m - \bigl(1/\tau_l + r\,u\bigr) M,

with :math:`A = S` at the step. Every step's thickness passes through the four states: what went in is what is there and
what was lost, to rounding.

What is seen of it saturates, place by place: skin with ripe collagen of the thickness :math:`m` has gained
the share :math:`1 - e^{-m/M_0}` of what it can gain, and skin between narrow columns nothing. A step that covers the
share :math:`c` of the area lays :math:`M/c` down where it wounds, and the columns of one session know nothing of those
of another. With :math:`M_k(t)` of step :math:`k` ripe, the mean over the area is

.. math:: R(t) = 1 - \prod_k \left[1 - c_k \left(1 - e^{-M_k(t)/(c_k M_0)}\right)\right],
    \qquad \text{improvement} = y_\text{max}\,R,

below a ceiling that is never one: a stretch mark or a scar becomes less visible; it does not go away. Whole surfaces
(:math:`c = 1`) add up their thickness; of columns neither depth nor number makes more of a session than the share that
it covers, and each session finds less that is not remodelled yet. No order of steps changes :math:`R`, and no step
lowers it.

References
----------
.. [1] J. S. Orringer et al., "Dermal matrix remodeling after nonablative laser therapy", J. Am. Acad. Dermatol. 53,
   775-782, 2005.
.. [2] J. S. Orringer et al., "Direct quantitative comparison of molecular responses in photodamaged human skin to
   fractionated and fully ablative carbon dioxide laser resurfacing", Dermatol. Surg. 38, 2012.
.. [3] H.-J. You et al., "Comparison of four different lasers for acne scars: resurfacing and fractional lasers",
   J. Plast. Reconstr. Aesthet. Surg. 69, e87-e95, 2016.
.. [4] S. Walia and T. S. Alster, "Prolonged clinical and histologic effects from CO2 laser resurfacing of atrophic acne
   scars", Dermatol. Surg. 25, 926-930, 1999.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError, QuestionError
from lentigo.physics.injury import Injury

__all__ = [
    "CollagenConstants",
    "CollagenHistory",
    "ImprovementConstants",
    "RipeStep",
    "collagen_course",
    "collagen_stimulus",
    "improvement",
    "procollagen_peak",
    "remodelled",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CollagenConstants:
    """How the dermis answers."""

    heated_weight: float
    """What a thickness of heat-shocked dermis counts against coagulated or removed dermis [1]."""
    peak_ceiling: float
    """Largest rise of procollagen over what untreated skin makes [1]."""
    peak_stimulus: float
    """Stimulus at which half of it is reached [m]."""
    wave_time: float
    """Time from the step to the height of the wave [s]."""
    ripening_time: float
    """Time in which new collagen is remodelled into what is seen [s]."""
    loss_time: float
    """Time in which it is lost again, out of the sun [s]."""
    sun_loss: float
    """Additional rate of loss in full unprotected daily sun [1/s]."""

    def __post_init__(self) -> None:
        """Refuse what cannot be a constant of these laws."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not (np.isfinite(value) and (value > 0.0 or (field.name == "sun_loss" and value == 0.0))):
                raise OutOfValidityError(f"{field.name} is {value:g}, must be above 0", where="collagen")


@dataclass(frozen=True, slots=True)
class ImprovementConstants:
    """What is seen of new collagen in one condition."""

    ceiling: float
    """Largest improvement that any number of sessions gives [1]; below one."""
    half: float
    """Ripe collagen that gives 63 % of it where it lies [m]."""

    def __post_init__(self) -> None:
        """Refuse a ceiling that would promise that the condition goes away."""
        if not 0.0 < self.ceiling < 1.0:
            raise OutOfValidityError(
                f"the ceiling of improvement is {self.ceiling:g}, must lie between 0 and 1",
                where="collagen",
                hint="no treatment makes a scar, a stretch mark or a line go away",
            )
        if not (np.isfinite(self.half) and self.half > 0.0):
            raise OutOfValidityError(f"half is {self.half:g} m, must be above 0", where="collagen")


@dataclass(frozen=True, slots=True)
class RipeStep:
    """What one step has made of N skins over T instants."""

    coverage: Floats
    """(N,) share of the area on which its collagen lies [1]; above 0."""
    stimulus: Floats
    """(N,) what it counts, as volume per area [m]."""
    share: Floats
    """(T, N) or (T, 1) share of that which is ripe [1]."""


@dataclass(frozen=True, slots=True)
class CollagenHistory:
    """The dermis over time in N skins, (T, N) each."""

    procollagen: Floats
    """Rise over what untreated skin makes [1]."""
    new: Floats
    """Collagen not yet ripe, with what the wave is still to give, as thickness [m]."""
    ripe: Floats
    """Collagen that is seen, as thickness [m]."""
    lost: Floats
    """Ripe collagen lost so far, as thickness [m]."""
    steps: tuple[RipeStep, ...]
    """The same, of each step for itself."""


def collagen_stimulus(injury: Injury, *, constants: CollagenConstants) -> Floats:
    """What one step counts for the dermis, (N,) [m].

    Parameters
    ----------
    injury : Injury
        Of N skins.
    constants : CollagenConstants
        The laws.

    Returns
    -------
    (N,) array
        Equivalent thickness [m].
    """
    stimulus: Floats = injury.dermis_coagulated + injury.dermis_removed + constants.heated_weight * injury.dermis_heated
    return stimulus


def procollagen_peak(injury: Injury, *, constants: CollagenConstants) -> Floats:
    """Height of the wave of procollagen after one step, (N,) [1].

    Parameters
    ----------
    injury : Injury
        Of N skins.
    constants : CollagenConstants
        The laws.

    Returns
    -------
    (N,) array
        Rise over what untreated skin makes [1].
    """
    stimulus = collagen_stimulus(injury, constants=constants)
    return constants.peak_ceiling * stimulus / (stimulus + constants.peak_stimulus)


def collagen_course(
    time: ArrayLike,
    *,
    injuries: Sequence[tuple[int, Injury]],
    constants: CollagenConstants,
    sun: ArrayLike = 0.0,
) -> CollagenHistory:
    """New and ripe collagen over time after any number of steps.

    Parameters
    ----------
    time : (T,) array
        Increasing instants, such as one a day [s].
    injuries : sequence of (int, Injury)
        Index of the instant at which each step is done, and what it leaves behind in the N skins [1].
    constants : CollagenConstants
        The laws.
    sun : float, (T,) array or (T, N) array
        Share of unprotected daily sun [1].

    Returns
    -------
    CollagenHistory
        (T, N) arrays.

    Raises
    ------
    QuestionError
        If the instants do not increase, an index lies outside them, or the steps are of different numbers of skins.
    OutOfValidityError
        If the sun is not between 0 and 1.
    """
    at = np.asarray(time, dtype=np.float64)
    if at.ndim != 1 or at.size == 0 or np.any(np.diff(at) <= 0) or not np.all(np.isfinite(at)):
        raise QuestionError("time must be a list of increasing instants", where="collagen", hint="one a day will do")
    count = injuries[0][1].count if injuries else 1
    for index, injury in injuries:
        if not 0 <= index < at.size:
            raise QuestionError(
                f"a step is done at instant {index}, there are {at.size}", where="collagen", hint="count from 0"
            )
        if injury.count != count:
            raise QuestionError(
                f"a step is of {injury.count} skins, the first of {count}",
                where="collagen",
                hint="give every step of the same skins",
            )
    light = np.asarray(sun, dtype=np.float64)
    if not np.all((light >= 0.0) & (light <= 1.0)):
        raise OutOfValidityError("the share of daily sun must lie between 0 and 1", where="collagen")
    # Skins under the same sun ripen alike: what a step counts for in each of them is laid over it afterwards.
    light = light[:, None] if light.ndim == 1 else light
    light = np.broadcast_to(light, (at.size, light.shape[1] if light.ndim == 2 else 1))

    done = [index for index, _ in injuries]
    young, ripe, lost, wave = _shares(at, done, light, constants)
    stimulus = [collagen_stimulus(injury, constants=constants) for _, injury in injuries]
    peak = [np.e * procollagen_peak(injury, constants=constants) for _, injury in injuries]

    def total(shares: Floats, weights: Sequence[Floats]) -> Floats:
        made = np.zeros((at.size, count))
        for share, weight in zip(shares, weights, strict=True):
            made += share * weight
        return made

    return CollagenHistory(
        procollagen=total(wave, peak),
        new=total(young, stimulus),
        ripe=total(ripe, stimulus),
        lost=total(lost, stimulus),
        steps=tuple(
            RipeStep(
                coverage=np.where(injury.coverage > 0.0, injury.coverage, 1.0), stimulus=weight, share=ripe[number]
            )
            for number, ((_, injury), weight) in enumerate(zip(injuries, stimulus, strict=True))
        ),
    )


def _shares(
    at: Floats, done: Sequence[int], light: Floats, constants: CollagenConstants
) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each of K steps the shares that are not yet ripe, ripe, and lost, and its wave, (K, T, N or 1) each [1]."""
    shape = (len(done), light.shape[1])
    found = np.zeros((4, len(done), at.size, light.shape[1]))
    waves = np.zeros((2, *shape))
    young, ripe, lost = (np.zeros(shape) for _ in range(3))
    steps = np.diff(at)
    first = np.array(done, dtype=np.intp)
    for index in range(min(done, default=at.size), at.size):
        if index:
            dt = float(steps[index - 1])
            before = waves[0] + waves[1]
            _advance(waves, dt / constants.wave_time)
            made = before - waves[0] - waves[1]
            ripens = np.exp(-dt / constants.ripening_time)
            kept = young * ripens + made * np.sqrt(ripens)
            ripened = young + made - kept
            stays = np.exp(-dt * (1.0 / constants.loss_time + constants.sun_loss * light[index]))
            still = ripe * stays + ripened * np.sqrt(stays)
            lost = lost + (ripe + ripened - still)
            young, ripe = kept, still
        waves[0][first == index] += 1.0
        found[0, :, index] = waves[0] + waves[1] + young
        found[1, :, index] = ripe
        found[2, :, index] = lost
        found[3, :, index] = waves[1]
    return found[0], found[1], found[2], found[3]


def _advance(waves: Floats, share: float) -> None:
    """A chain of two states over a step of so many of its times: exact."""
    decay = np.exp(-share)
    waves[1] = (waves[1] + share * waves[0]) * decay
    waves[0] = waves[0] * decay


def remodelled(history: CollagenHistory, *, half: ArrayLike) -> Floats:
    """Share that is gained of what can be gained, as a mean over the area.

    Parameters
    ----------
    history : CollagenHistory
        Of N skins over T instants.
    half : float or (N,) array
        Ripe collagen that gives 63 % of it where it lies [m].

    Returns
    -------
    (T, N) array
        From 0 to 1 [1]; never below that of any of the steps alone.
    """
    scale = np.asarray(half, dtype=np.float64)
    left = np.ones(history.ripe.shape)
    for step in history.steps:
        ripe = step.share.any(axis=1)
        if step.stimulus.any() and ripe.any():
            since = int(np.argmax(ripe))
            gained = np.expm1(step.share[since:] * (step.stimulus / (-step.coverage * scale)))
            left[since:] *= 1.0 + step.coverage * gained
    return 1.0 - left


def improvement(history: CollagenHistory, *, constants: ImprovementConstants) -> Floats:
    """How much less a scar, a stretch mark or a line is seen.

    Parameters
    ----------
    history : CollagenHistory
        Of N skins over T instants.
    constants : ImprovementConstants
        Of the condition.

    Returns
    -------
    (T, N) array
        Improvement [1]; never above the ceiling.
    """
    return constants.ceiling * remodelled(history, half=constants.half)
