r"""Melanin of a lesion and of the skin around it over months: made, handed on, shed, dropped and cleared.

Two columns are followed in each of N skins. Melanin is made in the basal layer and leaves through a chain of
compartments: one where cells wait to leave the basal layer, several on the way through the living epidermis, several in
the horny layer. The chain delays everything by the turnover of the epidermis:

.. math:: \dot M_1 = p - r_1 M_1 - k I M_1, \qquad \dot M_j = r_{j-1} M_{j-1} - r_j M_j .

Production in the skin around and in the lesion:

.. math:: p_S &= f\,(1 + s + s_I)(1 - c) / T, \\
          p_L &= [f\,(1 + s + s_I) + h\,\eta\,(1 - c_h)(1 + \kappa s)](1 - c) / T ,

both over :math:`1 + s_0`, so that the skin around starts with one unit of melanin. Here :math:`f` is the function of
the melanocytes, :math:`s` the stimulus of light :math:`u` with the target :math:`s_\infty u/(u + u_{1/2})`,
:math:`s_I` that of inflammation :math:`I`, :math:`h` the lesion's own drive, :math:`\eta` hormones, :math:`c` and
:math:`c_h` what drugs hold back, and :math:`T` the mean stay of melanin. Each of :math:`f, s, s_I, h` relaxes
exponentially. Inflammation drops melanin into the dermis, where it clears slowly. Where the dermal melanin of a lesion
is kept up by the lesion itself, its basal layer loses what that takes at a constant rate, and the drive is so much
higher: cleared dermal melanin then returns in the time in which it clears.

The chain is stepped implicitly: it is positive for any step, its mean transit is exact, and what was made equals what
is there and what has left to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError, QuestionError
from lentigo.physics.injury import Injury

__all__ = [
    "AROUND",
    "LESION",
    "PigmentConstants",
    "PigmentCourse",
    "PigmentDrivers",
    "PigmentStart",
    "balance_error",
    "pigment_course",
]

Floats = NDArray[np.float64]

AROUND: Final = 0
"""Index of the column of the skin around."""
LESION: Final = 1
"""Index of the column of the lesion."""

SPINOUS_STAGES: Final = 4
HORNY_STAGES: Final = 4
_STAGES: Final = 1 + SPINOUS_STAGES + HORNY_STAGES


@dataclass(frozen=True, slots=True)
class PigmentConstants:
    """Rates and sensitivities; each a number for all skins or an array (N,)."""

    basal_time: ArrayLike
    """Mean stay of melanin in the basal layer [s]."""
    spinous_time: ArrayLike
    """Mean transit of the living epidermis above it [s]."""
    horny_time: ArrayLike
    """Mean transit of the horny layer [s]."""
    light_gain: ArrayLike
    """Stimulus under light without end, relative to unstimulated production [1]."""
    light_half: ArrayLike
    """Light that gives half of it [thresholds/day]."""
    stimulus_time: ArrayLike
    """Time in which the stimulus of light follows the light [s]."""
    inflammation_gain: ArrayLike
    """Stimulus per inflammation of strength 1 and second [1/s]."""
    inflammation_time: ArrayLike
    """Time in which the stimulus of inflammation fades [s]."""
    dropout_rate: ArrayLike
    """Basal melanin that drops into the dermis under inflammation of strength 1 [1/s]."""
    dermal_time: ArrayLike
    """Time in which dermal melanin clears by itself; may be infinite [s]."""
    freed_time: ArrayLike
    """Time in which dermal melanin clears that a treatment has broken [s]."""
    melanocyte_time: ArrayLike
    """Time in which lost function of melanocytes returns [s]."""
    melanocyte_lasting: ArrayLike
    """Share of lost function that does not return [1]."""
    drive_time: ArrayLike
    """Time in which the lesion's lost drive returns [s]."""
    drive_lasting: ArrayLike
    """Share of lost drive that does not return [1]."""
    drive_with_melanin: ArrayLike
    """Drive lost per share of epidermal melanin cleared: its cells go with it [1]."""
    drive_light: ArrayLike
    """How strongly the drive follows the stimulus of light [1]."""
    reactive_share: ArrayLike
    """Share of the lesion's first excess that is a reaction to past inflammation, without a drive of its own [1]."""
    dermal_fed: ArrayLike = 0.0
    """Share of the dermal melanin's clearing that the lesion's own epidermis makes good by dropping melanin down: with
    1 it stays for as long as the drive does, and returns with it [1]."""


