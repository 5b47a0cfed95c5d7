"""Sections on goals beside melanin: how deep it reaches, what the other dials would give, which way comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lentigo.domain.plan import Plan, TradeOff, Window
from lentigo.domain.reach import BandCurve
from lentigo.domain.ways import Way
from lentigo.library.ways import ways_for
from lentigo.planning.closed import STATES, shut_by
from lentigo.planning.decide import COARSE_SKINS
from lentigo.planning.which_way import way_of_window
from lentigo.reports import words
from lentigo.reports.blocks import Block, Facts, More, Paragraph, Section, Table
from lentigo.reports.goals import labels_of
from lentigo.reports.options import picture, shown_window
from lentigo.reports.reach_figures import at_setting, reach_chart, spared
from lentigo.reports.sources import Sources
from lentigo.reports.wound_figures import columns_picture, passes_picture

if TYPE_CHECKING:
    import xarray

__all__ = ["EVIDENCE", "NOT_GONE", "not_gone", "reach_section", "trade_off_section", "ways_section"]

EVIDENCE: Final = {"strong": "strong", "moderate": "moderate", "weak": "weak", "model_only": "computed only"}
"""How well a way is shown, in words."""

NOT_GONE: Final = {
    "stretch_marks": "Stretch marks can become less red, narrower or less rough. They stay: no light takes them away.",
    "scars": "Scars can become flatter and softer and stand out less. They stay: no light takes them away.",
    "lines": "Lines can become finer. They stay, in part at least, and skin goes on ageing.",
    "vessels": "Vessels that have closed stay closed for the most part; new ones can widen over the years.",
}
"""What may be hoped for, and what not, by group of lesions."""

_GROUPS: Final = {
    "stretch_marks_red": "stretch_marks",
    "stretch_marks_white": "stretch_marks",
    "acne_scar": "scars",
    "scar": "scars",
    "fine_lines": "lines",
    "photoageing": "lines",
    "telangiectasia": "vessels",
    "rosacea": "vessels",
}

_SHOWN: Final = 8
"""Choices of the other dials that are listed at once; the rest on demand."""


def not_gone(kind: str) -> str | None:
    """What may be hoped for in a kind of lesion, and what not; none where light is aimed at melanin."""
    group = _GROUPS.get(kind)
    return None if group is None else NOT_GONE[group]


def reach_section(plan: Plan, sources: Sources, fields: xarray.Dataset | None) -> Section | None:
    """Depth along the dial, what is wanted and allowed, and the wound to scale; nothing where depth tells nothing."""
    window = shown_window(plan)
    reach = window.reach
    if reach is None:
        return None
    blocks: list[Block] = [
        Paragraph(reach.text + sources.mark(reach.sources)),
        picture("reach", figure=reach_chart(plan, window), title=_title(window), caption=_caption(plan, window)),
    ]
    given = window.recommended
    if given is not None and plan.decision == "setting":
        rows = _at(window, given.setting.fluence_j_cm2)
        exposure = words.dialled(plan, window, given.setting.fluence_j_cm2)
        blocks += [
            Facts(rows),
            Paragraph(
                f"At {exposure}: the middle skin of the sample, and in brackets the 5 to 95 % range of what is not "
                "known.",
                quiet=True,
            ),
        ]
        if window.goal == "columns" and window.density_per_cm2 is not None:
            blocks.append(_columns(plan, window, exposure))
        if window.goal == "removal" and fields is not None and "wound_removed" in fields:
            blocks.append(_passes(plan, window, fields, exposure))
    return Section("reach", "How deep it reaches", tuple(blocks))


def trade_off_section(plan: Plan) -> Section | None:
    """What the other dials would have given, the chosen ones marked; nothing where there was no choice."""
    window = shown_window(plan)
    found = window.trade_off
    if len(found) < 2 or plan.decision not in ("setting", "no_window"):
        return None
    chosen = next((one for one in found if one.chosen), None)
    if plan.decision == "setting":
        said = "Each line is one choice of the other dials, with the best setting that the same limits leave for it."
    else:
        said = "No choice of the other dials leaves room for a setting."
    coarse = min(plan.skins, COARSE_SKINS)
    blocks: list[Block] = [
        Paragraph(said),
        _trades(plan, window, found[:_SHOWN], caption="The other dials, the best choice first"),
    ]
    if len(found) > _SHOWN:
        more = _trades(plan, window, found[_SHOWN:], caption="The other dials: further choices")
        blocks.append(More(f"{len(found) - _SHOWN} more choices", (more,), on_paper=False))
    bold = " Bold: chosen." if chosen in found[:_SHOWN] else ""
    blocks.append(
        Paragraph(
            f"Chances of the others come from {coarse} skins, enough to rank the choices and no more.{bold}", quiet=True
        )
    )
    return Section("trade_off", "What the other dials would have given", tuple(blocks))


def ways_section(plan: Plan, sources: Sources) -> Section | None:
    """Which way of light comes first for this lesion and why; nothing where the library knows melanin alone."""
    known = ways_for(plan.case.lesion.kind)
    if not known:
        return None
    rows = tuple(
        (
            f"{way.order}. {way.title}",
            _state(plan, way),
            way.why,
            f"{words.capital(EVIDENCE[way.evidence])}. {way.evidence_text}{sources.mark(way.sources)}",
            _sessions(way),
        )
        for way in known
    )
    own = next((i for i, way in enumerate(known) if _state(plan, way) == "chosen"), None)
    hope = not_gone(plan.case.lesion.kind)
    blocks: list[Block] = [
        Table(
            caption=f"Ways of light for {words.plain(plan.case.lesion.kind)}, the first choice first",
            head=("Way", "Here", "Why it stands there", "Evidence", "Sessions"),
            rows=rows,
            strong_row=own,
            widths=(1.6, 0.9, 2.5, 2.3, 1.2),
        )
    ]
    if hope is not None:
        blocks.insert(0, Paragraph(hope))
    return Section("ways", "Which way of light first, and why", tuple(blocks))


def _title(window: Window) -> str:
    return "Band of the dermis that is warmed" if window.goal == "collagen" else "Depth reached along the dial"


def _caption(plan: Plan, window: Window) -> str:
    upright = ""
    if plan.decision == "setting" and window.recommended is not None:
        upright = " Upright line: the recommended setting."
    covers = " Below: share of the surface that is wounded in this session." if _covers(window) else ""
    return (
        f"{words.other_settings(window)}. Lines: the middle skin; bands: 5 to 95 % of skins. Dashed: wanted; "
        f"red-brown: the deepest that is allowed. Hatched: above the limit.{upright}{covers}"
    )


def _covers(window: Window) -> bool:
    return window.reach is not None and window.reach.coverage_percent is not None


def _at(window: Window, fluence_j_cm2: float) -> tuple[tuple[str, str], ...]:
    """What is reached at a setting, beside what is wanted and allowed."""
    reach = window.reach
    assert reach is not None
    collagen = window.goal == "collagen"

    def told(curve: BandCurve, unit: str) -> str:
        low, middle, high = at_setting(curve, window, fluence_j_cm2)
        said = f"{words.significant(middle)} ({words.significant(low)}–{words.significant(high)})"
        return f"{said} {unit}"

    wanted, allowed = f"{reach.wanted_depth_um:.0f} µm", f"{reach.deepest_allowed_um:.0f} µm"
    limits = f"wanted down to {wanted}; the dermis ends at {allowed}"
    if not collagen:
        limits = f"wanted {wanted}, allowed to {allowed}"
    rows = [("Lower edge" if collagen else "Depth", f"{told(reach.depth_um, 'µm')}; {limits}")]
    upper = spared(reach)
    if upper is not None:
        rows.insert(0, ("Upper edge", told(upper, "µm")))
    if reach.removed_um is not None:
        rows.append(("Of that taken away", told(reach.removed_um, "µm")))
    if reach.width_um is not None:
        rows.append(("Width of a column with its rim", told(reach.width_um, "µm")))
    if reach.coverage_percent is not None:
        said = told(reach.coverage_percent, "%")
        if reach.wanted_coverage_percent is not None:
            said += f"; wanted {reach.wanted_coverage_percent:.3g} %"
        if reach.highest_coverage_percent is not None:
            said += f", at most {reach.highest_coverage_percent:.3g} %"
        rows.append(("Share of the surface", said))
    return tuple(rows)


def _columns(plan: Plan, window: Window, exposure: str) -> Block:
    caption = (
        f"At {exposure} in the middle skin: depth and width of the columns and the layers of this site to scale. The "
        "cut shows columns at their mean distance over all passes; their shape is drawn, not computed. From above: all "
        "passes. Bar: depth in 5 to 95 % of skins."
    )
    return picture("columns", figure=columns_picture(plan, window), title="The columns, to scale", caption=caption)


def _passes(plan: Plan, window: Window, fields: xarray.Dataset, exposure: str) -> Block:
    caption = (
        f"At {exposure} each pass, in the layers of this site, to scale in depth. White: gone; hatched: coagulated and "
        "left; bars: depth of the wound in 5 to 95 % of skins."
    )
    figure = passes_picture(fields, plan, window)
    return picture("passes", figure=figure, title="What each pass takes off", caption=caption)


def _trades(plan: Plan, window: Window, found: tuple[TradeOff, ...], *, caption: str) -> Table:
    named = labels_of(window.goal)
    return Table(
        caption=caption,
        head=("Other dials", "Best setting", named.effect, named.harm, "Dark marks", "What holds it down"),
        rows=tuple(_trade(plan, window, one) for one in found),
        numeric=frozenset({1, 2, 3, 4}),
        strong_row=next((i for i, one in enumerate(found) if one.chosen), None),
        widths=(2.6, 1.0, 0.9, 0.9, 0.8, 2.4),
    )


def _trade(plan: Plan, window: Window, one: TradeOff) -> tuple[str, ...]:
    """One choice; the chosen one with what the whole plan says of it."""
    mark = " (chosen)" if one.chosen else ""
    of = window.recommended if one.chosen and window.recommended is not None else one
    shares = [
        "–" if share is None else words.percent(share)
        for share in (of.chance_effect, of.chance_burn, of.chance_dark_marks)
    ]
    best = of.setting
    told = "none" if best is None else words.dialled(plan, best, best.fluence_j_cm2)
    binds = words.sentence(words.short_harm(one.binds))
    return (f"{words.capital(words.other_settings(one))}{mark}", told, *shares, binds)


def _state(plan: Plan, way: Way) -> str:
    """What a plan holds of a way."""
    kind = plan.case.lesion.kind
    found = [window for window in plan.windows if way_of_window(kind, window) == way]
    if plan.decision == "setting" and plan.recommended in found:
        return "chosen"
    if not found:
        return "not at hand"
    return "open" if any(window.recommended is not None for window in found) else STATES[shut_by(found[0])]


def _sessions(way: Way) -> str:
    if way.sessions_low == way.sessions_high:
        number = f"{way.sessions_low}"
    else:
        number = f"{way.sessions_low} to {way.sessions_high}"
    return number if number == "1" else f"{number}, at least {way.interval_weeks:g} weeks apart"
