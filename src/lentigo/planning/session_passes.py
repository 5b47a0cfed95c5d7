"""Each pass of a session beside what the plan holds for it: planned, set, measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lentigo import library
from lentigo.domain.delivered import Comparison, Flag
from lentigo.domain.device import Device
from lentigo.domain.endpoints import STOP_SIGNS
from lentigo.domain.goals import ABLATING
from lentigo.domain.health import Unknown
from lentigo.domain.plan import DialSetting, Plan, Window
from lentigo.domain.session import DeliveredPass, Quantity, SessionRecord
from lentigo.planning.dial import delivered_per_set
from lentigo.planning.words import named

TABLE: Final = "limits/delivered"
UNKNOWN: Final[Unknown] = "unknown"
_SAME: Final = 1e-3
"""Two settings that differ by less are one: numbers on panels are rounded."""

_OPENING: Final = ("fractional_ablative", "full_field_ablative")
"""Families whose light opens the skin: pinpoint bleeding is what one expects."""

ComputeWindow = Callable[[DeliveredPass], Window | None]
"""Computes the window of a combination that the plan does not hold; none where it cannot be computed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The library's numbers on deviations, as fractions."""

    reason: float
    second_signature: float
    output: float
    meter: float

    @classmethod
    def of_the_library(cls) -> Limits:
        """As shipped."""

        def share(table: str, name: str) -> float:
            return library.number(table, name).value / 100

        return cls(
            reason=share(TABLE, "reason_percent"),
            second_signature=share(TABLE, "second_signature_percent"),
            output=share(TABLE, "output_tolerance_percent"),
            meter=share("limits/observations", "meter_error_percent"),
        )


@dataclass(frozen=True, slots=True)
class PassAgainstPlan:
    """One pass, what the plan holds for it, and how far they lie apart."""

    given: DeliveredPass
    place: int
    """Its place in the session, counted from zero."""
    window: Window | None
    """The window of exactly this handpiece, spot, pulse and cooling; none where the plan holds none."""
    planned: DialSetting | None
    """The setting that the plan recommends in that window, or, without a window, the plan's first."""
    measured_j_cm2: float | None
    """As measured that day, or as the meter's check makes of what was set."""
    device: Device | None
    comparisons: tuple[Comparison, ...]

    times: int = 1
    """Times that the zone was gone over with this handpiece in the session."""

    def reads(self, fluence_j_cm2: float, *, digits: int = 4) -> str:
        """A radiant exposure as the panel shows it: J/cm², or mJ of one narrow beam."""
        factor = self.given.mj_per_j_cm2
        value, unit = (fluence_j_cm2, "J/cm²") if factor is None else (fluence_j_cm2 * factor, "mJ")
        return f"{float(f'{value:.{digits}g}'):g} {unit}"

    @property
    def stop_signs(self) -> tuple[str, ...]:
        """Signs at which one stops that were seen; where light opens the skin pinpoint bleeding is none of them."""
        opens = self.device is not None and self.device.family in _OPENING
        return tuple(
            sign for sign in self.given.endpoints if sign in STOP_SIGNS and not (opens and sign == "pinpoint_bleed")
        )

    @property
    def too_often(self) -> bool:
        """The zone was gone over more often than the plan allows, where passes add up."""
        counts = self.window is not None and (self.window.passes > 1 or self.window.goal in (*ABLATING, "collagen"))
        return counts and self.window is not None and self.times > self.window.passes

    @property
    def set_above(self) -> bool:
        """The panel showed more than the plan allows; without a window nothing is allowed."""
        return self.window is None or self.given.fluence_set_j_cm2 > self.window.highest_allowed_j_cm2 * (1 + 1e-9)

    def measured_above(self, limits: Limits) -> bool:
        """More was measured than the highest setting that the plan allows would deliver, beyond the meter's error."""
        if self.window is None or self.measured_j_cm2 is None:
            return False
        return self.measured_j_cm2 > self.delivered_limit_j_cm2 * (1 + limits.meter)

    @property
    def delivered_limit_j_cm2(self) -> float:
        """What the highest allowed setting delivers by the device's own checks."""
        if self.window is None:
            return 0.0
        ratio = 1.0
        if self.device is not None:
            for piece in self.device.handpieces:
                for spot in piece.apertures:
                    if piece.name == self.given.handpiece and _alike(
                        spot.equivalent_diameter_mm, self.given.spot_set_mm
                    ):
                        ratio = delivered_per_set(self.device, piece, spot)
        return self.window.highest_allowed_j_cm2 * ratio


