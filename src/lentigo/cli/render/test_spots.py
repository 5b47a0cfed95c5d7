"""Test spots on the terminal: why, which settings, where, when they are read, how long they count."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.cli.render.words import fluence, percent
from lentigo.domain.dials import name_on_dial
from lentigo.domain.goals import ABLATING
from lentigo.domain.plan import Plan, TestSpotPlan, Window
from lentigo.planning.goal_words import words_of


def test_spot_parts(plan: Plan, window: Window) -> Iterator[RenderableType]:
    """The ladder of a window, with everything around it where the plan has designed it."""
    if not window.test_spots:
        return
    skins = plan.skins
    harm, dial = words_of(window.goal).harm_short, name_on_dial(window)
    grid = table(
        ("patch" if window.goal in ABLATING else "spot", "right"), (dial, "right"), ("effect", "right"), (harm, "right")
    )
    for i, spot in enumerate(window.test_spots, start=1):
        chosen = [percent(chance, skins=skins) for chance in (spot.chance_effect, spot.chance_burn)]
        grid.add_row(str(i), fluence(spot.setting.fluence_j_cm2, window), *chosen)
    parts: list[RenderableType] = [grid]
    if plan.test_spots is not None and plan.test_spots.levels == window.test_spots:
        parts += _around(plan.test_spots)
    later = window.after_test_spots
    if later is not None and plan.learnt is None:
        chances = (
            f"effect {percent(later.chance_effect, skins=skins)}, {harm} {percent(later.chance_burn, skins=skins)}"
        )
        told = fluence(later.setting.fluence_j_cm2, window)
        parts.append(Text(f" Once they have shown where this skin's thresholds lie: {told} ({chances})."))
    offered = plan.test_spots is not None and not plan.test_spots.needed
    what = "Test patch" if len(window.test_spots) == 1 else "Test patches" if window.goal in ABLATING else "Test spots"
    yield section(
        f"{what}, if you want {'it' if what == 'Test patch' else 'them'}" if offered else f"{what} first",
        *parts,
        note="lowest first; the same everything else" if len(window.test_spots) > 1 else "",
    )


def _around(designed: TestSpotPlan) -> list[RenderableType]:
    apart = f" Rims at least {designed.least_distance_mm:g} mm apart."
    rows: list[tuple[str, str | Text]] = [
        ("Where", f"{designed.place}{apart if len(designed.levels) > 1 else ''}"),
        *((reading.name.capitalize(), reading.text) for reading in designed.readings),
        ("Late, because", "; ".join(designed.late_because)),
        ("Count until", f"{designed.valid_until:%-d %B %Y}; not after {', or '.join(designed.void_after)}"),
    ]
    return [pairs(rows), Text(" Why:"), bullets(designed.why)]
