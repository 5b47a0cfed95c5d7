"""All devices, and the ways that compete with them, in one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from lentigo.cli.render.console import bullets, table
from lentigo.cli.render.words import fluence, percent
from lentigo.domain.device import Device
from lentigo.domain.dials import other_dials
from lentigo.domain.plan import Alternative, Window
from lentigo.planning.goal_words import words_of
from lentigo.planning.words import named


def best_of_each(windows: Iterable[Window]) -> list[Window]:
    """The best window of each device and handpiece; windows come best first."""
    best: dict[tuple[str, str], Window] = {}
    for window in windows:
        held = best.get((window.device, window.handpiece))
        if held is None or (held.recommended is None and window.recommended is not None):
            best[(window.device, window.handpiece)] = window
    return list(best.values())


def windows_table(
    windows: Sequence[Window], devices: Sequence[Device], *, width: int, skins: int, advise: bool
) -> RenderableType:
    """One row a handpiece: what it would be set to, and its chances; or why it has no window.

    Parameters
    ----------
    windows : sequence of Window
    devices : sequence of Device
        For their names.
    width : int
        Characters to fill [1].
    skins : int
        Size of the sample behind the chances [1].
    advise : bool
        Whether the plan gives a setting; one that is refused or blocked shows no dial number of any device.
    """
    wide = width >= 110
    rows = table(
        ("device, light; spot, pulse, cooling", "left"),
        ("setting", "right"),
        ("effect", "right"),
        (_harm(windows), "right"),
        ("dark marks" if wide else "dark", "right"),
        ("equal at", "right"),
        *((("what limits it", "left"),) if wide else ()),
    )
    notes: list[str] = []
    for window in windows:
        name = f"{named(devices, window.device)}, {window.handpiece}"
        where = ", ".join((window.spot_label, window.pulse_label, *other_dials(window), window.cooling))
        given = window.recommended if advise else None
        told = ["none", "-", "-", "-"]
        if given is not None:
            three = (given.chance_effect, given.chance_burn, given.chance_dark_marks)
            told = [fluence(given.setting.fluence_j_cm2, window), *(percent(chance, skins=skins) for chance in three)]
        elif advise:
            notes.append(f"{name}: no window. What binds: {window.binds.rstrip('.')}.")
        rows.add_row(
            Group(name, Padding(Text(where, style="dim"), (0, 0, 0, 2))),
            *told,
            fluence(window.equivalent_j_cm2, window) if advise and window.equivalent_j_cm2 is not None else "-",
            *((window.binds,) if wide else ()),
        )
    parts: list[RenderableType] = [rows]
    if advise and any(window.equivalent_j_cm2 is not None for window in windows):
        parts.append(
            Text(" Equal at: setting with the recommended one's chance of effect, inside every limit.", style="dim")
        )
    return Group(*parts, bullets(notes)) if notes and not wide else Group(*parts)


def _harm(windows: Sequence[Window]) -> str:
    """The one word for harm where all windows share it."""
    words = {words_of(window.goal).harm_short for window in windows}
    return words.pop() if len(words) == 1 else "harm"


def alternatives_list(alternatives: Sequence[Alternative]) -> RenderableType:
    """The ways that compete with every device."""
    lines = []
    for other in alternatives:
        line = Text()
        line.append(other.name, style="bold")
        if other.preferred:
            line.append("  (preferred)", style="bold green")
        line.append(f": {other.text}. Benefit: {other.benefit}. Harm: {other.harm}.".replace("..", "."))
        if other.sources:
            line.append(f" [{', '.join(other.sources)}]", style="dim")
        lines.append(line)
    return bullets(lines)
