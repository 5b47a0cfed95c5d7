"""A setting that somebody had in mind: allowed with its chances, or refused with the limit that it breaks."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from lentigo.cli.render.chart import bar, window_chart
from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.cli.render.learnt import learnt_parts
from lentigo.cli.render.plan import caps_section, panel_rows
from lentigo.cli.render.reach import reach_parts
from lentigo.cli.render.reasons import Cite, reason
from lentigo.cli.render.words import percent, percent_range, plain, settings_in_words, without
from lentigo.cli.root import DISCLAIMER
from lentigo.domain.device import Device
from lentigo.domain.plan import Checked
from lentigo.planning.goal_words import words_of
from lentigo.reports.words import seen_at


def checked_page(checked: Checked, *, device: Device, width: int, skins: int, cite: Cite) -> RenderableType:
    """The answer, then the chances at the setting, the window around it and the limits.

    Where a rule forbids the treatment, the rule is all there is: no chances, no limits to aim for.
    """
    return Group(*_parts(checked, device=device, width=width, skins=skins, cite=cite))


def _parts(checked: Checked, *, device: Device, width: int, skins: int, cite: Cite) -> Iterator[RenderableType]:
    setting = checked.setting
    body: list[RenderableType] = [
        Text(checked.text, style="bold"),
        Text(""),
        pairs(
            [
                ("Device", device.name),
                ("Handpiece", setting.handpiece),
                *panel_rows(setting),
                ("Pulse", setting.pulse_label),
                ("Cooling", plain(setting.cooling)),
            ],
            indent=0,
        ),
    ]
    if not checked.reasons:
        harm = words_of(checked.window.goal).harm_short
        body += [Text(""), _chances(checked, skins=skins, harm=harm)]
    yield Panel(
        Group(*body),
        title=Text(" INSIDE THE LIMITS " if checked.allowed else " REFUSED ", style="bold"),
        title_align="left",
        subtitle=Text(" somebody's own setting, not a recommendation "),
        subtitle_align="left",
        border_style="green" if checked.allowed else "red",
        box=box.ROUNDED,
        padding=(1, 2),
    )
    if checked.reasons:
        yield section("Why", *(Padding(reason(r, cite=cite, devices=(device,)), (0, 0, 0, 1)) for r in checked.reasons))
    else:
        window = checked.window
        if checked.allowed:
            yield section("You should see", *(Text(f" {line}") for line in seen_at(window, setting.fluence_j_cm2)))
            yield section("Stop if you see", bullets(window.stop_signs, sign="!"))
        yield from learnt_parts(checked.learnt)
        yield section(
            "Window",
            window_chart(window, width=width, skins=skins, advise=False, own=setting.fluence_j_cm2),
            note=settings_in_words(window),
        )
        yield from reach_parts(window, width=width, at=setting.fluence_j_cm2)
        yield caps_section(window)
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _chances(checked: Checked, *, skins: int, harm: str) -> RenderableType:
    """The chances at the setting, each with the band that what is not known leaves."""
    grid = table(("Chance of", "left"), ("", "right"), ("5-95 % band", "left"), ("", "left"))
    for name, value, low, high in (
        ("effect", checked.chance_effect, checked.chance_effect_low, checked.chance_effect_high),
        (harm, checked.chance_burn, checked.chance_burn_low, checked.chance_burn_high),
        ("dark marks", checked.chance_dark_marks, checked.chance_dark_marks_low, checked.chance_dark_marks_high),
    ):
        alone, around = percent(value, skins=skins), percent_range(low, high, skins=skins)
        grid.add_row(name, Text(alone, style="bold"), around, bar(value, width=10))
    both = checked.chance_effect_without_burn
    grid.add_row(f"effect, {without(harm)}", percent(both, skins=skins), "", bar(both, width=10))
    return grid
