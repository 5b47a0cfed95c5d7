"""Write the marked tables of the manual from records, questionnaire, library and rules: none is kept by hand."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lentigo.domain.case import Diagnosis, Lesion, Mark, Person, Vessels
from lentigo.domain.findings import FINDINGS, RED_FLAGS, Findings
from lentigo.domain.health import HEALTH_QUESTIONS, Fact, Health, Medicine, Procedure
from lentigo.domain.health_questions import HEALTH_SECTIONS
from lentigo.domain.rules import SkinAsDarkAs
from lentigo.domain.shape import Field, fields_of
from lentigo.domain.strategy import (
    CareWish,
    CourseWishes,
    Numbing,
    ProtectionWish,
    SessionWish,
    Strategy,
    SunHabits,
    Wellbeing,
)
from lentigo.domain.treatments import TREATMENTS
from lentigo.library.indications import indications
from lentigo.library.roles import roles
from lentigo.library.rules import rules
from lentigo.screening.gate import severity

HERE = Path(__file__).parent
PAGES = ("case_file.md", "rules.md")
EXAMPLES = HERE.parent / "examples"
_MANY = 25
"""So many words to choose from stand in a table of their own."""
_SHAPES = {"date": "a day", "switch": "`true`, `false`", "record": "a table", "many": "tables"}
_MARKED = re.compile(r"(<!-- made: (\w+) -->\n\n).*?(\n<!-- end -->)", re.DOTALL)
_DIAGNOSES = {
    "yes": "counts",
    "with_dermatoscopy_training": "counts with `dermatoscopy_training`",
    "no": "does not count",
    "unknown": "not known",
}
_FIRST = {
    "device": "light may come first",
    "topical": "creams first",
    "medicine": "medicine first",
    "stop_the_cause": "the cause is stopped first",
    "wait": "wait",
    "refer": "refer",
}

_COURSE: Mapping[str, str] = {
    "sun": "How much sun there is: `[course.sun]`.",
    "name": "A short name of its own: small letters, figures, underscores.",
    "sessions": "Visits with light: `[[course.strategies.sessions]]`, in the order of their days.",
    "care": "Creams and tablets: `[[course.strategies.care]]`.",
    "protection": "Sunscreen: `[[course.strategies.protection]]`.",
    "day": "Day of the visit; the day of the assessment is 0.",
    "numbing": "A numbing cream before it: `[course.strategies.sessions.numbing]`.",
    "amount_g": "How much of it.",
    "contact_minutes": "How long it stays on; longer than the label allows is refused.",
    "from_day": "First day; 0 if left out.",
    "to_day": "Last day.",
    "applications_per_day": "How often it is put on.",
}
"""What fields are that speak for themselves to a programmer."""


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *body]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def rules_by_fact() -> Mapping[str, list[str]]:
    """The rules that ask for each fact, by the name of the fact."""
    found: dict[str, list[str]] = {}
    for rule in rules():
        asked = [one for clause in rule.clause for one in (*clause.all, *clause.any)]
        for name in dict.fromkeys(one.fact for one in asked if not isinstance(one, SkinAsDarkAs)):
            found.setdefault(name, []).append(rule.id)
    return found


def allowed(field: Field) -> str:
    """What a field may hold, in words."""
    shape = field.shape
    words = [f"`{choice}`" for choice in shape.choices]
    if len(words) > _MANY:
        return "one of the words below"
    if shape.kind in ("number", "whole_number"):
        low = [] if shape.low is None else ["above" if shape.low_excluded else "from", f"{shape.low:g}"]
        high = [] if shape.high is None else ["to", f"{shape.high:g}"]
        words = [" ".join(["a number", *low, *high]).replace("-", "\N{MINUS SIGN}")]
    elif not words:
        words = [_SHAPES.get(shape.kind, "words")]
    if shape.unknown and "`unknown`" not in words:
        words.append("`unknown`")
    return ", ".join(words)


def record_table(record: type[Any], *, words: Mapping[str, str] | None = None) -> str:
    """Every field of a record: what may stand there, and what it is; ``words`` where the record does not say it."""
    return table(
        ("field", "may hold", "what it is"),
        [
            (
                f"`{field.name}`",
                allowed(field) + ("" if field.required else "; may be left out"),
                field.description or (words or {}).get(field.name, ""),
            )
            for field in fields_of(record).values()
        ],
    )


def _facts(record: type[Any], names: Sequence[str], *, subject: str) -> list[tuple[str, str, str]]:
    """Facts with the rules that ask for them."""
    fields, asking = fields_of(record), rules_by_fact()
    found = []
    for name in names:
        ids = ", ".join(asking.get(f"{subject}.{name}", ()))
        found.append((f"`{name}`", fields[name].description, ids))
    return found


def health_table() -> str:
    """The facts of a person's health, by the sections of the questionnaire."""
    paths = {section.title: [q.path for q in section.questions] for section in HEALTH_SECTIONS}
    body: list[tuple[str, str, str]] = []
    for title, asked in paths.items():
        names = [name for name in HEALTH_QUESTIONS if f"health.{name}" in asked]
        body += [(f"**{title}**", "", ""), *_facts(Health, names, subject="health")]
    return table(("fact", "what it is", "rules that ask"), body)