@dataclass(frozen=True, slots=True)
class PigmentStart:
    """N skins on the first day, in balance with the light that they are used to."""

    contrast: ArrayLike
    """Epidermal melanin of the lesion relative to the skin around [1]."""
    dermal: ArrayLike = 0.0
    """Dermal melanin under the lesion, relative to the epidermal melanin around [1]."""
    light: ArrayLike = 0.0
    """Light of the weeks before [thresholds/day]."""


@dataclass(frozen=True, slots=True)
class PigmentDrivers:
    """What acts on the skin, day by day; each a number, (T, 1), (N,) or (T, N). Row k holds from time k to time k+1."""

    light: ArrayLike = 0.0
    """Light that reaches the skin, in doses that just pigment it [thresholds/day]."""
    inflammation: ArrayLike = 0.0
    """Inflammation in the lesion; 1 is what the mild endpoint of short pulses gives at its height [1]."""
    inflammation_around: ArrayLike = 0.0
    """Inflammation in the skin around [1]."""
    hormones: ArrayLike = 1.0
    """Drive relative to that of the first day [1]."""
    production_cut: ArrayLike = 0.0
    """Share of all production that drugs hold back [1]."""
    drive_cut: ArrayLike = 0.0
    """Share of the lesion's drive that drugs hold back [1]."""
    turnover_gain: ArrayLike = 0.0
    """By how much drugs speed up the turnover, relative [1]."""
    inflammation_cut: ArrayLike = 0.0
    """Share of the stimulus of inflammation that drugs hold back [1]."""


@dataclass(frozen=True, slots=True)
class PigmentCourse:
    """Melanin over time, relative to the epidermal melanin of the skin around on the first day."""

    time: Floats
    """(T,) [s]."""
    basal: Floats
    """(T, 2, N): skin around, lesion [1]."""
    spinous: Floats
    """(T, 2, N) [1]."""
    horny: Floats
    """(T, 2, N) [1]."""
    dermal: Floats
    """(T, 2, N), broken melanin that is still there included [1]."""
    produced: Floats
    """(T, 2, N) made since the start [1]."""
    shed: Floats
    """(T, 2, N) left through the surface since the start [1]."""
    dropped: Floats
    """(T, 2, N) gone down into the dermis since the start [1]."""
    removed: Floats
    """(T, 2, N) taken out of the epidermis by injuries since the start [1]."""
    dermal_cleared: Floats
    """(T, 2, N) gone from the dermis since the start [1]."""
    start_epidermal: Floats
    """(2, N) melanin of the epidermis before anything was done [1]."""
    start_dermal: Floats
    """(2, N) melanin of the dermis before anything was done [1]."""

    @property
    def epidermal(self) -> Floats:
        """(T, 2, N) melanin of the epidermis [1]."""
        return self.basal + self.spinous + self.horny

    @property
    def excess(self) -> Floats:
        """(T, N) epidermal and dermal melanin of the lesion above the skin around [1]."""
        total = self.epidermal + self.dermal
        above: Floats = total[:, LESION] - total[:, AROUND]
        return above

    @property
    def excess_share(self) -> Floats:
        """(T, N) excess relative to that before anything was done; not a number where there was none [1]."""
        start = self.start_epidermal + self.start_dermal
        first = np.broadcast_to(start[LESION] - start[AROUND], self.excess.shape)
        share: Floats = np.divide(self.excess, first, out=np.full_like(self.excess, np.nan), where=first != 0.0)
        return share


