"""What tells who somebody is has no place in a case, as far as a machine can see it."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["NO_IDENTITY", "identity_in", "instead_of", "tells_who"]

NO_IDENTITY: Final = "a case holds no identity; the clinic's record does"

_NAMES: Final = "name names full_name first_name firstname given_name forename surname last_name lastname family_name"
_NUMBERS: Final = (
    "patient patient_name patient_id patient_number mrn medical_record_number record_number chart_number ssn"
    " social_security_number nhs_number insurance_number passport initials id photo photograph"
)
_PLACES: Final = "address street city postcode zip zip_code phone phone_number telephone mobile email e_mail mail"
_BIRTH: Final = "birth_date birthdate birthday date_of_birth dob born"
_KEYS: Final = frozenset(f"{_NAMES} {_NUMBERS} {_PLACES} {_BIRTH}".split())

_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_TELEPHONE: Final = re.compile(r"(?<![\w.])\+?\d(?:[\s()/-]?\d){8,}(?![\w.])")
_ADDRESSED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mister|Herr|Frau|Madame|Mme|Signora?|Señora?)\b\.?\s+[^\W\d_a-z]")


def tells_who(key: str) -> bool:
    """Whether a key asks who somebody is."""
    return key.lower().replace("-", "_") in _KEYS


def instead_of(key: str) -> str | None:
    """What a case holds in place of such a key, if anything."""
    if key.lower().replace("-", "_") in _BIRTH.split():
        return "give the age: person.age_years"
    return "facts of the person stand in [person] and [health]" if key.lower() == "patient" else None


def identity_in(text: str) -> str | None:
    """What in a text tells who somebody is: a mail address, a long number, a name after a form of address."""
    if _MAIL.search(text):
        return "an e-mail address"
    if _TELEPHONE.search(text):
        return "a telephone or record number"
    return "a person's name" if _ADDRESSED.search(text) else None
