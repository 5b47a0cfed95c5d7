"""Published ranges beside computed windows, as reports read them."""

from __future__ import annotations

import json

from lentigo import library
from lentigo.reports.evidence import plausibility_rows


def test_the_shipped_rows_are_read_with_their_misses():
    rows = plausibility_rows()
    assert len(rows) >= 12
    for row in rows:
        assert library.reference(row.source).key == row.source
        assert row.published_j_cm2[0] <= row.published_j_cm2[1]
        assert row.overlaps == (row.factor is None) == (not row.reason)
        assert row.kind in {"pigment", "vessels", "tolerance of normal skin"}
    assert any(not row.overlaps for row in rows), "misses stay"


def test_rows_of_a_file_are_read_and_a_missing_file_has_none(tmp_path):
    one = {name: getattr(plausibility_rows()[0], name) for name in plausibility_rows()[0].__slots__}
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([one]))
    assert plausibility_rows(file) == (plausibility_rows()[0],)
    assert plausibility_rows(tmp_path / "none.json") == ()
