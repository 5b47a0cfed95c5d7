"""A plan on the terminal: first what a nurse needs, then what a physician asks, then what defends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from lentigo.cli.render.changes import change_parts
from lentigo.cli.render.chart import bar, chance_at, window_chart
from lentigo.cli.render.comparison import alternatives_list, best_of_each, windows_table
from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.cli.render.learnt import learnt_parts
from lentigo.cli.render.reach import chart_note, reach_parts, trade_off_parts
from lentigo.cli.render.reasons import Cite, screening_page
from lentigo.cli.render.test_spots import test_spot_parts
from lentigo.cli.render.ways import ways_first
from lentigo.cli.render.words import (
    CAPS,
    DECISIONS,
    band,
    fluence,
    number,
    percent,
    percent_range,
    plain,
    settings_in_words,
    sources_in_words,
    without,
)
from lentigo.cli.root import DISCLAIMER
from lentigo.domain.dials import name_on_dial, on_dial, unit_on_dial
from lentigo.domain.plan import DialSetting, Finding, Plan, Recommendation, Window
from lentigo.planning.goal_words import words_of
from lentigo.reports.words import seen_at

_BORDERS: Final = {"setting": "green", "no_window": "yellow", "not_computed": "yellow", "not_now": "yellow"}
REFUSALS: Final = {"not_now", "refused"}
_SENSITIVITIES: Final = 5


def plan_page(plan: Plan, *, width: int, cite: Cite, beside: RenderableType | None = None) -> RenderableType:
    """The whole plan, top to bottom.

    Parameters
    ----------
    plan : Plan
    width : int
        Characters a line [1].
    cite : callable
        Citation of a reference by its key.
    beside : renderable, optional
        What stands just below the decision.
    """
    return Group(*_parts(plan, width=width, cite=cite, beside=beside))


def plan_summary(plan: Plan, *, width: int, cite: Cite) -> RenderableType:
    """The decision alone: its panel and, for a refusal, the reasons."""
    return Group(decision_panel(plan), *_refusal(plan, cite=cite), *_window_parts(plan, width=width, short=True))


def _parts(plan: Plan, *, width: int, cite: Cite, beside: RenderableType | None) -> Iterator[RenderableType]:
    yield decision_panel(plan)
    if beside is not None:
        yield beside
    yield from _refusal(plan, cite=cite)
    yield from _window_parts(plan, width=width)
    if plan.windows and plan.decision not in REFUSALS:
        rows = windows_table(
            best_of_each(plan.windows),
            plan.devices,
            width=width,
            skins=plan.skins,
            advise=plan.decision in {"setting", "no_window"},
        )
        yield section("Devices compared", rows)
    if plan.decision not in REFUSALS:
        yield from ways_first(plan)
    if plan.alternatives:
        yield section(
            "What instead" if plan.decision in REFUSALS else "Instead of light", alternatives_list(plan.alternatives)
        )
    yield from _skin(plan)
    yield from _what_matters(plan)
    if plan.decision not in REFUSALS:
        yield from change_parts(plan)
        yield screening_page(plan.screening, devices=plan.devices, cite=cite)
    yield from _checks(plan)
    yield from _findings(plan)
    yield closing(plan)


def decision_panel(plan: Plan) -> Panel:
    """The recommendation in the first lines: what is decided, what to dial, and with what chances."""
    window = plan.recommended
    # Inside the frame, not in its border: a long title would lose its end, and the date with it.
    body: list[RenderableType] = [
        Text(f"{plan.case.title}, assessed {plan.case.assessed:%-d %B %Y}", style="dim"),
        Text(plan.headline, style="bold"),
    ]
    body.extend(Text(line) for line in _untold(plan))
    if window is not None and window.recommended is not None:
        device = next((d.name for d in plan.devices if d.id == window.device), window.device)
        body += [
            Text(""),
            dial(window.recommended, device=device),
            Text(""),
            chances(window.recommended, window, skins=plan.skins),
        ]
    return Panel(
        Group(*body),
        title=Text(f" {DECISIONS[plan.decision]} ", style="bold"),
        title_align="left",
        border_style=_BORDERS.get(plan.decision, "red"),
        box=box.ROUNDED,
        padding=(1, 2),
    )


def dial(given: Recommendation, *, device: str) -> RenderableType:
    """What to set on the panel."""
    setting = given.setting
    return pairs(
        [
            ("Device", device),
            ("Handpiece", setting.handpiece),
            *panel_rows(setting),
            ("Pulse", Text(setting.pulse_label, style="bold")),
            ("Rate", f"{setting.repetition_rate_hz:g} Hz"),
            ("Cooling", plain(setting.cooling)),
        ],
        indent=0,
    )


def panel_rows(setting: DialSetting) -> list[tuple[str, str | Text]]:
    """The numbers of the panel beside pulse, rate and cooling: of a spot, or of a tip that makes columns."""
    rows: list[tuple[str, str | Text]] = [
        (name_on_dial(setting).capitalize(), Text(fluence(setting.fluence_j_cm2, setting), style="bold")),
        ("Spot" if setting.energy_mj is None else "Tip", Text(setting.spot_label, style="bold")),
    ]
    if setting.density_per_cm2 is not None:
        rows.append(("Density", Text(f"{setting.density_per_cm2:g} columns per cm² and pass", style="bold")))
    if setting.stacked > 1:
        rows.append(("Stacked", Text(f"{setting.stacked} pulses on each place", style="bold")))
    if setting.passes > 1 or setting.density_per_cm2 is not None:
        rows.append(("Passes", Text(str(setting.passes), style="bold")))
    return rows


def chances(given: Recommendation, window: Window, *, skins: int) -> RenderableType:
    """The chances at a setting, each with the band that what is not known leaves."""
    at = given.setting.fluence_j_cm2
    harm = words_of(window.goal).harm_short
    grid = table(("Chance of", "left"), ("", "right"), ("5-95 % band", "left"), ("", "left"))
    for name, value, curve in (
        ("effect", given.chance_effect, window.effect),
        (harm, given.chance_burn, window.burn),
        ("dark marks", given.chance_dark_marks, window.dark_marks),
    ):
        _, low, high = chance_at(curve, window.fluence_j_cm2, at)
        alone, around = percent(value, skins=skins), percent_range(low, high, skins=skins)
        grid.add_row(name, Text(alone, style="bold"), around, bar(value, width=10))
    both = given.chance_effect_without_burn
    grid.add_row(f"effect, {without(harm)}", percent(both, skins=skins), "", bar(both, width=10))
    return grid


def _refusal(plan: Plan, *, cite: Cite) -> Iterator[RenderableType]:
    """For a refusal the reasons come first, with their sources."""
    if plan.decision in REFUSALS:
        yield screening_page(plan.screening, devices=plan.devices, cite=cite, words="Why")


def _untold(plan: Plan) -> list[str]:
    """Reasons of the decision, without those of a refusal that are told rule by rule just below."""
    told = tuple(f"{r.rule}, " for r in plan.screening.reasons) if plan.decision in REFUSALS else ()
    return [line for line in plan.why if not (told and line.startswith(told))]


def _window_parts(plan: Plan, *, width: int, short: bool = False) -> Iterator[RenderableType]:
    window = plan.recommended or (plan.windows[0] if plan.windows else None)
    if window is None or plan.decision in REFUSALS:
        return  # what must not be done has no chances to weigh and no limit to aim for
    if plan.recommended is not None:
        if window.recommended is not None:
            seen = seen_at(window, window.recommended.setting.fluence_j_cm2)
            yield section("You should see", *(Text(f" {line}") for line in seen))
        yield section("Stop if you see", bullets(window.stop_signs, sign="!"))
        if not short:
            yield from learnt_parts(plan.learnt)
            yield from test_spot_parts(plan, window)
    yield section(
        "Window",
        window_chart(window, width=width, skins=plan.skins, advise=plan.recommended is not None),
        note=settings_in_words(window),
    )
    yield Text(f" {chart_note(window)}", style="dim")
    yield from reach_parts(window, width=width)
    yield caps_section(window)
    if not short:
        yield from trade_off_parts(
            window, width=width, skins=plan.skins, advise=plan.decision in {"setting", "no_window"}
        )
    if plan.recommended is None and window.openers:
        yield section("What would open a window", bullets(window.openers))
    elif window.openers and not short:
        yield section("What would widen it", bullets(window.openers))


def caps_section(window: Window) -> RenderableType:
    """Every upper bound, and which one binds."""
    caps = sorted(window.caps, key=lambda cap: cap.fluence_j_cm2)
    grid = table(("limit", "left"), (unit_on_dial(window), "right"), ("", "left"), ("why", "left"))
    for i, cap in enumerate(caps):
        text = f"{cap.text} {sources_in_words(cap.sources)}".strip()
        name = words_of(window.goal).harm_short if cap.name == "burn" else CAPS[cap.name]
        grid.add_row(
            name, number(on_dial(cap.fluence_j_cm2, window)), "binds" if i == 0 else "", f"{text} ({cap.kind})"
        )
    allowed = (
        f"Highest allowed: {fluence(window.highest_allowed_j_cm2, window)}. What binds: {window.binds.rstrip('.')}."
    )
    return section("Limits", grid, Text(f" {allowed}"), Text(f" Harm comes first in: {plain(window.harm_by)}."))


def _skin(plan: Plan) -> Iterator[RenderableType]:
    skin = plan.skin
    if skin is None:
        return
    rows: list[tuple[str, str | Text]] = [
        ("Colour", skin.text),
        ("Used", f"ITA {skin.ita_deg:.0f}° ± {skin.ita_error_deg:.0f}°, class: {plain(skin.ita_class)}"),
        ("Limits at", f"ITA {skin.ita_adverse_deg:.0f}°"),
        ("Melanin", f"{band(skin.melanin_fraction)} of the living epidermis' volume"),
        ("Lesion", f"{band(skin.lesion_contrast)} times the melanin of its surroundings"),
    ]
    yield section("Skin that was used", pairs(rows))


def _what_matters(plan: Plan) -> Iterator[RenderableType]:
    window = plan.recommended or (plan.windows[0] if plan.windows else None)
    if window is None or not window.sensitivities or plan.decision in REFUSALS:
        return
    grid = table(("what is not known exactly", "left"), ("harm", "right"), ("effect", "right"), ("gain", "right"))
    ranked = sorted(
        window.sensitivities, key=lambda s: -max(abs(s.rank_correlation_harm), abs(s.rank_correlation_effect))
    )
    for one in ranked[:_SENSITIVITIES]:
        grid.add_row(
            one.text,
            f"{one.rank_correlation_harm:+.2f}",
            f"{one.rank_correlation_effect:+.2f}",
            f"{100 * one.gain_if_known:+.0f} %",
        )
    yield section(
        "What matters most",
        grid,
        Text(
            " Harm, effect: rank correlation with the threshold, -1 to +1. Gain: change of the chance of effect "
            "if this were known.",
            style="dim",
        ),
    )


def _checks(plan: Plan) -> Iterator[RenderableType]:
    if not plan.checks:
        return
    lines = []
    for check in plan.checks:
        verdict = "passed" if check.passed else "FAILED"
        lines.append(Text.assemble((f"{verdict}: ", "bold green" if check.passed else "bold red"), check.text))
    yield section("Checks made", bullets(lines))


def findings_of(plan: Plan) -> list[Finding]:
    """Every remark of the plan, its skin and its window, each once."""
    window = plan.recommended or (plan.windows[0] if plan.windows else None)
    found = [*plan.findings, *(plan.skin.findings if plan.skin else ()), *(window.findings if window else ())]
    return list(dict.fromkeys(found))


def _findings(plan: Plan) -> Iterator[RenderableType]:
    found = findings_of(plan)
    if found:
        yield section(
            "To know",
            bullets(f"{one.topic}: {one.text} {sources_in_words(one.sources)}".strip() for one in found),
        )


def closing(plan: Plan) -> RenderableType:
    """The disclaimer with the versions of all that computed the plan."""
    v = plan.versions
    return Group(
        Text(""),
        Text(DISCLAIMER, style="italic"),
        Text(
            f"lentigo {v.lentigo}, model {v.model}, rules {v.rules}, library {v.library[:12]}, "
            f"seed {plan.seed}, {plan.skins} skins. References: lentigo sources KEY",
            style="dim",
        ),
    )
