"""Ways of light by lesion: known works, an order, and no way for what light must not be aimed at."""

from __future__ import annotations

from lentigo import library
from lentigo.library.indications import indications
from lentigo.library.references import references


def test_every_way_names_known_works_and_its_own_reason():
    known = {one.key for one in references()}
    for way in library.ways():
        assert set(way.sources) <= known, way.name
        assert way.why
        assert way.evidence_text


def test_red_marks_meet_light_for_vessels_first_and_white_ones_columns():
    assert library.ways_for("stretch_marks_red")[0].goal == "vessels"
    white = library.ways_for("stretch_marks_white")
    assert white[0].goal == "columns"
    assert white[0].families == ("fractional_nonablative",)
    assert all(way.goal != "removal" for way in white)


def test_orders_do_not_fall_and_sessions_of_columns_lie_four_weeks_apart():
    for kind in {kind for way in library.ways() for kind in way.kinds}:
        orders = [way.order for way in library.ways_for(kind)]
        assert orders == sorted(orders)
    assert all(way.interval_weeks >= 4 for way in library.ways() if way.goal in ("columns", "removal"))


def test_no_way_for_what_light_must_not_be_aimed_at():
    forbidden = {kind for one in indications() if "none" in one.target for kind in one.kinds}
    assert not forbidden & {kind for way in library.ways() for kind in way.kinds}


def test_the_wavelength_decides_what_a_device_is_aimed_at():
    dye = library.way_for("telangiectasia", family="pulsed_dye", wavelength_nm=595)
    assert dye is not None
    assert dye.goal == "vessels"
    assert library.way_for("telangiectasia", family="long_pulse", wavelength_nm=755) is None
    band = library.way_for("fine_lines", family="long_pulse", wavelength_nm=1320)
    assert band is not None
    assert band.goal == "collagen"
