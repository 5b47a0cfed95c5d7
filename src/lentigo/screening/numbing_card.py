"""The card that goes with a numbing cream: signs at which one stops, what to do, what is at hand; in plain words."""

from __future__ import annotations

from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.numbing import NumbingRequest
from lentigo.domain.numbing_answer import NumbingCard, NumbingClock
from lentigo.domain.record import Answer
from lentigo.domain.skin import site_in_words
from lentigo.screening.numbing_clock import clock_words

SIGNS: Final = (
    "Tingling or numbness round the mouth or of the tongue",
    "A taste of metal",
    "Ringing in the ears",
    "Dizziness, blurred sight, slurred speech, sleepiness, or feeling restless or confused",
    "Twitching, a seizure, or fainting",
    "A slow, fast or uneven heartbeat, or trouble breathing",
    "Grey or blue lips, nails or skin, also hours later",
    "A rash all over, or swelling of the face",
)
DO: Final = (
    "Stop. Wipe the cream off and wash the skin.",
    "Tell the nurse or doctor at once. At home: call the emergency number, do not wait.",
    "Lie down; somebody stays with the person.",
    "Nurse: call the doctor and the emergency service, give oxygen, watch pulse, blood pressure and breathing.",
    "Take the tube and this card along.",
)
NEVER: Final = (
    "No more cream than is written here, and no second layer",
    "No heat, hot bath, heat pad or lamp on it",
    "No plastic film round it, unless a dressing is written here",
    "Not on broken skin, and not near eyes, ears or mouth",
    "Keep it from children and pets; no scratching or hot things on numb skin",
)
_AT_HAND: Final = ("Oxygen", "Lipid emulsion 20 % with its dosing sheet", "Equipment to resuscitate")


def numbing_card(
    request: NumbingRequest,
    *,
    case: Case,
    product: str,
    spread_g: float,
    most_minutes: float,
    clock: NumbingClock | None,
) -> NumbingCard:
    """The card for a cream that is allowed.

    Parameters
    ----------
    request : NumbingRequest
        As allowed.
    case : Case
        For what must not be given.
    product : str
        The cream in words.
    spread_g : float
        Cream to be put on [g].
    most_minutes : float
        The longest time on the skin [min].
    clock : NumbingClock, optional
        Where a start of the session was given.
    """
    where = " and ".join(site_in_words(site) for site in request.sites)
    times = () if clock is None else (
        f"On at {clock_words(clock.on)}",
        f"Off at {clock_words(clock.off)}",
        f"Off by {clock_words(clock.latest_off)} in any case",
    )  # fmt: skip
    return NumbingCard(
        title="Your numbing cream",
        cream=f"{product}: {spread_g:g} g on {request.area_cm2:g} cm² of the {where},"
        f" for {request.contact_minutes:g} minutes, never longer than {most_minutes:g}.",
        times=times,
        signs=SIGNS,
        do=DO,
        at_hand=(*_AT_HAND, methylene_blue(case.health.g6pd_deficiency.value)),
        never=NEVER,
        rules=("AN-14", "AN-15"),
        sources=("EMLAdeath", "AAGBIlast", "LAST"),
    )


def methylene_blue(g6pd_deficiency: Answer) -> str:
    """What is said of the remedy for methaemoglobin, which harms people with G6PD deficiency."""
    if g6pd_deficiency == "yes":
        return "NO methylene blue for this person: G6PD deficiency"
    if g6pd_deficiency == "unknown":
        return "Methylene blue only when G6PD deficiency has been ruled out: nobody has asked"
    return "Methylene blue (for people without G6PD deficiency; this person was asked)"
