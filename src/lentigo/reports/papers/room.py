"""The card for the treatment room: what to dial, what to see, when to stop; or that nothing may be fired."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lentigo.domain.dials import unit_on_dial
from lentigo.domain.plan import Plan, Window
from lentigo.planning.laser_safety import laser_safety
from lentigo.reports import words
from lentigo.reports.answer import blocking
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.by_goal import ABLATIVE, HERPES_RULES, applies, group_of, number_on_panel
from lentigo.reports.papers.consent import cooling
from lentigo.reports.papers.frame import paper, section, versions_line
from lentigo.reports.papers.parts import Bullets, Dials, Notice, Paper
from lentigo.reports.papers.pdf import typeset
from lentigo.reports.sources import Sources
from lentigo.screening.gate import earliest_of

NAME: Final = "room"


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on the card."""

    headline: str
    device: str
    dials: tuple[tuple[str, str, str], ...]
    """Label, value, unit; none where nothing may be fired."""
    see: tuple[tuple[str, tuple[str, ...]], ...]
    stop: tuple[str, ...]


def room_paper(plan: Plan, *, say: Catalogue) -> Paper:
    """The card as a paper for the screen."""
    card = content(plan, say=say)
    lead = (
        (Dials(card.dials), Notice("stop", f"■ {say('room-stop')}", card.stop, listed=True))
        if card.dials
        else (Notice("stop", card.headline, (say("room-nothing"),)),)
    )
    return paper(
        NAME,
        say=say,
        title=card.device or say("room-heading"),
        subtitle=_title(plan, say=say),
        lead=lead,
        sections=[section(f"see-{i}", title=term, parts=(Bullets(lines),)) for i, (term, lines) in enumerate(card.see)],
        sources=Sources(),
        versions=plan.versions,
        made=plan.case.assessed,
    )


def room_card(plan: Plan, path: str | Path, *, say: Catalogue | None = None, large: bool = False) -> Path:
    """Write the card as a PDF: one page, and in large print a second one for the words.

    Parameters
    ----------
    plan : Plan
    path : str or Path
        The file to write.
    say : Catalogue, optional
        English where none is given.
    large : bool
        No letter below 18 points.

    Returns
    -------
    Path
        The file that was written.
    """
    speak = say or Catalogue()
    card = content(plan, say=speak)
    language, _, region = speak.tag.partition("-")
    data = {
        "fire": bool(card.dials),
        "large": large,
        "lang": language,
        "region": region or None,
        "title": _title(plan, say=speak),
        "headline": card.headline,
        "device": card.device,
        "dials": [
            {"label": speak("room-dial", label=label, unit=unit) if unit else label, "value": value}
            for label, value, unit in card.dials
        ],
        "see": card.see,
        "stop": [(f"■ {speak('room-stop')}", card.stop)] if card.stop else [],
        "nothing": speak("room-nothing"),
        "too-small": speak("room-too-small"),
        "disclaimer": speak("disclaimer"),
        "versions": versions_line(speak, versions=plan.versions),
    }
    files = {"card.json": json.dumps(data)}
    return typeset("papers/room.typ", files, Path(path), made=plan.case.assessed)


def content(plan: Plan, *, say: Catalogue) -> Card:
    """What the card says, in the words of a catalogue."""
    window = plan.recommended
    if window is None or window.recommended is None:
        return Card(say(f"decision-{plan.decision}"), "", (), _instead(plan, say=say), ())
    see = [(say("room-see"), _seen(window, say=say))]
    if window.test_spots:
        levels = sorted({spot.setting.fluence_j_cm2 for spot in window.test_spots})
        named = say.join(number_on_panel(plan, window, level, say=say) for level in levels)
        told = say("number-unit", number=named, unit=unit_on_dial(window))
        see.append((say("room-spots-first"), (told,)))
    before = _before(plan, window, say=say)
    if before:
        see.insert(0, (say("room-before"), before))
    return Card(
        headline=say(f"decision-{plan.decision}"),
        device=words.way(plan, window),
        dials=_dials(plan, window, say=say),
        see=tuple(see),
        stop=tuple(words.capital(sign) for sign in window.stop_signs),
    )


def _title(plan: Plan, *, say: Catalogue) -> str:
    return say("room-title", case=plan.case.title, day=say.day(plan.case.assessed))


