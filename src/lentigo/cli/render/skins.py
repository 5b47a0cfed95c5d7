"""One lesion in several skins: how the window narrows and closes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo.cli.render.console import table
from lentigo.cli.render.words import DECISIONS, dial_in_words, fluence, percent
from lentigo.domain.plan import Plan, Window
from lentigo.planning.words import named


def skins_table(plans: Sequence[Plan], *, width: int) -> RenderableType:
    """The windows of each handpiece skin by skin, from the lowest setting that works to the highest allowed.

    Parameters
    ----------
    plans : sequence of Plan
        The same lesion and devices in other skins, in the order in which they are to be read.
    width : int
        Characters to fill [1].
    """
    length = 40 if width >= 110 else 16
    rows = table(
        ("light, skin", "left"),
        ("works", "right"),
        ("allowed", "right"),
        ("window", "left"),
        ("setting", "right"),
        ("effect", "right"),
        ("burn", "right"),
    )
    rows.columns[3].no_wrap = True
    rows.columns[3].min_width = length
    known = list({device.id: device for plan in plans for device in plan.devices}.values())
    for device, handpiece in handpieces(plans):
        windows = [_window(plan, device, handpiece) for plan in plans]
        ends = [value for window in windows if window for value in _ends(window) if value]
        low, high = (min(ends) / 1.5, max(ends) * 1.5) if ends else (0.1, 10.0)
        rows.add_row(Text(f"{named(known, device)}, {handpiece}", style="bold"))
        for plan, window in zip(plans, windows, strict=True):
            rows.add_row(*_row(plan, window, low=low, high=high, length=length))
    recommended = [f" {_skin(plan)}: {_answer(plan)}" for plan in plans]
    return Group(
        rows,
        Text(
            " Works: lowest setting that works; allowed: highest. Window: = from what works to what is allowed; x what "
            "would be needed but is not allowed; one logarithmic scale for each light. Setting: the one that could be "
            "given, with its chances.",
            style="dim",
        ),
        Text(""),
        *(Text(line, style="bold") for line in recommended),
    )


def handpieces(plans: Sequence[Plan]) -> list[tuple[str, str]]:
    """Devices and handpieces of the plans, by wavelength."""
    windows = [window for plan in plans for window in plan.windows]
    ordered = sorted(windows, key=lambda w: (w.wavelength_nm, w.device, w.handpiece))
    return list(dict.fromkeys((w.device, w.handpiece) for w in ordered))


def _window(plan: Plan, device: str, handpiece: str) -> Window | None:
    return next((w for w in plan.windows if (w.device, w.handpiece) == (device, handpiece)), None)


def _row(plan: Plan, window: Window | None, *, low: float, high: float, length: int) -> list[str]:
    """One skin under one light."""
    if window is None:
        return [f"  {_skin(plan)}", "-", "-", "", "none", "-", "-"]
    works, allowed = _ends(window)
    given = window.recommended if plan.decision == "setting" else None
    chances = (given.chance_effect, given.chance_burn) if given else ()
    return [
        f"  {_skin(plan)}",
        fluence(works, window) if works else "never",
        fluence(allowed, window) if allowed else "none",
        span(works, allowed, low=low, high=high, length=length),
        fluence(given.setting.fluence_j_cm2, window) if given else "none",
        *(percent(chance, skins=plan.skins) for chance in chances),
        *([] if given else ["-", "-"]),
    ]


def _skin(plan: Plan) -> str:
    return f"ITA {plan.skin.ita_deg:.0f}°, {plan.skin.ita_class}" if plan.skin else plan.case.title


def _answer(plan: Plan) -> str:
    """What the plan says, in one line."""
    window = plan.recommended
    if window is None or window.recommended is None:
        return DECISIONS[plan.decision].lower()
    return (
        f"{named(plan.devices, window.device)}, {dial_in_words(window.recommended.setting)}, cooling: {window.cooling}"
    )


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
