"""What closes a window without a setting: this skin, a rule, what is published, what was seen, or merely the dial."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from lentigo.domain.plan import Window

__all__ = ["CLAUSES", "STATES", "Shut", "fits_no_step", "shut_by"]

Shut = Literal["reason", "rule", "bound", "dial_ends", "dial_begins", "dial_steps", "published", "seen", "skin"]

STATES: Final[Mapping[Shut, str]] = {
    "reason": "needs a written reason",
    "rule": "barred by a rule",
    "bound": "barred by what is published",
    "dial_ends": "its dial ends before an effect",
    "dial_begins": "its dial begins above the limit",
    "dial_steps": "no step of its dial fits",
    "published": "closed by a published limit",
    "seen": "closed by what was seen",
    "skin": "closed in this skin",
}
"""In a few words, for a list of ways."""

CLAUSES: Final[Mapping[Shut, str]] = {
    "reason": "stands back",
    "rule": "is barred by a rule",
    "bound": "is barred by what is published",
    "dial_ends": "has a dial that ends too early, which says nothing against it in this skin",
    "dial_begins": "has a dial that begins above the limit",
    "dial_steps": "has no step on its dial between an effect and the limit",
    "published": "is closed by a published limit",
    "seen": "is closed by what was seen in this skin",
    "skin": "is closed in this skin",
}
"""The same after the name of a way; what binds follows after a colon."""

_RULE: Final = re.compile(r"[A-Z]{2}-\d\d: ")
"""How a cap of a rule begins; a published bound of zero tells no rule."""

_FROM_DIAL: Final = ("vessels", "collagen")
"""Goals for which less than half is enough: the dial's own step says what an effect needs."""


def shut_by(window: Window) -> Shut:
    """What closes a window that holds no setting.

    Parameters
    ----------
    window : Window
        Without a recommended setting.
    """
    if any(found.text.startswith("Usable only") for found in window.findings):
        return "reason"
    first = window.caps[0]
    if first.name == "blocked":
        return "rule" if _RULE.match(first.text) else "bound"
    if first.name == "dial":
        return "dial_ends"
    if fits_no_step(window):
        return "dial_begins" if window.highest_allowed_j_cm2 == 0 else "dial_steps"
    if first.name == "published":
        return "published"
    return "seen" if first.name == "observed" else "skin"


def fits_no_step(window: Window) -> bool:
    """Whether the lowest cap lies above what an effect needs, and only the steps of the dial leave no setting."""
    first = window.caps[0]
    if first.name in ("blocked", "dial"):
        return False
    if window.goal in _FROM_DIAL:
        # With the first step the least that an effect needs is not known: the dial begins above the limit at any rate.
        return window.highest_allowed_j_cm2 == 0 and window.lowest_effective_j_cm2 == window.fluence_j_cm2[0]
    return window.effect_threshold_j_cm2.p50 <= first.fluence_j_cm2
