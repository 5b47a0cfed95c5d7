"""What the library knows, the evidence, the skins side by side, one exposure by depth, and the doctor."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import sample_plan
import xarray
from rich.console import Console

from lentigo import library
from lentigo.cli.commands import doctor, evidence
from lentigo.cli.commands.demo import evidence_lines
from lentigo.cli.render.depth import chosen_depths
from lentigo.cli.render.skins import skins_table, span

ROWS = [
    {"row": str(i), "quantity": f"quantity {i}", "source": "someone-1990", "published": 2.0, "ours": ours,
     "unit": "1", "tolerance": 0.1, "relative": True, "verdict": verdict, "factor": factor, "kind": kind,
     "note": "bubbles are not modelled" if factor else ""}
    for i, (ours, verdict, factor, kind) in enumerate(
        [(2.0, "agrees", None, "validation"), (2.1, "agrees", None, "validation"), (9.0, "misses", 4.5, "validation"),
         (2.0, "agrees", None, "calibration"), (1.9, "agrees", None, "validation")]
    )
]  # fmt: skip


def every_name():
    lists = ["rules", "medicines", "indications", "roles", "risks"]
    return [*library.tables(), *library.chromophores(), *library.media(), *library.devices(), *lists]


@pytest.mark.parametrize("name", every_name())
def test_everything_in_the_library_can_be_shown(lentigo_run, name):
    told = lentigo_run("library", "show", name)
    assert told.code == 0
    assert len(told.out.splitlines()) > 3
    assert max(len(line) for line in told.out.splitlines()) <= 80


def test_list_names_everything_that_can_be_shown(lentigo_run):
    told = lentigo_run("library", "list")
    assert told.code == 0
    for name in every_name():
        assert name in told.out


def test_table_shows_range_kind_and_source_of_each_number(lentigo_run):
    out = lentigo_run("library", "show", "epidermis").out
    for name, number in library.table("tissues/epidermis").items():
        assert name in out
        assert number.source in out
    assert library.reference("ding-2006").doi in out


@pytest.mark.shows("X-04")
def test_risks_are_listed_by_treatment_and_site_with_a_chance_or_as_not_known(lentigo_run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    lines = lentigo_run("library", "show", "risks").out.splitlines()

    def row(*words):
        return next(line for line in lines if all(word in line for word in words))

    assert "not known" in row("ectropion", "full-field ablative", "face, cheek, eyelid")
    assert "7.4 % (5.6 to 9.6 %)" in row("cold sore", "full-field ablative", "face")
    assert "%" in row("acne milia", "fractional non-ablative")
    assert "not known" in row("scar", "all", "everywhere")
    assert row("infection", "full-field ablative")


def test_unknown_name_is_answered_with_the_nearest(lentigo_run):
    told = lentigo_run("library", "show", "epidermiss")
    assert told.code == 2
    assert "did you mean epidermis" in told.err


def test_references_are_listed_and_shown(lentigo_run):
    listed = lentigo_run("sources")
    assert listed.code == 0
    for reference in library.references():
        assert reference.key in listed.out
    one = lentigo_run("sources", "ding-2006")
    assert library.reference("ding-2006").doi in one.out


def test_evidence_shows_misses_with_factor_and_reason(lentigo_run, monkeypatch):
    monkeypatch.setattr(evidence, "evidence_rows", lambda: ROWS)
    told = lentigo_run("evidence")
    assert told.code == 0
    for needed in ("factor", "4.5", "bubbles are not modelled", "5 rows, 1 of them missed", "4 are validation"):
        assert needed in " ".join(told.out.split())
    assert json.loads(lentigo_run("evidence", "--json").out) == ROWS


def test_demo_shows_three_rows_and_never_hides_a_miss():
    lines = evidence_lines(ROWS)
    assert len(lines) == 4
    assert any("MISSES, factor 4.5" in line for line in lines)
    assert "4 validation rows, 1 missed" in lines[-1]
    assert not any("quantity 3" in line for line in lines)
    assert len(evidence_lines([])) == 1


def test_demo_prefers_rows_that_a_clinician_knows_and_the_worst_miss():
    lines = evidence_lines()
    assert "lentigines" in lines[0]
    assert "second-degree burn" in lines[1]
    worst = max((row["factor"] or 0) for row in evidence.evidence_rows() if row["kind"] == "validation")
    assert f"MISSES, factor {worst:.3g}; " in lines[2]


def test_long_list_of_names_is_cut(lentigo_run):
    told = lentigo_run("sources", "qqqqqqqq")
    assert told.code == 2
    assert f"and {len(library.references()) - 40} more" in told.err


def test_reader_who_leaves_early_is_no_answer_of_no():
    from lentigo.cli.render.console import answers

    console = answers()
    with pytest.raises(BrokenPipeError):
        console.on_broken_pipe()


@pytest.mark.parametrize(
    ("works", "allowed", "drawn"),
    [(1, 10, "·=="), (10, 1, "·xx"), (0, 10, "···"), (1, 1, "·=·"), (10, 0, "xxx"), (0.1, 10, "===")],
)
def test_window_is_drawn_on_a_logarithmic_scale(works, allowed, drawn):
    assert span(works, allowed, low=0.1, high=10, length=3) == drawn


def test_each_light_stands_with_its_open_and_closed_windows_skin_by_skin():
    dark = replace(
        sample_plan.NO_WINDOW,
        case=replace(sample_plan.CASE, title="Dark"),
        skin=replace(sample_plan.SKIN, ita_deg=-25, ita_class="dark"),
    )
    console = Console(file=io.StringIO(), width=80)
    console.print(skins_table([sample_plan.SETTING, dark, sample_plan.REFUSED], width=80))
    out = console.file.getvalue()
    assert max(len(line) for line in out.splitlines()) <= 80
    rows = {line.split()[1]: line for line in out.splitlines() if line.startswith("  ITA")}
    assert "==" in rows["41°,"]
    assert "1.1" in rows["41°,"]
    assert "xx" in rows["-25°,"]
    assert "none" in rows["-25°,"]
    text = " ".join(out.split())
    assert text.count("Generic Q-switched Nd:YAG, 532 nm") == 1
    assert "ITA 41°, light: Generic Q-switched Nd:YAG, 1.1 J/cm²" in text
    assert "refused" in out


def dataset():
    depth = np.array([2e-6, 30e-6, 70e-6, 300e-6, 900e-6])
    falling = np.linspace(1, 0.1, 5)
    hot = 310 + 60 * np.stack([falling, 0.5 * falling])
    one = dict.fromkeys(("fluence", "fluence_lesion", "disruption_ratio"), ("depth", falling))
    one |= {"damage": ("depth", falling * 1e-6), "damage_lesion": ("depth", falling * 1e6)}
    one |= {"disruption_ratio_lesion": ("depth", falling * 1.3)}
    two = dict.fromkeys(("temperature", "temperature_lesion"), (("time", "depth"), hot))
    said = {"device": "qs", "handpiece": "532 nm", "fluence_j_cm2": 1.2, "spot_mm": 3.0, "pulse_s": 6e-9}
    said |= {"cooling": "none", "light_error": 0.004, "boils": 1}
    return xarray.Dataset(one | two, coords={"depth": depth, "time": [0.0, 1.0]}, attrs=said)


def test_one_exposure_is_shown_by_depth(planning, lentigo_run, examples, tmp_path):
    planning.simulate_case = lambda *_, **__: dataset()
    words = ("--device", "qs_ndyag", "--fluence", "1.2", "--spot", "3")
    told = lentigo_run("simulate", examples / "hand_lentigines.toml", *words, "--save", tmp_path / "fields.nc")
    assert told.code == 0
    for needed in ("6 ns", "97", "<0.001", ">1000", "1.3 times", "Water boils", "0.4 %", "no chances"):
        assert needed in " ".join(told.out.split())
    with xarray.open_dataset(tmp_path / "fields.nc", engine="h5netcdf") as saved:
        assert np.array_equal(saved["temperature"], dataset()["temperature"])
    assert [p.name for p in tmp_path.iterdir()] == ["fields.nc"]


def test_depths_are_shown_once_and_not_below_the_deepest():
    depth = np.array([2e-6, 30e-6, 70e-6, 300e-6])
    assert chosen_depths(depth) == [0, 1, 2, 3]


def test_sound_installation_is_called_sound(lentigo_run):
    told = lentigo_run("doctor", "--json")
    assert told.code == 0, told.out
    lines = {line["name"]: line for line in json.loads(told.out)}
    assert {"lentigo", "python", "numba", "numba cache", "threads", "SIMD", "library", "light", "damage"} <= set(lines)
    assert all(line["state"] in {"ok", "missing"} for line in lines.values())


def test_doctor_calls_a_failure_a_fault_and_goes_on(lentigo_run, monkeypatch):
    def broken():
        raise OSError("the disk is gone")

    monkeypatch.setattr(doctor, "_library", broken)
    monkeypatch.setattr(doctor, "_light", lambda: doctor._agree("a slab", 1.0, 1.1, within=1e-3))
    told = lentigo_run("doctor")
    assert told.code == 3
    assert "the disk is gone" in told.out
    assert "must not be used" in " ".join(told.out.split())
    assert told.out.count("FAULT") == 2


def test_demo_tells_its_story_in_order_and_ends_with_report_and_proof(planning, lentigo_run, tmp_path, monkeypatch):
    asked = []

    def plan(case, devices, **_):  # noqa: ARG001
        asked.append(case.title)
        made = sample_plan.REFUSED if case.health.gold_therapy.value == "yes" else sample_plan.SETTING
        return replace(made, case=case)

    def write_report(plan, folder, **_):
        assert plan.case.title == asked[0]
        (folder / "report.html").write_text("a report", encoding="utf-8")
        return (folder / "report.html",)

    planning.plan = plan
    planning.fields = planning.explore = lambda *_, **__: None
    monkeypatch.setitem(sys.modules, "lentigo.reports.write", SimpleNamespace(write_report=write_report))
    monkeypatch.setattr(evidence, "evidence_rows", lambda: ROWS)
    monkeypatch.chdir(tmp_path)
    told = lentigo_run("demo")
    assert told.code == 0, told.err
    order = ["START HERE", "three skins", "Doing nothing", "REFUSED", "Predicted against published", "MISSES"]
    order += ["The report", "out/demo/report.html"]
    places = [told.out.find(words) for words in order]
    assert places == sorted(places)
    assert -1 not in places
    assert len(asked) == 5
    assert (tmp_path / "out" / "demo" / "report.html").is_file()
