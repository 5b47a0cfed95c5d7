"""Every example is read, and comes back the same through TOML, JSON and the disk."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import jsonschema
import pytest

from lentigo.domain.case import Case, ItaReading, ReflectanceReading
from lentigo.domain.device import Device
from lentigo.domain.files import (
    case_from_toml,
    case_schema,
    case_to_toml,
    device_from_toml,
    device_to_toml,
    from_json,
    read_case,
    read_device,
    resolve_device_files,
    to_json,
    write_case,
    write_device,
)
from lentigo.domain.shape import field_path, leaves
from lentigo.errors import FileProblemsError, QuestionError

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
DEVICES = sorted((EXAMPLES / "devices").glob("*.toml"))
CASES = sorted(
    path
    for path in EXAMPLES.rglob("*.toml")
    if path.parent.name not in ("bad", "devices") and "[person]" in path.read_text(encoding="utf-8")
)
SCHEMA = case_schema()


def as_written(path):
    return json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))


def test_the_examples_are_there():
    assert len(CASES) >= 14
    assert len(DEVICES) >= 1


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_case_comes_back_the_same(path, tmp_path):
    case = read_case(path)
    assert case_from_toml(case_to_toml(case), base=path.parent) == case
    assert from_json(Case, to_json(case)) == case
    for name in ("again.toml", "again.json"):
        write_case(case, tmp_path / name)
        assert read_case(tmp_path / name) == case
    resolve_device_files(case, path.parent)


@pytest.mark.parametrize("path", [p for p in CASES if p.stem != "old_format"], ids=lambda p: p.stem)
def test_a_case_fits_the_schema_as_written_and_as_we_write_it(path):
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    validator.validate(as_written(path))
    ours = json.loads(json.dumps(tomllib.loads(case_to_toml(read_case(path))), default=str))
    validator.validate(ours)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_an_example_says_what_it_shows(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert len(first) > 40
    assert f"`{path.relative_to(EXAMPLES)}`" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DEVICES, ids=lambda p: p.stem)
def test_a_device_comes_back_the_same(path, tmp_path):
    device = read_device(path)
    assert device_from_toml(device_to_toml(device)) == device
    assert from_json(Device, to_json(device)) == device
    for name in ("again.toml", "again.json"):
        write_device(device, tmp_path / name)
        assert read_device(tmp_path / name) == device


def test_json_is_the_same_bytes_whatever_the_order_of_the_file():
    path = EXAMPLES / "hand_lentigines.toml"
    plain = tomllib.loads(path.read_text(encoding="utf-8"))
    turned = json.dumps(dict(reversed(plain.items())), default=str)
    assert to_json(from_json(Case, turned)) == to_json(read_case(path))
    assert json.loads(to_json(read_case(path)))["assessed"] == "2026-03-31"


def test_facts_are_read_in_short_and_in_long():
    long = read_case(EXAMPLES / "hand_after_gold.toml").health
    assert (long.gold_therapy.value, long.gold_therapy.when, long.gold_therapy.told_by) == ("yes", "2006", "person")
    assert (long.keloid.value, long.keloid.when, long.keloid.told_by) == ("no", "unknown", "unknown")


def test_the_three_skins_differ_in_nothing_but_the_skin():
    pale, tanned, dark = (read_case(EXAMPLES / f"hand_{name}.toml") for name in ("pale", "tanned", "dark"))
    colours = [case.skin.colour for case in (pale, tanned, dark)]
    assert [c.ita_deg for c in colours if isinstance(c, ItaReading)] == [55.0, 20.0, -25.0]
    assert pale.lesion == tanned.lesion == dark.lesion
    assert pale.health == tanned.health == dark.health
    assert pale.devices == tanned.devices == dark.devices


def test_a_spectrum_is_read_beside_the_case_and_kept_beside_a_copy(tmp_path):
    case = read_case(EXAMPLES / "spectrum" / "forearm_spectrum.toml")
    colour = case.skin.colour
    assert isinstance(colour, ReflectanceReading)
    assert colour.file == "forearm.csv"
    assert colour.wavelength_nm[0] == 380.0
    assert len(colour.wavelength_nm) == len(colour.reflectance) > 40
    write_case(case, tmp_path / "copy.toml")
    assert "wavelength_nm" not in (tmp_path / "copy.toml").read_text(encoding="utf-8")
    assert read_case(tmp_path / "copy.toml") == case
    (tmp_path / "forearm.csv").write_text("wavelength_nm,reflectance\n380,0.1\n780,0.2\n", encoding="utf-8")
    (tmp_path / "copy.toml").unlink()
    with pytest.raises(QuestionError, match="holds another spectrum"):
        write_case(case, tmp_path / "copy.toml")
    assert not (tmp_path / "copy.toml").exists()


def test_a_spectrum_may_lie_in_another_folder(tmp_path):
    (tmp_path / "cases").mkdir()
    shutil.copy(EXAMPLES / "spectrum" / "forearm.csv", tmp_path)
    text = (EXAMPLES / "spectrum" / "forearm_spectrum.toml").read_text(encoding="utf-8")
    (tmp_path / "cases" / "case.toml").write_text(text.replace('"forearm.csv"', '"../forearm.csv"'), encoding="utf-8")
    colour = read_case(tmp_path / "cases" / "case.toml").skin.colour
    assert isinstance(colour, ReflectanceReading)
    assert colour.file == "../forearm.csv"


def test_the_files_of_a_case_are_read_from_its_folder(tmp_path):
    path = EXAMPLES / "back_lentigines_dark.toml"
    case = read_case(path)
    devices = resolve_device_files(case, path.parent)
    assert {name: device.id for name, device in devices.items()} == {"devices/my_qs_532.toml": "my_qs_532"}
    with pytest.raises(FileProblemsError, match="there is no such file"):
        resolve_device_files(case, tmp_path)


def test_every_field_is_described_in_the_schema():
    silent = [field_path(path) for path, field in leaves(Case) if not field.description]
    assert silent == []
    assert SCHEMA["$schema"].endswith("2020-12/schema")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain["lesion"].update(diametre_mm=3),
        lambda plain: plain["health"].pop("gold_therapy"),
        lambda plain: plain["health"].update(smoker="sometimes"),
        lambda plain: plain["health"]["medicines"].append({"substance": "x"}),
        lambda plain: plain["findings"].pop("asymmetry"),
        lambda plain: plain.update(format=3),
        lambda plain: plain["skin"]["colour"].update(ita_deg=120),
        lambda plain: plain["devices"].append({"device": "ipl", "file": "ipl.toml"}),
        lambda plain: plain["devices"].append({}),
        lambda plain: plain["skin"].update(site="hand"),
        lambda plain: plain.update(assessed="yesterday"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(change):
    plain = as_written(EXAMPLES / "hand_lentigines.toml")
    change(plain)
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert not validator.is_valid(plain)
    with pytest.raises(FileProblemsError):
        from_json(Case, json.dumps(plain))


def test_the_page_about_case_files_shows_the_example_as_it_is():
    page = (ROOT / "docs" / "case_file.md").read_text(encoding="utf-8")
    assert f"```toml\n{(EXAMPLES / 'hand_lentigines.toml').read_text(encoding='utf-8')}```" in page
