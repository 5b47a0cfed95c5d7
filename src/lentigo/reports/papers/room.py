"""The card for the treatment room: what to dial, what to see, when to stop; or that nothing may be fired."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lentigo.domain.plan import Plan, Window
from lentigo.reports import words
from lentigo.reports.answer import blocking
from lentigo.reports.catalogue import Catalogue
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
        step = words.dial_step(plan, window)
        levels = sorted({spot.setting.fluence_j_cm2 for spot in window.test_spots})
        named = say.join(say.number(level, step=step) for level in levels)
        see.append((say("room-spots-first"), (say("room-spots", levels=named),)))
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
    assert window.recommended is not None
    setting = window.recommended.setting
    return (
        (say("room-fluence"), say.number(setting.fluence_j_cm2, step=words.dial_step(plan, window)), "J/cm²"),
        (say("room-spot"), *words.split_unit(setting.spot_label)),
        (say("room-pulse"), *words.split_unit(setting.pulse_label)),
        (say("room-light"), *words.split_unit(_light(plan, window, say=say))),
        (say("room-rate"), say.number(setting.repetition_rate_hz), "Hz"),
        (say("room-cooling"), cooling(setting.cooling, say=say), ""),
    )


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
