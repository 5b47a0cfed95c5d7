"""The record of a session: read with every mistake placed, written back the same, silent about nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from lentigo.domain.endpoints import ENDPOINTS, STOP_SIGNS
from lentigo.domain.facts import fact_kinds, record_kinds
from lentigo.domain.files import (
    from_json,
    read_session,
    session_from_toml,
    session_to_toml,
    to_json,
    write_session,
)
from lentigo.domain.session import SessionRecord
from lentigo.domain.session_facts import SessionFacts
from lentigo.domain.shape import Shape, field_path, fields_of, leaves
from lentigo.errors import FileProblemsError

EXAMPLE = Path(__file__).parents[3] / "examples" / "session_hand.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")


def told(*changes):
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(FileProblemsError) as caught:
        session_from_toml(text, "s.toml")
    return str(caught.value)


def test_the_example_comes_back_the_same_from_toml_json_and_disk(tmp_path):
    session = read_session(EXAMPLE)
    assert session_from_toml(session_to_toml(session)) == session
    assert from_json(SessionRecord, to_json(session)) == session
    for name in ("s.toml", "s.json"):
        write_session(session, tmp_path / name)
        assert read_session(tmp_path / name) == session


LINES = [line for line in TEXT.splitlines() if " = " in line and not line.startswith(("#", "format", "photo_ids"))]


@pytest.mark.parametrize("line", sorted(set(LINES)))
def test_silence_is_a_mistake(line):
    key = line.partition(" = ")[0]
    assert f"{key} is missing" in told((f"{line}\n", ""))


def every_field():
    """Fields that a nurse answers, in tables and in lists of tables."""

    def below(record, at):
        for path, field in leaves(record, at=at):
            inner = field.shape.item if field.shape.kind == "many" else None
            if isinstance(inner, Shape) and inner.record is not None:
                yield from below(inner.record, path)
            else:
                yield path, field

    yield from below(SessionRecord, ())


FIXED = {
    "format", "title", "treated_on", "site", "output.device", "output.handpiece", "passes.zone", "passes.pass_number",
    "passes.device", "passes.handpiece", "passes.fluence_set_j_cm2", "passes.spot_set_mm", "passes.pulse_set_s",
    "passes.energy_set_mj", "passes.density_set_per_cm2", "passes.stacked", "passes.passes",
    "adverse.events.kind", "adverse.events.done", "deviations.quantity", "deviations.zone", "deviations.reason",
}  # fmt: skip
"""What makes a record one: nobody can leave it open."""


def test_every_question_may_be_answered_with_unknown():
    open_to_unknown = {}
    for path, field in every_field():
        shape = field.shape.item or field.shape if field.shape.kind == "many" else field.shape
        open_to_unknown[field_path(path)] = shape.unknown or shape.kind == "text"
    assert {name for name, may in open_to_unknown.items() if not may} <= FIXED
    assert set(open_to_unknown) >= FIXED


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([('stopped = "14:20"', 'stopped = "14:00"')], "it cannot stop before it starts"),
        ([('started = "14:05"', 'started = "25:05"')], "team.started"),
        ([("next_visit = 2026-05-19", "next_visit = 2026-04-14")], "the next visit comes after this one"),
        ([("treated_on = 2026-04-14", "treated_on = 2206-04-14")], "must be between 1990 and 2100"),
        ([('seen = "none"', 'seen = "yes"')], "adverse.events is empty"),
        ([('pathway_followed = "not_needed"', 'pathway_followed = "yes"')], "adverse.pathway_followed"),
        ([('signed = "no"', 'signed = "yes"')], "somebody signed"),
        ([('settings = "first_session"', 'settings = "kept"')], "carried_forward.settings"),
        ([("session_number = 1", "session_number = 2")], 'is "first_session"'),
        ([('["slight_whitening"]', '["none", "blister"]')], 'holds "none" beside other words'),
        ([('["slight_whitening"]', '["slight_whitening", "obvious_whitening"]')], "keep the one that was seen"),
        ([('["slight_whitening"]', '["whitening"]')], "passes#1.endpoints#1"),
        ([('["slight_whitening"]', "[]")], "must hold at least one entry"),
        ([('done = "yes"', 'done = "no"')], "a check that was not done read nothing"),
        ([('title = "Sun spots on the back', 'title = "Mrs Example, the back')], "a person's name"),
        ([('operator_role = "nurse"', 'operator_role = "Anna"')], "team.operator_role"),
        ([('photos_taken = "yes"', 'photos_taken = "no"')], "photo_ids holds numbers of photographs"),
        ([("pain_score = 3.0", "pain_score = 11")], "must be at most 10"),
        ([("shots = 34", "shots = 3.5")], "passes#1.shots"),
        ([("fluence_set_j_cm2 = 1.3", "fluence_set_mj_cm2 = 1300")], "write fluence_set_j_cm2 = 1.3"),
    ],
)
def test_what_cannot_be_true_is_told_with_its_place(changes, message):
    assert message in told(*changes)


def test_a_pass_is_counted_once():
    again = TEXT[TEXT.index("[[passes]]") : TEXT.index("# That nothing went wrong")]
    with pytest.raises(FileProblemsError, match=r"passes#2\.pass_number is pass 1"):
        session_from_toml(TEXT.replace("# That nothing went wrong", again + "# That nothing went wrong"))


def test_a_reason_for_a_zone_that_no_pass_is_over_is_refused():
    extra = (
        '\n[[deviations]]\nquantity = "fluence"\nzone = "left hand"\nreason = "The skin was paler than at the plan."\n'
    )
    with pytest.raises(FileProblemsError, match="which no pass is over"):
        session_from_toml(TEXT + extra)


def test_no_field_asks_for_a_name():
    names = {field_path(path).rpartition(".")[2] for path, _ in every_field()}
    assert not names & {"name", "operator", "patient", "initials", "birthday"}


def test_rules_may_ask_every_fact_of_a_session_by_name():
    known = fact_kinds()
    for kind in record_kinds("session", SessionFacts):
        assert known[kind.name] == kind
        assert kind.meaning
    assert len(record_kinds("session", SessionFacts)) == len(fields_of(SessionFacts))


def test_stop_signs_are_words_of_what_is_seen():
    assert set(STOP_SIGNS) < set(ENDPOINTS)
    assert "slight_darkening" not in STOP_SIGNS  # the wanted endpoint of long pulses
