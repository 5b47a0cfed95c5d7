"""The referral letter: to whom, how soon, why, what is known and what nobody has said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.referral import Referral, ReferralGround
from lentigo.reports import words
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.frame import current_versions, lesion_name, paper, section, site_name
from lentigo.reports.papers.parts import (
    Blanks,
    Bullets,
    Card,
    Choices,
    Facts,
    Notice,
    Paper,
    Paragraph,
    Part,
    Signatures,
    Tone,
)
from lentigo.reports.sources import Sources

NAME: Final = "referral"

_TONES: Final[dict[str, Tone]] = {"emergency": "stop", "urgent": "stop", "soon": "wait", "routine": "note"}
_BLANKS: Final = ("name", "birth", "address", "record", "from")


def referral_letter(
    case: Case, referral: Referral, *, say: Catalogue, name: str = NAME, sources: Sources | None = None
) -> Paper:
    """One letter.

    Parameters
    ----------
    case : Case
    referral : Referral
    say : Catalogue
    name : str
        Name of its file, where there are several letters.
    sources : Sources, optional
        References by key; without it those of the library.
    """
    cited = sources or Sources()
    return paper(
        name,
        say=say,
        title=say("referral-title"),
        subtitle=say(
            "referral-subtitle",
            lesion=lesion_name(case, say=say),
            site=site_name(case, say=say),
            day=say.day(referral.assessed),
        ),
        lead=(
            Facts(((say("referral-to"), words.capital(referral.to)),)),
            Notice(_TONES[referral.urgency], words.capital(referral.urgency_words), ()),
            Paragraph(say("referral-dear")),
            Paragraph(say("referral-opening")),
        ),
        sections=(
            section(
                "about",
                title=say("referral-about"),
                parts=(
                    Blanks(tuple((say(f"referral-blank-{blank}"), 1) for blank in _BLANKS)),
                    Choices(((say("referral-pictures"), (say("answer-yes"), say("answer-no"))),)),
                ),
            ),
            section(
                "why",
                title=say("referral-why"),
                parts=(*(_ground(ground, say=say, cited=cited) for ground in referral.grounds),),
            ),
            section("asks", title=say("referral-asks"), parts=_bullets(referral.asks)),
            section(
                "known",
                title=say("referral-known"),
                parts=(Facts(tuple((told.what, told.said) for told in referral.known)),),
            ),
            section("found", title=say("referral-found"), parts=_bullets(referral.found) or _nothing(say)),
            section("not-found", title=say("referral-not-found"), parts=_bullets(referral.not_found) or _nothing(say)),
            section("unknown", title=say("referral-unknown"), parts=_bullets(referral.unknown) or _nothing(say)),
            section(
                "not-done",
                title=say("referral-not-done"),
                parts=(Paragraph(words.sentence(referral.not_done)),),
            ),
            section("sign", title=say("signatures"), parts=(_signatures(say),)),
        ),
        sources=cited,
        versions=replace(current_versions(), rules=referral.rules),
        made=referral.assessed,
    )


def _ground(ground: ReferralGround, *, say: Catalogue, cited: Sources) -> Card:
    rule = say("referral-rule", rule=ground.rule) if ground.rule else say("referral-no-rule")
    said = [rule + cited.mark(ground.sources)]
    if ground.from_memory:
        said.append(say("referral-from-memory"))
    return Card(
        _TONES[ground.urgency],
        say(f"referral-urgency-{ground.urgency}"),
        ground.title,
        (
            (say("referral-ground-because"), (words.sentence(ground.because),)),
            (say("referral-ground-source"), tuple(said)),
        ),
    )


def _bullets(lines: Iterable[str]) -> tuple[Part, ...]:
    said = tuple(words.sentence(line) for line in lines)
    return (Bullets(said),) if said else ()


def _nothing(say: Catalogue) -> tuple[Part, ...]:
    return (Paragraph(say("referral-none")),)


def _signatures(say: Catalogue) -> Signatures:
    return Signatures(
        caption=say("referral-sign-caption"),
        head=("", say("sign-name"), say("sign-signature"), say("sign-date")),
        who=(say("signer-clinician"),),
    )
