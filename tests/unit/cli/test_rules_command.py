"""``lentigo rules`` and the clinic's own rules in ``lentigo screen``."""

from __future__ import annotations

import json

import pytest

OWN = """\
name = "our_house"
version = "1"
author = "A clinic"
reviewer = "none yet"
review_by = {review_by}

[[reference]]
key = "our-protocol"
citation = "Protocol of this clinic, 2026, page 3"
checked = true

[[rule]]
id = "{rule}"
version = 1
title = "Our own rule"
sources = ["our-protocol"]
from_memory = false
review_by = {review_by}
example = [
  {{ facts = {{ "skin.site" = "neck" }}, on = "all", verdict = "{verdict}" }},
  {{ on = "all", verdict = "none" }},
]

[[rule.clause]]
all = [{{ fact = "skin.site", among = ["neck", "back_of_hand"] }}]
verdict = "ABSOLUTE"
unknown = "DEFER"
because = "This clinic gives no light there"
question = "Where on the body is it?"
action = "Choose another way."
"""


def own(tmp_path, *, rule="CL-01", review_by="2099-01-01", sites='"neck", "back_of_hand"', verdict="ABSOLUTE"):
    text = OWN.format(rule=rule, review_by=review_by, verdict=verdict).replace('"neck", "back_of_hand"', sites)
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    return tmp_path / "own.toml"


def test_rules_are_listed_by_set_and_shown_in_full(lentigo_run):
    listed = lentigo_run("rules", "show")
    assert listed.code == 0
    for name in ("PERSON", "DEVICE", "DIAGNOSIS", "ANAESTHESIA", "PT-21", "AN-03"):
        assert name in listed.out
    one = " ".join(lentigo_run("rules", "show", "pt-16", "DX-04").out.split())
    assert "health.isotretinoin_in_6_months fewer than 183 days ago" in one
    assert "Sources disagree" in one
    assert "This is the default." in one
    assert "[ASDS17]" in one
    assert "DX-04" in one
    assert "verify before relying on it" in one
    assert "to be reviewed by" in one
    whole = lentigo_run("rules", "show", "--set", "anaesthesia")
    assert "AN-15" in whole.out
    assert "PT-21" not in whole.out


@pytest.mark.parametrize("words", [("PT-99",), ("--set", "persons"), ("PT-21", "--set", "device")])
def test_a_rule_that_there_is_not_is_refused_with_a_suggestion(lentigo_run, words):
    run = lentigo_run("rules", "show", *words)
    assert run.code == 2
    assert "did you mean" in run.err or "known:" in run.err


def test_the_library_s_rules_hold(lentigo_run):
    run = lentigo_run("rules", "check")
    assert run.code == 0
    assert "examples hold" in run.out


def test_a_clinic_s_rules_are_checked_and_an_old_review_is_told(lentigo_run, tmp_path):
    # The routine person of the examples has a spot on the back of the hand: the negative example must fail.
    wrong = lentigo_run("rules", "check", str(own(tmp_path)))
    assert wrong.code == 2
    assert "should say none" in wrong.err
    good = lentigo_run("rules", "check", str(own(tmp_path, sites='"neck"')))
    assert good.code == 0
    late = lentigo_run("rules", "check", str(own(tmp_path, sites='"neck"', review_by="2020-01-01")))
    assert late.code == 0
    assert "should have been reviewed by 2020-01-01" in late.out
    milder = lentigo_run("rules", "check", str(own(tmp_path, sites='"neck"', rule="PT-21")))
    assert milder.code == 2
    assert "milder than the library's rule" in milder.err


def test_coverage_names_rules_facts_and_treatments(lentigo_run):
    run = lentigo_run("rules", "coverage")
    assert run.code == 0
    for words in ("hand_after_gold", "lesion.area_cm2", "cryotherapy", "none: every clause"):
        assert words in run.out


def test_screening_by_a_clinic_s_own_rules_and_choices(lentigo_run, examples, tmp_path):
    case = str(examples / "hand_pale.toml")
    assert lentigo_run("screen", case).code == 0
    site = own(tmp_path, sites='"neck"').read_text(encoding="utf-8").replace('among = ["neck"]', 'not_among = ["face"]')
    site = site.replace('"skin.site" = "neck"', '"skin.site" = "back"').replace(
        '{ on = "all", verdict = "none" }', '{ facts = { "skin.site" = "face" }, on = "all", verdict = "none" }'
    )
    (tmp_path / "own.toml").write_text(site, encoding="utf-8")
    (tmp_path / "policy.toml").write_text('tan = "two_weeks"\n', encoding="utf-8")
    words = ("--rules", str(tmp_path / "own.toml"), "--policy", str(tmp_path / "policy.toml"))
    refused = lentigo_run("screen", case, *words)
    assert refused.code == 1
    text = " ".join(refused.out.split())
    assert "This clinic gives no light there" in text
    assert "Protocol of this clinic, 2026, page 3 [our-protocol]" in text
    assert "our_house 1, tan = two_weeks" in text
    plain = json.loads(lentigo_run("screen", case, *words, "--json").out)
    assert plain["rules"].endswith("our_house 1, tan = two_weeks")


def test_screening_of_other_devices_on_a_later_day(lentigo_run, examples):
    case = str(examples / "hand_tanned.toml")
    run = lentigo_run("screen", case, "--device", "lp_ndyag", "--device", "ipl", "--today", "2030-01-01")
    assert "WHAT MAY BE USED" in run.out
    assert "Long-pulse Nd:YAG 1064 nm (generic)" in run.out
    assert "lp_ndyag" not in run.out
    plain = json.loads(lentigo_run("screen", case, "--device", "qs_ndyag", "--today", "2030-01-01", "--json").out)
    assert all(r["earliest"] is None or r["earliest"] >= "2030-01-01" for r in plain["reasons"])


def test_a_wrong_policy_is_refused_with_its_line(lentigo_run, examples, tmp_path):
    (tmp_path / "policy.toml").write_text('tan = "one_day"\n', encoding="utf-8")
    run = lentigo_run("screen", str(examples / "hand_pale.toml"), "--policy", str(tmp_path / "policy.toml"))
    assert run.code == 2
    assert "policy.toml:1: tan must be one of six_weeks, two_weeks" in run.err


def test_without_a_device_nothing_that_is_ruled_out_is_answered_with_a_clear_yes(lentigo_run, examples, tmp_path):
    routine = (examples / "hand_lentigines.toml").read_text(encoding="utf-8").split("[[devices]]")[0]
    file = tmp_path / "case.toml"
    file.write_text(
        routine.replace('porphyria_or_xeroderma = "no"', 'porphyria_or_xeroderma = "yes"'), encoding="utf-8"
    )
    told = lentigo_run("screen", file)
    assert told.code == 1
    assert "names no device" in told.out
    assert "ABSOLUTE" in told.out


def test_a_course_goes_by_the_rules_of_the_clinic_as_well(lentigo_run, examples, tmp_path):
    neck = tmp_path / "neck.toml"
    hand = (examples / "hand_lentigines.toml").read_text(encoding="utf-8")
    neck.write_text(hand.replace('site = "back_of_hand"', 'site = "neck"'), encoding="utf-8")
    rules = own(tmp_path, sites='"neck"')
    told = lentigo_run("course", neck, "--rules", rules, "--json", "--skins", "16", "--days", "60")
    found = json.loads(told.out)
    assert not any(one["strategy"]["sessions"] or one["strategy"]["care"] for one in found["strategies"])
    assert any("This clinic gives no light there" in one["because"] for one in found["not_offered"])
    assert "our_house" in found["versions"]["rules"]
