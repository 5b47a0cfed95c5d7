"""How much effect is worth a session: below it a window is closed, whatever it would spare."""

from __future__ import annotations

from lentigo import library
from lentigo.domain.goals import Goal

__all__ = ["least_effect", "least_words"]


def least_effect(goal: Goal) -> float:
    """Chance of effect from which a setting may be recommended [1].

    Of vessels a session is meant to close a part: the chance there is the share of them, and a quarter is what trials
    call a response. Everything else should be reached in most skins.
    """
    if goal == "vessels":
        return library.number("limits/vessels", "least_share_percent").value / 100
    return library.number("limits/caps", "least_effect_percent").value / 100


def least_words(goal: Goal) -> str:
    """In how many it must be, in words."""
    return "in a quarter of such vessels" if goal == "vessels" else "in half of such skins"
