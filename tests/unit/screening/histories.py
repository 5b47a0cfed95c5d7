"""People of whom something was told: one routine case, changed fact by fact, and histories with their usual cause."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lentigo.domain.case import Case
from lentigo.domain.files import read_case
from lentigo.domain.findings import FINDINGS
from lentigo.domain.health import HEALTH_QUESTIONS
from lentigo.domain.record import as_plain, from_plain

EXAMPLES = Path(__file__).parents[3] / "examples"


@cache
def _routine() -> Case:
    return read_case(EXAMPLES / "hand_lentigines.toml")


def case_with(facts: dict[str, Any] | None = None, *, findings: str | None = None) -> Case:
    """The routine case with some facts set by name; ``findings`` is the answer to all findings that are not named."""
    plain = as_plain(_routine())
    if findings is not None:
        plain["findings"] = {name: {"value": findings} for name in FINDINGS}
    for name, value in (facts or {}).items():
        subject, _, field = name.partition(".")
        if subject in ("findings", "health") and (field in FINDINGS or field in HEALTH_QUESTIONS):
            plain[subject][field] = {"value": value}
        else:
            plain[subject][field] = value
    return from_plain(Case, plain)


F, M = {"person.sex": "female"}, {"person.sex": "male"}


def yes(*findings: str) -> dict[str, str]:
    return {f"findings.{name}": "yes" for name in findings}


def no(*findings: str) -> dict[str, str]:
    return {f"findings.{name}": "no" for name in findings}


def of(kind: str, site: str, age: float, phototype: str = "III") -> dict[str, Any]:
    return {
        "lesion.kind": kind,
        "lesion.depth": "unknown",
        "skin.site": site,
        "skin.colour": {"given_as": "phototype"},
        "person.age_years": age,
        "person.phototype": phototype,
    }


def takes(*substances: str) -> dict[str, Any]:
    return {"health.medicines": [{"substance": name, "taken": "now"} for name in substances]}


UNKNOWN = "unknown"
PIH = "post_inflammatory_hyperpigmentation"
HISTORIES: dict[str, tuple[str, dict[str, Any]]] = {
    # sun
    "gardener of 48, brown spots on the hands": (
        "sun", F | of("solar_lentigo", "back_of_hand", 48) | yes("sun_exposed_site", "much_sun_in_life")),
    "sailor of 55, spots on the forearms, not diagnosed": (
        "sun", M | of(UNKNOWN, "forearm", 55, "II") | yes("sun_exposed_site", "much_sun_in_life")
        | no("since_childhood", "after_injury_or_rash")),
    "woman of 35 after many sunburns, spots on the shoulders": (
        "sun", F | of(UNKNOWN, "back", 35, "II") | yes("much_sun_in_life", "sun_exposed_site")
        | no("since_birth", "since_childhood", "after_acne")),
    "woman of 52, red-brown mottled neck": (
        "sun", F | of("poikiloderma", "neck", 52, "II") | yes("sun_exposed_site", "much_sun_in_life")),
    # hormones
    "mother of 33, patches on both cheeks since her second pregnancy": (
        "hormones", F | of("melasma", "cheek", 33, "IV")
        | yes("symmetric_on_face", "began_with_pregnancy_or_hormones", "darker_in_summer")),
    "woman of 29 on the pill, patches on forehead and lip, not diagnosed": (
        "hormones", F | of(UNKNOWN, "forehead", 29, "IV") | takes("ethinylestradiol")
        | yes("symmetric_on_face", "darker_in_summer")),
    "pregnant woman of 31 with a mask": (
        "hormones", F | of("melasma", "cheek", 31, "III") | {"health.pregnancy": "yes"} | yes("symmetric_on_face")),
    "woman of 41, melasma in the family, sun at work": (
        "hormones", F | of("melasma", "cheek", 41, "IV")
        | yes("symmetric_on_face", "family_has_the_same", "sun_exposed_site")),
    # age
    "man of 74, rough brown growths on the back, little sun": (
        "age", M | of("seborrhoeic_keratosis", "back", 74, "II") | no("sun_exposed_site", "much_sun_in_life")),
    "woman of 66, fine lines, little sun": (
        "age", F | of("fine_lines", "cheek", 66, "III") | no("much_sun_in_life", "after_injury_or_rash")),
    # inflammation
    "man of 38, dark mark where a burn was": (
        "inflammation", M | of(PIH, "forearm", 38, "V") | yes("after_injury_or_rash")
        | {"health.previous_dark_marks": "yes"}),
    "woman of 45, brown marks after a rash on the legs, not diagnosed": (
        "inflammation", F | of(UNKNOWN, "thigh", 45, "IV") | yes("after_injury_or_rash") | no("sun_exposed_site")),
    "woman of 30, dark grid after a fractional laser": (
        "inflammation", F | of(PIH, "cheek", 30, "IV")
        | {"health.procedures": [{"kind": "fractional_laser", "day": "2026-02-01", "at_site": "yes"}]}
        | yes("after_injury_or_rash")),
    "man of 50 with lichen planus, grey-brown patches": (
        "inflammation", M | of(PIH, "neck", 50, "IV") | {"health.psoriasis_or_lichen_planus": "yes"}),
    # heredity
    "red-haired girl of 19 with freckles": (
        "heredity", F | of("freckle", "cheek", 19, "I")
        | yes("since_childhood", "family_has_the_same", "darker_in_summer")),
    "man of 27, many small spots since childhood, brothers too, not diagnosed": (
        "heredity", M | of(UNKNOWN, "face", 27, "II") | yes("since_childhood", "family_has_the_same")
        | no("since_birth")),
    "boy of 16 with lentigines of lips and hands": (
        "heredity", M | of("lentiginosis", "lip", 16, "III") | yes("since_childhood", "family_has_the_same")),
    # medicines
    "woman of 58 on amiodarone, slate-grey face": (
        "medicines", F | of("drug_pigmentation", "face", 58, "II") | takes("amiodarone") | yes("began_with_medicine")),
    "man of 24, blue-grey shins on minocycline, not diagnosed": (
        "medicines", M | of(UNKNOWN, "thigh", 24, "III") | takes("minocycline") | yes("began_with_medicine")
        | no("after_injury_or_rash")),
    "woman of 63 on hydroxychloroquine, brown face": (
        "medicines", F | of(UNKNOWN, "forehead", 63, "III") | takes("hydroxychloroquine") | yes("began_with_medicine")
        | no("symmetric_on_face", "much_sun_in_life")),
    # acne
    "student of 21, brown marks of pimples": (
        "acne", F | of(PIH, "cheek", 21, "V") | yes("after_acne", "pustules")),
    "man of 26, marks and dents of the back after acne": (
        "acne", M | of("acne_scar", "back", 26, "IV") | yes("after_acne")),
    # birthmark
    "child of 9, even light-brown patch since birth": (
        "birthmark", M | of("cafe_au_lait_macule", "abdomen", 9, "II") | yes("since_birth", "since_childhood")),
    "woman of 26, blue-grey patch around one eye since birth": (
        "birthmark", F | of("naevus_of_ota", "eyelid", 26, "III") | yes("since_birth") | no("symmetric_on_face")),
    "man of 32, red mark of the cheek since birth, not diagnosed": (
        "birthmark", M | of(UNKNOWN, "cheek", 32, "II") | yes("since_birth", "since_childhood")),
    # infection
    "man of 23, scaling brown patches of chest and back": (
        "infection", M | of(UNKNOWN, "chest", 23, "III") | yes("scale_or_infection_sign")
        | no("after_acne", "since_birth")),
    "woman of 60, red-brown scaling patch, test shows bacteria": (
        "infection", F | of(UNKNOWN, "thigh", 60, "II") | yes("scale_or_infection_sign") | no("sun_exposed_site")),
    # deficiency
    "vegan woman of 36, darker palms and knuckles, sore tongue": (
        "deficiency", F | of(UNKNOWN, "back_of_hand", 36, "IV")
        | yes("deficiency_sign", "generalised", "mucosal_or_flexural")
        | no("after_injury_or_rash", "much_sun_in_life")),
    "man of 57 after stomach surgery, darker all over and tired": (
        "deficiency", M | of(UNKNOWN, "abdomen", 57, "III") | yes("deficiency_sign", "generalised", "gut_complaint")
        | no("sun_exposed_site", "after_injury_or_rash")),
    # skin care
    "woman of 40 with scrubs and bleaching creams, darker cheeks": (
        "skin_care", F | of(UNKNOWN, "cheek", 40, "V") | takes("hydroquinone") | yes("irritating_skin_care")
        | no("symmetric_on_face", "after_injury_or_rash", "after_acne", "much_sun_in_life")),
    "man of 34, brown neck where perfume is sprayed": (
        "skin_care", M | of(UNKNOWN, "neck", 34, "III") | yes("irritating_skin_care")
        | no("after_injury_or_rash", "since_birth", "since_childhood", "after_acne")),
    # stress beside a real cause
    "woman of 33, patches after a pregnancy in a hard year": (
        "hormones", F | of("melasma", "cheek", 33, "III")
        | yes("symmetric_on_face", "began_with_pregnancy_or_hormones", "stress_or_illness")),
}  # fmt: skip
"""What was told, with the cause that most physicians would name first. Everything else about findings is unknown."""
