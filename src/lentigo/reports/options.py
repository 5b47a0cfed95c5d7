"""Sections on what could be done: the window, why this setting, test spots, devices side by side, inside the skin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from lentigo.domain.explorer import ExplorerTable
from lentigo.domain.plan import Cap, Plan, Recommendation, Window
from lentigo.reports import words
from lentigo.reports.answer import chances
from lentigo.reports.blocks import Block, Bullets, Explorer, Facts, Notice, Paragraph, Picture, Section, Table
from lentigo.reports.depth_figures import depth_chart, heat_picture, hottest
from lentigo.reports.figures import best_of_each, comparison_chart, window_chart
from lentigo.reports.learnt import EXPLORER_BEFORE
from lentigo.reports.sources import Sources
from lentigo.reports.style import svg

if TYPE_CHECKING:
    import xarray


def shown_window(plan: Plan) -> Window:
    """The recommended window, or the one that comes nearest to being one."""
    return plan.recommended or plan.windows[0]


def window_section(plan: Plan) -> Section:
    """Chances against the dial."""
    window = shown_window(plan)
    step = words.dial_step(plan, window)
    setting = f"{words.way(plan, window)}, {window.spot_label}, {window.pulse_label}, {words.cooling(window.cooling)}"
    blocks: list[Block] = []
    if plan.decision == "no_window":
        blocks.append(
            Notice("wait", "No point on this chart may be used", ("It shows why there is no window on this device.",))
        )
    caption = (
        f"{setting}. Lines: share of {plan.skins} skins like this one in which it happens. Bands: 5 to 95 % range that "
        "what is not known leaves. Hatched: above the limit."
    )
    if window.recommended is not None and plan.decision == "setting":
        caption += " Upright line: the recommended setting."
    blocks.append(
        picture("window", figure=window_chart(plan, window), title="Chances against the dial", caption=caption)
    )
    rows = [
        ("The spot responds from", f"{words.band(window.effect_threshold_j_cm2)} J/cm²"),
        ("A burn begins at", f"{words.band(window.burn_threshold_j_cm2)} J/cm²"),
    ]
    bruising = window.purpura_threshold_j_cm2
    if bruising is not None:
        said = f"{words.band(bruising)} J/cm²"
        if plan.decision == "setting" and window.recommended is not None:
            said = ". ".join((said, *words.seen_at(window, window.recommended.setting.fluence_j_cm2)[1:]))
        rows.append(("Small vessels bruise from", said))
    rows.append(("What does harm first", words.sentence(window.harm_by)))
    if window.lowest_effective_j_cm2 is not None and window.lowest_effective_j_cm2 <= window.highest_allowed_j_cm2:
        low, high = window.lowest_effective_j_cm2, window.highest_allowed_j_cm2
        rows.insert(0, ("Useful range", f"{words.span(low, high, step=step)} J/cm²"))
    blocks.append(Facts(tuple(rows)))
    blocks.append(
        Paragraph("Thresholds: the middle skin, and in brackets the 5 to 95 % range over the skins.", quiet=True)
    )
    return Section("window", "The window", tuple(blocks))


def why_section(plan: Plan, sources: Sources) -> Section:
    """Why this setting, or why none: the caps and the one that binds."""
    window = shown_window(plan)
    caps = sorted(window.caps, key=lambda c: c.fluence_j_cm2)
    tightest = caps[0].fluence_j_cm2 if caps else None
    title = "Why this setting" if plan.decision == "setting" else "Why there is no window"
    blocks: list[Block] = [
        Bullets(tuple(words.sentence(words.named(plan, w)) for w in plan.why)),
        Table(
            caption="What limits the setting, the tightest first",
            head=("Limit", "J/cm²", "Why it stands there", "How well known"),
            rows=tuple(_cap_row(c, sources=sources) for c in caps),
            numeric=frozenset({1}),
            strong_row=next((i for i, c in enumerate(caps) if c.fluence_j_cm2 == tightest), None),
            widths=(1.3, 0.6, 3, 1.2),
        ),
        Paragraph(f"What binds: {window.binds.rstrip('.')}."),
    ]
    if window.openers:
        opens = "What would widen the window" if plan.decision == "setting" else "What would open a window"
        blocks.append(Notice("note", opens, tuple(words.sentence(o) for o in window.openers)))
    blocks.append(
        Paragraph(
            f"The clinician accepts for this case a chance of a burn of at most {plan.case.caps.burn_percent:g} % "
            f"and of lasting dark marks of at most {plan.case.caps.dark_mark_percent:g} %.",
            quiet=True,
        )
    )
    return Section("why", title, tuple(blocks))


def spots_section(plan: Plan) -> Section | None:
    """Start here, after test spots, and the ladder of test spots."""
    window = plan.recommended
    if window is None or window.recommended is None:
        return None
    blocks: list[Block] = []
    compared = [("Start here", window.recommended)]
    if window.after_test_spots is not None:
        compared.append(("After test spots", window.after_test_spots))
    blocks.append(
        Table(
            caption="Start here, and what could be recommended once test spots have been read",
            head=("", "J/cm²", "The spot responds", "Burn", "Dark marks", "Responds without a burn"),
            rows=tuple(_recommendation_row(plan, window, label, given) for label, given in compared),
            numeric=frozenset({1, 2, 3, 4, 5}),
            strong_row=0,
        )
    )
    if window.after_test_spots is not None:
        blocks.append(
            Paragraph(
                "The second line holds for a skin that reacts as the middle one of the sample does. What the spots "
                "really show decides.",
                quiet=True,
            )
        )
    if window.test_spots:
        step = words.dial_step(plan, window)
        blocks.append(
            Table(
                caption="Test spots, from the mildest",
                head=("Spot", "J/cm²", "Chance that it responds", "Chance of a burn"),
                rows=tuple(
                    (
                        str(i),
                        words.number(s.setting.fluence_j_cm2, step=step),
                        words.percent(s.chance_effect),
                        words.percent(s.chance_burn),
                    )
                    for i, s in enumerate(window.test_spots, start=1)
                ),
                numeric=frozenset({1, 2, 3}),
            )
        )
        blocks.append(
            Paragraph(
                "All other dial numbers stay as above. Look after 5 to 15 minutes, and again on the day that the "
                "screening asks for, before going on. Stop at the first spot that shows a stop sign."
            )
        )
    return Section("spots", "Start here, and after test spots", tuple(blocks))


def explorer_section(plan: Plan, table: ExplorerTable | None) -> Section | None:
    """The sliders."""
    if table is None or plan.decision != "setting" or plan.recommended is None:
        return None
    blocks: list[Block] = [Explorer(table, words.dial_step(plan, plan.recommended))]
    if plan.learnt is not None:
        blocks.insert(0, Notice("note", "Before test spots", (EXPLORER_BEFORE,)))
    return Section("explorer", "Try it: colour, cooling, dial", tuple(blocks))


def comparison_section(plan: Plan, sources: Sources) -> Section | None:
    """Every device beside cream and doing nothing."""
    blocks: list[Block] = []
    advise = plan.decision in ("setting", "no_window")
    if plan.windows and advise:
        best = best_of_each(plan.windows)
        caption = (
            "Left: dial ranges on one scale, with the ranges (5 to 95 %) in which the spot responds and a burn begins. "
            "Right: chances at each device's own start setting, with their 5 to 95 % ranges."
        )
        blocks.append(picture("comparison", figure=comparison_chart(plan), title="Devices compared", caption=caption))
        blocks.append(
            Table(
                caption="Devices, the best first",
                head=("Device", "Start at", "Responds", "Burn", "Dark marks", "Useful range", "What limits it"),
                rows=tuple(_window_row(plan, w) for w in best),
                numeric=frozenset({1, 2, 3, 4, 5}),
                strong_row=0 if plan.decision == "setting" else None,
                widths=(2.6, 1.1, 0.9, 0.8, 0.8, 1.2, 2.4),
            )
        )
    if plan.alternatives:
        caption = "Ways without light, on the same footing" if blocks else "What else can be done"
        blocks.append(
            Table(
                caption=caption,
                head=("Way", "What it is", "What it does", "What it can harm"),
                rows=tuple(
                    (
                        a.name + (" (first choice)" if a.preferred else ""),
                        a.text,
                        a.benefit,
                        a.harm + sources.mark(a.sources),
                    )
                    for a in plan.alternatives
                ),
                strong_row=next((i for i, a in enumerate(plan.alternatives) if a.preferred), None),
                widths=(1.2, 2.2, 2.4, 2.2),
            )
        )
    if not blocks:
        return None
    title = "Compared with other devices, with cream and with nothing" if plan.windows and advise else "What instead"
    return Section("comparison", title, tuple(blocks))


def inside_section(plan: Plan, fields: xarray.Dataset | None) -> Section | None:
    """Light, heat and damage by depth, and the hot volume under the beam."""
    window = plan.recommended
    if fields is None or window is None or window.recommended is None:
        return None
    blocks: list[Block] = []
    exposure = words.fluence(window.recommended.setting.fluence_j_cm2, step=words.dial_step(plan, window))
    if "peak_temperature" in fields and "peak_temperature_lesion" in fields:
        spot, spot_depth = hottest(fields, lesion=True)
        skin, skin_depth = hottest(fields, lesion=False)
        blocks.append(
            Paragraph(
                f"At {exposure} the hottest layer of the spot reaches about {spot:.0f} °C, "
                f"{words.significant(spot_depth)} µm below the surface; that of the skin around it about {skin:.0f} °C "
                f"at {words.significant(skin_depth)} µm (middle skin of the sample, mean over each thin layer)."
            )
        )
        if window.pulse_s < 1e-6:
            blocks.append(
                Paragraph(
                    "The pulse is so short that single pigment grains become far hotter than the layer they lie in and "
                    "may burst. That decides here, not the mean temperature: above 1 on the last panel they burst.",
                    quiet=True,
                )
            )
    blocks.append(
        picture(
            "depth",
            figure=depth_chart(fields),
            title="Light, heat and damage by depth",
            caption=f"At {exposure}, in the spot and in the skin around it. Fine rules: borders of the layers.",
        )
    )
    if "temperature_rz" in fields:
        blocks.append(
            picture(
                "heat",
                figure=heat_picture(fields, spot_mm=window.spot_mm),
                title="Temperature under the beam",
                caption=f"Cut through the skin at the end of the pulse at {exposure}; "
                "skin as dark as the spot under the whole beam.",
            )
        )
    return Section("inside", "Inside the skin", tuple(blocks))


def picture(name: str, *, figure: Figure, title: str, caption: str) -> Picture:
    """A figure as a block; its title and caption are what a screen reader says."""
    drawn = svg(figure, name=f"figure-{name}", title=f"{title}. {caption}")
    return Picture(name=name, svg=drawn, title=title, caption=caption)


def _cap_row(cap: Cap, *, sources: Sources) -> tuple[str, ...]:
    return (
        words.capital(words.CAPS[cap.name]),
        words.limit(cap.fluence_j_cm2),
        words.sentence(cap.text) + sources.mark(cap.sources),
        words.KINDS[cap.kind],
    )


def _recommendation_row(plan: Plan, window: Window, label: str, given: Recommendation) -> tuple[str, ...]:
    step = words.dial_step(plan, window)
    shares = [f"{line.percent} ({line.interval})" for line in chances(window, given)]
    return (
        label,
        words.number(given.setting.fluence_j_cm2, step=step),
        *(shares if label == "Start here" else [line.percent for line in chances(window, given)]),
        words.percent(given.chance_effect_without_burn),
    )


def _window_row(plan: Plan, window: Window) -> tuple[str, ...]:
    step = words.dial_step(plan, window)
    name = f"{words.way(plan, window)}: {window.spot_label}, {window.pulse_label}, {words.cooling(window.cooling)}"
    low, high = window.lowest_effective_j_cm2, window.highest_allowed_j_cm2
    useful = f"{words.span(low, high, step=step)} J/cm²" if low is not None and low <= high else "none"
    if window.recommended is None or plan.decision != "setting":
        return (name, "no window", "–", "–", "–", useful, words.sentence(window.binds))
    shares = [line.percent for line in chances(window, window.recommended)]
    start = words.fluence(window.recommended.setting.fluence_j_cm2, step=step)
    return (name, start, *shares, useful, words.sentence(window.binds))
