"""How much effect is worth a session: below it a window is closed, whatever it would spare."""

from __future__ import annotations

from lentigo import library
from lentigo.domain.goals import Goal

__all__ = ["least_effect", "least_words"]


def least_effect(goal: Goal) -> float:
    """Chance of effect from which a setting may be recommended [1].

    Of vessels a session is meant to close a part: the chance there is the share of them, and a quarter is what trials
    call a response. A band that is warmed leaves no wound, sessions add up, and those who answer are few. Everything
    else should be reached in most skins.
    """
    if goal == "vessels":
        return library.number("limits/vessels", "least_share_percent").value / 100
    if goal == "collagen":
        return library.number("limits/collagen", "least_share_percent").value / 100
    return library.number("limits/caps", "least_effect_percent").value / 100


def least_words(goal: Goal) -> str:
    """In how many it must be, in words."""
    return {"vessels": "in a quarter of such vessels", "collagen": "in a quarter of such skins"}.get(
        goal, "in half of such skins"
    )
