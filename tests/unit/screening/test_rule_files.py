"""A clinic's own rules and choices: every mistake with its place, nothing milder than the library's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lentigo.domain.plan import Verdict
from lentigo.errors import FileProblemsError, UnknownNameError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError
from lentigo.library.rules import rule_set, rule_sets, rules
from lentigo.screening import screen, verdict_for
from lentigo.screening.own_rules import milder_clauses, ruled, ruling, with_own_rules
from lentigo.screening.rule_files import out_of_review, policy_from_toml, read_rules, rules_from_toml

HEAD = """\
name = "our_house"
version = "1"
author = "A clinic"
reviewer = "none yet"
review_by = 2027-01-01
"""
RULE = """
[[rule]]
id = "CL-01"
version = 1
title = "No light on the neck"
sources = ["our-protocol"]
from_memory = false
review_by = 2027-01-01
example = [
  { facts = { "skin.site" = "neck" }, on = "all", verdict = "ABSOLUTE" },
  { on = "all", verdict = "none" },
]

[[rule.clause]]
all = [{ fact = "skin.site", among = ["neck"] }]
verdict = "ABSOLUTE"
unknown = "DEFER"
because = "This clinic gives no light on the neck"
question = "Where on the body is it?"
action = "Choose another way."
until = "the place is known"
"""
REFERENCE = """
[[reference]]
key = "our-protocol"
citation = "Protocol of this clinic, 2026, page 3"
checked = true
"""
GOOD = HEAD + REFERENCE + RULE


def told(text):
    with pytest.raises(FileProblemsError) as caught:
        rules_from_toml(text, name="our.toml")
    return caught.value.problems


def replaced(old, new, *, text=GOOD):
    assert old in text
    return text.replace(old, new, 1)


def test_a_good_file_is_read_and_counts(make_case):
    own = rules_from_toml(GOOD)
    every = with_own_rules(rules(), own)
    assert len(every) == len(rules()) + 1
    assert screen(make_case({"skin.site": "neck"}), every).verdict == "ABSOLUTE"
    assert screen(make_case(), every).verdict == "CLEAR"


@pytest.mark.parametrize(
    ("old", "new", "line", "said", "hint"),
    [
        ('title = "No', 'colour = "red"\ntitle = "No', 15, "is not known here", "known"),
        ('sources = ["our-protocol"]', 'sources = ["our-protocoll"]', 16, "is no reference", "our-protocol"),
        ('sources = ["our-protocol"]', "sources = []", 16, "", ""),
        ('sources = ["our-protocol"]\n', "", 12, "is missing", ""),
        ('fact = "skin.site", among', 'fact = "skin.sight", among', 25, "which there is not", "skin.site"),
        ('among = ["neck"]', 'among = ["neckk"]', 25, "an answer that cannot be", None),
        ('among = ["neck"]', 'amung = ["neck"]', 25, "together are no condition", "among"),
        ('among = ["neck"]', "below = 3", 25, "which is no number", "among"),
        ('among = ["neck"]', "within_days = 3", 25, "with which no day stands", None),
        ('fact = "skin.site", among = ["neck"]', 'fact = "person.age_years", among = ["yes"]', 25, "a number", "below"),
        ('fact = "skin.site", among = ["neck"]', 'phototype_from = "VII", or_ita_below_deg = 3', 25, "I to VI", None),
        ('all = [{ fact = "skin.site", among = ["neck"] }]\n', "", 24, "has no condition", "whenever"),
        ('verdict = "ABSOLUTE"\nunknown', 'verdict = "ABSOLUT"\nunknown', 26, "must be one of", "ABSOLUTE"),
        ('unknown = "DEFER"', 'unknown = "INFO"', 27, "only INFO while it is not known", "never a no"),
        ('id = "CL-01"', 'id = "our rule"', 13, 'must be of the form "CL-01"', None),
        ('fact = "skin.site", among', 'fact = "__import__.os", among', 25, "which is no name of a fact", "health."),
        ('title = "No', 'title = "Guarantees visible results: no', 15, "a claim that is never printed", "No result"),
        (
            '{ "skin.site" = "neck" }, on = "all"',
            '{ "skin.site" = "neck" }, on = "qs_rubi/694 nm"',
            20,
            "no device",
            None,
        ),
        ('{ "skin.site" = "neck" }, on = "all"', '{ "skin.site" = "back" }, on = "all"', 20, "should say", None),
        (
            '{ "skin.site" = "neck" }, on = "all"',
            '{ "skin.sit" = "neck" }, on = "all"',
            20,
            "there is not",
            "skin.site",
        ),
        ('  { on = "all", verdict = "none" },\n', "", 12, "has no negative example", "none"),
        ('  { facts = { "skin.site" = "neck" }, on = "all", verdict = "ABSOLUTE" },\n', "", 12, "no positive", None),
    ],
)
def test_a_mistake_is_told_with_its_place_and_remedy(old, new, line, said, hint):
    problems = told(replaced(old, new))
    found = [problem for problem in problems if problem.line == line and said in problem.message]
    assert found, [str(problem) for problem in problems]
    if hint:
        assert hint in (found[0].hint or "")


def test_all_mistakes_are_told_at_once():
    text = replaced('sources = ["our-protocol"]', 'sources = ["nobody"]')
    text = replaced('fact = "skin.site", among', 'fact = "skin.sight", among', text=text)
    text = replaced('among = ["neck"]', 'among = ["neck"], below = 3', text=text)
    second = RULE.replace("CL-01", "CL-02").replace("our-protocol", "nobody-else")
    problems = told(text + second)
    words = "\n".join(str(problem) for problem in problems)
    assert "nobody-else" in words
    assert '"nobody"' in words
    assert "together are no condition" in words
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


def test_two_rules_of_one_id_are_refused():
    assert any("as that of rule 1" in problem.message for problem in told(GOOD + RULE))


def test_a_deferral_without_an_end_is_refused():
    text = replaced('verdict = "ABSOLUTE"\nunknown', 'verdict = "DEFER"\nunknown')
    text = replaced('until = "the place is known"\n', "", text=text)
    assert any("defers without an end" in problem.message for problem in told(text))


def test_clauses_that_contradict_each_other_are_refused_and_parted_scopes_are_not():
    first = RULE[RULE.index("[[rule.clause]]") :]
    second = first.replace('verdict = "ABSOLUTE"', 'verdict = "RELATIVE"').replace(
        'unknown = "DEFER"', 'unknown = "DEFER"'
    )
    assert any("their scopes overlap" in problem.message for problem in told(GOOD + second))
    above = 'scope = [{ wavelength_low_nm = 700, words = "above" }]\nverdict'
    below = 'scope = [{ wavelength_high_nm = 700, words = "below" }]\nverdict'
    parted = GOOD.replace('\nverdict = "ABSOLUTE"', f'\n{above} = "ABSOLUTE"', 1) + second.replace("verdict", below, 1)
    parted = parted.replace('"neck" }, on = "all"', '"neck" }, on = "lp_alexandrite/755 nm"')
    assert len(rules_from_toml(parted).rule[0].clause) == 2


def test_a_policy_without_a_conflict_and_an_opinion_without_a_clause_are_refused():
    bound = replaced(
        'verdict = "ABSOLUTE"\nunknown', 'policy = { topic = "neck", opinion = "a" }\nverdict = "ABSOLUTE"\nunknown'
    )
    assert any("holds no conflict" in problem.message for problem in told(bound))
    sides = "".join(
        f'[[rule.conflict.opinions]]\nname = "{name}"\nsays = "{name}"\nsources = ["Leeds"]\n' for name in ("a", "b")
    )
    conflict = f'[rule.conflict]\ntopic = "neck"\nquestion = "?"\ndefault = "a"\n{sides}\n[[rule.clause]]'
    said = told(replaced("[[rule.clause]]", conflict, text=bound))
    assert any('no clause for the opinion "b"' in problem.message for problem in said)
    wrong = conflict.replace('default = "a"', 'default = "c"')
    assert any("none of the opinions" in problem.message for problem in told(replaced("[[rule.clause]]", wrong)))


@pytest.mark.parametrize(
    "text", ["", "rule = 3", 'rule = [3]\nname = "x"', "[[rule]]\nclause = 4", "[[rule]]\nclause = [5]"]
)
def test_what_is_no_set_of_rules_is_refused_in_words(text):
    assert told(text)


# Not milder


def own_with(rule, **more):
    """A set that holds one rule of the library, with its first clause changed."""
    first = replace(rule.clause[0], **more)
    return replace(rule_set("person"), rule=(replace(rule, clause=(first, *rule.clause[1:])),))


def shipped(name):
    return next(rule for rule in rules() if rule.id == name)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("PT-21", {"verdict": "RELATIVE"}),
        ("PT-21", {"unknown": "RELATIVE"}),
        ("PT-14", {"wait": None}),
        ("PT-14", {"wait": replace(shipped("PT-14").clause[0].wait, duration_days=7.0)}),
        ("PT-47", {"effects": ()}),
        ("PT-19", {"scope": (replace(shipped("PT-19").clause[0].scope[0], wavelength_high_nm=450.0),)}),
        ("PT-16", {"policy": replace(shipped("PT-16").clause[0].policy, opinion="label")}),
        ("PT-03", {"all": shipped("PT-03").clause[0].all[:1] + shipped("PT-01").clause[0].all}),
    ],
)
def test_a_milder_rule_is_refused(name, more):
    own = own_with(shipped(name), **more)
    assert milder_clauses(own.rule[0], than=shipped(name))
    with pytest.raises(FileProblemsError, match="milder than the library's"):
        with_own_rules(rules(), own)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("PT-05", {"verdict": "ABSOLUTE", "unknown": "DEFER"}),
        ("PT-14", {"wait": replace(shipped("PT-14").clause[0].wait, duration_days=60.0)}),
        ("PT-19", {"scope": ()}),
        ("PT-34", {"because": "In other words", "action": "Do not freeze"}),
        ("PT-16", {"policy": None}),
    ],
)
def test_a_stricter_rule_takes_the_library_s_place(name, more):
    own = own_with(shipped(name), **more)
    every = with_own_rules(rules(), own)
    assert len(every) == len(rules())
    assert [rule.id for rule in every] == [rule.id for rule in rules()]
    assert own.rule[0] in every


def test_a_clause_cannot_be_left_out_nor_an_opinion_hidden():
    gold = shipped("PT-21")
    less = replace(rule_set("person"), rule=(replace(gold, clause=gold.clause[:1]),))
    with pytest.raises(FileProblemsError, match="clause 2"):
        with_own_rules(rules(), less)
    reading = shipped("DV-09")
    hidden = replace(rule_set("device"), rule=(replace(reading, conflict=None),))
    with pytest.raises(FileProblemsError, match="no longer shown"):
        with_own_rules(rules(), hidden)


def test_another_usual_opinion_is_a_policy_not_a_rule():
    reading = shipped("DV-09")
    other = next(one.name for one in reading.conflict.opinions if one.name != reading.conflict.default)
    turned = replace(reading, conflict=replace(reading.conflict, default=other))
    with pytest.raises(FileProblemsError, match="choose it in a policy"):
        with_own_rules(rules(), replace(rule_set("device"), rule=(turned,)))


def test_rules_and_choices_given_as_values_are_held_to_the_same(make_case):
    own = rules_from_toml(GOOD)
    by = ruled(own, policy={"tan": "two_weeks"})
    assert by.version.endswith("our_house 1, tan = two_weeks")
    assert [(one.key, one.citation) for one in by.sources] == [
        ("our-protocol", "Protocol of this clinic, 2026, page 3")
    ]
    assert screen(make_case({"skin.site": "neck"}), by.rules).verdict == "ABSOLUTE"
    assert (ruled().rules, ruled().version) == (rules(), "")
    with pytest.raises(FileProblemsError, match="milder than the library's"):
        ruled(own_with(shipped("PT-21"), verdict="RELATIVE"))
    for policy in ({"tann": "two_weeks"}, {"tan": "two_week"}):
        with pytest.raises(UnknownNameError) as caught:
            ruled(policy=policy)
        assert "did you mean" in caught.value.hint


# Policy


def test_a_policy_chooses_between_opinions(make_case, devices):
    chosen = policy_from_toml('tan = "two_weeks"\nisotretinoin = "label"\n', rules=rules())
    assert chosen == {"tan": "two_weeks", "isotretinoin": "label"}
    tanned = make_case({"health.sun_or_sunbed_in_6_weeks": "yes"})
    (reason,) = [r for r in screen(tanned, devices=(devices["short"],), policy=chosen).reasons if r.rule == "PT-12"]
    assert (reason.earliest - tanned.assessed).days == 14


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('tann = "two_weeks"', "is no question"),
        ('tan = "one_day"', "must be one of six_weeks, two_weeks"),
        ("tan = 14", "must be one of six_weeks, two_weeks"),
        ("tan = [", "is not valid TOML"),
    ],
)
def test_a_policy_that_nobody_holds_is_refused(text, said):
    with pytest.raises(FileProblemsError, match=said) as caught:
        policy_from_toml(f'epilepsy = "individual"\n{text}', rules=rules(), name="our.toml")
    assert caught.value.problems[0].line == 2


def test_a_ruling_says_what_was_added(tmp_path):
    assert ruling().version == ""
    assert ruling().rules == rules()
    (tmp_path / "our.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "choice.toml").write_text('tan = "two_weeks"', encoding="utf-8")
    by = ruling(rules_file=tmp_path / "our.toml", policy_file=tmp_path / "choice.toml")
    assert "our_house 1" in by.version
    assert "tan = two_weeks" in by.version
    assert by.references == {"our-protocol": "Protocol of this clinic, 2026, page 3"}


# The library's own files


@pytest.mark.parametrize("one", rule_sets(), ids=lambda one: one.name)
def test_the_library_s_own_files_pass_the_same_reading(one):
    assert read_rules(_files.root() / "rules" / f"{one.name}.toml") == one


def test_a_library_file_with_a_mistake_is_not_used(monkeypatch):
    good = _files.toml("rules/indications.toml")
    bad = good | {"rule": [good["rule"][0] | {"sources": ["nobody"]}]}
    monkeypatch.setattr(_files, "toml", lambda path: bad)  # noqa: ARG005 - the reader's signature
    with pytest.raises(LibraryDataError, match="which is no reference"):
        rule_set.__wrapped__("indications")


def test_a_review_that_is_overdue_is_told():
    assert out_of_review(rule_sets(), today=date(2026, 11, 1)) == ()
    late = out_of_review(rule_sets(), today=date(2028, 1, 1))
    assert len(late) == len(rule_sets())
    one = rule_set("indications")
    early = replace(one, rule=(replace(one.rule[0], review_by=date(2026, 1, 1)),))
    assert out_of_review((early,), today=date(2026, 11, 1)) == (
        "Rule DX-15 of indications should have been reviewed by 2026-01-01.",
    )


def test_a_verdict_of_a_clinic_is_one_of_the_library_s_classes(make_case):
    own = rules_from_toml(GOOD)
    verdict: Verdict = own.rule[0].clause[0].verdict
    screening = screen(make_case({"skin.site": "neck"}), with_own_rules(rules(), own))
    assert verdict_for(screening, handpiece="qs_ndyag/532 nm") == verdict
