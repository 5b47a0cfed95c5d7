"""Sections on what could be done: the window, why this setting, test spots, devices side by side, inside the skin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure

from lentigo.domain.dials import unit_on_dial
from lentigo.domain.explorer import ExplorerTable
from lentigo.domain.goals import ABLATING
from lentigo.domain.plan import Cap, Plan, Recommendation, Window
from lentigo.planning.aims import has_pigment
from lentigo.reports import words
from lentigo.reports.answer import chances
from lentigo.reports.blocks import Block, Bullets, Explorer, Facts, Notice, Paragraph, Picture, Section, Table
from lentigo.reports.depth_figures import depth_chart, heat_picture, hottest, no_lesion
from lentigo.reports.figures import best_of_each, comparison_chart, window_chart
from lentigo.reports.goals import common_labels, labels_of
from lentigo.reports.learnt import EXPLORER_BEFORE
from lentigo.reports.sources import Sources
from lentigo.reports.style import svg
from lentigo.reports.wound_figures import vessel_chart

if TYPE_CHECKING:
    import xarray


def shown_window(plan: Plan) -> Window:
    """The recommended window, or the one that comes nearest to being one."""
    return plan.recommended or plan.windows[0]


def window_section(plan: Plan) -> Section:
    """Chances against the dial."""
    window = shown_window(plan)
    named = labels_of(window.goal)
    setting = f"{words.way(plan, window)}, {words.other_settings(window)}"
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
        (named.effect_from, words.dial_band(window.effect_threshold_j_cm2, window)),
        (named.harm_from, words.dial_band(window.burn_threshold_j_cm2, window)),
    ]
    bruising = window.purpura_threshold_j_cm2
    if bruising is not None:
        said = words.dial_band(bruising, window)
        if plan.decision == "setting" and window.recommended is not None:
            said = ". ".join((said, *words.seen_at(window, window.recommended.setting.fluence_j_cm2)[1:]))
        rows.append(("Small vessels bruise from", said))
    rows.append(("What does harm first", words.sentence(window.harm_by)))
    if window.lowest_effective_j_cm2 is not None and window.lowest_effective_j_cm2 <= window.highest_allowed_j_cm2:
        low, high = window.lowest_effective_j_cm2, window.highest_allowed_j_cm2
        rows.insert(0, ("Useful range", words.dial_span(plan, window, low_j_cm2=low, high_j_cm2=high)))
    blocks.append(Facts(tuple(rows)))
    blocks.append(
        Paragraph("Thresholds: the middle skin, and in brackets the 5 to 95 % range over the skins.", quiet=True)
    )
    return Section("window", "The window", tuple(blocks))


def why_section(plan: Plan, sources: Sources) -> Section:
    """Why this setting, or why none: the caps and the one that binds."""
    window = shown_window(plan)
    harm = labels_of(window.goal).chance_of_harm
    caps = sorted(window.caps, key=lambda c: c.fluence_j_cm2)
    tightest = caps[0].fluence_j_cm2 if caps else None
    title = "Why this setting" if plan.decision == "setting" else "Why there is no window"
    blocks: list[Block] = [
        Bullets(tuple(words.sentence(words.named(plan, w)) for w in plan.why)),
        Table(
            caption="What limits the setting, the tightest first",
            head=("Limit", unit_on_dial(window), "Why it stands there", "How well known"),
            rows=tuple(_cap_row(c, window, sources=sources) for c in caps),
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
            f"The clinician accepts for this case a {harm} of at most {plan.case.caps.burn_percent:g} % "
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
    named = labels_of(window.goal)
    compared = [("Start here", window.recommended)]
    if window.after_test_spots is not None:
        compared.append(("After test spots", window.after_test_spots))
    blocks.append(
        Table(
            caption="Start here, and what could be recommended once test spots have been read",
            head=("", unit_on_dial(window), named.effect, named.harm, "Dark marks", named.effect_without_harm),
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
        blocks.append(
            Table(
                caption="Test spots, from the mildest",
                head=("Spot", unit_on_dial(window), named.effect, named.harm),
                rows=tuple(
                    (
                        str(i),
                        words.dial_number(plan, window, s.setting.fluence_j_cm2),
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
    if table is None or plan.decision != "setting" or plan.recommended is None or plan.recommended.goal in ABLATING:
        return None
    effect = labels_of(plan.recommended.goal).effect
    spotted = has_pigment(plan.case.lesion.kind)
    blocks: list[Block] = [Explorer(table, words.dial_step(plan, plan.recommended), effect=effect, spotted=spotted)]
    if plan.learnt is not None:
        blocks.insert(0, Notice("note", "Before test spots", (EXPLORER_BEFORE,)))
    return Section("explorer", "Try it: colour, cooling, dial", tuple(blocks))


def comparison_section(plan: Plan, sources: Sources) -> Section | None:
    """Every device beside cream and doing nothing."""
    blocks: list[Block] = []
    advise = plan.decision in ("setting", "no_window")
    if plan.windows and advise:
        best = best_of_each(plan.windows)
        named = common_labels(best)
        caption = (
            "Left: dial ranges on one scale, with the ranges (5 to 95 %) from which an effect "
            f"({_phrase(named.effect)}) and harm ({_phrase(named.harm)}) are met. "
            "Right: chances at each device's own start setting, with their 5 to 95 % ranges."
        )
        if len({window.goal for window in best}) > 1:
            caption += " The rows aim at different things, so that their chances are not chances of the same thing."
        if len({unit_on_dial(window) for window in best}) > 1:
            caption += " Each dial has its own unit, named beside its row."
        blocks.append(picture("comparison", figure=comparison_chart(plan), title="Devices compared", caption=caption))
        blocks.append(
            Table(
                caption="Devices, the best first",
                head=("Device", "Start at", named.effect, named.harm, "Dark marks", "Useful range", "What limits it"),
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
    """Light, heat and damage by depth, the hot volume under the beam, and vessels; not where wounds tell it all."""
    window = plan.recommended
    if fields is None or window is None or window.recommended is None or window.goal in ABLATING:
        return None
    named = labels_of(window.goal)
    exposure = words.dialled(plan, window, window.recommended.setting.fluence_j_cm2)
    alike = no_lesion(fields)
    blocks: list[Block] = []
    if "vessel_exposure" in fields:
        caption = (
            f"Radiant exposure at which a vessel of that width coagulates all across, in the middle skin: "
            f"{words.other_settings(window)}. Shaded: where a burn begins in 5 to 95 % of skins. Level line: the "
            "recommended setting."
        )
        figure = vessel_chart(fields, plan, window)
        blocks.append(picture("vessels", figure=figure, title="Vessels by width and depth", caption=caption))
    if "peak_temperature" in fields and "peak_temperature_lesion" in fields:
        spot, spot_depth = hottest(fields, lesion=True)
        skin, skin_depth = hottest(fields, lesion=False)
        place = f"about {spot:.0f} °C, {words.significant(spot_depth)} µm below the surface"
        if alike:
            said = f"At {exposure} the hottest layer of the skin reaches {place}"
        else:
            said = (
                f"At {exposure} the hottest layer of {named.treated} reaches {place}; that of the skin around it about "
                f"{skin:.0f} °C at {words.significant(skin_depth)} µm"
            )
        vessels = " A vessel is hotter than the layer around it." if window.goal == "vessels" else ""
        blocks.append(Paragraph(f"{said} (middle skin of the sample, mean over each thin layer).{vessels}"))
        if window.pulse_s < 1e-6:
            blocks.append(
                Paragraph(
                    "The pulse is so short that single pigment grains become far hotter than the layer they lie in and "
                    "may burst. That decides here, not the mean temperature: above 1 on the last panel they burst.",
                    quiet=True,
                )
            )
    where = "in the skin treated" if alike else f"in {named.treated} and in the skin around it"
    blocks.append(
        picture(
            "depth",
            figure=depth_chart(fields, treated=named.treated, deepest_um=_DEEPEST_UM.get(window.goal)),
            title="Light, heat and damage by depth",
            caption=f"At {exposure}, {where}. Fine rules: borders of the layers.",
        )
    )
    if "temperature_rz" in fields:
        under = "" if alike else f"; skin as dark as {named.treated} under the whole beam"
        blocks.append(
            picture(
                "heat",
                figure=heat_picture(fields, spot_mm=window.spot_mm, deepest_um=_DEEPEST_UM.get(window.goal)),
                title="Temperature under the beam",
                caption=f"Cut through the skin at the end of the pulse at {exposure}{under}.",
            )
        )
    return Section("inside", "Inside the skin", tuple(blocks))


_DEEPEST_UM: Final = {"vessels": 600.0, "collagen": 1200.0}
"""Down to where light and heat are drawn by goal; else to where pigment lies."""


def picture(name: str, *, figure: Figure, title: str, caption: str) -> Picture:
    """A figure as a block; its title and caption are what a screen reader says."""
    drawn = svg(figure, name=f"figure-{name}", title=f"{title}. {caption}")
    return Picture(name=name, svg=drawn, title=title, caption=caption)


def _cap_row(cap: Cap, window: Window, *, sources: Sources) -> tuple[str, ...]:
    return (
        words.capital(words.cap_name(cap, window)),
        words.dial_limit(cap.fluence_j_cm2, window),
        words.sentence(cap.text) + sources.mark(cap.sources),
        words.KINDS[cap.kind],
    )


def _recommendation_row(plan: Plan, window: Window, label: str, given: Recommendation) -> tuple[str, ...]:
    shares = [f"{line.percent} ({line.interval})" for line in chances(window, given)]
    return (
        label,
        words.dial_number(plan, window, given.setting.fluence_j_cm2),
        *(shares if label == "Start here" else [line.percent for line in chances(window, given)]),
        words.percent(given.chance_effect_without_burn),
    )


def _window_row(plan: Plan, window: Window) -> tuple[str, ...]:
    name = f"{words.way(plan, window)}: {words.other_settings(window)}"
    low, high = window.lowest_effective_j_cm2, window.highest_allowed_j_cm2
    none = low is None or low > high
    useful = "none" if none or low is None else words.dial_span(plan, window, low_j_cm2=low, high_j_cm2=high)
    if window.recommended is None or plan.decision != "setting":
        return (name, "no window", "–", "–", "–", useful, words.sentence(words.short_harm(window.binds)))
    shares = [line.percent for line in chances(window, window.recommended)]
    start = words.dialled(plan, window, window.recommended.setting.fluence_j_cm2)
    return (name, start, *shares, useful, words.sentence(words.short_harm(window.binds)))


def _phrase(text: str) -> str:
    return text[:1].lower() + text[1:]
