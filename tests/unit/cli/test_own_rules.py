"""A clinic's own rules and choices in every command that screens, and on what each of them hands on."""

from __future__ import annotations

import json

import pytest

SCOPE = 'scope = [{ groups = ["light"], words = "all light" }]'
OWN = """\
name = "our_house"
version = "7"
author = "A clinic"
reviewer = "none yet"
review_by = 2099-01-01

[[reference]]
key = "our-protocol"
citation = "Protocol of this clinic, 2026, page 3"
checked = true

[[rule]]
id = "CL-01"
version = 1
title = "No light on people above 40 here"
sources = ["our-protocol"]
from_memory = false
review_by = 2099-01-01
example = [
  {{ facts = {{ "person.age_years" = 45 }}, on = "qs_ndyag/532 nm", verdict = "{verdict}" }},
  {{ facts = {{ "person.age_years" = 30 }}, on = "qs_ndyag/532 nm", verdict = "none" }},
]

[[rule.clause]]
all = [{{ fact = "person.age_years", above = 40 }}]
{scope}
verdict = "{verdict}"
unknown = "DEFER"
because = "This clinic gives no light after forty"
question = "How old is the person?"
action = "Choose another way."
until = "the age is known"
"""
CREAM = """
[[rule]]
id = "CL-02"
version = 1
title = "Our creams stay on for half an hour at most"
sources = ["our-protocol"]
from_memory = false
review_by = 2099-01-01
example = [
  { facts = { "cream.contact_minutes" = 60 }, on = "numbing_cream", verdict = "ABSOLUTE" },
  { facts = { "cream.contact_minutes" = 20 }, on = "numbing_cream", verdict = "none" },
]

[[rule.clause]]
all = [{ fact = "cream.contact_minutes", above = 30 }]
verdict = "ABSOLUTE"
unknown = "ABSOLUTE"
because = "Longer than this clinic lets a cream stay"
question = "How long is it to stay?"
action = "Ask for half an hour or less."
"""
SMALL = ("--skins", "32")
WORDS = "This clinic gives no light after forty"
CITED = "Protocol of this clinic, 2026, page 3 [our-protocol]"


@pytest.fixture
def own(tmp_path):
    """The words of the options, for a rule with some verdict."""

    def write(verdict="ABSOLUTE", *, scope=SCOPE, more=""):
        file = tmp_path / "own.toml"
        file.write_text(OWN.format(verdict=verdict, scope=scope) + more, encoding="utf-8")
        return ("--rules", str(file))

    return write


@pytest.fixture
def hand(examples):
    return str(examples / "hand_lentigines.toml")


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize("command", ["plan", "compare"])
def test_a_plan_goes_by_the_clinic_s_own_rules_and_says_so(lentigo_run, hand, own, command):
    run = lentigo_run(command, hand, *own(), *SMALL)
    assert run.code == 1
    assert WORDS.lower() in flat(run.out).lower()
    assert CITED in flat(run.out)
    assert "our_house 7" in flat(run.out)


def test_the_saved_plan_holds_the_rules_and_their_sources(lentigo_run, hand, own):
    plan = json.loads(lentigo_run("plan", hand, *own(), *SMALL, "--json").out)
    assert plan["decision"] == "refused"
    assert plan["versions"]["rules"].endswith("our_house 7")
    assert plan["screening"]["rules"] == plan["versions"]["rules"]
    assert plan["screening"]["references"] == [
        {"key": "our-protocol", "citation": "Protocol of this clinic, 2026, page 3", "checked": True}
    ]


def test_a_setting_of_one_s_own_is_refused_by_the_clinic_s_own_rule(lentigo_run, hand, own):
    setting = ("--device", "qs_ndyag", "--fluence", "0.8", "--spot", "3", "--handpiece", "532 nm", *SMALL)
    assert lentigo_run("check", hand, *setting).code == 0
    run = lentigo_run("check", hand, *setting, *own())
    assert run.code == 1
    assert "Refused: CL-01" in flat(run.out)
    assert CITED in flat(run.out)


def test_what_spots_taught_gives_no_setting_against_the_clinic_s_own_rule(lentigo_run, hand, examples, own):
    words = ("learn", hand, "--observed", str(examples / "observed_hand.toml"), *SMALL, "--json")
    before = json.loads(lentigo_run(*words).out)
    assert any(one["after"]["recommended"] for one in before["windows"])
    run = lentigo_run(*words, *own())
    assert run.code == 1
    assert not any(one["after"]["recommended"] for one in json.loads(run.out)["windows"])


def test_the_screening_sheet_is_printed_by_the_clinic_s_own_rules(lentigo_run, hand, own, tmp_path):
    folder = tmp_path / "papers"
    run = lentigo_run("print", hand, "--what", "screening", "--report", str(folder), *own())
    assert run.code == 0, run.err
    page = (folder / "screening.html").read_text(encoding="utf-8")
    assert WORDS in page
    assert "our_house 7" in page
    assert "Protocol of this clinic, 2026, page 3" in page
    assert "our-protocol" not in page
    # Papers of a plan are those of a plan by the same rules: nobody consents to what this clinic does not do.
    assert lentigo_run("print", hand, "--what", "consent", "--report", str(folder), *own(), *SMALL).code == 1


