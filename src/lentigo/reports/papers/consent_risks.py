"""What can go wrong, as the consent lists it: risks of light on the skin, and of wounds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lentigo.domain.goals import ABLATING
from lentigo.domain.plan import Plan, Window
from lentigo.domain.risks import RiskEntry
from lentigo.library.risks import risk_set
from lentigo.reports import words
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.by_goal import group_of
from lentigo.reports.papers.parts import Paragraph, Part, Table
from lentigo.reports.sources import Sources

__all__ = ["concerning", "risk_parts"]


def risk_parts(plan: Plan, window: Window, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    """The risks of a window, common ones first, each with a number only where a study has counted it."""
    yield Paragraph(say("consent-risks-lead"))
    named = concerning(plan, window)
    best = window.recommended
    bruise = None if best is None else words.bruising(window, best.setting.fluence_j_cm2)
    for group in ("common", "less_common", "rare"):
        rows = [
            (say(_risk_message(risk, window)), _how_often(risk, say=say, cited=cited, bruise=bruise))
            for risk in named
            if risk.group == group
        ]
        if rows:
            yield Table(
                caption=say(f"consent-risks-{group}"),
                head=(say("consent-risks-what"), say("consent-risks-how-often")),
                rows=tuple(rows),
                widths=(1.8, 1.0),
            )
    yield Paragraph(say("consent-true", correction=say("correction-risks")))


_EVERY_LASER: Final = (
    "redness",
    "pain",
    "infection",
    "cold_sore",
    "scar",
    "lasting_white",
    "eye",
    "tattoo_darkens",
    "allergy",
    "numbing_poisoning",
    "missed_cancer",
)
"""Risks of light on pigment that any laser shares; a wound's own number goes before them."""
_OF_SPOTS: Final = ("crust",)
"""Risks that only pigment brings."""
_FRONT_OF_THE_EYE_NM: Final = 1400.0
"""From this wavelength on light does not reach the retina."""


def concerning(plan: Plan, window: Window) -> list[RiskEntry]:
    """The risks that are named for a window: of light, or of wounds with what all lasers share."""
    light = [risk for risk in risk_set("light").risk if _concerns(risk, plan, window)]
    if group_of(window) == "pigment":
        return light
    if window.goal not in ABLATING:
        return [risk for risk in light if risk.name not in _OF_SPOTS]
    own = [risk for risk in risk_set("resurfacing").risk if _concerns(risk, plan, window)]
    # The chance of dark marks stands above, computed for this skin.
    own = [risk for risk in own if risk.name != "dark_marks"]
    told = {risk.name for risk in own} | ({"redness"} if any(r.name == "long_redness" for r in own) else set())
    return own + [risk for risk in light if risk.name in _EVERY_LASER and risk.name not in told]


def _risk_message(risk: RiskEntry, window: Window) -> str:
    if risk.name == "eye" and window.wavelength_nm >= _FRONT_OF_THE_EYE_NM:
        return "risk-eye_front"
    if risk.name == "pain" and window.goal == "removal":
        return "risk-pain_removal"
    return f"risk-{risk.name}"


def _concerns(risk: RiskEntry, plan: Plan, window: Window) -> bool:
    return (
        (not risk.kinds or plan.case.lesion.kind in risk.kinds)
        and (not risk.families or window.family in risk.families)
        and (not risk.sites or plan.case.skin.site in risk.sites)
    )


def _how_often(risk: RiskEntry, *, say: Catalogue, cited: Sources, bruise: words.Bruising | None) -> str:
    """How often it happens; a bruise that is computed at this setting is told as the other papers tell it."""
    marks = cited.mark(risk.sources)
    if risk.name == "bruise" and bruise is not None:
        return say(f"consent-risks-bruise-{bruise}", marks=marks)
    if risk.share_percent is None or risk.low_percent is None or risk.high_percent is None:
        return say("consent-risks-not-known", marks=marks)
    frequency = say.frequency(risk.share_percent / 100, risk.low_percent / 100, risk.high_percent / 100)
    return say("consent-risks-number", frequency=frequency, marks=marks)
