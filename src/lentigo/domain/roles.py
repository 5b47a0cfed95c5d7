"""Who may say what a lesion is, who may treat it, and who may decide to go on despite a rule."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.case import DiagnosisRole
from lentigo.domain.record import record


@record
class RoleEntry:
    """What one role may do. What a country's law narrows further is for the clinic to know."""

    role: DiagnosisRole
    name: str
    """The role in plain words."""
    diagnoses: Literal["yes", "with_dermatoscopy_training", "no", "unknown"]
    """Whether its word on what a pigmented lesion is counts as a diagnosis."""
    treats: Literal["yes", "after_a_diagnosis", "no", "unknown"]
    """Whether it may treat what has been diagnosed."""
    overrides: Literal["yes", "no"]
    """Whether it may write a reason to go on despite a rule that lets one."""
    because: str
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    from_memory: bool
    """The sources have not been read for this: verify before relying on it."""
