"""Columns planned: what is wanted and allowed, limits that only tighten, checks by other methods, what stays behind."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from lentigo import library
from lentigo.domain.case import ItaReading, Mark
from lentigo.domain.device import Device
from lentigo.errors import OutOfValidityError, QuestionError
from lentigo.library.columns import coagulated_columns
from lentigo.library.limits import PHOTOTYPES
from lentigo.planning.chances import knowledge
from lentigo.planning.column_findings import column_findings
from lentigo.planning.column_limits import aims_of, highest_coverage, wanted_kinds
from lentigo.planning.column_reference import column_light, reduced_scattering, reference_column
from lentigo.planning.column_session import column_session
from lentigo.planning.column_thresholds import (
    bulk_limit,
    column_reach,
    column_thresholds,
    confluent_width,
    pass_interval,
    per_energy,
)
from lentigo.planning.compose_columns import curve_of
from lentigo.planning.dial import Combination, combinations
from lentigo.planning.estimate import estimate_skin
from lentigo.planning.question import ask
from lentigo.planning.sample import sample_skins
from lentigo.planning.verify_columns import checks
from lentigo.screening.phrases import claims_in

CARBON, GLASS, THULIUM, ERBIUM = (
    library.device(f"fractional_{name}") for name in ("co2", "erbium_glass", "thulium", "er_yag")
)
KINDS = wanted_kinds()


def choice(device: Device, *, beam: float, density: float | None = None, **wanted: float) -> Combination:
    found = next(c for c in combinations(device) if c.spot.beam_um == beam and c.cooling.name != "none")
    return replace(found, density_per_cm2=density or found.density_per_cm2, **wanted)


def drilled(**wanted) -> Combination:
    return choice(CARBON, beam=120.0, **{"density": 100.0, **wanted})


def rolled(**wanted) -> Combination:
    return choice(GLASS, beam=140.0, **{"density": 100.0, "passes": 8, **wanted})


def case_of(hand, *, kind="acne_scar", site="cheek", depth=None, phototype="II", ita=45.0, area=50.0):
    mark = None if depth is None else Mark(depth_um=depth)
    return replace(
        hand,
        person=replace(hand.person, phototype=phototype),
        lesion=replace(hand.lesion, kind=kind, mark=mark, area_cm2=area),
        skin=replace(hand.skin, site=site, colour=ItaReading(given_as="ita", ita_deg=ita, ita_error_deg=3.0)),
    )


def sample_of(case, count=48):
    return sample_skins(estimate_skin(case), site=case.skin.site, depth="epidermal", count=count, seed=3, adverse=True)


def asked(case, combination):
    return column_thresholds(sample_of(case), combination, case=case, threads=1)


@pytest.mark.parametrize("combination", [drilled(), rolled()], ids=["drilled", "rolled"])
def test_deeper_marks_need_more_and_a_measured_depth_is_taken(hand, combination):
    shallow, deep = (asked(case_of(hand, depth=depth), combination).effect for depth in (250.0, 700.0))
    assert np.all(shallow <= deep)
    assert np.median(shallow) < np.median(deep)
    case = case_of(hand, depth=700.0)
    aims = aims_of(case, sample_of(case), ablates=True)
    assert aims.measured
    assert np.median(aims.wanted) == pytest.approx(700e-6, rel=0.05)


@pytest.mark.parametrize("combination", [drilled(), rolled()], ids=["drilled", "rolled"])
def test_more_columns_reach_no_later_and_bear_no_more(hand, combination):
    case = case_of(hand)
    few = asked(case, combination)
    for more in (
        asked(case, replace(combination, density_per_cm2=2.0 * combination.density_per_cm2)),
        asked(case, replace(combination, passes=2 * combination.passes)),
    ):
        assert np.all(more.effect <= few.effect)
        assert np.all(more.mild <= few.mild)
        assert np.all(more.epidermis <= few.epidermis)
        assert np.array_equal(more.dermis, few.dermis), "how deep a column goes is its own"
        assert np.any(more.mild < few.mild)


def test_stacked_pulses_need_less_each(hand):
    case = case_of(hand, depth=450.0)
    once, twice = (asked(case, drilled(stacked=n)) for n in (1, 2))
    assert np.all(twice.dermis < once.dermis)
    assert np.all(twice.effect <= once.effect)


def stamped(**wanted) -> Combination:
    return choice(GLASS, beam=300.0, **{"density": 100.0, "passes": 1, **wanted})


def test_stacked_pulses_say_what_bounds_them(hand):
    case = case_of(hand)
    sample = sample_of(case)

    def said(combination):
        return [f for f in column_findings(sample, combination, case=case) if "follow each other" in f.text]

    assert said(drilled()) == []
    (drilling,) = said(drilled(stacked=2))
    assert "2 pulses follow each other on each place. The published limit is told for one pulse" in drilling.text
    (stamping,) = said(stamped(stacked=3))
    assert "Up to 3 were published with the energy that bounds each" in stamping.text
    assert stamping.sources == ("naranjo-2022",)
    assert claims_in(drilling.text + stamping.text) == ()


@pytest.mark.parametrize("combination", [drilled(density=200.0), rolled(density=300.0)], ids=["drilled", "rolled"])
def test_darker_skin_is_never_allowed_more(hand, combination):
    runs = [
        asked(case_of(hand, phototype=phototype, ita=ita), combination)
        for phototype, ita in (("II", 50.0), ("IV", 50.0), ("II", 20.0), ("V", 0.0), ("VI", -40.0))
    ]
    for darker in runs[1:]:
        assert np.all(darker.epidermis <= runs[0].epidermis)
        assert np.any(darker.epidermis < runs[0].epidermis)
    for lighter, darker in pairwise(runs[2:]):
        assert np.all(darker.epidermis <= lighter.epidermis)


def test_open_wounds_darken_tan_skin_sooner(hand):
    light, tan = (asked(case_of(hand, phototype=phototype), drilled()).mild for phototype in ("II", "IV"))
    assert np.all(tan < light)
    closed = [asked(case_of(hand, phototype=phototype), rolled()).mild for phototype in ("II", "IV")]
    assert np.array_equal(*closed)


@pytest.mark.shows("S1-03")
def test_coverage_by_skin_and_site_only_falls(hand):
    colours = np.linspace(70, -70, 57)
    for site in library.sites():
        for ablates in (False, True):
            by_type = [
                highest_coverage(case_of(hand, site=site, phototype=t), ita_deg=colours, ablates=ablates)
                for t in PHOTOTYPES
            ]
            assert np.all(np.diff(by_type[0]) <= 0.0)
            assert np.all(np.diff(np.array(by_type), axis=0) <= 0.0)
            face = highest_coverage(case_of(hand, site="cheek"), ita_deg=colours, ablates=ablates)
            assert np.all(by_type[0] <= face)
    neck, back, cheek = (
        float(highest_coverage(case_of(hand, site=site), ita_deg=np.array([50.0]), ablates=True)[0])
        for site in ("neck", "back", "cheek")
    )
    assert neck < back == pytest.approx(0.5 * cheek)


def test_the_neck_bears_no_columns_that_have_scarred_it(hand):
    case = case_of(hand, kind="photoageing", site="neck")
    aims = aims_of(case, sample_of(case), ablates=True)
    assert np.max(aims.highest) < 0.25
    assert np.median(aims.allowed) < 630e-6
    assert "avram-2009" in aims.sources


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("site", ["cheek", "abdomen"])
def test_every_kind_has_aims_with_sources_and_plain_words(hand, kind, site):
    case = case_of(hand, kind=kind, site=site)
    for ablates in (False, True):
        aims = aims_of(case, sample_of(case, 16), ablates=ablates)
        assert 50e-6 < np.median(aims.wanted) < 1e-3
        assert 0.0 < aims.wanted_coverage < np.max(aims.highest) + 0.15
        assert not claims_in(aims.text)
        assert all(library.reference(key) for key in aims.sources)


def test_what_columns_are_not_for_is_said(hand):
    with pytest.raises(QuestionError, match="does not say how deep") as refused:
        asked(case_of(hand, kind="naevus_of_ota"), drilled())
    assert "acne scar" in str(refused.value)
    spotted = next(combinations(library.device("qs_ndyag")))
    with pytest.raises(QuestionError, match="makes no columns"):
        asked(case_of(hand), spotted)
    odd = replace(rolled(), handpiece=replace(rolled().handpiece, wavelength_nm=1450.0))
    with pytest.raises(OutOfValidityError, match="1540, 1550, 1927"):
        asked(case_of(hand), odd)


def test_too_few_columns_never_reach_the_coverage(hand):
    sparse = asked(case_of(hand), rolled(density=1.0, passes=1))
    assert np.all(np.isinf(sparse.effect))
    said = column_findings(sample_of(case_of(hand)), rolled(density=1.0, passes=1), case=case_of(hand))
    assert any("no energy gives both" in finding.text for finding in said)


def test_passes_in_haste_burn_what_lies_between(hand):
    case = case_of(hand)
    wide = case_of(hand, area=400.0)
    assert bulk_limit(rolled(), case=wide) > bulk_limit(rolled(), case=case), "more area, longer pauses"
    assert bulk_limit(rolled(passes=4), case=case) > bulk_limit(rolled(), case=case)
    assert bulk_limit(rolled(density=50.0), case=case) > bulk_limit(rolled(), case=case)
    bare = next(c for c in combinations(GLASS) if c.spot.beam_um == 140.0 and c.cooling.name == "none")
    bare = replace(bare, density_per_cm2=100.0, passes=8)
    assert bulk_limit(bare, case=case) < bulk_limit(rolled(), case=case), "cold air bears more"
    assert any("burns" in finding.text for finding in column_findings(sample_of(case), rolled(), case=case))


def test_stamps_set_a_field_at_once_and_single_columns_take_their_time():
    stamp = next(c for c in combinations(GLASS) if c.spot.placing == "scanned")
    interval, across = pass_interval(stamp, area_cm2=121.0)
    assert interval == pytest.approx(100.0)
    assert across == 0.0
    interval, across = pass_interval(rolled(), area_cm2=400.0)
    assert interval == pytest.approx(40.0)
    assert across > 0.0
    assert pass_interval(rolled(), area_cm2=1.0)[0] == library.number("limits/columns", "shortest_interval_s").value


def test_columns_of_a_scanned_pass_run_together_where_they_touch():
    tip = drilled().spot
    assert confluent_width(tip, 1e6, 1) == pytest.approx(1e-3, rel=1e-6)
    assert confluent_width(tip, 1e6, 4) < 1e-3
    rolling = rolled().spot
    assert confluent_width(rolling, 1e6, 8) < confluent_width(rolling, 1e6, 4)


@pytest.mark.parametrize("combination", [drilled(), rolled(), choice(THULIUM, beam=200.0)], ids=lambda c: c.device.id)
def test_reach_grows_along_the_dial_and_meets_its_thresholds(hand, combination):
    case = case_of(hand, kind="photoageing")
    sample = sample_of(case)
    dial = np.geomspace(2e-3, 60e-3, 12) * per_energy(combination.spot)
    reach = column_reach(sample, combination, fluence_j_m2=dial, case=case, threads=1)
    for curve in (reach.depth_um, reach.width_um, reach.coverage_percent):
        for band in (curve.p5, curve.p50, curve.p95):
            assert len(band) == dial.size
            assert np.all(np.diff(band) >= 0.0)
        assert np.all(np.array(curve.p5) <= curve.p50)
        assert np.all(np.array(curve.p50) <= curve.p95)
    assert (reach.removed_um is None) == (combination.wavelength_nm < 2000.0)
    assert reach.deepest_allowed_um > reach.wanted_depth_um
    assert not claims_in(reach.text)
    deepest = np.interp(reach.deepest_allowed_um, reach.depth_um.p50, dial)
    if deepest < dial[-1]:
        assert deepest == pytest.approx(
            np.median(column_thresholds(sample, combination, case=case, threads=1).dermis), rel=0.25
        )


def test_what_a_session_leaves_behind_grows_with_energy(hand):
    case = case_of(hand)
    sample = sample_of(case)
    less, more = (column_session(sample, drilled(), fluence)[0] for fluence in (200.0, 600.0))
    assert np.all(more.dermis_removed > less.dermis_removed)
    assert np.all(more.coverage >= less.coverage)
    unsure = column_session(sample, drilled(), 400.0, known=knowledge(0.1))[0]
    sure = column_session(sample, drilled(), 400.0)[0]
    assert np.std(np.log(unsure.dermis_removed)) > np.std(np.log(sure.dermis_removed))
    beside, inside = column_session(sample, rolled(), 100.0)
    assert np.array_equal(beside.coverage, inside.coverage)
    assert np.all(beside.dermis_removed == 0.0)


@pytest.mark.parametrize(
    "combination",
    [drilled(), choice(CARBON, beam=300.0), choice(ERBIUM, beam=250.0), rolled(), choice(THULIUM, beam=200.0)],
    ids=lambda c: f"{c.device.id}-{c.spot.beam_um:g}",
)
def test_other_methods_agree(hand, small, combination):
    case = case_of(hand, kind="photoageing")
    question = ask(case, _clear(), numerics=small)
    found = checks(None, question, combination, 0.6 * combination.spot.fluence_high_j_cm2 * 1e4)
    assert len(found) == 3
    for check in found:
        assert check.passed, check.text
        assert not claims_in(check.text)


def _clear():
    from lentigo.domain.plan import Screening

    return Screening(verdict="CLEAR", reasons=())


def test_a_wrong_column_is_found(hand, small, monkeypatch):
    from lentigo.planning import verify_columns

    real = curve_of(1550.0, 140.0, 0.003)
    wrong = replace(real, columns=replace(real.columns, depth=1.2 * real.columns.depth))
    monkeypatch.setattr(verify_columns, "curve_of", lambda *_, **__: wrong)
    question = ask(case_of(hand), _clear(), numerics=small)
    failed = [c.name for c in checks(None, question, rolled(), 200.0e4) if not c.passed]
    assert failed == ["depth of a column"]


def test_below_the_threshold_there_is_nothing_to_check(hand, small):
    question = ask(case_of(hand), _clear(), numerics=small)
    assert checks(None, question, drilled(), 0.5e4) == []


@pytest.mark.parametrize(
    ("nm", "beam", "pulse_ms", "scattering", "energies"),
    [
        (1550.0, 130.0, 3.0, 1.0, (8.0, 20.0, 60.0)),
        (1540.0, 300.0, 10.0, 1.0, (25.0, 60.0)),
        (1927.0, 200.0, 1.5, 0.75, (5.0, 15.0)),
        (1550.0, 80.0, 1.0, 1.5, (3.0, 20.0)),
    ],
)
def test_the_table_beside_the_full_computation_between_its_nodes(nm, beam, pulse_ms, scattering, energies):
    light = column_light(wavelength_nm=nm, beam_um=beam, scattering=scattering, packets=60_000, seed=77)
    curve = curve_of(nm, beam, pulse_ms * 1e-3)
    for energy in energies:
        full = reference_column(light, energy_mj=energy, pulse_ms=pulse_ms)
        quick = curve.at(np.array([[energy * 1e-3]]), np.array([scattering]))
        assert quick.depth[0, 0] == pytest.approx(full.depth, rel=0.05)
        assert quick.width[0, 0] == pytest.approx(full.width, rel=0.05)
        assert quick.volume[0, 0] == pytest.approx(full.volume, rel=0.12)


def test_half_the_cells_and_steps_tell_the_same_column():
    coarse = column_light(wavelength_nm=1550.0, beam_um=140.0, packets=60_000, seed=8)
    fine = column_light(wavelength_nm=1550.0, beam_um=140.0, packets=60_000, seed=8, finer=2)
    one = reference_column(coarse, energy_mj=20.0, pulse_ms=3.0)
    other = reference_column(fine, energy_mj=20.0, pulse_ms=3.0, refinement=2)
    assert one.depth == pytest.approx(other.depth, rel=0.03)
    assert one.width == pytest.approx(other.width, rel=0.03)


def test_the_table_is_whole_and_grows():
    table = coagulated_columns()
    assert np.all(table.onset > 0.0)
    assert np.all(np.diff(table.onset, axis=1) > 0.0), "a wider beam needs more"
    assert np.all(np.diff(table.volume, axis=-1) > 0.0)
    assert np.all(table.depth > table.top)


def test_living_skin_scatters_as_it_was_measured():
    assert reduced_scattering(850.0) == pytest.approx(1130.0)
    assert reduced_scattering(475.0) == pytest.approx(3160.0, rel=0.01)


def test_a_depth_that_is_known_of_a_tip_is_met(hand):
    tip = drilled().spot
    case = case_of(hand, depth=450.0)

    def of(energy, depth):
        return replace(drilled(), spot=replace(tip, known_energy_mj=energy, known_depth_um=depth))

    shallow, deep, unknown = of(80.0, 520.0), of(20.0, 630.0), of(None, None)
    assert np.all(asked(case, deep).dermis < 0.5 * asked(case, shallow).dermis)
    # Nothing known: the effect is that of the usual tip, the limit that of the deepest one.
    assert np.median(asked(case, unknown).effect) == pytest.approx(np.median(asked(case, shallow).effect), rel=0.1)
    assert np.all(asked(case, unknown).dermis <= asked(case, deep).dermis)
    said = [column_findings(sample_of(case), choice_, case=case)[0].text for choice_ in (deep, unknown)]
    assert "630 µm at 20 mJ" in said[0]
    assert "is not known" in said[1]
    with pytest.raises(OutOfValidityError, match="cannot remove 4000 µm"):
        asked(case, of(20.0, 4000.0))


@pytest.mark.parametrize("device", [CARBON, GLASS, THULIUM, ERBIUM], ids=lambda d: d.id)
def test_findings_are_plain_and_cite_what_exists(hand, device):
    case = case_of(hand)
    for finding in column_findings(sample_of(case), next(combinations(device)), case=case):
        assert not claims_in(finding.text)
        assert all(library.reference(key) for key in finding.sources)
