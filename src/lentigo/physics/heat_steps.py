"""When to step: graded time steps that begin anew at every event of a pulse and its cooling."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo.errors import OutOfValidityError

__all__ = ["Steps", "SurfacePhase", "heat_steps"]

_IMPULSE = 1e-3  # a pulse shorter than this share of the thinnest cell's relaxation is an instant
_GROWTH = 1.19  # ratio of successive steps after an event
_PULSE_STEPS = 14  # steps in a single pulse
_TRAIN_STEPS = 6  # steps in each pulse of a train
_COOLING_START = 0.005  # first step after a change of cooling, in units of (effusivity / heat transfer)²


@dataclass(frozen=True, slots=True)
class SurfacePhase:
    """What touches the surface for a while."""

    start: float
    """[s]; the pulse starts at 0, so cooling before it has negative times."""
    end: float
    """[s]."""
    heat_transfer: float
    """Heat transfer coefficient [W/(m² K)]; zero insulates."""
    temperature: float
    """Temperature of the medium [K]."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The march through time: S steps, and the T instants that are kept."""

    start: float
    """First instant [s]."""
    step: NDArray[np.float64]
    """(S,) lengths [s]; the last is zero, for what happens at the end."""
    transfer: NDArray[np.float64]
    """(S,) heat transfer coefficient during the step [W/(m² K)]."""
    medium: NDArray[np.float64]
    """(S,) temperature of the medium during the step [K]."""
    power: NDArray[np.float64]
    """(S,) irradiance during the step per unit radiant exposure [1/s]."""
    impulse: NDArray[np.float64]
    """(S,) share of the radiant exposure given at the start of the step [1]."""
    record_before: NDArray[np.int64]
    """(S,) place among the kept instants of the state before the impulse, or -1."""
    record_after: NDArray[np.int64]
    """(S,) place among the kept instants of the state after the impulse, or -1."""
    time: NDArray[np.float64]
    """(T,) kept instants [s]."""

    @property
    def delivered(self) -> float:
        """Share of the radiant exposure that falls within the march [1]."""
        return float(np.sum(self.power * self.step) + np.sum(self.impulse))

    def refined(self, parts: int) -> Steps:
        """The same march with every step cut into equal parts; the kept instants stay."""
        first = np.zeros(self.step.size * parts, dtype=bool)
        first[::parts] = True

        def only_first(values: NDArray[np.int64]) -> NDArray[np.int64]:
            return np.where(first, np.repeat(values, parts), -1)

        return Steps(
            start=self.start,
            step=np.repeat(self.step / parts, parts),
            transfer=np.repeat(self.transfer, parts),
            medium=np.repeat(self.medium, parts),
            power=np.repeat(self.power, parts),
            impulse=np.where(first, np.repeat(self.impulse, parts), 0.0),
            record_before=only_first(self.record_before),
            record_after=only_first(self.record_after),
            time=self.time,
        )

    def recorded_at(self, instants: Sequence[float]) -> Steps:
        """The same march, with a step's end at each of the given instants, which alone are kept, after any impulse.

        Raises
        ------
        OutOfValidityError
            If an instant lies outside the march, or they do not increase.
        """
        ends = self.start + np.cumsum(self.step)
        begins = ends - self.step
        wanted = np.asarray(instants, dtype=np.float64)
        near = 1e-9 * (ends[-1] - self.start)
        if wanted.size == 0 or np.any(np.diff(wanted) <= 0.0):
            raise OutOfValidityError("the instants of the snapshots must increase")
        if wanted[0] < self.start - near or wanted[-1] > ends[-1] + near:
            raise OutOfValidityError(
                f"snapshots from {wanted[0]} s to {wanted[-1]} s lie outside {self.start} s to {ends[-1]} s"
            )
        inner = [w for w in wanted if np.min(np.abs(begins - w)) > 1e-12 + 1e-6 * near]
        points = np.sort(np.concatenate([begins, inner]))
        old = np.searchsorted(begins, points, side="right") - 1
        # Where a step of no length stands at the end, the last place wins; an impulse belongs to the old begin only.
        is_begin = np.isin(points, begins)
        record = np.full(points.size, -1, dtype=np.int64)
        for number, w in enumerate(wanted):
            record[int(np.argmin(np.abs(points - w)))] = number
        return Steps(
            start=self.start,
            step=np.append(np.diff(points), 0.0),
            transfer=self.transfer[old],
            medium=self.medium[old],
            power=self.power[old],
            impulse=np.where(is_begin, self.impulse[old], 0.0),
            record_before=np.full(points.size, -1, dtype=np.int64),
            record_after=record,
            time=wanted,
        )


