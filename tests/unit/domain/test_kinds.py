"""A file of another kind is told in one sentence, not by everything that it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.files import device_to_toml, read_case, read_device, read_observed, read_session
from lentigo.domain.kinds import _KINDS, taken_for
from lentigo.domain.numbing_files import read_numbing
from lentigo.errors import FileProblemsError
from lentigo.library import device

EXAMPLES = Path(__file__).parents[3] / "examples"

FILES = {
    "case": EXAMPLES / "hand_lentigines.toml",
    "record of what was seen": EXAMPLES / "observed_hand.toml",
    "session": EXAMPLES / "session_hand.toml",
    "request for a numbing cream": EXAMPLES / "cream_hand.toml",
}
READERS = {
    "case": read_case,
    "device": read_device,
    "record of what was seen": read_observed,
    "session": read_session,
    "request for a numbing cream": read_numbing,
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    file = tmp_path_factory.mktemp("kinds") / "device.toml"
    file.write_text(device_to_toml(device("qs_ndyag")), encoding="utf-8")
    return FILES | {"device": file}


@pytest.mark.parametrize("given", [*FILES, "device"])
@pytest.mark.parametrize("asked", READERS)
def test_each_kind_is_told_from_every_other(given, asked, files):
    if given == asked:
        READERS[asked](files[given])
        return
    with pytest.raises(FileProblemsError) as refused:
        READERS[asked](files[given])
    (problem,) = refused.value.problems
    assert problem.message == f"is the file of a {given}, not of a {asked}"
    assert problem.hint


def test_the_way_out_is_named_where_case_and_device_are_mixed_up(files):
    with pytest.raises(FileProblemsError, match="--device"):
        read_case(files["device"])
    with pytest.raises(FileProblemsError, match="lentigo device new"):
        read_device(files["case"])


def test_a_slip_is_no_other_kind():
    assert taken_for({"family": "q_switched"}, Case) is None
    assert taken_for({"family": "q_switched", "medium": "Nd:YAG", "skin": {}}, Case) is None
    assert taken_for({"family": "q_switched", "medium": "Nd:YAG"}, Case) is not None
    assert taken_for({}, Device) is None
    assert taken_for({"person": {}, "skin": {}}, dict) is None


def test_signs_are_keys_of_that_kind_and_of_no_other():
    for kind, (_, signs) in _KINDS.items():
        for other in _KINDS:
            shared = signs & set(other.__dataclass_fields__)
            assert shared == (signs if other is kind else set())