def balance_error(course: PigmentCourse) -> float:
    """Greatest error of the melanin balance of epidermis and dermis.

    Parameters
    ----------
    course : PigmentCourse
        A history.

    Returns
    -------
    float
        Relative to all melanin that was there or has been made [1].
    """
    epidermis = course.epidermal - course.start_epidermal
    expected = course.produced - course.shed - course.dropped - course.removed
    dermis = course.dermal - course.start_dermal
    scale = course.produced + course.start_epidermal + course.start_dermal
    errors = [np.abs(epidermis - expected), np.abs(dermis - (course.dropped - course.dermal_cleared))]
    return float(np.max(np.maximum(*errors) / np.maximum(scale, 1e-300)))


def pigment_course(
    start: PigmentStart,
    *,
    time: ArrayLike,
    drivers: PigmentDrivers,
    constants: PigmentConstants,
    injuries: Sequence[tuple[int, Injury]] = (),
    injuries_around: Sequence[tuple[int, Injury]] = (),
) -> PigmentCourse:
    """Follow melanin in N skins.

    Injuries act on melanin and melanocytes at once; the inflammation that they cause comes as a driver. What is stored
    at a time is after that time's injuries.

    Parameters
    ----------
    start : PigmentStart
        The skins on the first day.
    time : (T,) array
        Increasing times, usually daily [s].
    drivers : PigmentDrivers
        What acts day by day.
    constants : PigmentConstants
        Rates and sensitivities.
    injuries : sequence of (index, Injury)
        Index of a time and what a step left in the lesion then.
    injuries_around : sequence of (index, Injury)
        The same in the skin around.

    Returns
    -------
    PigmentCourse
        Melanin by layer, and what was made and has left.

    Raises
    ------
    QuestionError
        If shapes do not fit or an injury's time is not among the times.
    OutOfValidityError
        If times do not increase, or a quantity is negative or a share above 1.
    """
    times = np.asarray(time, dtype=np.float64)
    _check_time(times)
    contrast = np.atleast_1d(np.asarray(start.contrast, dtype=np.float64))
    count = contrast.shape[0]
    law = _spread(constants, (count,), whose="constants")
    begun = _spread(start, (count,), whose="start")
    acting = _spread(drivers, (times.size, count), whose="drivers")
    _check(law, begun, acting)
    events = _by_time((AROUND, injuries_around), (LESION, injuries), times=times.size, count=count)
    state = _State(begun, law)
    kept = _Record(times, state)
    for k in range(times.size):
        for column, injury in events.get(k, ()):
            state.injure(column, injury, law)
        kept.store(k, state)
        if k + 1 < times.size:
            state.step(float(times[k + 1] - times[k]), {name: rows[k] for name, rows in acting.items()}, law)
    return kept.course


Spread = dict[str, Floats]


def _spread(values: object, shape: tuple[int, ...], *, whose: str) -> Spread:
    """The fields of a dataclass as arrays of one shape."""
    found: Spread = {}
    for field in fields(values):  # type: ignore[arg-type]
        given = np.asarray(getattr(values, field.name), dtype=np.float64)
        try:
            found[field.name] = np.broadcast_to(given, shape)
        except ValueError:
            raise QuestionError(
                f"{field.name} has the shape {given.shape}, which does not fit {shape}",
                where=whose,
                hint="give a number, one value per skin, or one row per time",
            ) from None
    return found


def _check_time(times: Floats) -> None:
    if times.ndim != 1 or times.size < 1:
        raise QuestionError("time needs one dimension and at least one value", where="time")
    if not (np.all(np.isfinite(times)) and np.all(np.diff(times) > 0.0)):
        raise OutOfValidityError("times must increase", where="time", hint="give daily times in seconds")


_SHARES: Final = frozenset(
    {
        "melanocyte_lasting",
        "drive_lasting",
        "drive_with_melanin",
        "reactive_share",
        "dermal_fed",
        "production_cut",
        "drive_cut",
        "inflammation_cut",
    }
)
_TIMES: Final = frozenset(
    {
        "basal_time",
        "spinous_time",
        "horny_time",
        "light_half",
        "stimulus_time",
        "inflammation_time",
        "dermal_time",
        "freed_time",
        "melanocyte_time",
        "drive_time",
    }
)
"""What must lie above 0; times may be infinite where nothing returns or clears."""


