"""``lentigo learn`` and ``lentigo plan --observed``: what is printed, and how they end."""

from __future__ import annotations

import json

import pytest

SMALL = ("--skins", "32", "--threads", "1", "--device", "ps_ndyag_alexandrite")


@pytest.fixture
def observed(examples, tmp_path):
    """The example of what was seen, with texts exchanged."""

    def write(*changes):
        text = (examples / "observed_hand.toml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "observed.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_learning_shows_the_window_before_and_after(lentigo_run, examples, observed):
    told = lentigo_run("learn", examples / "hand_lentigines.toml", "--observed", observed(), *SMALL)
    assert told.code == 0
    for words in ("NEXT SETTING", "highest allowed", "WINDOW BEFORE", "WINDOW AFTER", "narrower", "Spot 2, 1.1 J/cm²"):
        assert words in told.out
    assert "Not a medical device" in told.out


def test_a_bad_reaction_is_said_first(lentigo_run, examples, observed):
    hurt = observed(('["slight_whitening", "erythema"]', '["blister"]'))
    told = lentigo_run("learn", examples / "hand_lentigines.toml", "--observed", hurt, *SMALL)
    assert told.out.index("BAD REACTIONS: THE LIMIT IS LOWERED") < told.out.index("WINDOW BEFORE")
    assert "CONTRADICTIONS" in told.out
    assert told.code == (1 if "NO SETTING NOW" in told.out else 0)


def test_json_holds_everything_and_nothing_else(lentigo_run, examples, observed):
    told = lentigo_run("learn", examples / "hand_lentigines.toml", "--observed", observed(), "--json", *SMALL)
    learnt = json.loads(told.out)
    assert learnt["windows"][0]["harm_narrower_percent"] > 0
    assert learnt["holds"] == []


def test_mistakes_of_the_file_are_placed(lentigo_run, examples, observed):
    told = lentigo_run(
        "learn", examples / "hand_lentigines.toml", "--observed", observed(('tanned = "no"\n', "")), *SMALL
    )
    assert told.code == 2
    assert "since_then.tanned is missing" in told.err
    told = lentigo_run("learn", examples / "hand_lentigines.toml", "--observed", observed(("550 ps", "555 ps")), *SMALL)
    assert told.code == 2
    assert "observed.toml: spots#1.pulse" in told.err
    assert "550 ps" in told.err


def test_a_plan_says_what_was_learnt(lentigo_run, examples, observed):
    told = lentigo_run("plan", examples / "hand_lentigines.toml", "--observed", observed(), *SMALL)
    assert "LEARNT FROM WHAT WAS SEEN" in told.out
    assert "TEST SPOTS, IF YOU WANT THEM" in told.out


CHECK = (
    "--device", "ps_ndyag_alexandrite", "--handpiece", "755 nm", "--spot", "4", "--pulse-ps", "550", "--fluence", "1.3",
    "--cooling", "cold air",
    "--skins", "32", "--threads", "1",
)  # fmt: skip


def test_a_setting_is_checked_with_what_was_seen(lentigo_run, examples, observed):
    case = examples / "hand_lentigines.toml"
    before = json.loads(lentigo_run("check", case, *CHECK, "--json").out)
    told = lentigo_run("check", case, *CHECK, "--observed", observed())
    assert told.code == 0, told.err
    assert "LEARNT FROM WHAT WAS SEEN" in told.out
    after = json.loads(lentigo_run("check", case, *CHECK, "--observed", observed(), "--json").out)
    assert before["learnt"] is None
    assert after["learnt"]["used"]
    assert "observed" in {cap["name"] for cap in after["window"]["caps"]}
    assert after["chance_effect"] != before["chance_effect"]


def test_a_setting_that_was_allowed_is_refused_after_a_burn(lentigo_run, examples, observed):
    hurt = observed(('["slight_whitening", "erythema"]', '["blister"]'))
    told = lentigo_run("check", examples / "hand_lentigines.toml", *CHECK, "--observed", hurt)
    assert told.code == 1
    assert "REFUSED" in told.out
    assert "BAD REACTIONS: THE LIMIT IS LOWERED" in told.out


def test_spots_of_another_device_of_the_case_count_for_a_check(lentigo_run, examples, observed):
    other = ("--device", "qs_ndyag", "--handpiece", "532 nm", "--spot", "4", "--fluence", "0.9", "--skins", "32")
    told = lentigo_run("check", examples / "hand_lentigines.toml", *other, "--observed", observed())
    assert told.code in (0, 1), told.err
    assert "LEARNT FROM WHAT WAS SEEN" in told.out


def test_a_mistake_in_what_was_seen_is_placed_by_a_check(lentigo_run, examples, observed):
    told = lentigo_run("check", examples / "hand_lentigines.toml", *CHECK, "--observed", observed(("550 ps", "555 ps")))
    assert told.code == 2
    assert "observed.toml: spots#1.pulse" in told.err
