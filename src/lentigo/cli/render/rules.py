"""Rules on the terminal: when each applies, to what, what follows, who says so and who says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from lentigo.cli.render.console import bullets, pairs, section
from lentigo.cli.render.words import VERDICTS
from lentigo.domain.rules import Clause, Conflict, Rule, RuleSet
from lentigo.screening.rule_coverage import Coverage
from lentigo.screening.rule_words import scope_words, trigger_words, wait_words

Cite = Callable[[str], str]


def sets_page(sets: Iterable[RuleSet]) -> RenderableType:
    """The sets of rules, by whom and until when they hold, with the title of each rule."""
    parts: list[RenderableType] = []
    for one in sets:
        note = f"by {one.author}; reviewed by {one.reviewer}; to be reviewed by {one.review_by:%-d %B %Y}"
        rows = ((rule.id, f"{rule.title} ({_worst(rule)})") for rule in one.rule)
        parts.append(section(f"{one.name} {one.version}", pairs(rows), note=note))
    return Group(*parts)


def rule_page(rule: Rule, *, cite: Cite) -> RenderableType:
    """One rule in full."""
    parts: list[RenderableType] = [_clause(clause, number=number) for number, clause in enumerate(rule.clause, start=1)]
    if rule.conflict is not None:
        parts.append(_conflict(rule.conflict, cite=cite))
    parts += [Text(f"   Source: {cite(key)} [{key}]", style="dim") for key in rule.sources]
    if rule.from_memory:
        parts.append(
            Text("   The source of this rule has not been read again: verify before relying on it.", style="dim")
        )
    heard = sum(example.verdict == "none" for example in rule.example)
    parts.append(
        Text(
            f"   Version {rule.version}; to be reviewed by {rule.review_by:%-d %B %Y};"
            f" held to {len(rule.example)} examples, {heard} of them where it must not speak.",
            style="dim",
        )
    )
    return section(rule.id, *parts, note=rule.title)


def check_page(lines: Sequence[str], *, rules: int, examples: int, warnings: Sequence[str]) -> RenderableType:
    """What was checked of rules, and what is wrong."""
    parts: list[RenderableType] = []
    if lines:
        parts.append(section("Wrong", bullets(lines)))
    if warnings:
        parts.append(section("To be looked at", bullets(warnings)))
    verdict = f"{len(lines)} of {examples} examples fail." if lines else f"All {examples} examples hold."
    parts.append(Text(f"\n{rules} rules. {verdict}", style="bold"))
    return Group(*parts)


def coverage_page(found: Coverage) -> RenderableType:
    """What rules reach."""
    silent = bullets(found.silent) if found.silent else Text(" none: every clause applies in an example of its rule")
    cases = pairs((name, ", ".join(rules) or "no rule") for name, rules in found.by_case.items())
    treatments = pairs((name, f"{len(rules)}: {', '.join(rules)}") for name, rules in found.treatments.items())
    return Group(
        section("Clauses that no example of their rule reaches", silent, note=f"of {found.clauses}"),
        section("Rules that speak in the example cases", cases),
        section("Facts that no rule asks for", bullets(found.unread), note=f"{len(found.read)} are asked for"),
        section("Rules that can forbid, defer or ask for a reason, by treatment", treatments),
    )


def _worst(rule: Rule) -> str:
    order = list(VERDICTS)
    return VERDICTS[min((clause.verdict for clause in rule.clause), key=order.index)]


def _clause(clause: Clause, *, number: int) -> RenderableType:
    head = Text(f"{number}. {VERDICTS[clause.verdict].capitalize()}: ", style="bold")
    head.append(f"{clause.because}.", style="not bold")
    rows = [
        ("when", trigger_words(clause)),
        ("touches", scope_words(clause)),
        ("while not known", f"{VERDICTS[clause.unknown]}; ask: {clause.question}"),
        ("what to do", clause.action),
    ]
    if clause.until or clause.wait:
        said = [f"until {clause.until}"] if clause.until else []
        said += [wait_words(clause.wait)] if clause.wait else []
        rows.append(("how long", "; ".join(said)))
    if clause.policy is not None:
        rows.append(("holds where", f"the clinic goes by {clause.policy.topic} = {clause.policy.opinion}"))
    if clause.effects:
        rows.append(("changes", ", ".join(effect.replace("_", " ") for effect in clause.effects)))
    return Group(Padding(head, (0, 0, 0, 1)), pairs(rows, indent=4))


def _conflict(conflict: Conflict, *, cite: Cite) -> RenderableType:
    lines = []
    for opinion in conflict.opinions:
        line = Text(f"{opinion.name}: {opinion.says}")
        line.append(f" [{', '.join(opinion.sources)}: {'; '.join(cite(key) for key in opinion.sources)}]", style="dim")
        if opinion.name == conflict.default:
            line.append(" This is the default.", style="bold")
        lines.append(line)
    head = Text(f" Sources disagree ({conflict.topic}): {conflict.question}", style="bold yellow")
    return Group(head, Padding(bullets(lines), (0, 0, 0, 2)))