def heat_steps(
    *,
    pulse: Sequence[tuple[float, float, float]],
    phases: Sequence[SurfacePhase],
    end: float,
    relaxation: float,
    effusivity: float,
    from_start: bool,
) -> Steps:
    """Graded steps for a pulse (or train) under a sequence of surface phases.

    Parameters
    ----------
    pulse : sequence of (start, duration, share)
        Stretches of constant power: start [s], duration [s], share of the radiant exposure [1].
    phases : sequence of SurfacePhase
        What touches the surface, without gaps.
    end : float
        Last instant [s].
    relaxation : float
        Relaxation of the thinnest cell [s]: sets the first step after an instantaneous pulse.
    effusivity : float
        Thermal effusivity of the surface [W s^½/(m² K)]: sets the first step after a change of cooling.
    from_start : bool
        Keep the instants before the pulse as well.

    Returns
    -------
    Steps

    Raises
    ------
    OutOfValidityError
        If the phases leave a gap, a pulse lies outside them, or the shares do not add up to one.
    """
    light = sorted((float(s), float(d), float(e)) for s, d, e in pulse)
    cover = sorted(phases, key=lambda phase: phase.start)
    _check(light, cover, end)
    instant = [(s, e) for s, d, e in light if d <= _IMPULSE * relaxation]
    lasting = [(s, s + d, e / d) for s, d, e in light if d > _IMPULSE * relaxation]
    per_pulse = _PULSE_STEPS if len(light) == 1 else _TRAIN_STEPS

    starts: dict[float, float] = {}  # first step after each event

    def begin(at: float, first: float) -> None:
        if at < end:
            starts[at] = min(first, starts.get(at, math.inf))

    strongest = 1.0  # a change of cooling is felt on the time scale of the stronger of the two
    for phase in cover:
        begin(phase.start, _COOLING_START * (effusivity / max(phase.heat_transfer, strongest)) ** 2)
        strongest = max(phase.heat_transfer, 1.0)
    for at, _ in instant:
        begin(at, 0.3 * relaxation)
    for start, stop, _ in lasting:
        begin(start, (stop - start) / (2.0 * per_pulse))
        begin(stop, max(0.3 * relaxation, (stop - start) / (2.0 * per_pulse)))

    events = sorted(starts)
    times = [events[0]]
    for at, until in zip(events, [*events[1:], end], strict=True):
        burning = any(start <= at < stop for start, stop, _ in lasting)
        times.extend(_graded(at, until, first=starts[at], fewest=per_pulse if burning else 1))
    instants = np.array(times)
    step = np.append(np.diff(instants), 0.0)
    middle = np.append(0.5 * (instants[1:] + instants[:-1]), end)
    active = np.searchsorted([phase.start for phase in cover], middle, side="right") - 1
    power = np.zeros(step.size)
    for start, stop, rate in lasting:
        power[:-1] += np.where((middle[:-1] > start) & (middle[:-1] < stop), rate, 0.0)
    impulse = np.zeros(step.size)
    for at, share in instant:
        impulse[int(np.argmin(np.abs(instants - at)))] += share

    before, after, time = _kept(instants, impulse, begin=-math.inf if from_start else light[0][0])
    return Steps(
        start=float(instants[0]),
        step=step,
        transfer=np.array([float(cover[a].heat_transfer) for a in active]),
        medium=np.array([float(cover[a].temperature) for a in active]),
        power=power,
        impulse=impulse,
        record_before=before,
        record_after=after,
        time=time,
    )


def _kept(
    instants: NDArray[np.float64], impulse: NDArray[np.float64], *, begin: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Places of the states before and after the impulse of each step, and the instants that are kept."""
    before = np.full(instants.size, -1, dtype=np.int64)
    after = np.full(instants.size, -1, dtype=np.int64)
    kept: list[float] = []
    for s, at in enumerate(instants.tolist()):
        if at < begin:
            continue
        if impulse[s] > 0.0 and kept:
            before[s] = len(kept)
            kept.append(at)
        after[s] = len(kept)
        kept.append(at)
    return before, after, np.array(kept)


def _graded(start: float, stop: float, *, first: float, fewest: int) -> list[float]:
    """Instants after ``start`` up to ``stop``, in steps that grow from about ``first`` by a constant ratio."""
    length = stop - start
    if first * fewest >= length:
        count, ratio = fewest, 1.0
    else:
        count = max(fewest, math.ceil(math.log1p((_GROWTH - 1.0) * length / first) / math.log(_GROWTH)))
        ratio = _GROWTH
        if first * count < length:  # exact ratio for this count, by fixed steps of bisection
            low, high = 1.0 + 1e-9, 2.0 * _GROWTH
            for _ in range(60):
                ratio = 0.5 * (low + high)
                low, high = (ratio, high) if first * (ratio**count - 1.0) / (ratio - 1.0) < length else (low, ratio)
        else:
            ratio = 1.0
    sizes = ratio ** np.arange(count)
    inner = start + length * np.cumsum(sizes) / np.sum(sizes)
    return [*inner[:-1].tolist(), stop]


def _check(light: Sequence[tuple[float, float, float]], cover: Sequence[SurfacePhase], end: float) -> None:
    if not light or not cover:
        raise OutOfValidityError("a pulse and a surface phase must be given")
    total = sum(share for _, _, share in light)
    if not math.isclose(total, 1.0, rel_tol=1e-9):
        raise OutOfValidityError(f"the shares of the pulse add up to {total}, must add up to 1")
    for start, duration, share in light:
        if duration < 0.0 or share < 0.0:
            raise OutOfValidityError(f"a stretch of light lasts {duration} s with share {share}, must not be negative")
        if start < cover[0].start or start + duration > end:
            raise OutOfValidityError(
                f"light from {start} s to {start + duration} s lies outside {cover[0].start} s to {end} s"
            )
    _check_phases(cover, end)


def _check_phases(cover: Sequence[SurfacePhase], end: float) -> None:
    for one, two in itertools.pairwise(cover):
        if not math.isclose(one.end, two.start, rel_tol=1e-9, abs_tol=1e-12):
            raise OutOfValidityError(f"surface phases leave a gap or overlap between {one.end} s and {two.start} s")
    if cover[-1].end < end:
        raise OutOfValidityError(f"the surface phases end at {cover[-1].end} s, must reach {end} s")
    for phase in cover:
        if phase.heat_transfer < 0.0 or phase.temperature <= 0.0 or phase.end <= phase.start:
            raise OutOfValidityError(f"{phase} has a negative coefficient, no temperature or no duration")
