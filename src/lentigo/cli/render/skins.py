"""One lesion in several skins: how the window narrows and closes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo.cli.render.chart import chance_at
from lentigo.cli.render.console import table
from lentigo.cli.render.words import percent
from lentigo.domain.plan import Plan, Window

_WORDS: Final = {"setting": "setting", "no_window": "no window"}


def skins_table(plans: Sequence[Plan], *, width: int) -> RenderableType:
    """One row a skin: from the lowest setting that works to the highest allowed, drawn on one logarithmic scale."""
    length = 40 if width >= 110 else 18
    windows = [shown_window(plan) for plan in plans]
    ends = [value for window in windows if window for value in _ends(window) if value]
    low, high = (min(ends) / 1.2, max(ends) * 1.2) if ends else (0.1, 10.0)
    rows = table(
        ("skin", "left"),
        ("ITA", "right"),
        ("works", "right"),
        ("allowed", "right"),
        ("window", "left"),
        ("answer", "left"),
        ("effect", "right"),
        ("burn", "right"),
    )
    rows.columns[4].no_wrap = True
    rows.columns[4].min_width = length
    for plan, window in zip(plans, windows, strict=True):
        name = plan.case.title
        ita = f"{plan.skin.ita_deg:.0f}°" if plan.skin else "-"
        if window is None:
            rows.add_row(name, ita, "-", "-", "", plan.decision.replace("_", " "), "-", "-")
            continue
        works, allowed = _ends(window)
        given = window.recommended if plan.decision == "setting" else None
        at = given.setting.fluence_j_cm2 if given else window.highest_allowed_j_cm2
        effect = chance_at(window.effect, window.fluence_j_cm2, at)[0]
        burn = chance_at(window.burn, window.fluence_j_cm2, at)[0]
        rows.add_row(
            name,
            ita,
            f"{works:g}" if works else "never",
            f"{allowed:g}" if allowed else "none",
            span(works, allowed, low=low, high=high, length=length),
            f"{given.setting.fluence_j_cm2:g} J/cm²" if given else _WORDS.get(plan.decision, plan.decision),
            percent(effect, skins=plan.skins),
            percent(burn, skins=plan.skins),
        )
    notes = [
        f"{plan.case.title}: {w.handpiece}, {w.spot_label}, {w.pulse_label}, cooling {w.cooling}"
        for plan, w in zip(plans, windows, strict=True)
        if w
    ]
    return Group(
        rows,
        Text(
            " Works: lowest setting that works; allowed: highest, in J/cm². Window: = from what works to what is "
            f"allowed; x what would be needed but is not allowed; scale {low:.2g} to {high:.2g}, logarithmic. "
            "Chances at the setting; without one, at the highest allowed.",
            style="dim",
        ),
        *(Text(f" {note}", style="dim") for note in notes),
    )


def shown_window(plan: Plan) -> Window | None:
    """The recommended window, or the one that came nearest."""
    return plan.recommended or (plan.windows[0] if plan.windows else None)


def _ends(window: Window) -> tuple[float, float]:
    """Lowest effective and highest allowed [J/cm²]; 0 where there is none."""
    return window.lowest_effective_j_cm2 or 0.0, window.highest_allowed_j_cm2


def span(works: float, allowed: float, *, low: float, high: float, length: int) -> str:
    """A window on a logarithmic scale: "=" where a setting works and is allowed, "x" where it only would work."""

    def place(value: float) -> int:
        share = math.log(max(low, min(high, value)) / low) / math.log(high / low)
        return min(length - 1, max(0, round(share * (length - 1))))

    drawn = ["·"] * length
    if works and allowed >= works:
        for i in range(place(works), place(allowed) + 1):
            drawn[i] = "="
    elif works:
        for i in range(place(allowed) if allowed else 0, place(works) + 1):
            drawn[i] = "x"
    return "".join(drawn)