def passes_against_plan(
    plan: Plan, session: SessionRecord, *, limits: Limits, compute: ComputeWindow | None = None
) -> list[PassAgainstPlan]:
    """Every pass of a session with its window and its deviations.

    Parameters
    ----------
    plan : Plan
        What was planned.
    session : SessionRecord
        What was done.
    limits : Limits
        Deviations that ask for a reason, for a signature, or lock the device.
    compute : callable, optional
        Gives the window of a combination that the plan does not hold.
    """
    return [
        _against(plan, session, place=place, limits=limits, compute=compute) for place, _ in enumerate(session.passes)
    ]


def measured_today(session: SessionRecord, given: DeliveredPass) -> float | None:
    """Measured over nominal output of a pass's handpiece as checked that day; none where it is not known."""
    for check in session.output:
        if (check.device, check.handpiece) == (given.device, given.handpiece) and check.done == "yes":
            return None if check.measured_percent == UNKNOWN else float(check.measured_percent) / 100
    return None


def _against(
    plan: Plan, session: SessionRecord, *, place: int, limits: Limits, compute: ComputeWindow | None
) -> PassAgainstPlan:
    given = session.passes[place]
    times = times_over(session, given)
    window = _window(plan.windows, given, times=times)
    if window is None and compute is not None:
        window = compute(given)
    planned = window.recommended.setting if window is not None and window.recommended is not None else None
    if planned is None and window is None and plan.recommended is not None and plan.recommended.recommended is not None:
        planned = plan.recommended.recommended.setting
    today = measured_today(session, given)
    measured: float | None = None
    if given.mj_per_j_cm2 is not None and isinstance(given.energy_measured_mj, float):
        measured = given.energy_measured_mj / given.mj_per_j_cm2
    elif given.fluence_measured_j_cm2 != UNKNOWN:
        measured = float(given.fluence_measured_j_cm2)
    elif today is not None:
        measured = given.fluence_set_j_cm2 * today
    bare = PassAgainstPlan(
        given=given,
        place=place,
        window=window,
        planned=planned,
        measured_j_cm2=measured,
        device=next((device for device in plan.devices if device.id == given.device), None),
        comparisons=(),
        times=times,
    )
    return replace(bare, comparisons=tuple(_rows(bare, session=session, devices=plan.devices, limits=limits)))


def times_over(session: SessionRecord, given: DeliveredPass) -> int:
    """Times that a zone was gone over with one handpiece in a session."""
    same = (given.zone, given.device, given.handpiece)
    return sum(one.passes for one in session.passes if (one.zone, one.device, one.handpiece) == same)


def _window(windows: Sequence[Window], given: DeliveredPass, *, times: int) -> Window | None:
    """The window of what was dialled; of several that differ in passes the one with the fewest that are enough."""
    found = [
        window
        for window in windows
        if (window.device, window.handpiece, window.cooling) == (given.device, given.handpiece, given.cooling)
        and _alike(window.spot_mm, given.spot_set_mm)
        and _alike(window.pulse_s, given.pulse_set_s)
        and _alike(window.density_per_cm2 or 0.0, given.density_set_per_cm2 or 0.0)
        and window.stacked == given.stacked
    ]
    enough = [window for window in found if window.passes >= times]
    return min(enough or found, key=lambda window: window.passes if enough else -window.passes, default=None)