def findings_table() -> str:
    """What was found, and the hints at a cause."""
    fields = fields_of(Findings)
    others = [name for name in FINDINGS if name not in RED_FLAGS and fields[name].required]
    stripes = [name for name in FINDINGS if name.startswith("stretch_marks")]
    hints = [name for name in FINDINGS if not fields[name].required and name not in stripes]
    body: list[tuple[str, str, str]] = []
    for title, names in (
        ("Red flags", RED_FLAGS),
        ("Other findings", others),
        ("Of stretch marks; may be left out", stripes),
        ("Where the cause is sought; may be left out", hints),
    ):
        body += [(f"**{title}**", "", ""), *_facts(Findings, names, subject="findings")]
    return table(("fact", "what it is", "rules that ask"), body)


def kinds_table() -> str:
    """What a lesion may be called, with what the library says of it."""
    body = []
    for entry in indications():
        if not entry.kinds:
            continue
        kinds = ", ".join(f"`{kind}`" for kind in entry.kinds)
        name = f"{entry.title} (in a pregnancy)" if entry.in_pregnancy else entry.title
        settings = "computed" if entry.settings_here else "not computed"
        body.append((kinds, name, entry.icd10[0], _FIRST[entry.first], settings))
    return table(("`kind`", "what it is", "ICD-10", "what comes first", "settings of light"), body)


def roles_table() -> str:
    """Whose word is a diagnosis."""
    return table(
        ("`by`", "its word on what a spot is", "a reason against a rule"),
        [
            (
                f"`{entry.role}`",
                _DIAGNOSES[entry.diagnoses],
                "may write one" if entry.overrides == "yes" else "may not write one",
            )
            for entry in roles()
        ],
    )


def conflicts_table() -> str:
    """The questions on which sources disagree, with the words for a policy."""
    body = []
    for rule in rules():
        if rule.conflict is not None:
            for opinion in rule.conflict.opinions:
                line = f'`{rule.conflict.topic} = "{opinion.name}"`'
                line += " (usual)" if opinion.name == rule.conflict.default else ""
                body.append((line, f"{opinion.says} {rule.id}.", ", ".join(opinion.sources)))
    return table(("in the policy", "what it says, and the rule", "sources"), body)


def rules_table() -> str:
    """Every rule, with its worst verdict and how much of it was read in a source."""
    body = []
    for rule in rules():
        verdicts = dict.fromkeys(clause.verdict for clause in sorted(rule.clause, key=lambda c: -severity(c.verdict)))
        read = "from memory" if rule.from_memory else "read"
        body.append((f"`{rule.id}`", rule.title, ", ".join(verdicts), read, ", ".join(rule.sources)))
    return f"{len(body)} rules.\n\n" + table(("rule", "what it is about", "may say", "source was", "sources"), body)


def example(name: str) -> str:
    """An example as it is."""
    return f"```toml\n{(EXAMPLES / name).read_text(encoding='utf-8')}```\n"


TABLES: Mapping[str, Callable[[], str]] = {
    "example": lambda: example("hand_lentigines.toml"),
    "person": lambda: record_table(Person),
    "fact": lambda: record_table(Fact),
    "health": health_table,
    "medicine": lambda: record_table(Medicine),
    "procedure": lambda: record_table(Procedure),
    "lesion": lambda: record_table(Lesion),
    "vessels": lambda: record_table(Vessels),
    "mark": lambda: record_table(Mark),
    "kinds": kinds_table,
    "diagnosis": lambda: record_table(Diagnosis),
    "roles": roles_table,
    "findings": findings_table,
    "treatments": lambda: ", ".join(f"`{name}`" for name in TREATMENTS) + "\n",
    "wellbeing": lambda: record_table(Wellbeing),
    "course": lambda: record_table(CourseWishes, words=_COURSE),
    "course_sun": lambda: record_table(SunHabits),
    "course_strategy": lambda: record_table(Strategy, words=_COURSE),
    "course_session": lambda: record_table(SessionWish, words=_COURSE),
    "course_numbing": lambda: record_table(Numbing, words=_COURSE),
    "course_care": lambda: record_table(CareWish, words=_COURSE),
    "course_protection": lambda: record_table(ProtectionWish, words=_COURSE),
    "own_rules": lambda: example("rules/our_rules.toml"),
    "own_policy": lambda: example("rules/our_policy.toml"),
    "conflicts": conflicts_table,
    "rules": rules_table,
}


def page(text: str) -> str:
    """A page with every marked table as it must be.

    Raises
    ------
    KeyError
        If a mark names a table that there is not.
    """
    return _MARKED.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", text)


def main() -> int:
    """Write the pages."""
    for name in PAGES:
        text = (HERE / name).read_text(encoding="utf-8")
        (HERE / name).write_text(page(text), encoding="utf-8")
        print(f"{name}: {len(_MARKED.findall(text))} tables")
    return 0


if __name__ == "__main__":
    sys.exit(main())
