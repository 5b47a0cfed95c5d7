"""What is seen at once where light has met skin: one set of words for test spots, sessions and rules."""

from __future__ import annotations

from typing import Literal, get_args

Endpoint = Literal[
    "none",
    "erythema",
    "oedema",
    "slight_whitening",
    "obvious_whitening",
    "slight_darkening",
    "ash_grey",
    "purpura",
    "pinpoint_bleed",
    "blister",
    "sliding_skin",
    "perilesional_grey_or_white",
    "unknown",
]
"""What is seen within minutes. Whitening, darkening and ash grey are the lesion's own; erythema and oedema those of the
skin beside it. Skin beside it that turns grey or white, or shows the print of the handpiece, has a word of its own."""

STOP_SIGNS: tuple[Endpoint, ...] = ("pinpoint_bleed", "blister", "sliding_skin", "perilesional_grey_or_white")
"""Endpoints at which one stops (rule DV-11)."""

ENDPOINTS: tuple[str, ...] = get_args(Endpoint)