def _rows(
    one: PassAgainstPlan, *, session: SessionRecord, devices: Sequence[Device], limits: Limits
) -> Iterator[Comparison]:
    given, planned = one.given, one.planned
    outside = one.set_above or one.measured_above(limits)
    numbers: tuple[tuple[Quantity, str, float | None, float | None, float | None], ...] = (
        *_dialled(one),
        ("spot", "mm", planned.spot_mm if planned else None, given.spot_set_mm, _known(given.spot_measured_mm)),
        ("pulse", "s", planned.pulse_s if planned else None, given.pulse_set_s, _known(given.pulse_measured_s)),
        (
            "rate",
            "Hz",
            planned.repetition_rate_hz if planned else None,
            _known(given.rate_set_hz),
            _known(given.rate_measured_hz),
        ),
    )
    words: tuple[tuple[Quantity, str, str], ...] = (
        (
            "handpiece",
            f"{named(devices, planned.device)}, {planned.handpiece}" if planned else "",
            f"{named(devices, given.device)}, {given.handpiece}",
        ),
        ("cooling", planned.cooling if planned else "", given.cooling),
    )
    for quantity, before, after in words:
        flag: Flag = "as_planned" if before == after else "reason_needed" if before else "not_planned"
        if quantity == "cooling" and given.cooling_worked == "no" and _cools(one):
            flag = "outside"
        worked = {"yes": "worked", "no": "did not work"}.get(given.cooling_worked, UNKNOWN)
        yield _row(one, session, quantity, "", before, after, worked if quantity == "cooling" else "", None, None, flag)
    for quantity, unit, before_number, set_number, measured_number in numbers:
        base = before_number if before_number is not None else set_number
        set_deviation = _deviation(set_number, before_number)
        measured_deviation = _deviation(measured_number, base)
        # One slows or quickens one's hand: a slower rate than planned heats less and is only written down.
        if quantity == "rate" and set_deviation is not None and set_deviation <= 0:
            flag = "as_planned" if abs(set_deviation) <= limits.reason else "noted"
        else:
            flag = _flag(set_deviation, measured_deviation, limits=limits)
        if before_number is None:
            flag = "not_planned"
        if (quantity in ("fluence", "energy") and outside) or (quantity == "passes" and one.too_often):
            flag = "outside"
        yield _row(
            one,
            session,
            quantity,
            unit,
            _text(before_number),
            _text(set_number) or UNKNOWN,
            _text(measured_number) or UNKNOWN,
            set_deviation,
            measured_deviation,
            flag,
        )


def _dialled(
    one: PassAgainstPlan,
) -> Iterator[tuple[Quantity, str, float | None, float | None, float | None]]:
    """What the panel sets: radiant exposure, or energy, columns per area and stacking; passes where they add up."""
    given, planned = one.given, one.planned
    factor = given.mj_per_j_cm2
    if factor is None:
        before = planned.fluence_j_cm2 if planned else None
        yield "fluence", "J/cm²", before, given.fluence_set_j_cm2, one.measured_j_cm2
    else:
        measured = None if one.measured_j_cm2 is None else one.measured_j_cm2 * factor
        yield "energy", "mJ", planned.energy_mj if planned else None, given.energy_set_mj, measured
        density = given.density_set_per_cm2
        yield "density", "per cm²", planned.density_per_cm2 if planned else None, density, None
    if given.stacked > 1 or (planned is not None and planned.stacked > 1):
        yield "stacked", "pulses", float(planned.stacked) if planned else None, float(given.stacked), None
    # Melanin that has whitened is met again at one's own judgement; columns and removal add up.
    if factor is not None or (one.window is not None and one.window.goal in (*ABLATING, "collagen")):
        yield "passes", "times", float(planned.passes) if planned else None, float(one.times), None


def _row(  # noqa: PLR0917 - the columns of a table, in their order
    one: PassAgainstPlan,
    session: SessionRecord,
    quantity: Quantity,
    unit: str,
    planned: str,
    given: str,
    measured: str,
    set_deviation: float | None,
    measured_deviation: float | None,
    flag: Flag,
) -> Comparison:
    return Comparison(
        zone=one.given.zone,
        pass_number=one.given.pass_number,
        quantity=quantity,
        unit=unit,
        planned=planned,
        set=given,
        measured=measured,
        set_deviation_percent=None if set_deviation is None else round(100 * set_deviation, 1),
        measured_deviation_percent=None if measured_deviation is None else round(100 * measured_deviation, 1),
        flag=flag,
        reason=reason_for(session, quantity=quantity, zone=one.given.zone),
    )


def reason_for(session: SessionRecord, *, quantity: Quantity, zone: str) -> str:
    """The written reason why a quantity was not as planned in a zone; empty where there is none."""
    return next((d.reason for d in session.deviations if d.quantity == quantity and d.zone in (zone, "all")), "")


def _flag(*deviations: float | None, limits: Limits) -> Flag:
    worst = max((abs(d) for d in deviations if d is not None), default=0.0)
    if worst > limits.second_signature + 1e-9:
        return "second_signature_needed"
    if worst > limits.reason + 1e-9:
        return "reason_needed"
    return "as_planned"


def _cools(one: PassAgainstPlan) -> bool:
    """Whether the cooling of a pass is one that cools; what is not known is taken to be one."""
    if one.device is None:
        return True
    return next((c.method != "none" for c in one.device.coolings if c.name == one.given.cooling), True)


def _deviation(value: float | None, base: float | None) -> float | None:
    return None if value is None or not base else value / base - 1


def _known(value: float | str) -> float | None:
    return None if isinstance(value, str) else float(value)


def _text(value: float | None) -> str:
    return "" if value is None else f"{float(f'{value:.4g}'):g}"


def _alike(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_SAME)
