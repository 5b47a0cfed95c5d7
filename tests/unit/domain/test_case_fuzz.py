"""Whatever a file holds, it is a case or a list of its mistakes, never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.files import case_from_toml, case_to_toml, from_json, read_case, read_device, to_json
from lentigo.errors import FileProblemsError

EXAMPLES = Path(__file__).parents[3] / "examples"
GOOD = (EXAMPLES / "hand_lentigines.toml").read_text(encoding="utf-8")
GOLD = (EXAMPLES / "hand_after_gold.toml").read_text(encoding="utf-8")
DEVICE = (EXAMPLES / "devices" / "my_qs_532.toml").read_text(encoding="utf-8")
JSON = to_json(read_case(EXAMPLES / "spectrum" / "forearm_spectrum.toml"))

# fmt: off
TOKENS = st.sampled_from([
    "=", "[", "]", "{", "}", "'", "#", ",", ".", "-1", "0", "1e400", "nan", "inf", "true", "2026-03-31",
    "07:32:00", "0x1", "9999999999999999999", "{}", "'''", "\\", '"', '"""', '"yes"', '"unknown"',
    '"lab"', '"reflectance"', '"../x.csv"', '"."', "[[devices]]", "[health]", "title", "name", "file",
    "fluence_mj_cm2", "given_as", "\x1b", "\u202e",
])
# fmt: on
TWISTS = st.lists(
    st.tuples(st.sampled_from(["delete", "double", "swap", "token", "insert", "cut"]), st.integers(0, 400), TOKENS),
    min_size=1,
    max_size=5,
)
QUIET = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


def twisted(text, twists):
    """A text with lines deleted, doubled or exchanged, tokens replaced or put in, or its end cut off."""
    lines = text.splitlines()
    for kind, place, token in twists:
        if not lines:
            break
        at = place % len(lines)
        words = lines[at].split(" ")
        if kind == "delete":
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "swap":
            lines[at], lines[-at] = lines[-at], lines[at]
        elif kind == "token":
            words[place % len(words)] = token
            lines[at] = " ".join(words)
        elif kind == "insert":
            column = place % (len(lines[at]) + 1)
            lines[at] = lines[at][:column] + token + lines[at][column:]
        else:
            lines = [*lines[:at], lines[at][: place % 17]]
    return "\n".join(lines)


def check_told(error):
    """Mistakes are told: at least one, each a line of printable words."""
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert str(problem).isprintable()
        assert "pydantic" not in str(problem)
        assert len(str(problem)) < 1500


@settings(QUIET, max_examples=300)
@given(st.sampled_from([GOOD, GOLD]), TWISTS)
def test_a_twisted_case_is_a_case_or_a_list_of_mistakes(text, twists):
    try:
        case = case_from_toml(twisted(text, twists), "case.toml", base=EXAMPLES)
    except FileProblemsError as error:
        check_told(error)
    else:
        assert case_from_toml(case_to_toml(case), base=EXAMPLES) == case
        assert from_json(Case, to_json(case)) == case


@settings(QUIET, max_examples=150)
@given(TWISTS)
def test_a_twisted_device_is_a_device_or_a_list_of_mistakes(tmp_path, twists):
    path = tmp_path / "device.toml"
    path.write_text(twisted(DEVICE, twists), encoding="utf-8")
    try:
        device = read_device(path)
    except FileProblemsError as error:
        check_told(error)
    else:
        assert from_json(Device, to_json(device)) == device


@settings(QUIET, max_examples=150)
@given(TWISTS)
def test_a_twisted_json_case_is_a_case_or_a_list_of_mistakes(twists):
    try:
        case = from_json(Case, twisted(JSON, twists))
    except FileProblemsError as error:
        check_told(error)
    else:
        assert from_json(Case, to_json(case)) == case


@settings(QUIET, max_examples=150)
@given(st.binary(max_size=400), st.integers(0, len(GOOD)))
@example(b"\xef\xbb\xbf", 0)
@example(b"\r", 100)
def test_bytes_put_into_a_case_are_a_case_or_a_list_of_mistakes(tmp_path, content, place):
    path = tmp_path / "case.toml"
    for whole in (content, GOOD.encode()[:place] + content[:6] + GOOD.encode()[place:]):
        path.write_bytes(whole)
        try:
            read_case(path)
        except FileProblemsError as error:
            check_told(error)


@settings(QUIET, max_examples=100)
@given(st.text(st.sampled_from("0123456789,.#\n ;ae-_wavelngthrfc"), max_size=200))
@example("wavelength_nm,reflectance\n380,0.1\n780,0.2\n")
def test_any_spectrum_file_is_a_case_or_a_list_of_mistakes(tmp_path, text):
    case = (EXAMPLES / "spectrum" / "forearm_spectrum.toml").read_text(encoding="utf-8")
    (tmp_path / "case.toml").write_text(case, encoding="utf-8")
    (tmp_path / "forearm.csv").write_text(text, encoding="utf-8")
    try:
        read_case(tmp_path / "case.toml")
    except FileProblemsError as error:
        check_told(error)


@pytest.mark.parametrize("where", ["keys", "lists", "tables"])
def test_a_megabyte_of_nonsense_is_answered(where, tmp_path):
    text = {
        "keys": "".join(f"key_number_{i} = {i}\n" for i in range(30_000)),
        "lists": "devices = [" + "{device = 'a'},\n" * 40_000 + "]",
        "tables": "".join(f"[t{i}]\na = 1\n" for i in range(30_000)),
    }[where]
    path = tmp_path / "case.toml"
    path.write_text(GOOD + text, encoding="utf-8")
    with pytest.raises(FileProblemsError) as caught:
        read_case(path)
    assert len(caught.value.problems) < 300
