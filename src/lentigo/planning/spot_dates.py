"""When test spots are read, by skin and history; unknown is never no."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lentigo import library
from lentigo.domain.case import Case
from lentigo.domain.plain_words import spoken

DARK_PHOTOTYPES = ("IV", "V", "VI", "unknown")
DARK_CLASSES = ("tan", "brown", "dark")
MARKING = ("melasma", "post_inflammatory_hyperpigmentation")
"""Lesions that come from skin which answers to irritation with pigment."""


@dataclass(frozen=True, slots=True)
class LateReading:
    """First and last day of the late reading after the spots, and why it is then."""

    from_days: int
    to_days: int
    why: tuple[str, ...]
    sources: tuple[str, ...]


def late_reading(
    case: Case, *, ita_deg: float | None, tanned: bool = False, rules: Sequence[str] = (), wounds: bool = False
) -> LateReading:
    """When the spots of this person are read for the last time; the longest wait that any reason asks for.

    Parameters
    ----------
    case : Case
        Skin and history.
    ita_deg : float, optional
        Colour at which limits are evaluated; none where it is not known. The darker of it and the phototype decides.
    tanned : bool
        The screening speaks of a tan.
    rules : sequence of str
        Rules that ask for a late reading, each as it is told.
    wounds : bool
        The light makes columns or takes the surface off: what heals may darken in any skin.
    """
    table = library.table("limits/test_spots")
    reasons = [("late_light_weeks", "light skin without a history of dark marks")]
    dark = slow_reasons(case, ita_deg=ita_deg, tanned=tanned)
    reasons += [("late_dark_weeks", why) for why in dark or rules]
    if wounds:
        reasons.append(("late_dark_weeks", "skin that heals from such light may darken for weeks, whatever its colour"))
    if case.health.keloid.value != "no":
        known = case.health.keloid.value == "yes"
        reasons.append(("late_keloid_weeks", "thick scars in the past" + ("" if known else " cannot be ruled out")))
    longest = max((table[name].low for name, _ in reasons))
    number = next(table[name] for name, _ in reasons if table[name].low == longest)
    return LateReading(
        from_days=round(7 * longest),
        to_days=round(7 * number.high),
        why=tuple(why for name, why in reasons if table[name].low == longest),
        sources=() if number.source == "assumed" else (number.source,),
    )


def slow_reasons(case: Case, *, ita_deg: float | None, tanned: bool) -> tuple[str, ...]:
    """Why dark marks must be waited for."""
    found = []
    phototype = case.person.phototype
    if phototype in DARK_PHOTOTYPES:
        found.append("an unknown phototype" if phototype == "unknown" else f"phototype {phototype}")
    if ita_deg is not None and library.ita_class(ita_deg) in DARK_CLASSES:
        found.append(f"skin of the class {library.ita_class(ita_deg)} (ITA {ita_deg:.0f}°)")
    if tanned:
        found.append("a tan")
    if case.lesion.kind in MARKING:
        found.append(spoken(case.lesion.kind))
    marks = case.health.previous_dark_marks.value
    if marks != "no":
        found.append("dark marks before" if marks == "yes" else "dark marks before cannot be ruled out")
    return tuple(found)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last one that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