def _dials(plan: Plan, window: Window, *, say: Catalogue) -> tuple[tuple[str, str, str], ...]:
    """What to set: three large fields first, the others below them."""
    assert window.recommended is not None
    setting = window.recommended.setting
    exposure = number_on_panel(plan, setting, setting.fluence_j_cm2, say=say)
    spot = (say("room-spot"), *words.split_unit(setting.spot_label))
    passes = (say("panel-passes"), say.number(setting.passes), "")
    below = [
        (say("room-pulse"), *words.split_unit(setting.pulse_label)),
        (say("room-light"), *words.split_unit(_light(plan, window, say=say))),
        (say("room-rate"), say.number(setting.repetition_rate_hz), "Hz"),
        (say("room-cooling"), cooling(setting.cooling, say=say), ""),
    ]
    if setting.density_per_cm2 is not None:
        density = (say("panel-density"), say.number(setting.density_per_cm2), say("panel-density-unit"))
        first = [(say("panel-energy"), exposure, unit_on_dial(setting)), density, passes]
        below.insert(0, (say("panel-beam"), *words.split_unit(setting.spot_label.removesuffix(" beams"))))
        if setting.stacked > 1:
            below.insert(0, (say("panel-stacked"), say.number(setting.stacked), ""))
    elif setting.passes > 1:
        first = [(say("room-fluence"), exposure, unit_on_dial(setting)), spot, passes]
    else:
        first = [(say("room-fluence"), exposure, unit_on_dial(setting)), spot, below.pop(0)]
    return (*first, *below)


def _before(plan: Plan, window: Window, *, say: Catalogue) -> tuple[str, ...]:
    """What stands ready before the first pulse of light on anything but pigment: eyes, smoke, herpes, wiping."""
    if group_of(window) == "pigment":
        return ()
    lines = [*_eyes(plan, window, say=say)]
    if group_of(window) in ABLATIVE:
        lines.append(say("room-smoke"))
    if any(reason.rule in HERPES_RULES and applies(reason, window) for reason in plan.screening.reasons):
        lines.append(say("room-herpes"))
    if window.goal == "removal" and window.passes > 1:
        lines.append(say("room-wipe"))
    return tuple(lines)


def _eyes(plan: Plan, window: Window, *, say: Catalogue) -> Iterable[str]:
    device = next((one for one in plan.devices if one.id == window.device), None)
    if device is None:
        return
    # Of the worst setting, as on the sheet of the device: a dial may be turned after the card was read.
    safety = laser_safety(device, site=plan.case.skin.site)
    for beam in (one for one in safety.beams if one.handpiece == window.handpiece):
        density = say.number(beam.optical_density, step=0.1)
        yield say("room-eyewear", wavelength=say.number(beam.wavelength_nm, digits=5), density=density)
    if safety.lamps:
        yield say("room-eyewear-lamp")
    yield say(f"room-shields-{safety.shields.kind}")


def _light(plan: Plan, window: Window, *, say: Catalogue) -> str:
    """The wavelength as the panel shows it, or the filter of a broadband source."""
    handpiece = words.handpiece(plan, window)
    if handpiece is None or handpiece.wavelength_nm is not None:
        return f"{window.wavelength_nm:g} nm"
    if handpiece.cut_off_nm is None:
        return say("room-broadband")
    return say("room-filter", number=say.number(handpiece.cut_off_nm))


def _seen(window: Window, *, say: Catalogue) -> tuple[str, ...]:
    assert window.recommended is not None
    seen = words.sentence(window.endpoint)
    bruise = words.bruising(window, window.recommended.setting.fluence_j_cm2)
    return (seen,) if bruise is None else (seen, say(f"room-bruise-{bruise}"))


def _instead(plan: Plan, *, say: Catalogue) -> tuple[tuple[str, tuple[str, ...]], ...]:
    reasons = blocking(plan) if plan.decision in ("refused", "not_now") else ()
    if reasons:
        why = tuple(say("room-by-rule", text=f"{r.title}. {words.sentence(r.because)}", rule=r.rule) for r in reasons)
        day = earliest_of(reasons)
        if any(r.verdict == "ABSOLUTE" for r in reasons):
            when = say("room-date-never")
        else:
            when = say("room-date-condition") if day is None else say.day(day)
        todo = tuple(dict.fromkeys(words.sentence(r.action) for r in reasons))
        return ((say("room-why"), why), (say("room-what-to-do"), todo), (say("room-date"), (when,)))
    if plan.decision == "blocked_by_verification":
        failed = tuple(words.sentence(c.text) for c in plan.checks if not c.passed)
        return ((say("room-why"), failed or plan.why), (say("room-what-to-do"), (say("room-report-check"),)))
    return ((say("room-why"), tuple(words.sentence(words.named(plan, w)) for w in plan.why[:1])),)
