from __future__ import annotations

import re

import pytest

from lentigo import library
from lentigo.errors import UnknownNameError
from lentigo.library import describe
from lentigo.library.references import contradictions

DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+")


@pytest.mark.parametrize("one", library.references(), ids=lambda one: one.key)
def test_a_reference_reads_as_one(one):
    assert len(one.citation) > 15
    assert one.doi is None or DOI.fullmatch(one.doi)
    assert one.address is None or re.match(r"https?://\S+$", one.address)
    assert isinstance(one.checked, bool)


def test_an_unknown_reference_is_named():
    with pytest.raises(UnknownNameError, match="segelstein-1981"):
        library.reference("segelstein-1980")


def test_files_agree_on_every_work_that_they_share():
    assert contradictions() == ()


def test_references_come_sorted_and_each_once():
    keys = [one.key for one in library.references()]
    assert keys == sorted(set(keys), key=str.casefold)


def test_every_work_behind_physical_numbers_is_used():
    from lentigo.library import _files

    used = describe.uses()
    idle = [key for key in _files.toml("references/library.toml") if not used[key]]
    assert idle == []


def test_source_rows_count_the_numbers_that_rest_on_a_work():
    rows = {row.key: row for row in describe.source_rows()}
    assert rows["segelstein-1981"].used == 2
    assert rows["assumed"].used > 50
    assert rows["ding-2006"].address == "https://doi.org/10.1088/0031-9155/51/6/008"
    assert not rows["jacques-2013"].checked


def test_number_rows_carry_unit_and_source():
    rows = {row.name: row for row in describe.number_rows("tissues/epidermis")}
    assert rows["conductivity_w_m_k"].unit == "W/(m·K)"
    assert rows["conductivity_w_m_k"].low <= rows["conductivity_w_m_k"].value
    assert rows["basal_layer_thickness_um"].source == "assumed"
