"""A clinic's own rules and choices from files: refused with every mistake at once, each with its line.

A file of rules is written as the library's own are. A file of choices (the policy) holds one line for each question on
which sources disagree: the topic, and the name of the opinion that the clinic goes by.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path as FilePath
from typing import Any, Final, get_args

from pydantic import ValidationError

from lentigo.domain.case import Phototype
from lentigo.domain.complaints import shown
from lentigo.domain.disk import read_text
from lentigo.domain.locate import line_of
from lentigo.domain.reading import Parsed, parsed_toml, record_from
from lentigo.domain.record import from_plain
from lentigo.domain.rules import FACT_NAME, Conflict, Rule, RuleSet
from lentigo.domain.shape import Path, field_path
from lentigo.errors import FileProblemsError, Problem, UnknownNameError, did_you_mean
from lentigo.library.rule_checks import mistakes, mistakes_of
from lentigo.screening.phrases import claims_in
from lentigo.screening.rule_examples import hear

__all__ = ["conflicts_of", "out_of_review", "policy_from_toml", "read_policy", "read_rules", "rules_from_toml"]

_SOUND: Final = {"fact": "person.age_years", "above": 0}
"""Stands where a condition is broken and has been told, so that it is not told again in other words."""

_FORMS: Final = {
    frozenset({"fact", "among"}): "words",
    frozenset({"fact", "not_among"}): "words",
    frozenset({"fact", "below"}): "number",
    frozenset({"fact", "above"}): "number",
    frozenset({"fact", "within_days"}): "days",
    frozenset({"fact", "within_days", "undated"}): "days",
    frozenset({"phototype_from", "or_ita_below_deg"}): "skin",
}


def read_rules(path: str | FilePath) -> RuleSet:
    """The set of rules that a TOML file holds.

    Raises
    ------
    FileProblemsError
        Every mistake at once: a field, fact, answer, source or handpiece that there is not, clauses that contradict
        each other, examples that are missing.
    """
    return rules_from_toml(read_text(FilePath(path), shown=str(path), what="rules"), name=str(path))


def rules_from_toml(text: str, *, name: str = "rules.toml") -> RuleSet:
    """The set of rules that a TOML text holds; ``name`` is what messages call it.

    Raises
    ------
    FileProblemsError
        With every mistake.
    """
    parsed = parsed_toml(text, file=name)
    _check_as_written(parsed)
    try:
        found = record_from(parsed, RuleSet)
    except FileProblemsError as error:
        raise FileProblemsError([*error.problems, *_of_sound_rules(parsed)]) from None
    problems = mistakes(found, file=name, lines=parsed.lines) + _places(found, file=name, lines=parsed.lines)
    problems += _claims(parsed.plain, (), file=name, lines=parsed.lines)
    if problems:
        raise FileProblemsError(problems)
    return found


def out_of_review(sets: Iterable[RuleSet], *, today: date) -> tuple[str, ...]:
    """A sentence for each set or rule that should have been reviewed before today."""
    said = []
    for one in sets:
        if one.review_by < today:
            said.append(f"The rules {one.name} {one.version} should have been reviewed by {one.review_by}.")
            continue
        said += [
            f"Rule {rule.id} of {one.name} should have been reviewed by {rule.review_by}."
            for rule in one.rule
            if rule.review_by < today
        ]
    return tuple(said)


def conflicts_of(rules: Iterable[Rule]) -> Mapping[str, Conflict]:
    """Every question on which sources of these rules disagree, by its topic."""
    return {rule.conflict.topic: rule.conflict for rule in rules if rule.conflict is not None}


def read_policy(path: str | FilePath, *, rules: Iterable[Rule]) -> dict[str, str]:
    """What a clinic has chosen where sources disagree, from a TOML file: opinion by topic.

    Raises
    ------
    FileProblemsError
        If a topic or opinion is one that no rule knows.
    """
    text = read_text(FilePath(path), shown=str(path), what="policy")
    return policy_from_toml(text, rules=rules, name=str(path))


def policy_from_toml(text: str, *, rules: Iterable[Rule], name: str = "policy.toml") -> dict[str, str]:
    """The same from a text.

    Raises
    ------
    FileProblemsError
        With every mistake.
    """
    parsed = parsed_toml(text, file=name)
    known = conflicts_of(rules)
    for topic, opinion in parsed.plain.items():
        conflict = known.get(topic)
        if conflict is None:
            parsed.add((topic,), "is no question on which sources of these rules disagree", did_you_mean(topic, known))
            continue
        names = [one.name for one in conflict.opinions]
        if opinion not in names:
            hint = did_you_mean(opinion, names) if isinstance(opinion, str) else None
            parsed.add((topic,), f"must be one of {', '.join(names)}", hint)
    if parsed.problems:
        raise FileProblemsError(parsed.problems)
    return dict(parsed.plain)


def _of_sound_rules(parsed: Parsed) -> list[Problem]:
    """The further mistakes of those rules of a broken file that can be read by themselves."""
    plain = parsed.plain if isinstance(parsed.plain, dict) else {}
    rules, references = plain.get("rule"), plain.get("reference")
    sound = []
    for place, rule in enumerate(rules if isinstance(rules, list) else []):
        with contextlib.suppress(ValidationError):
            sound.append((place, from_plain(Rule, rule)))
    own = [one.get("key") for one in references if isinstance(one, dict)] if isinstance(references, list) else []
    return mistakes_of(sound, own=[str(key) for key in own], file=parsed.file, lines=parsed.lines)


def _check_as_written(parsed: Parsed) -> None:
    """Note what the checker of records would tell in words that help nobody, and put something sound in its place."""
    rules = parsed.plain.get("rule") if isinstance(parsed.plain, dict) else None
    ids: dict[str, int] = {}
    for place, rule in enumerate(rules if isinstance(rules, list) else []):
        if not isinstance(rule, dict):
            continue
        at: Path = ("rule", place)
        name = rule.get("id")
        if isinstance(name, str) and name in ids:
            parsed.add((*at, "id"), f'is "{name}", as that of rule {ids[name] + 1}', "give each rule its own id")
            rule["id"] = _free(ids)
        elif isinstance(name, str):
            ids[name] = place
        _check_conflict(parsed, rule.get("conflict"), at=(*at, "conflict"))
        clauses = rule.get("clause")
        for number, clause in enumerate(clauses if isinstance(clauses, list) else []):
            if isinstance(clause, dict):
                _check_clause(parsed, clause, at=(*at, "clause", number))


def _free(taken: Mapping[str, int]) -> str:
    return next(name for name in (f"CL-{k:02d}" for k in range(100)) if name not in taken)


def _check_conflict(parsed: Parsed, conflict: Any, *, at: Path) -> None:
    if not isinstance(conflict, dict) or not isinstance(conflict.get("opinions"), list):
        return
    names = [str(one.get("name")) for one in conflict["opinions"] if isinstance(one, dict)]
    default = conflict.get("default")
    if names and isinstance(default, str) and default not in names:
        parsed.add((*at, "default"), f'is "{default}", which is none of the opinions', did_you_mean(default, names))
        conflict["default"] = names[0]


def _check_clause(parsed: Parsed, clause: dict[str, Any], *, at: Path) -> None:
    for group in ("all", "any"):
        conditions = clause.get(group)
        if not isinstance(conditions, list):
            continue
        for place, condition in enumerate(conditions):
            wrong = _wrong_condition(condition)
            if wrong is not None:
                parsed.add((*at, group, place), *wrong)
                conditions[place] = dict(_SOUND)
    if not (clause.get("all") or clause.get("any") or clause.get("whenever")):
        hint = 'give all, any, or whenever = "person"'
        parsed.add(at, "has no condition", hint)
        clause["all"] = [dict(_SOUND)]
    if clause.get("verdict") == "DEFER" and not (clause.get("until") or clause.get("wait")):
        parsed.add(at, "defers without an end", "give until, in words, or wait")
        clause["until"] = "later"


def _wrong_condition(condition: Any) -> tuple[str, str | None] | None:
    """What is wrong with a condition as it is written, and the remedy."""
    if not isinstance(condition, dict):
        return 'must be a table such as { fact = "person.age_years", below = 18 }', None
    form = _FORMS.get(frozenset(condition))
    if form is None:
        known = sorted({key for keys in _FORMS for key in keys})
        strange = sorted(set(condition) - set(known))
        hint = (
            did_you_mean(strange[0], known)
            if strange
            else "a fact with one of among, not_among, below, above, within_days"
        )
        return f"holds {', '.join(condition) or 'nothing'}, which together are no condition", hint
    if form == "skin":
        good = condition["phototype_from"] in get_args(Phototype) and _number(condition["or_ita_below_deg"])
        return None if good else ("must hold a phototype from I to VI and an angle", None)
    fact = condition["fact"]
    if not isinstance(fact, str):
        return "must name its fact in quotes", None
    if not re.fullmatch(FACT_NAME, fact):
        return f"asks for {shown(fact)}, which is no name of a fact", 'such as "health.gold_therapy"'
    (key,) = set(condition) - {"fact", "undated"}
    return _wrong_bound(condition, key=key, form=form)


def _wrong_bound(condition: Mapping[str, Any], *, key: str, form: str) -> tuple[str, str | None] | None:
    value = condition[key]
    if form == "words":
        good = isinstance(value, list) and value and all(isinstance(word, str) for word in value)
        return None if good else (f"must give {key} as a list of words", f'{key} = ["yes"]')
    if not _number(value) or (form == "days" and value <= 0):
        return f"must give {key} as a number{' above 0' if form == 'days' else ''}", None
    if condition.get("undated", "ask") not in ("ask", "today"):
        return 'must give undated as "ask" or "today"', None
    return None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _places(rules: RuleSet, *, file: str, lines: Mapping[Path, int]) -> list[Problem]:
    """Examples about a handpiece or treatment that there is not, and rules that do not say what their examples do."""
    found = []
    for at, rule, number in _numbered(rules.rule):
        path: Path = ("rule", at, "example", number - 1)
        try:
            wrong = hear(rule, rule.example[number - 1], number=number).wrong
            hint = None
        except UnknownNameError as error:
            wrong, hint = error.message, error.hint
        except KeyError:
            continue  # a fact that there is not: told already
        if wrong:
            place = f"rule#{at + 1}.example#{number}"
            found.append(Problem(file, line_of(path, lines), place, f"(rule {rule.id}) {wrong}", hint))
    return found


def _claims(plain: Any, path: Path, *, file: str, lines: Mapping[Path, int]) -> list[Problem]:
    """What may never be told to anybody: the words of a rule are printed as they stand."""
    if isinstance(plain, str):
        return [
            Problem(
                file, line_of(path, lines), field_path(path), "makes a claim that is never printed", claim.correction
            )
            for claim in claims_in(plain)
        ]
    inner = plain.items() if isinstance(plain, Mapping) else enumerate(plain) if isinstance(plain, list) else ()
    return [found for key, value in inner for found in _claims(value, (*path, key), file=file, lines=lines)]


def _numbered(rules: Sequence[Rule]) -> Iterator[tuple[int, Rule, int]]:
    for at, rule in enumerate(rules):
        for number in range(1, len(rule.example) + 1):
            yield at, rule, number
