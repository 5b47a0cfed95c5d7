"""What cannot be true in a request for a numbing cream, and values that no tube, skin or visit has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lentigo.domain.complaints import shown
from lentigo.domain.identity import NO_IDENTITY, identity_in
from lentigo.domain.told import Contradiction, Told

__all__ = ["numbing_contradictions"]

_PERCENTS: Final = ("lidocaine_percent", "prilocaine_percent", "tetracaine_percent")
_MOST: Final[dict[str, tuple[float, str]]] = {
    "amount_g": (1000.0, "no tube holds"),
    "area_cm2": (20000.0, "no body has"),
    "contact_minutes": (1440.0, "no visit lasts"),
    "injected_lidocaine_mg": (5000.0, "nobody is given"),
    "injected_lidocaine_with_adrenaline_mg": (5000.0, "nobody is given"),
    "injected_prilocaine_mg": (5000.0, "nobody is given"),
}
"""Above these a slip of the pen is likelier than a wish (assumed, wide)."""


def numbing_contradictions(facts: Told) -> list[Contradiction]:
    """Whatever cannot be true in a request for a numbing cream."""
    return [*_implausible(facts), *_drugs(facts), *_areas(facts), *_days_before(facts), *_texts(facts)]


def _implausible(facts: Told) -> Iterator[Contradiction]:
    for name, (most, who) in _MOST.items():
        value = facts.number(name)
        if value is not None and value > most:
            yield Contradiction((name,), f"is {shown(value)}, {who} more than {shown(most)}", "is the unit right?")


def _drugs(facts: Told) -> Iterator[Contradiction]:
    held = [facts.number(name) for name in _PERCENTS]
    if sum(value or 0.0 for value in held) > 100.0:
        yield Contradiction(("lidocaine_percent",), "and the other drugs add up to more than 100 %")
    if held == [0.0, 0.0, 0.0]:
        yield Contradiction(("product",), "holds no drug by what is said of it", "give the strengths as on the tube")


def _areas(facts: Told) -> Iterator[Contradiction]:
    area, covered = facts.number("area_cm2"), facts.number("covered_area_cm2")
    if area is not None and covered is not None and covered > area:
        yield Contradiction(
            ("covered_area_cm2",),
            f"is {shown(covered)}",
            against=("area_cm2",),
            why="no more can be covered than lies under cream",
        )


def _days_before(facts: Told) -> Iterator[Contradiction]:
    amount, area = facts.number("amount_within_a_day_g"), facts.number("area_within_a_day_cm2")
    if amount is not None and area is not None and (amount > 0) != (area > 0):
        yield Contradiction(
            ("area_within_a_day_cm2",),
            f"is {shown(area)}",
            against=("amount_within_a_day_g",),
            why="cream lies on skin: both are 0, or none",
        )


def _texts(facts: Told) -> Iterator[Contradiction]:
    for name in ("licence_number", "batch"):
        text = facts.text(name)
        if text is not None and identity_in(text):
            yield Contradiction((name,), f"is refused: {NO_IDENTITY}")
