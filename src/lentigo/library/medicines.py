"""Medicines by active substance: what they do to skin and to its treatment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Final

from pydantic import ValidationError

from lentigo.domain.medicines import MedicineEntry
from lentigo.domain.record import from_plain
from lentigo.library import _files
from lentigo.library._files import LibraryDataError
from lentigo.library.references import reference, references

__all__ = ["medicine_called", "medicines", "medicines_like", "unknown_medicine"]

_FILE: Final = "medicines.toml"
_PLACE: Final = f"library/data/{_FILE}"

_DOSE: Final = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:mg|µg|ug|mcg|micrograms?|g|ml|iu|ie|i\.u\.|units?|%|percent)(?:\s*/\s*\w+)?(?=\s|$)"
)
_NUMBERS_LAST: Final = re.compile(r"(?<=\s)\d+(?:[.,]\d+)?(?:\s*/\s*\d+(?:[.,]\d+)?)*$")
_FORMS: Final = re.compile(
    r"\b(?:tablets?|tabs?|capsules?|caps?|pills?|film coated|once a day|twice a day|daily|cream|gel|ointment|lotion"
    r"|drops|spray|inhaler|patch(?:es)?|injections?|syrup)\b"
)
_SALTS: Final = re.compile(
    r"\b(?:hydrochloride|hcl|hydrobromide|succinate|tartrate|maleate|besilate|besylate|mesilate|hyclate|monohydrate"
    r"|phosphate|acetate|fumarate|sodium|potassium|calcium|magnesium|sulfate|sulphate)\b"
)
_BETWEEN: Final = re.compile(r"\s*(?:/|\+|&|\band\b|\bwith\b)\s*")


@cache
def medicines() -> tuple[MedicineEntry, ...]:
    """Every medicine that the library knows, in the order of its file.

    Raises
    ------
    LibraryDataError
        If the file holds something that is no medicine, a name twice or as nobody would look it up, a source that is
        not among the references, or a medicine that claims sources of which none has been read.
    """
    try:
        found = tuple(from_plain(MedicineEntry, entry) for entry in _files.toml(_FILE)["medicine"])
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=_PLACE) from wrong
    wrong_with = tuple(_wrong_with(found))
    if wrong_with:
        raise LibraryDataError("; ".join(wrong_with), where=_PLACE)
    return found


def medicine_called(name: str) -> MedicineEntry | None:
    """The medicine of a name, whatever its spelling in capitals, dose, form or salt; none where it is not known.

    Parameters
    ----------
    name : str
        As people write it: "Doxycycline 100 mg", "metoprolol succinate", "candesartan/hydrochlorothiazide".

    Returns
    -------
    MedicineEntry or None
        Of several substances in one medicine, all classes of all of them; none where one of them is not known.
    """
    for spelled in _spellings(name):
        found = _one(spelled)
        if found is not None:
            return found
    parts = _parts(name)
    known = [entry for entry in map(_one, parts) if entry is not None]
    return _together(known) if len(parts) > 1 and len(known) == len(parts) else None


def medicines_like(name: str) -> tuple[str, ...]:
    """Names in the library that look like one that it does not know, the closest first."""
    plain = _spellings(name)[-1] or _plain(name)
    close = get_close_matches(plain, _by_name(), n=3, cutoff=0.7)
    begins = [known for known in _by_name() if len(plain) >= 4 and known.startswith(plain)]
    return tuple(dict.fromkeys([*close, *begins]))[:3]


def unknown_medicine(name: str) -> str:
    """What to say of a medicine that the library does not know, with what it may be."""
    near = medicines_like(name)
    meant = f"Did you mean {' or '.join(near)}?" if near else "Write its active substance, as on the package."
    if any(_one(part) for part in _parts(name)):
        meant = "Write each substance as a medicine of its own."
    return f'The library does not know the medicine "{name}": what it does to skin counts as unknown. {meant}'


@cache
def _by_name() -> Mapping[str, MedicineEntry]:
    return {name: entry for entry in medicines() for name in (entry.substance, *entry.also)}


def _one(plain: str) -> MedicineEntry | None:
    """The medicine of a plain name, its salt left out if need be."""
    found = _by_name().get(plain)
    return found or _by_name().get(" ".join(_SALTS.sub(" ", plain).split()))


def _plain(name: str) -> str:
    """A name in small letters without accents, quotation marks and dashes."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(bare.replace("-", " ").replace("‑", " ").split()).strip(" .,;")


def _spellings(name: str) -> tuple[str, ...]:
    """A plain name as it is, without dose and remarks, and without the form in which it is taken."""
    plain = _plain(name)
    dosed = " ".join(_DOSE.sub(" ", re.sub(r"\([^)]*\)", " ", plain)).split()).strip(" .,;")
    bare = _NUMBERS_LAST.sub("", dosed).strip()
    return plain, dosed, bare, " ".join(_FORMS.sub(" ", bare).split()).strip(" .,;")


def _parts(name: str) -> list[str]:
    """The substances of a medicine that holds several."""
    return [part for part in _BETWEEN.split(_spellings(name)[-1]) if part]


def _together(parts: Iterable[MedicineEntry]) -> MedicineEntry:
    """Several substances taken as one medicine: whatever any of them does."""
    entries = tuple(parts)
    bands = [entry.action_nm for entry in entries if entry.action_nm is not None]
    classes = dict.fromkeys(name for entry in entries for name in entry.classes)
    return MedicineEntry(
        substance=" and ".join(entry.substance for entry in entries),
        classes=tuple(classes),
        stays_days=max(entry.stays_days for entry in entries),
        action_nm=(min(low for low, _ in bands), max(high for _, high in bands)) if bands else None,
        sources=tuple(dict.fromkeys(key for entry in entries for key in entry.sources)),
        from_memory=any(entry.from_memory for entry in entries),
        note=" ".join(dict.fromkeys(entry.note for entry in entries if entry.note)),
    )


def _wrong_with(entries: tuple[MedicineEntry, ...]) -> Iterable[str]:
    """Everything that is wrong with a table of medicines, in words."""
    names = [name for entry in entries for name in (entry.substance, *entry.also)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield f"names that stand twice: {', '.join(twice)}"
    known = {one.key for one in references()}
    for entry in entries:
        odd = [name for name in (entry.substance, *entry.also) if name != _plain(name)]
        if odd:
            yield f"{entry.substance}: names that nobody would find: {', '.join(odd)}"
        if not entry.sources or not set(entry.sources) <= known:
            yield f"{entry.substance}: sources that are no references: {sorted(set(entry.sources) - known) or 'none'}"
        elif not entry.from_memory and not any(reference(key).checked for key in entry.sources):
            yield f"{entry.substance}: none of its sources has been read, so it is from memory"
        if len(set(entry.classes)) < len(entry.classes):
            yield f"{entry.substance}: a class twice"
        if entry.action_nm is not None and not 200 <= entry.action_nm[0] < entry.action_nm[1] <= 1200:
            yield f"{entry.substance}: action_nm must rise from 200 to 1200 nm"