def _check(*groups: Spread) -> None:
    for name, values in ((name, values) for group in groups for name, values in group.items()):
        low = np.min(values, initial=np.inf)
        high = np.max(values, initial=-np.inf)
        if np.isnan(values).any() or low < 0.0 or (name in _TIMES and low == 0.0):
            raise OutOfValidityError(f"{name} is {low:g}", where=name, hint="nothing here is negative, no time is zero")
        if name in _SHARES and high > 1.0:
            raise OutOfValidityError(f"{name} is {high:g}", where=name, hint="a share is at most 1")
        if name not in _TIMES and not np.isfinite(high):
            raise OutOfValidityError(f"{name} is not finite", where=name)


def _by_time(
    *groups: tuple[int, Sequence[tuple[int, Injury]]], times: int, count: int
) -> dict[int, list[tuple[int, Injury]]]:
    found: dict[int, list[tuple[int, Injury]]] = {}
    for column, injuries in groups:
        for index, injury in injuries:
            if not 0 <= index < times:
                raise QuestionError(
                    f"an injury at time {index} is not among the {times} times", where="injuries", hint="count from 0"
                )
            if injury.count != count:
                raise QuestionError(f"an injury is of {injury.count} skins, the course of {count}", where="injuries")
            found.setdefault(index, []).append((column, injury))
    return found


