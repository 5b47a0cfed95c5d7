"""Claims that no output may make, each with what is true instead.

They are common in advertising for light treatment. Each stands here once, so that tests can look for it everywhere
else, and each has a correction in plain words that may be handed to a patient.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["CLAIMS", "Claim", "claims_in"]


class Claim(NamedTuple):
    """A family of phrases that are false, or true only in part, and the correction."""

    name: str
    """What it is about, in a word; papers find the correction by it."""
    phrases: tuple[str, ...]
    correction: str


CLAIMS: Final = (
    Claim(
        "results",
        ("guarantees visible results", "guaranteed results", "results are guaranteed"),
        "No result is certain: some spots clear, some lighten, some do not change, and some come back.",
    ),
    Claim(
        "risks",
        ("does not pose any risk to your health", "poses no risk to your health", "completely safe", "100 % safe"),
        "Light treatment can burn and blister, leave dark or lasting pale marks or a scar, lead to infection or a cold"
        " sore, injure an eye, turn cosmetic tattoos black, turn skin blue-grey after gold, and hide a skin cancer.",
    ),
    Claim(
        "pain",
        ("does not require the use of painkillers", "does not cause pain", "completely painless"),
        "It hurts, like the snap of a rubber band or more; cooling or a numbing cream can be offered.",
    ),
    Claim(
        "moles",
        ("treatment of moles", "removal of moles by laser", "moles are an indication"),
        "A mole is no age spot. It is looked at by a doctor, and what must come off is cut out and examined.",
    ),
    Claim(
        "spots",
        ("spots don't pose any health concerns", "spots do not pose any health concerns"),
        "Most spots are harmless, but a melanoma can look like one: a doctor looks first.",
    ),
    Claim(
        "best_way",
        ("most optimal, fastest and safest method", "fastest and safest method"),
        "Which way is best depends on the spot and the skin; for melasma and dark marks light is not the first choice.",
    ),
    Claim(
        "creams",
        ("creams and lotions often don't suffice", "creams and lotions do not suffice"),
        "For melasma and dark marks, creams and tinted sunscreen come first.",
    ),
    Claim(
        "numbing",
        (
            "risk of allergic reactions is minimized",
            "manufactured to gmp and therefore safe",
            "numbing cream of any strength",
        ),
        "A numbing cream has a limit of strength, amount, area, time and age, set by its label; too much can be fatal.",
    ),
    Claim(
        "tranexamic_acid",
        ("tranexamic acid, the risk of side effects is low", "tranexamic acid has no side effects"),
        "Tranexamic acid is not for people who have had, or may get, a blood clot; a doctor asks about this first.",
    ),
    Claim(
        "resurfacing",
        ("classical laser resurfacing (neodymium laser)", "neodymium laser resurfacing"),
        "Resurfacing is done with carbon dioxide or erbium lasers; the neodymium laser reaches deeper and removes no"
        " surface.",
    ),
    Claim(
        "stretch_marks_surface",
        ("evaporating the whole surface of the striae", "full-surface ablation of body striae"),
        "On the body the whole surface is not removed: it heals badly and scars.",
    ),
    Claim(
        "stretch_marks",
        ("stria are practically invisible", "striae are practically invisible", "visible after the first session"),
        "Stretch marks can become less visible over several sessions; they do not disappear.",
    ),
    Claim(
        "healthy_skin",
        (
            "healthy cells remain untouched",
            "without damaging surrounding healthy tissues",
            "without damaging healthy tissue",
        ),
        "The skin around a spot is heated as well: how much is computed, and is what the limits are for.",
    ),
    Claim(
        "melanin",
        ("melanin is regulated in the dermis", "regulates melanin in the dermis", "melanin is produced in the dermis"),
        "Melanin is made in the epidermis. Where it lies in the dermis it lies deep, and is treated in another way.",
    ),
    Claim(
        "cold_sores",
        ("herpes flares only after non-ablative", "cold sores only after non-ablative"),
        "A cold sore can follow any treatment near the mouth, most of all resurfacing of the whole face.",
    ),
    Claim(
        "rosacea",
        ("papulopustular rosacea is an indication", "lasers for pustules of rosacea"),
        "Rosacea with pustules is calmed with medicines first; light is for redness and vessels afterwards.",
    ),
    Claim(
        "contraindications",
        ("only four contraindications", "the only contraindications are"),
        "Many things speak against light, or for waiting: a tan, some drugs, gold, tattoos, infection, pregnancy and"
        " more are asked one by one.",
    ),
    Claim(
        "protection",
        ("no eye protection is needed", "no test spot is needed", "no consent is needed"),
        "Everyone in the room protects the eyes; a test spot, a signed consent and a record belong to every treatment.",
    ),
)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u2019", "'")).casefold()


def claims_in(text: str) -> tuple[Claim, ...]:
    """The claims that a text makes, whatever its case, line breaks or apostrophes."""
    read = _plain(text)
    return tuple(claim for claim in CLAIMS if any(_plain(phrase) in read for phrase in claim.phrases))
