"""Indications and roles as pages of the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo.cli.cite import citation
from lentigo.cli.render.console import pairs, section
from lentigo.domain.indications import First, IndicationEntry, Target
from lentigo.domain.record import Answer
from lentigo.library.indications import indications
from lentigo.library.roles import roles

TARGETS: Final[Mapping[Target, str]] = {
    "epidermal_melanin": "melanin of the epidermis",
    "dermal_melanin": "melanin in the dermis",
    "blood": "blood",
    "collagen": "collagen (water)",
    "other_pigment": "another pigment",
    "none": "nothing: light is not aimed at it",
}
FIRST: Final[Mapping[First, str]] = {
    "device": "Light or another device may be the first choice",
    "topical": "Creams and sun protection come first",
    "medicine": "Medicine comes first",
    "stop_the_cause": "The cause comes first",
    "wait": "Waiting comes first",
    "refer": "Refer first",
}
HISTOLOGY: Final[Mapping[Answer, str]] = {
    "yes": "needed before it is treated",
    "no": "not needed",
    "unknown": "where there is doubt",
}


def indications_page() -> RenderableType:
    """Every indication: what it is, its codes, what tells it, what comes first, what light can do."""
    return Group(
        Text("Indications and what is told from them", style="bold"),
        Text("Keyed on the diagnosis, not on the code: one code holds a mole and a naevus of Ota."),
        *map(_indication, indications()),
        _sources({key for one in indications() for key in (*one.sources, *one.code_sources)}),
    )


def _indication(one: IndicationEntry) -> RenderableType:
    verify = "; not every code was read in a table: verify" if one.codes_from_memory else ""
    memory = "; not all of it was read in a source: verify" if one.from_memory else ""
    rows = [
        ("In plain words", one.plain),
        ("ICD-10", f"{', '.join(one.icd10)} [{', '.join(one.code_sources)}{verify}]"),
        ("ICD-10-CM", one.icd10_cm),
        ("What light must hit", ", ".join(TARGETS[target] for target in one.target)),
        ("What tells it", one.told_by),
        ("First", f"{FIRST[one.first]}. {one.first_care}"),
        ("Light", one.light),
        ("Settings", "computed here" if one.settings_here else "none are computed here"),
        ("Microscope", HISTOLOGY[one.histology]),
        ("Sources", f"[{', '.join(one.sources)}]{memory}"),
    ]
    called = f"{', '.join(one.kinds)}{' in pregnancy' if one.in_pregnancy else ''}"
    return section(one.title, pairs(rows), note=called)


def roles_page() -> RenderableType:
    """Whose word on what a pigmented lesion is counts as a diagnosis."""
    parts: list[RenderableType] = [Text("Whose word is a diagnosis of a pigmented lesion", style="bold")]
    for one in roles():
        memory = "; not all of it was read in a source: verify" if one.from_memory else ""
        rows = [
            ("May diagnose", one.diagnoses.replace("_", " ")),
            ("May treat", one.treats.replace("_", " ")),
            ("May go on despite a rule that lets one", one.overrides),
            ("Because", one.because),
            ("Sources", f"[{', '.join(one.sources)}]{memory}"),
        ]
        parts.append(section(one.name, pairs(rows), note=one.role))
    return Group(*parts, _sources({key for one in roles() for key in one.sources}))


def _sources(keys: Iterable[str]) -> RenderableType:
    return section("Sources", pairs((key, citation(key)) for key in sorted(keys, key=str.casefold)))
