"""The screening sheet: every reason, the worst first, with what to do, until when, and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.plan import Disagreement, Reason, Screening, Versions
from lentigo.reports import words
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.corrections import corrections
from lentigo.reports.papers.frame import current_versions, lesion_name, paper, quantity, section, site_name
from lentigo.reports.papers.parts import Bullets, Card, Facts, Notice, Paper, Paragraph, Signatures, Tone
from lentigo.reports.sources import Sources
from lentigo.screening.gate import WORST_FIRST

NAME: Final = "screening"

_TONES: Final[dict[str, Tone]] = {"ABSOLUTE": "stop", "REFER": "stop", "DEFER": "wait", "RELATIVE": "wait"}
_UNKNOWN: Final = "Not known: "
"""How a reason begins that rests on a question nobody has answered."""


def screening_sheet(
    case: Case,
    screening: Screening,
    *,
    say: Catalogue,
    devices: Sequence[Device] = (),
    versions: Versions | None = None,
    sources: Sources | None = None,
) -> Paper:
    """The screening of a case on paper.

    Parameters
    ----------
    case : Case
    screening : Screening
    say : Catalogue
    devices : sequence of Device
        The devices at hand: their names stand where a reason holds only for some.
    versions : Versions, optional
        Of the plan, where there is one.
    sources : Sources, optional
        References by key; without it those of the library.
    """
    cited = sources or Sources()
    made_by = versions or current_versions()
    if screening.rules:
        made_by = replace(made_by, rules=screening.rules)
    reasons = sorted(screening.reasons, key=lambda r: (WORST_FIRST.index(r.verdict), bool(r.scope)))
    return paper(
        NAME,
        say=say,
        title=say("screening-title"),
        subtitle=say(
            "screening-subtitle",
            case=case.title,
            lesion=lesion_name(case, say=say),
            site=site_name(case, say=say),
            day=say.day(case.assessed),
        ),
        lead=(_answer(screening, say=say),),
        sections=(
            section(
                "open",
                title=say("screening-open"),
                parts=_open(reasons, say=say),
            ),
            section(
                "reasons",
                title=say("screening-reasons"),
                parts=[reason_card(r, say=say, devices=devices, cited=cited) for r in reasons]
                or [Paragraph(say("screening-no-reasons"))],
            ),
            section("overrides", title=say("screening-overrides"), parts=_overrides(case, say=say)),
            section("facts", title=say("screening-facts"), parts=(_facts(case, devices, say=say),)),
            section("true", title=say("true-title"), parts=(corrections(case, say=say, without=("healthy_skin",)),)),
            section("sign", title=say("signatures"), parts=(_signatures(say),)),
        ),
        sources=cited,
        versions=made_by,
        made=case.assessed,
    )


def _answer(screening: Screening, *, say: Catalogue) -> Notice:
    lines = [say("screening-count", rules=len({r.rule for r in screening.reasons}))]
    if screening.verdict in ("ABSOLUTE", "DEFER", "REFER"):
        lines.insert(0, _earliest(screening, say=say))
    if screening.verdict == "ABSOLUTE":
        lines.append(say("screening-cannot-override"))
    tone: Tone = _TONES.get(screening.verdict, "go")
    return Notice(tone, say(f"screening-answer-{screening.verdict}"), tuple(lines))


def _earliest(screening: Screening, *, say: Catalogue) -> str:
    if screening.verdict == "ABSOLUTE":
        return say("screening-earliest-none")
    blocking = screening.blocking or tuple(r for r in screening.reasons if r.verdict in ("DEFER", "REFER"))
    dates = [r.earliest for r in blocking if r.earliest is not None]
    if not dates or any(r.earliest is None for r in blocking):
        return say("screening-earliest-condition")
    return say("screening-earliest", day=say.day(max(dates)))


def _open(reasons: Sequence[Reason], *, say: Catalogue) -> tuple[Paragraph | Bullets, ...]:
    asked: dict[str, list[str]] = {}
    for reason in reasons:
        if reason.because.startswith(_UNKNOWN):
            rules = asked.setdefault(reason.because.removeprefix(_UNKNOWN), [])
            if reason.rule not in rules:
                rules.append(reason.rule)
    if not asked:
        return (Paragraph(say("screening-open-none")),)
    return (
        Paragraph(say("screening-open-lead")),
        Bullets(
            tuple(
                say("screening-open-one", question=words.capital(question), rule=say.join(rules))
                for question, rules in asked.items()
            )
        ),
    )


def reason_card(reason: Reason, *, say: Catalogue, devices: Sequence[Device], cited: Sources) -> Card:
    """A rule that applies: why, what to do, until when, for what, who says so, and who says otherwise."""
    rows: list[tuple[str, tuple[str, ...]]] = [
        (say("screening-why"), (words.sentence(reason.because),)),
        (say("screening-what-to-do"), (words.sentence(reason.action),)),
    ]
    if reason.earliest is not None:
        rows.append((say("screening-date"), (say.day(reason.earliest),)))
    if reason.scope:
        rows.append((say("screening-scope"), tuple(_places(reason.scope, devices, say=say))))
    said = [_rule(reason, say=say) + cited.mark(reason.sources)]
    if reason.from_memory:
        said.append(say("screening-from-memory"))
    rows.append((say("screening-said-by"), tuple(said)))
    if reason.disagreement is not None:
        rows.append((say("screening-conflict"), _sides(reason.disagreement, say=say, cited=cited)))
    tone: Tone = _TONES.get(reason.verdict, "note")
    return Card(tone, say(f"verdict-{reason.verdict}"), reason.title, tuple(rows))


def _rule(reason: Reason, *, say: Catalogue) -> str:
    if reason.version is None:
        return say("screening-rule-place", rule=reason.rule)
    return say("screening-rule-version", rule=reason.rule, version=str(reason.version))


def _sides(of: Disagreement, *, say: Catalogue, cited: Sources) -> tuple[str, ...]:
    """The question and what every side says; the one that is held here first."""
    sides = sorted(of.sides, key=lambda side: not side.chosen)
    return (
        words.sentence(of.question),
        *(
            say(
                "screening-conflict-held" if side.chosen else "screening-conflict-other", says=words.sentence(side.says)
            )
            + cited.mark(side.sources)
            for side in sides
        ),
    )


def _places(scope: Sequence[str], devices: Sequence[Device], *, say: Catalogue) -> list[str]:
    """Handpieces under the name of their device, which is said once."""
    names = {device.id: device.name for device in devices}
    found: dict[str, list[str]] = {}
    for place in scope:
        device, _, handpiece = place.partition("/")
        found.setdefault(names.get(device, words.plain(device)), []).extend([handpiece] if handpiece else [])
    return [
        say("screening-scope-device", device=device, handpieces=say.join(parts)) if parts else device
        for device, parts in found.items()
    ]


def _overrides(case: Case, *, say: Catalogue) -> tuple[Bullets, ...]:
    if not case.overrides:
        return ()
    return (
        Bullets(
            tuple(
                say(
                    "screening-override",
                    rule=o.rule,
                    reason=words.sentence(o.reason),
                    by=say(f"by-{o.by_role}"),
                    day=say.day(o.date),
                )
                for o in case.overrides
            )
        ),
    )


def _facts(case: Case, devices: Sequence[Device], *, say: Catalogue) -> Facts:
    person, lesion, diagnosis = case.person, case.lesion, case.diagnosis
    age = say("answer-unknown") if isinstance(person.age_years, str) else say.number(person.age_years)
    phototype = say("answer-unknown") if person.phototype == "unknown" else person.phototype
    return Facts(
        (
            (say("screening-fact-person"), say("screening-fact-person-is", age=age, phototype=phototype)),
            (
                say("screening-fact-lesion"),
                say(
                    "screening-fact-diagnosed",
                    lesion=lesion_name(case, say=say),
                    by=say(f"by-{diagnosis.by}"),
                    dermatoscopy=say(f"answer-{diagnosis.dermatoscopy}"),
                ),
            ),
            (say("screening-fact-site"), site_name(case, say=say)),
            (say("screening-fact-area"), quantity(lesion.area_cm2, unit="cm²", say=say)),
            (
                say("screening-fact-devices"),
                say.join(device.name for device in devices) if devices else say("screening-fact-none"),
            ),
        )
    )


def _signatures(say: Catalogue) -> Signatures:
    return Signatures(
        caption=say("screening-sign-caption"),
        head=("", say("sign-name"), say("sign-signature"), say("sign-date")),
        who=(say("signer-clinician"), say("signer-operator")),
    )
