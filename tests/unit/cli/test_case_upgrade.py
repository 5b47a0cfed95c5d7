"""``lentigo case upgrade``: the new file beside the old one, and everything that is not known yet."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace

from lentigo.domain.files import read_case


def test_old_file_is_written_anew_beside_it_and_stays_as_it_is(lentigo_run, examples, tmp_path):
    file = tmp_path / "hand.toml"
    before = (examples / "old_format.toml").read_bytes()
    file.write_bytes(before)
    told = lentigo_run("case", "upgrade", file)
    assert told.code == 0
    assert told.out == ""
    assert file.read_bytes() == before
    case = read_case(tmp_path / "hand_2.toml")
    assert case.older_form is None
    assert case.health.breastfeeding.value == "unknown"
    said = " ".join(told.err.split())
    for needed in ("health.breastfeeding: Does the person breastfeed", "person.weight_kg", "findings.asymmetry"):
        assert needed in said
    assert "never means no" in said
    again = lentigo_run("case", "upgrade", file)
    assert again.code == 2
    assert "exists already" in again.err


def test_file_of_today_is_left_alone(lentigo_run, examples, tmp_path):
    told = lentigo_run("case", "upgrade", examples / "hand_pale.toml", "--output", tmp_path / "x.toml")
    assert told.code == 0
    assert "nothing was written" in " ".join(told.err.split())
    assert list(tmp_path.iterdir()) == []


def test_json_and_flat_files_are_written_anew_too(lentigo_run, examples, tmp_path):
    plain = tomllib.loads((examples / "old_format.toml").read_text(encoding="utf-8"))
    (tmp_path / "old.json").write_text(json.dumps(plain, default=str), encoding="utf-8")
    assert lentigo_run("case", "upgrade", tmp_path / "old.json").code == 0
    assert read_case(tmp_path / "old_2.json") == replace(read_case(examples / "old_format.toml"), older_form=None)
    text = (examples / "old_format.toml").read_text(encoding="utf-8")
    (tmp_path / "flat.toml").write_text(text.replace("[person]\n", "[person] # who\n"), encoding="utf-8")
    assert lentigo_run("case", "upgrade", tmp_path / "flat.toml").code == 0
    assert read_case(tmp_path / "flat_2.toml").person.weight_kg == "unknown"


def test_older_form_and_strange_medicine_are_told_with_every_answer(lentigo_run, examples):
    told = lentigo_run("screen", examples / "old_format.toml")
    assert told.code == 1
    assert "older form" in told.err
    told = lentigo_run("plan", examples / "hand_on_medicines.toml", "--json")
    assert told.code == 1
    assert "Did you mean cordarone" in " ".join(told.err.split())
    texts = [finding["text"] for finding in json.loads(told.out)["findings"]]
    assert any("Cordaron" in text and "unknown" in text for text in texts)
    texts = [f["text"] for f in json.loads(lentigo_run("plan", examples / "old_format.toml", "--json").out)["findings"]]
    assert any("older form" in text for text in texts)
