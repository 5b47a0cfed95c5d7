import json

import pytest

from lentigo.domain.plan import Plan
from lentigo.domain.record import from_plain
from lentigo.errors import QuestionError
from lentigo.reports.evidence import columns, evidence, summary
from lentigo.reports.page import page
from lentigo.reports.papers import room
from lentigo.reports.write import write_report

ROWS = [
    {
        "row": "12", "quantity": "threshold of whitening", "source": "Anderson89", "published": [0.1, 0.2], "ours": 0.4,
        "unit": "J/cm²", "tolerance": 0.5, "relative": True, "verdict": "misses", "factor": 2.0, "kind": "validation",
        "note": "bubbles are not modelled",
    },
    {
        "row": "2", "quantity": "albedo of a slab", "source": "Giovanelli55", "published": 0.26, "ours": 0.2601,
        "unit": "1", "tolerance": 0.005, "relative": True, "verdict": "agrees", "factor": None, "kind": "validation",
        "note": "",
    },
    {
        "row": "3", "quantity": "reflectance of class II", "source": "X", "published": 0.4, "ours": 0.41, "unit": "1",
        "tolerance": 0.012, "relative": False, "verdict": "agrees", "factor": None, "kind": "calibration", "note": "",
    },
]  # fmt: skip


@pytest.fixture
def rows_file(tmp_path):
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(ROWS), encoding="utf-8")
    return file


def test_folder_holds_all_files_and_nothing_else(tmp_path, plans, fields, explorer):
    pytest.importorskip("h5netcdf")
    folder = tmp_path / "new" / "report"
    written = write_report(plans["setting"], folder, fields=fields, explorer=explorer)
    assert [p.name for p in written] == ["report.html", "report.pdf", "room_card.pdf", "plan.json", "fields.nc"]
    assert sorted(folder.iterdir()) == sorted(written)
    assert from_plain(Plan, json.loads(written[3].read_text(encoding="utf-8"))) == plans["setting"]


def test_failure_leaves_the_earlier_report_as_it_was(tmp_path, plans, monkeypatch):
    write_report(plans["setting"], tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def fail(*_, **__):
        raise RuntimeError("no paper")

    monkeypatch.setattr(room, "room_card", fail)
    with pytest.raises(RuntimeError, match="no paper"):
        write_report(plans["refused"], tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_fields_of_an_earlier_plan_do_not_stay(tmp_path, plans):
    (tmp_path / "fields.nc").write_bytes(b"of another plan")
    write_report(plans["refused"], tmp_path)
    assert not (tmp_path / "fields.nc").exists()


def test_folder_that_is_a_file_is_a_wrong_question(tmp_path, plans):
    file = tmp_path / "taken"
    file.write_text("x")
    with pytest.raises(QuestionError, match="taken cannot be written"):
        write_report(plans["refused"], file)


def test_missing_extra_says_what_to_install(tmp_path, plans, monkeypatch):
    monkeypatch.setattr("lentigo.reports.write.find_spec", lambda name: None if name == "typst" else object())
    with pytest.raises(QuestionError, match="a report needs typst") as caught:
        write_report(plans["setting"], tmp_path / "r")
    assert caught.value.hint == 'pip install "lentigo[reports]"'
    assert not (tmp_path / "r").exists()


def test_rows_of_evidence_are_told_with_their_misses(rows_file):
    rows = evidence(rows_file)
    assert summary(rows) == (
        "1 of 2 published numbers that fixed no constant are met within their stated tolerance; 1 are missed and stay "
        "listed. 1 further rows fixed constants and prove nothing."
    )
    assert all(len(row.cells()) == len(columns()) for row in rows)
    assert rows[0].cells()[2:7] == ("0.1–0.2", "0.4", "J/cm²", "± 50 %", "misses, 2 times")
    assert rows[2].cells()[5] == "± 0.012"


def test_page_shows_the_missed_rows(plans, sample, rows_file):
    made = page(plans["refused"], sources=sample.REFERENCES, evidence_file=rows_file)
    assert "Missed: threshold of whitening" in made
    assert "Bubbles are not modelled." in made


def test_no_rows_no_section(plans, sample, tmp_path):
    assert evidence(tmp_path / "none.json") == ()
    assert 'id="evidence"' not in page(
        plans["refused"], sources=sample.REFERENCES, evidence_file=tmp_path / "none.json"
    )
