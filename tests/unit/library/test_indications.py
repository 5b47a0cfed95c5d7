"""The indications of the field and their relatives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from lentigo.domain.case import DiagnosisRole, LesionKind
from lentigo.domain.files import read_case
from lentigo.domain.health import Fact
from lentigo.domain.record import as_plain, from_plain
from lentigo.errors import UnknownNameError
from lentigo.library.indications import indication, indication_of, indications
from lentigo.library.references import reference
from lentigo.library.roles import permitted, role, roles
from lentigo.screening.phrases import claims_in

EXAMPLES = Path(__file__).parents[3] / "examples"

THIRTEEN = {
    "diffuse_redness": ("I78.1", "L53.9"),
    "melasma": ("L81.1",),
    "poikiloderma": ("L57.3",),
    "rosacea": ("L71.9",),
    "acne": ("L70.0",),
    "lentiginosis": ("L81.4",),
    "freckles": ("L81.2",),
    "moles": ("D22.-",),
    "post_inflammatory_hyperpigmentation": ("L81.0",),
    "pigment_in_pregnancy": ("L81.1", "O26.8"),
    "solar_lentigo": ("L81.4",),
    "stretch_marks_red": ("L90.6",),
    "scar": ("L90.5",),
}
"""What clinics of the field list, with the codes of the World Health Organization."""

ACNE_AND_AFTER = ("acne", "post_inflammatory_hyperpigmentation", "diffuse_redness", "acne_scar")
"""Active acne, and the pigment, redness and scars that it leaves."""


def case_of(kind, **health):
    case = read_case(EXAMPLES / "hand_lentigines.toml")
    changed = replace(case.health, **{name: Fact(value=value) for name, value in health.items()})
    return replace(case, lesion=replace(case.lesion, kind=kind, depth="unknown"), health=changed)


@pytest.mark.parametrize(("name", "codes"), THIRTEEN.items())
def test_the_thirteen_indications_have_their_codes(name, codes):
    assert set(codes) <= set(indication(name).icd10)


def test_every_kind_of_lesion_is_told():
    for kind in set(get_args(LesionKind)) - {"unknown"}:
        found = indication_of(case_of(kind))
        assert found is not None
        assert kind in found.kinds
    assert indication_of(case_of("unknown")) is None


@pytest.mark.parametrize("one", indications(), ids=lambda one: one.name)
def test_an_indication_has_sources_and_claims_nothing(one):
    for key in (*one.sources, *one.code_sources):
        assert reference(key).key == key
    assert one.codes_from_memory or all(reference(key).checked for key in one.code_sources)
    assert claims_in(f"{one.plain} {one.told_by} {one.first_care} {one.light}") == ()


@pytest.mark.shows("S1-11", "S1-24")
def test_a_naevus_of_ota_is_no_mole_whatever_its_code():
    ota, mole = indication("naevus_of_ota"), indication("moles")
    assert ota.icd10[0].startswith("D22")
    assert mole.icd10[0].startswith("D22")
    assert ota.settings_here
    assert ota.first == "device"
    assert not mole.settings_here
    assert mole.first == "refer"
    assert mole.target == ("none",)


@pytest.mark.shows("S1-14", "S2-03")
@pytest.mark.parametrize("name", ["melasma", "post_inflammatory_hyperpigmentation"])
def test_creams_come_first(name):
    assert indication(name).first == "topical"


@pytest.mark.shows("S1-26")
def test_pigment_in_pregnancy_waits():
    assert indication_of(case_of("melasma", pregnancy="yes")).name == "pigment_in_pregnancy"
    assert indication("pigment_in_pregnancy").first == "wait"
    assert not indication("pigment_in_pregnancy").settings_here
    assert indication_of(case_of("melasma")).name == "melasma"


@pytest.mark.shows("S0-10", "S1-21")
def test_what_acne_leaves_is_split():
    found = {name: indication(name) for name in ACNE_AND_AFTER}
    assert found["acne"].first == "medicine"
    assert len({one.target for one in found.values()}) == len(found)
    assert len({one.icd10[0] for one in found.values()}) == len(found)


@pytest.mark.shows("S1-22")
def test_many_lentigines_raise_the_thought_of_a_syndrome():
    assert indication("lentiginosis").first == "refer"
    assert "Peutz-Jeghers" in indication("lentiginosis").told_by


@pytest.mark.shows("S2-06")
def test_each_diagnosis_says_what_comes_first():
    assert {one.first for one in indications()} >= {"device", "topical", "medicine", "refer", "wait", "stop_the_cause"}
    assert indication("papulopustular_rosacea").first == "medicine"
    assert indication("keloid").first == "refer"


def test_settings_for_what_light_must_not_hit_are_refused():
    with pytest.raises(ValidationError, match="must not be aimed at"):
        from_plain(type(indication("moles")), as_plain(indication("moles")) | {"settings_here": True})


def test_an_unknown_indication_is_named():
    with pytest.raises(UnknownNameError, match="melasma"):
        indication("melasmas")


@pytest.mark.shows("S0-11")
def test_who_may_treat_may_not_diagnose_for_that():
    assert {one.role for one in roles()} == set(get_args(DiagnosisRole))
    for name in ("nurse", "cosmetologist"):
        assert role(name).diagnoses == "no"
        assert role(name).treats == "after_a_diagnosis"
        assert role(name).overrides == "no"


@pytest.mark.parametrize(
    ("by", "training", "expected"),
    [
        ("dermatologist", "unknown", "yes"),
        ("physician", "yes", "yes"),
        ("physician", "no", "no"),
        ("physician", "unknown", "unknown"),
        ("nurse", "yes", "no"),
        ("cosmetologist", "yes", "no"),
        ("other", "yes", "no"),
        ("unknown", "yes", "unknown"),
    ],
)
def test_whose_word_is_a_diagnosis(by, training, expected):
    diagnosis = case_of("solar_lentigo").diagnosis
    assert permitted(replace(diagnosis, by=by, dermatoscopy_training=training)) == expected