def test_a_cream_is_refused_by_the_clinic_s_own_rule(lentigo_run, hand, own):
    asked = ("--product", "emla", "--grams", "5", "--area", "20", "--minutes", "60", "--site", "back_of_hand")
    words = ("numb", hand, *asked, "--expires", "2099-01-01", "--all-else-asked", "--answer", "authorised_by=physician")
    allowed = lentigo_run(*words)
    assert allowed.code == 0, allowed.out
    run = lentigo_run(*words, *own(more=CREAM))
    assert run.code == 1
    assert "Longer than this clinic lets a cream stay" in flat(run.out)
    assert CITED in flat(run.out)
    assert json.loads(lentigo_run(*words, *own(more=CREAM), "--json").out)["rules"].endswith("our_house 7")
    # A rule on light is none on creams.
    assert lentigo_run(*words, *own()).code == 0


def test_a_letter_is_written_where_the_clinic_s_own_rule_asks_for_one(lentigo_run, hand, own):
    assert lentigo_run("refer", hand).code == 1
    run = lentigo_run("refer", hand, *own("REFER", scope=""))
    assert run.code == 0
    assert WORDS in flat(run.out)
    assert "[our-protocol] Protocol of this clinic, 2026, page 3" in flat(run.out)


def test_a_session_is_put_beside_a_plan_by_the_clinic_s_own_rules(lentigo_run, hand, examples, own, tmp_path):
    session = ("--session", str(examples / "session_hand.toml"), *SMALL)
    by_the_library = json.loads(lentigo_run("record", hand, *session, "--json").out)
    assert "not_allowed" not in {alarm["kind"] for alarm in by_the_library["alarms"]}
    told = json.loads(lentigo_run("record", hand, *session, "--json", *own()).out)
    assert "not_allowed" in {alarm["kind"] for alarm in told["alarms"]}
    assert told["versions"]["rules"].endswith("our_house 7")
    # A plan that was saved keeps its own rules: a session that is put to others says so.
    saved = tmp_path / "plan.json"
    saved.write_text(lentigo_run("plan", hand, *SMALL, "--json", *own()).out, encoding="utf-8")
    told = json.loads(lentigo_run("record", saved, *session, "--json").out)
    assert any("our_house 7; the session is put to" in finding["text"] for finding in told["findings"])


def test_the_report_of_a_saved_plan_goes_by_the_rules_of_the_plan(lentigo_run, hand, own, tmp_path):
    saved = tmp_path / "plan.json"
    saved.write_text(lentigo_run("plan", hand, *SMALL, "--json", *own()).out, encoding="utf-8")
    assert lentigo_run("report", saved, tmp_path / "report").code == 0
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert WORDS.lower() in page.lower()
    assert "our_house 7" in page
    assert "Protocol of this clinic, 2026, page 3" in page
    assert "not in the library of references" not in page


@pytest.mark.parametrize(
    "words",
    [
        ("plan",),
        ("compare",),
        ("check", "--device", "qs_ndyag", "--fluence", "1", "--spot", "3"),
        ("simulate", "--device", "qs_ndyag", "--fluence", "1", "--spot", "3"),
        ("learn", "--observed", "seen.toml"),
        ("print", "--report", "papers"),
        ("numb", "--product", "emla"),
        ("refer",),
        ("record", "--session", "session.toml"),
        ("screen",),
    ],
)
def test_milder_rules_and_unknown_choices_are_refused_before_anything_is_said(
    lentigo_run, hand, examples, own, tmp_path, words
):
    command, *options = (word.replace("session.toml", str(examples / "session_hand.toml")) for word in words)
    _, file = own("RELATIVE")
    text = (tmp_path / "own.toml").read_text(encoding="utf-8").replace('id = "CL-01"', 'id = "PT-21"')
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    milder = lentigo_run(command, hand, *options, "--rules", file)
    assert milder.code == 2
    assert "milder than the library's rule" in milder.err
    (tmp_path / "policy.toml").write_text('tan = "one_day"\n', encoding="utf-8")
    unknown = lentigo_run(command, hand, *options, "--policy", str(tmp_path / "policy.toml"))
    assert unknown.code == 2
    assert "tan must be one of" in unknown.err
    assert milder.out == unknown.out == ""


def test_a_choice_among_sources_reaches_the_plan(lentigo_run, examples, tmp_path):
    (tmp_path / "policy.toml").write_text('anticoagulants = "ask_to_stop"\n', encoding="utf-8")
    words = ("plan", examples / "hand_on_medicines.toml", *SMALL, "--json")
    plan = json.loads(lentigo_run(*words, "--policy", str(tmp_path / "policy.toml")).out)
    assert plan["versions"]["rules"].endswith("anticoagulants = ask_to_stop")


def test_mistakes_of_case_and_rules_are_told_at_once(lentigo_run, tmp_path, own):
    (tmp_path / "case.toml").write_text("nothing = 1\n", encoding="utf-8")
    file = own()[1]
    broken = (tmp_path / "own.toml").read_text(encoding="utf-8").replace('sources = ["our-protocol"]', "sources = []")
    (tmp_path / "own.toml").write_text(broken, encoding="utf-8")
    run = lentigo_run("plan", tmp_path / "case.toml", "--rules", file)
    assert run.code == 2
    assert "case.toml:" in run.err
    assert "own.toml:" in run.err
