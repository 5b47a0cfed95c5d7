"""Which parts of the models a plan rests on: numbers and evidence of the others stay in the library and the docs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from lentigo.domain.course import Course
from lentigo.domain.goals import ABLATING
from lentigo.domain.plan import Plan
from lentigo.reports.evidence import EvidenceRow

ALWAYS: Final = "every plan"
"""Heat and harm in skin, its colour, and the caps."""

LIGHT: Final = "light"
"""Light that spreads in skin; water takes it up at once where columns are made or the surface is taken off."""

_APART: Final = "no plan"
"""Other sets of constants to choose from, and what stands on papers of their own."""

_TABLES: Final = {
    "anaesthetics/": "pain",
    "collagen/": "healing",
    "colour/": ALWAYS,
    "columns/": "columns",
    "conditions/": ALWAYS,
    "conditions/lesion_vessels": "vessels",
    "conditions/site_areas": _APART,
    "consent/": _APART,
    "cooling/": ALWAYS,
    "course/": "months",
    "damage/": _APART,
    "damage/blood-coagulation": "vessels",
    "damage/fast-process": ALWAYS,
    "damage/henriques-1947": ALWAYS,
    "damage/maitland-collagen": ALWAYS,
    "healing/": "healing",
    "limits/": ALWAYS,
    "limits/dark_marks": LIGHT,
    "limits/columns": "columns",
    "limits/anaesthesia": "pain",
    "limits/collagen": "collagen",
    "limits/dark_marks_collagen": "collagen",
    "limits/dark_marks_columns": "columns",
    "limits/dark_marks_removal": "removal",
    "limits/dark_marks_vessels": "vessels",
    "limits/delivered": "sightings",
    "limits/devices": _APART,
    "limits/laser_room": _APART,
    "limits/observations": "sightings",
    "limits/removal": "removal",
    "limits/vessels": "vessels",
    "photomechanics/": "bursting",
    "pigment/": "months",
    "sites/": _APART,  # but for the site of the case
    "skins/": ALWAYS,
    "sun/": "months",
    "tissues/": ALWAYS,
    "tissues/hot_water": "removal",
    "tissues/removal": "removal",
}
"""The part of the models that a table of the library belongs to: the longest beginning of its name decides."""

_ROWS: Final = {
    **dict.fromkeys(("5", "7", "10", "14", "17"), ALWAYS),
    **dict.fromkeys(("1", "2", "3", "4", "8", "14b", "14c"), LIGHT),
    **dict.fromkeys(("14d", "14e", "14f", "14g", "14h"), "collagen"),
    **dict.fromkeys(("11", "12", "12b"), "bursting"),
    "20": "pain",
    **dict.fromkeys(("22", "24", "26", "27", "29", "31", "32", "33", "34"), "months"),
    **dict.fromkeys(("18a", "18b", "18c", "19a", "19b", "19c", "22b"), "columns"),
    **dict.fromkeys(("V1", "V2", "V3", "V4", "V13"), "vessels"),
    "removal": "removal",
    **dict.fromkeys(("C1", "C2", "C3", "C4", "C5", "C6", "H1", "H2"), "healing"),
}
"""The part of the models that a row of evidence speaks of."""

_GOALS: Final = {
    "vessels": ("vessels",),
    "collagen": ("collagen",),
    "columns": ("columns",),
    "removal": ("removal",),
}
"""What a goal rests on beside the rest; melanin is what every plan must look at."""


def parts_of(plan: Plan, *, course: Course | None = None) -> frozenset[str]:
    """The parts of the models that a plan has used, and the course that is shown with it."""
    found = {ALWAYS}
    if not plan.windows or any(window.goal not in ABLATING for window in plan.windows):
        found.add(LIGHT)
    for window in plan.windows:
        found.update(_GOALS.get(window.goal, ()))
        if window.family == "fractional_ablative":
            found.add("removal")  # a hole is drilled by the law of removal
    if LIGHT in found and any(h.pulse_class != "millisecond" for device in plan.devices for h in device.handpieces):
        found.add("bursting")
    if plan.learnt is not None:
        found.add("sightings")
    if course is not None:
        found.update(("months", "healing"))
        if any(one.strategy.sessions for one in course.strategies):
            found.add("pain")
    return frozenset(found)


def used_tables(plan: Plan, tables: Iterable[str], *, course: Course | None = None) -> tuple[str, ...]:
    """The tables of the library that a plan has used; one that nothing is said of counts as used."""
    parts = parts_of(plan, course=course)
    own = f"sites/{plan.case.skin.site}"
    return tuple(name for name in tables if name == own or part_of_table(name) in {None, *parts})


def used_rows(plan: Plan, rows: Sequence[EvidenceRow], *, course: Course | None = None) -> tuple[EvidenceRow, ...]:
    """The rows of evidence on what a plan has used; one that nothing is said of counts among them."""
    parts = parts_of(plan, course=course)
    return tuple(row for row in rows if part_of_row(row.row) in {None, *parts})


def part_of_table(name: str) -> str | None:
    """The part of the models that a table belongs to; none where nothing is said of it."""
    fitting = [start for start in _TABLES if name.startswith(start)]
    return _TABLES[max(fitting, key=len)] if fitting else None


def part_of_row(row: str) -> str | None:
    """The part of the models that a row of evidence speaks of; none where nothing is said of it."""
    return _ROWS.get(row)
