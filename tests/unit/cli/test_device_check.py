"""`lentigo device check` on files that are wrong, unusual, or told a depth that cannot be."""

from __future__ import annotations

import pytest

from lentigo import library
from lentigo.domain.files import device_to_toml
from lentigo.planning.known_depths import impossible_depths

CO2 = device_to_toml(library.device("fractional_co2"))


@pytest.fixture
def checked(lentigo_run, tmp_path):
    def run(*changes, text=CO2):
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        file = tmp_path / "mine.toml"
        file.write_text(text, encoding="utf-8")
        return lentigo_run("device", "check", file)

    return run


def flat(text):
    return " ".join(text.split())


def test_impossible_numbers_end_the_check_with_all_of_them(checked):
    run = checked(
        ("known_depth_um = 520.0", "known_depth_um = 90000.0"),
        ("energy_high_mj = 160.0", "energy_high_mj = 1300.0"),
        ("wavelength_nm = 10600.0", "wavelength_nm = 2000.0"),
    )
    assert run.code == 2
    for words in ("known_depth_um is 90000", "energy_high_mj is 1300", "wavelength_nm is 2000"):
        assert words in flat(run.err)


def test_a_depth_that_its_energy_cannot_drill_is_told_for_every_tip_with_its_line(checked):
    run = checked(
        ("known_depth_um = 520.0", "known_depth_um = 3520.0"), ("known_depth_um = 200.0", "known_depth_um = 3000.0")
    )
    assert run.code == 2
    assert "tips#1.known_depth_um is 3520, but 80 mJ in a beam of 120 µm cannot remove 3520 µm" in flat(run.err)
    assert "tips#2.known_depth_um is 3000, but 100 mJ in a beam of 300 µm cannot remove 3000 µm" in flat(run.err)
    assert "mine.toml:17:" in run.err


def test_unusual_numbers_are_doubted_aloud_and_not_refused(checked):
    run = checked(("energy_high_mj = 160.0", "energy_high_mj = 400.0"))
    assert run.code == 0
    assert "LOOK AGAIN" in run.out
    assert "goes up to 400 mJ; 1 to 250 mJ are usual." in flat(run.out)
    assert "some are unusual" in flat(run.out)
    assert "No mistakes found" not in run.out


def test_a_usual_device_has_no_mistakes(checked):
    run = checked()
    assert run.code == 0
    assert "No mistakes found." in run.out
    assert "LOOK AGAIN" not in run.out


@pytest.mark.parametrize("name", library.devices())
def test_what_the_library_tells_of_its_tips_can_be(name):
    assert impossible_depths(library.device(name)) == []
