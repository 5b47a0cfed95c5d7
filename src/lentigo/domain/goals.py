"""What light may be aimed at in a lesion: the goal decides which effect counts, which harm, and what is seen."""

from __future__ import annotations

from typing import Literal, get_args

Goal = Literal["whitening", "no_whitening", "vessels", "collagen", "columns", "removal"]
"""Melanin that whitens; melanin that must not whiten (toning); blood vessels coagulated; a band of the dermis heated
under a spared surface; columns through the skin; the whole surface taken off to a depth."""

GOALS: tuple[str, ...] = get_args(Goal)

ABLATING: tuple[Goal, ...] = ("columns", "removal")
"""Goals that are told by depth: what is reached and what may be reached, not by which cells die."""
