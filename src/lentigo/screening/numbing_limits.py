"""The numbers that a numbing cream is kept to, each beside what is asked for, and what is allowed in their place."""

from __future__ import annotations

from math import floor, inf

from lentigo import library
from lentigo.domain.case import Case
from lentigo.domain.health import Unknown
from lentigo.domain.numbing_answer import CreamAllowance, CreamLimit
from lentigo.domain.record import Answer
from lentigo.screening.numbing_dose import TABLE, UNKNOWN, Known, known, limit_number, told
from lentigo.screening.numbing_facts import Weighed
from lentigo.screening.numbing_label import LabelNumber

ROUNDING = 1.0 + 1e-9
"""So much above a limit is the rounding of a sum."""


def limits_of(found: Weighed, *, case: Case) -> tuple[CreamLimit, ...]:
    """Every number that is kept to, over the whole day."""
    cream, label = found.cream, found.limits
    band = "AN-02" if label.adult == "no" else "AN-01"
    half = " Halved by rule AN-10." if found.halved else ""
    rows = []
    if label.amount_g is not None:
        allowed = label.amount_g.value * _half(found)
        rule = "AN-10" if found.halved else band
        rows.append(
            _row(
                "cream", cream.amount_g, allowed, "g", rule=rule, number=label.amount_g, more=half, halved=found.halved
            )
        )
    if label.area_cm2 is not None:
        rows.append(
            _row("skin under cream", cream.area_cm2, label.area_cm2.value, "cm²", rule=band, number=label.area_cm2)
        )
    rows.append(_library_row("skin under any cream", cream.area_cm2, name="largest_area_cm2", unit="cm²", rule="AN-04"))
    minutes = most_minutes(found, case=case)
    if minutes is not None:
        atopic = label.atopic_minutes is not None and minutes == label.atopic_minutes
        rule = "AN-12" if atopic and minutes != label.contact_minutes else band
        rows.append(_row("time on the skin", cream.contact_minutes, minutes.value, "min", rule=rule, number=minutes))
    if label.cover_cm2 is not None:
        covered = found.request.covered_area_cm2
        rows.append(
            _row("skin under a dressing", covered, label.cover_cm2.value, "cm²", rule="AN-05", number=label.cover_cm2)
        )
    for dose in found.doses.doses:
        if dose.ceiling_mg == UNKNOWN and dose.drug == "tetracaine":
            continue
        rows.append(_ceiling_row(dose.drug, dose.share_of_ceiling))
    rows.append(
        CreamLimit(
            name="all anaesthetics of the day, expected in the blood",
            asked=cream.sum_of_shares,
            allowed=1.0,
            unit="",
            met=_met(cream.sum_of_shares, 1.0),
            rule="AN-06",
            sources=("EMLApk", "LidoTopUS", "eTGlocal"),
            where="sum of the expected shares of the ceilings: the effects of local anaesthetics add",
            assumed=True,
        )
    )
    return tuple(rows)


def most_minutes(found: Weighed, *, case: Case) -> LabelNumber | None:
    """The longest time on the skin: that of the label, or on atopic eczema where there is some or may be."""
    times = [found.limits.contact_minutes]
    if case.health.atopic_eczema.value != "no":
        times.append(found.limits.atopic_minutes)
    return min((one for one in times if one is not None), key=lambda one: one.value, default=None)


def allowance_of(found: Weighed, *, case: Case) -> CreamAllowance | None:
    """The most that is left of the day, by label and ceilings; none where a number is not known or nothing is left.

    Amounts are rounded down: to hundredths of a gram, and whole minutes.
    """
    label, request = found.limits, found.request
    minutes = most_minutes(found, case=case)
    by_ceiling = found.doses.amount_by_ceiling_g
    already_g, already_cm2 = known(request.amount_within_a_day_g), known(request.area_within_a_day_cm2)
    if label.for_this_age != "yes" or by_ceiling is None or already_g is None or already_cm2 is None or minutes is None:
        return None
    by_label = inf if label.amount_g is None else label.amount_g.value * _half(found)
    area = min(limit_number("largest_area_cm2"), inf if label.area_cm2 is None else label.area_cm2.value)
    amount = min(by_label, by_ceiling)
    if amount == inf:
        return None
    left_g, left_cm2 = _down(amount - already_g), _down(area - already_cm2)
    if left_g <= 0 or left_cm2 <= 0:
        return None
    cover = left_cm2 if label.cover_cm2 is None else label.cover_cm2.value
    return CreamAllowance(
        amount_g=left_g, area_cm2=left_cm2, contact_minutes=float(floor(minutes.value)), cover_cm2=min(cover, left_cm2)
    )


def unmet(rows: tuple[CreamLimit, ...]) -> tuple[CreamLimit, ...]:
    """The limits that what is asked for exceeds, or may exceed."""
    return tuple(row for row in rows if row.met != "yes")


def _half(found: Weighed) -> float:
    return limit_number("slow_clearance_multiple") if found.halved else 1.0


def _down(value: float) -> float:
    """A number rounded down to hundredths; what is short of a hundredth by rounding alone counts."""
    return max(floor(value * 100 + 1e-6) / 100, 0.0)


def _met(asked: float | Unknown, allowed: float) -> Answer:
    asks: Known = known(asked)
    if asks is None:
        return "unknown"
    return "yes" if asks <= allowed * ROUNDING else "no"


def _row(
    name: str,
    asked: float | Unknown,
    allowed: float,
    unit: str,
    *,
    rule: str,
    number: LabelNumber,
    more: str = "",
    halved: bool = False,
) -> CreamLimit:
    return CreamLimit(
        name=name,
        asked=asked,
        allowed=allowed,
        unit=unit,
        met=_met(asked, allowed),
        rule=rule,
        sources=(number.source,),
        where=number.where + (f".{more}" if more else ""),
        assumed=number.assumed or halved,
    )


def _library_row(name_in_words: str, asked: float | Unknown, *, name: str, unit: str, rule: str) -> CreamLimit:
    number = library.number(TABLE, name)
    return CreamLimit(
        name=name_in_words,
        asked=asked,
        allowed=number.value,
        unit=unit,
        met=_met(asked, number.value),
        rule=rule,
        sources=(number.source,),
        where=number.where,
        assumed=number.kind == "assumed",
    )


def _ceiling_row(drug: str, share: float | Unknown) -> CreamLimit:
    number, multiple = library.number(TABLE, f"{drug}_mg_kg"), limit_number("safety_multiple")
    return CreamLimit(
        name=f"{drug}, {multiple:g} times what is expected of the cream and what is injected, of its ceiling",
        asked=told(known(share)),
        allowed=1.0,
        unit="",
        met=_met(share, 1.0),
        rule="AN-06",
        sources=("EMLApk", number.source),
        where=f"{number.value:g} mg/kg, at most {limit_number(f'{drug}_most_mg'):g} mg; {number.where}",
        assumed=True,
    )
