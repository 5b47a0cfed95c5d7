"""Diagnoses for which this version computes no settings: said clearly, without numbers."""

from __future__ import annotations

from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.indications import First, IndicationEntry
from lentigo.errors import QuestionError
from lentigo.library.indications import indication_of

_FIRST: Final[dict[First, str]] = {
    "device": "No settings are computed",
    "topical": "Creams and sun protection come first",
    "medicine": "Medicine comes first",
    "stop_the_cause": "The cause comes first",
    "wait": "Waiting comes first",
    "refer": "Refer first",
}


_KNOWN_HERE: Final = (
    "The models here compute light on pigment, vessels, scars, stretch marks and lines; a setting for this diagnosis "
    "would be a guess."
)


def beyond(case: Case) -> IndicationEntry | None:
    """The indication of a case for which settings cannot be computed here; none where they can."""
    found = indication_of(case)
    return None if found is None or found.settings_here else found


def headline(of: IndicationEntry) -> str:
    """What is decided for it, in one sentence."""
    return f"{_FIRST[of.first]}: this version of Lentigo plans no light for {_lower(of.title)}."


def why(of: IndicationEntry) -> tuple[str, ...]:
    """What comes first, what could follow, and why there is no number."""
    return (
        f"First: {_lower_first(of.first_care)}",
        f"Light: {_lower_first(of.light)}",
        _KNOWN_HERE,
    )


def refuse_beyond(case: Case) -> None:
    """Refuse to compute the chances of a setting for a diagnosis that the models do not know.

    Raises
    ------
    QuestionError
        If the diagnosis is one of these.
    """
    found = beyond(case)
    if found is not None:
        raise QuestionError(headline(found).rstrip("."), where="lesion.kind", hint=f"first: {found.first_care}")


def _lower(title: str) -> str:
    """A title inside a sentence; names of persons keep their capital."""
    named = title.startswith(("Becker", "Hori"))
    return title if named else title[:1].lower() + title[1:]


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
