"""What is true instead of what many have heard: which of the corrections belong on the papers of a case."""

from __future__ import annotations

from typing import Final

from lentigo.domain.case import Case
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.parts import Bullets

FACE: Final = ("face", "forehead", "cheek", "eyelid", "lip")

_OF_A_LESION: Final = {
    "mole": ("moles", "spots"),
    "suspected_melanoma": ("moles", "spots"),
    "unknown": ("moles", "spots"),
    "solar_lentigo": ("spots",),
    "freckle": ("spots",),
    "lentigo_simplex": ("moles", "spots"),
    "seborrhoeic_keratosis": ("spots",),
    "actinic_keratosis": ("spots",),
    "melasma": ("creams", "tranexamic_acid", "melanin"),
    "post_inflammatory_hyperpigmentation": ("creams", "tranexamic_acid"),
    "naevus_of_ota": ("melanin",),
    "hori_naevus": ("melanin",),
    "drug_pigmentation": ("melanin",),
    "rosacea": ("rosacea",),
    "papulopustular_rosacea": ("rosacea",),
    "acne": ("rosacea",),
    "acne_scar": ("resurfacing",),
    "scar": ("resurfacing",),
    "photoageing": ("resurfacing",),
    "fine_lines": ("resurfacing",),
    "stretch_marks_red": ("stretch_marks", "stretch_marks_surface"),
    "stretch_marks_white": ("stretch_marks", "stretch_marks_surface", "resurfacing"),
}
"""Corrections by what is to be treated, the most important first."""

_ALWAYS: Final = ("healthy_skin", "best_way", "contraindications", "protection")


def of_the_lesion(case: Case) -> tuple[str, ...]:
    """Names of the corrections about what is to be treated, and about cold sores near the mouth."""
    near_the_mouth = ("cold_sores",) if case.skin.site in FACE else ()
    return (*_OF_A_LESION.get(case.lesion.kind, ()), *near_the_mouth)


def corrections(case: Case, *, say: Catalogue, without: tuple[str, ...] = ()) -> Bullets:
    """What is true for this case, in words for a patient.

    Parameters
    ----------
    case : Case
    say : Catalogue
    without : tuple of str
        Those that stand elsewhere on the same paper.
    """
    names = dict.fromkeys((*of_the_lesion(case), *_ALWAYS))
    return Bullets(tuple(say(f"correction-{name}") for name in names if name not in without))
