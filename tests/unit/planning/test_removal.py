"""Removal planned: wanted and allowed depth, limits that only tighten, the answer to a laser that cannot."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.case import ItaReading, Mark
from lentigo.errors import QuestionError
from lentigo.library.references import reference
from lentigo.modalities.removal import remove
from lentigo.modalities.removal_injuries import removal_injury
from lentigo.planning.chances import knowledge
from lentigo.planning.compose_removal import SOURCES, removal_constants
from lentigo.planning.dial import combinations
from lentigo.planning.estimate import estimate_skin
from lentigo.planning.removal_depths import FACE, depths_of, may_be_taken_off
from lentigo.planning.removal_findings import removal_findings
from lentigo.planning.removal_session import removal_session
from lentigo.planning.removal_thresholds import removal_reach, removal_thresholds
from lentigo.planning.resurfacing_request import cannot_remove, resurfacing_request
from lentigo.planning.sample import sample_skins
from lentigo.planning.verify_removal import checks
from lentigo.screening.phrases import claims_in

ERBIUM, CARBON = library.device("full_field_er_yag"), library.device("full_field_co2")
KINDS = ("fine_lines", "photoageing", "acne_scar")


def choice(device, *, passes, pulse=0):
    lengths = device.handpieces[0].pulse_durations_s
    return next(c for c in combinations(device) if c.passes == passes and c.pulse == lengths[pulse])


@pytest.fixture(scope="module")
def lines(hand):
    return case_of(hand)


def case_of(hand, *, kind="fine_lines", site="face", depth=None):
    mark = None if depth is None else Mark(depth_um=depth)
    return replace(hand, lesion=replace(hand.lesion, kind=kind, mark=mark), skin=replace(hand.skin, site=site))


def sample_of(case, count=64, *, adverse=True):
    return sample_skins(
        estimate_skin(case), site=case.skin.site, depth="epidermal", count=count, seed=3, adverse=adverse
    )


def asked(case, combination):
    return removal_thresholds(sample_of(case), combination, case=case, threads=1)


@pytest.mark.parametrize("kind", KINDS)
def test_deeper_lesions_need_more(hand, kind):
    shallow, deep = (
        asked(case_of(hand, kind=kind, depth=depth), choice(ERBIUM, passes=4)).effect for depth in (80.0, 220.0)
    )
    assert np.all(shallow < deep)
    assert np.ptp(np.log(shallow)) < 0.3, "a measured depth is taken as it is"


@pytest.mark.parametrize("device", [ERBIUM, CARBON], ids=lambda device: device.id)
def test_more_passes_need_no_more_and_bear_no_more(lines, device):
    offered = device.handpieces[0].passes
    runs = [asked(lines, choice(device, passes=passes)) for passes in offered]
    for few, many in pairwise(runs):
        for name in ("effect", "mild", "dermis"):
            assert np.all(getattr(many, name) <= getattr(few, name) * (1 + 1e-9))


def test_a_longer_pulse_never_raises_a_limit(lines):
    short, long = (asked(lines, choice(ERBIUM, passes=4, pulse=k)).dermis for k in (0, 2))
    assert np.all(long <= short * 1.001)


def test_darker_skin_moves_nothing(hand, coloured):
    del hand
    fair = case_of(coloured(ItaReading(given_as="ita", ita_deg=60.0, ita_error_deg=2.0), phototype="I"))
    dark = case_of(coloured(ItaReading(given_as="ita", ita_deg=-10.0, ita_error_deg=2.0), phototype="V"))
    for name in ("effect", "mild", "dermis"):
        assert getattr(asked(fair, choice(ERBIUM, passes=2)), name) == pytest.approx(
            getattr(asked(dark, choice(ERBIUM, passes=2)), name)
        )


@pytest.mark.shows("S3-18")
@pytest.mark.parametrize("site", library.sites())
def test_no_site_off_the_face_may_be_taken_off(hand, site):
    case = case_of(hand, site=site)
    found = asked(case, choice(ERBIUM, passes=1))
    assert may_be_taken_off(site) == (site in FACE)
    assert np.all(found.dermis == 0) == (site not in FACE)
    reach = removal_reach(
        sample_of(case), choice(ERBIUM, passes=1), fluence_j_m2=np.array([1e4, 1e5]), case=case, threads=1
    )
    assert ("no whole surface" in reach.text) == (site not in FACE)
    assert ("scar" in removal_findings(sample_of(case), choice(ERBIUM, passes=1), case=case)[0].text) == (
        site not in FACE
    )


def test_thin_lids_may_be_wounded_less_deep(hand):
    face, lid = (
        depths_of(case_of(hand, site=site), sample_of(case_of(hand, site=site))) for site in ("cheek", "eyelid")
    )
    assert np.median(lid.allowed) < 0.6 * np.median(face.allowed)
    assert face.allowed.max() <= library.number("limits/removal", "deepest.wound_um").value * 1e-6 * (1 + 1e-12)
    assert (lid.layer, face.layer) == ("papillary dermis", "upper reticular dermis")


def test_the_limit_counts_more_residual_damage_than_the_effect(lines):
    found = asked(replace(lines, lesion=replace(lines.lesion, mark=Mark(depth_um=280.0))), choice(CARBON, passes=2))
    assert np.median(found.dermis) < np.median(found.effect)


def test_reach_tells_depth_along_the_dial(lines):
    dial = np.array([0.3, 1.0, 3.0, 8.0, 20.0]) * 1e4
    reach = removal_reach(sample_of(lines), choice(ERBIUM, passes=2), fluence_j_m2=dial, case=lines, threads=1)
    for curve in (reach.depth_um, reach.removed_um):
        for values in (curve.p5, curve.p50, curve.p95):
            assert list(values) == sorted(values)
        assert all(a <= b <= c for a, b, c in zip(curve.p5, curve.p50, curve.p95, strict=True))
    assert all(gone <= deep for gone, deep in zip(reach.removed_um.p50, reach.depth_um.p50, strict=True))
    assert reach.removed_um.p50[0] == 0
    assert {reference(key).key for key in reach.sources} == set(reach.sources)
    assert not claims_in(reach.text)


def test_a_lesion_that_nobody_takes_off_is_refused(hand):
    case = case_of(hand, kind="freckle")
    with pytest.raises(QuestionError, match="freckle") as raised:
        asked(case, choice(ERBIUM, passes=1))
    assert "ways" in (raised.value.hint or "")


@pytest.mark.parametrize(("device", "fluence"), [(ERBIUM, 3.0), (ERBIUM, 15.0), (CARBON, 4.0), (CARBON, 8.0)])
@pytest.mark.parametrize("pulse", [0, -1])
def test_another_method_agrees(lines, device, fluence, pulse):
    question = SimpleNamespace(usual=sample_of(lines, 8))
    for check in checks(None, question, choice(device, passes=2, pulse=pulse), fluence * 1e4):
        assert check.passed, check.text


def test_a_wrong_law_is_found(lines, monkeypatch):
    from lentigo.planning import verify_removal

    monkeypatch.setattr(verify_removal, "removal_depth", lambda *_, **__: np.array(60e-6))
    question = SimpleNamespace(usual=sample_of(lines, 8))
    found = checks(None, question, choice(ERBIUM, passes=1), 5e4)
    assert [check.passed for check in found] == [False, True, True]


@pytest.mark.parametrize("device", ["lp_ndyag", "qs_ndyag"])
def test_a_wish_to_resurface_by_neodymium_is_answered_in_numbers(lines, device):
    wished = replace(lines, treatments=("full_field_ablative",))
    laser = library.device(device)
    handpiece = next(h for h in laser.handpieces if h.wavelength_nm == 1064.0)
    told = cannot_remove(wished, handpiece)
    assert told.removes_at > 500e4, "J/cm²"
    assert told.burns_at < 0.2 * told.removes_at
    assert told.burnt_depth > 0.5e-3
    assert told.erbium_removes_at < 2e4
    texts = [finding.text for finding in resurfacing_request(wished, (laser,))]
    text = next(t for t in texts if "1064 nm, cannot resurface" in t)
    assert "Er:YAG (2940 nm) or CO2" in text
    assert "takes nothing off" in text
    assert not claims_in(text)


def test_nobody_is_answered_who_did_not_ask(lines):
    laser = library.device("lp_ndyag")
    wished = replace(lines, treatments=("full_field_ablative",))
    assert resurfacing_request(lines, (laser,)) == ()
    assert resurfacing_request(wished, (laser, ERBIUM)) == ()
    off = replace(wished, skin=replace(wished.skin, site="neck"))
    (finding,) = resurfacing_request(off, (laser,))
    assert "no laser should take the whole surface off" in finding.text


def test_the_injury_of_many_skins(lines):
    skins = sample_of(lines, 16).surroundings
    constants = removal_constants(2940.0)
    dial = np.array([0.0, 2.0, 6.0, 20.0]) * 1e4
    wound = remove(skins, dial, pulse=2.5e-4, passes=3, constants=constants)
    made = [removal_injury(skins, wound, constants=constants, column=k) for k in range(dial.size)]
    assert np.all(made[0].coverage == 0)
    assert np.all(made[0].inflammation == 0)
    for less, more in pairwise(made):
        for name in ("epidermis_lost", "dermis_removed", "melanin_cleared", "melanocytes_lost"):
            assert np.all(getattr(more, name) >= getattr(less, name))
    assert np.all(made[-1].melanocytes_lost == 1)
    assert np.all(made[-1].dermis_removed > 100e-6)


def test_every_source_is_known():
    assert [reference(key).key for key in SOURCES] == list(SOURCES)
    for table in ("limits/removal", "tissues/removal", "limits/dark_marks_removal"):
        for number in library.table(table).values():
            assert number.source == "assumed" or reference(number.source).key == number.source


def test_a_session_leaves_the_same_wound_beside_the_lesion_and_in_it(lines):
    sample, combination = sample_of(lines, 32), choice(ERBIUM, passes=4)
    beside, inside = removal_session(sample, combination, 6.0)
    assert np.array_equal(beside.epidermis_lost, inside.epidermis_lost)
    assert np.array_equal(beside.dermis_removed, inside.dermis_removed)
    spread, _ = removal_session(sample, combination, 6.0, known=knowledge(0.1))
    assert np.std(spread.dermis_removed) > np.std(beside.dermis_removed)
    deeper, _ = removal_session(sample, combination, 9.0)
    assert np.all(deeper.dermis_removed > beside.dermis_removed)


@pytest.mark.parametrize(("device", "pulse"), [(ERBIUM, 0), (ERBIUM, 2), (CARBON, 0)])
def test_where_removal_begins_is_told(lines, device, pulse):
    combination, sample = choice(device, passes=1, pulse=pulse), sample_of(lines)
    (told,) = (f.text for f in removal_findings(sample, combination, case=lines) if "nothing is removed" in f.text)
    begins = float(told.split()[1]) * units.j_cm2
    constants = removal_constants(combination.wavelength_nm)
    gone = remove(
        sample.surroundings,
        np.array([0.9 * begins, 1.1 * begins]),
        pulse=combination.pulse_s,
        passes=1,
        constants=constants,
        wiped=False,
    ).removed
    assert np.median(gone[:, 0]) == 0.0
    assert np.median(gone[:, 1]) > 0.0
