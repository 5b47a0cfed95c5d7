from __future__ import annotations

import math

import pytest

from lentigo import library
from lentigo.errors import UnknownNameError
from lentigo.library import LibraryDataError, _files, numbers

DIMENSIONLESS_ENDINGS = (
    "fraction",
    "share",
    "scale",
    "spread",
    "ratio",
    "power",
    "slope",
    "exponent",
    "multiple",
    "neighbours",
    "passes",
    "sessions",
    "contrast",
    "ceiling",
    "saturation",
    "index",
    "index_error",
    "ln_error",
    "per_ratio",
    "previous",
    "test_spots",
    "at_500_nm",
    "share_nanosecond",
    "share_picosecond",
)
EVERY = [(name, key) for name in library.tables() for key in library.table(name)]


@pytest.mark.parametrize("name", library.tables())
def test_every_table_has_a_title_and_numbers_inside_their_range(name):
    assert library.title(name) != name
    assert library.table(name)
    for one in library.table(name).values():
        assert one.low <= one.value <= one.high
        assert one.kind in ("measured", "fitted", "assumed", "manufacturer")
        assert one.where


@pytest.mark.parametrize(("name", "key"), EVERY)
def test_every_number_has_a_source_and_a_unit(name, key):
    one = library.number(name, key)
    assert library.reference(one.source).citation
    if name != "colour/sun_exposed_sites":
        assert library.unit_of(key) or key.endswith(DIMENSIONLESS_ENDINGS), f"{key} ends in no unit"


def test_what_is_assumed_does_not_call_itself_measured():
    claimed = [(t, k) for t, k in EVERY if library.number(t, k).source == "assumed"]
    assert claimed
    assert all(library.number(t, k).kind == "assumed" for t, k in claimed)


def test_an_unknown_table_or_number_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean tissues/epidermis"):
        library.table("tissues/epidermus")
    with pytest.raises(UnknownNameError, match="conductivity_w_m_k"):
        library.number("tissues/epidermis", "conductivity")


def test_a_table_cannot_be_changed_by_who_reads_it():
    library.table("limits/caps").clear()
    assert library.number("limits/caps", "burn_percent").value == 5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": 9.0}, "low <= value <= high"),
        ({"high": math.inf}, "low <= value <= high"),
        ({"kind": "guessed"}, "guessed"),
        ({"colour": "red"}, "does not know colour"),
    ],
)
def test_a_number_that_is_wrong_in_its_file_says_where(change, said):
    right = {"value": 1.0, "low": 0.5, "high": 2.0, "source": "assumed", "where": "here", "kind": "assumed"}
    assert numbers.number_from(right, where="somewhere").spread == 0.75
    with pytest.raises(LibraryDataError, match=said) as caught:
        numbers.number_from(right | change, where="library/data/x.toml: y")
    assert caught.value.where == "library/data/x.toml: y"


def test_a_missing_field_is_named():
    with pytest.raises(LibraryDataError, match="has no high, kind, low, source, where"):
        numbers.number_from({"value": 1.0}, where="x")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("thickness_um", "µm"),
        ("anisotropy_per_um", "1/µm"),
        ("conductivity_w_m_k", "W/(m·K)"),
        ("still_air_w_m2_k", "W/(m²·K)"),
        ("cool.activation_temperature_k", "K"),
        ("frequency_factor_per_s", "1/s"),
        ("boiling_c", "°C"),
        ("basal_share", ""),
        ("anisotropy_at_500_nm", ""),
    ],
)
def test_the_ending_of_a_name_is_its_unit(name, unit):
    assert library.unit_of(name) == unit


def test_the_digest_is_stable_and_depends_on_every_data_file(monkeypatch, tmp_path):
    before = library.digest()
    assert len(before) == 64
    _files.digest.cache_clear()
    assert library.digest() == before
    (tmp_path / "a.toml").write_text("x = 1\n")
    monkeypatch.setattr(_files, "root", lambda: tmp_path)
    _files.digest.cache_clear()
    one = library.digest()
    (tmp_path / "a.toml").write_text("x = 2\n")
    _files.digest.cache_clear()
    two = library.digest()
    (tmp_path / "a.toml").write_bytes(b"x = 2\r\n")
    _files.digest.cache_clear()
    assert len({before, one, two}) == 3
    assert library.digest() == two, "line ends of another system are not other data"
    _files.digest.cache_clear()


def test_broken_data_files_say_which(monkeypatch, tmp_path):
    monkeypatch.setattr(_files, "root", lambda: tmp_path)
    (tmp_path / "broken.toml").write_text("x = \n")
    (tmp_path / "ragged.csv").write_text("a,b\n1,2\n3\n")
    (tmp_path / "words.csv").write_text("a\nmany\n")
    with pytest.raises(LibraryDataError, match=r"library/data/broken\.toml"):
        _files.toml("broken.toml")
    with pytest.raises(LibraryDataError, match="2 cells"):
        _files.columns("ragged.csv")
    with pytest.raises(LibraryDataError, match="many"):
        _files.columns("words.csv")