class _State:
    """Everything that changes from day to day; columns first, then skins."""

    def __init__(self, start: Spread, law: Spread) -> None:
        count = start["contrast"].shape[0]
        self.stay = np.stack(
            [law["basal_time"]]
            + [law["spinous_time"] / SPINOUS_STAGES] * SPINOUS_STAGES
            + [law["horny_time"] / HORNY_STAGES] * HORNY_STAGES
        )
        self.total_stay = self.stay.sum(axis=0)
        self.light = law["light_gain"] * start["light"] / (start["light"] + law["light_half"])
        self.unit = 1.0 + self.light
        amount = np.stack([np.ones(count), start["contrast"]])
        self.chain = (self.stay / self.total_stay)[:, None, :] * amount
        excess = np.maximum(start["contrast"] - 1.0, 0.0) * self.unit
        self.reaction = np.zeros((2, count))
        self.reaction[LESION] = law["reactive_share"] * excess
        # What the basal layer of the lesion hands down all the time, and what the drive makes in its place.
        fed = law["dermal_fed"] * start["dermal"] / law["dermal_time"]
        basal = self.chain[0, LESION]
        self.handed_down = np.zeros((2, count))
        np.divide(fed, basal, out=self.handed_down[LESION], where=basal > 0.0)
        fed = self.handed_down[LESION] * basal * self.total_stay * self.unit
        self.drive = ((1.0 - law["reactive_share"]) * excess + fed) / (1.0 + law["drive_light"] * self.light)
        self.drive_rest = self.drive.copy()
        # A pale lesion has less working melanocytes than the skin around, and keeps them.
        self.function = np.stack([np.ones(count), np.minimum(start["contrast"], 1.0)])
        self.function_rest = self.function.copy()
        self.dermal = np.stack([np.zeros(count), start["dermal"]])
        self.freed = np.zeros((2, count))
        self.produced, self.shed, self.dropped, self.removed, self.cleared = (np.zeros((2, count)) for _ in range(5))

    def injure(self, column: int, injury: Injury, law: Spread) -> None:
        """Take away at once what an injury destroys."""
        gone = self.chain[:, column] * injury.melanin_cleared
        self.chain[:, column] -= gone
        self.removed[column] += gone.sum(axis=0)
        broken = self.dermal[column] * injury.dermal_melanin_cleared
        self.dermal[column] -= broken
        self.freed[column] += broken
        lost = injury.melanocytes_lost
        self.function[column] *= 1.0 - lost
        self.function_rest[column] *= 1.0 - law["melanocyte_lasting"] * lost
        if column == LESION:
            share = 1.0 - (1.0 - lost) * (1.0 - law["drive_with_melanin"] * injury.melanin_cleared)
            self.drive *= 1.0 - share
            self.drive_rest *= 1.0 - law["drive_lasting"] * share

    def step(self, span: float, acting: Spread, law: Spread) -> None:
        """Go on by a span of time [s]."""
        target = law["light_gain"] * acting["light"] / (acting["light"] + law["light_half"])
        self.light = target + (self.light - target) * np.exp(-span / law["stimulus_time"])
        inflamed = np.stack([acting["inflammation_around"], acting["inflammation"]])
        fade = np.exp(-span / law["inflammation_time"])
        sustained = law["inflammation_gain"] * law["inflammation_time"] * inflamed * (1.0 - acting["inflammation_cut"])
        self.reaction = sustained + (self.reaction - sustained) * fade
        self.function = self.function_rest + (self.function - self.function_rest) * np.exp(
            -span / law["melanocyte_time"]
        )
        self.drive = self.drive_rest + (self.drive - self.drive_rest) * np.exp(-span / law["drive_time"])

        production = self.function * (1.0 + self.light + self.reaction)
        production[LESION] += (
            self.drive * acting["hormones"] * (1.0 - acting["drive_cut"]) * (1.0 + law["drive_light"] * self.light)
        )
        made = span * production * (1.0 - acting["production_cut"]) / (self.unit * self.total_stay)
        self._hand_on(span, made, 1.0 + acting["turnover_gain"], self.handed_down + law["dropout_rate"] * inflamed)
        self._clear_dermis(span, law)

    def _hand_on(self, span: float, made: Floats, speed: Floats, dropout: Floats) -> None:
        """Melanin made, through the chain and out; implicit, stage by stage."""
        self.produced += made
        incoming = made
        for stage in range(_STAGES):
            leaving = span * speed / self.stay[stage]
            falling = span * dropout if stage == 0 else 0.0
            self.chain[stage] = (self.chain[stage] + incoming) / (1.0 + leaving + falling)
            if stage == 0:
                down = falling * self.chain[stage]
                self.dropped += down
                self.dermal += down
            incoming = leaving * self.chain[stage]
        self.shed += incoming

    def _clear_dermis(self, span: float, law: Spread) -> None:
        """What dermal cells carry away."""
        resting = self.dermal * -np.expm1(-span / law["dermal_time"])
        broken = self.freed * -np.expm1(-span / law["freed_time"])
        self.dermal = self.dermal - resting
        self.freed = self.freed - broken
        self.cleared += resting + broken


class _Record:
    """The history as it is written."""

    def __init__(self, times: Floats, state: _State) -> None:
        shape = (times.size, *state.dermal.shape)
        self.course = PigmentCourse(
            time=times,
            basal=np.zeros(shape),
            spinous=np.zeros(shape),
            horny=np.zeros(shape),
            dermal=np.zeros(shape),
            produced=np.zeros(shape),
            shed=np.zeros(shape),
            dropped=np.zeros(shape),
            removed=np.zeros(shape),
            dermal_cleared=np.zeros(shape),
            start_epidermal=state.chain.sum(axis=0),
            start_dermal=state.dermal.copy(),
        )

    def store(self, k: int, state: _State) -> None:
        course = self.course
        course.basal[k] = state.chain[0]
        course.spinous[k] = state.chain[1 : 1 + SPINOUS_STAGES].sum(axis=0)
        course.horny[k] = state.chain[1 + SPINOUS_STAGES :].sum(axis=0)
        course.dermal[k] = state.dermal + state.freed
        course.produced[k] = state.produced
        course.shed[k] = state.shed
        course.dropped[k] = state.dropped
        course.removed[k] = state.removed
        course.dermal_cleared[k] = state.cleared
