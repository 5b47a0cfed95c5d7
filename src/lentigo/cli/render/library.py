"""What the library knows, as tables that are read without a manual."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo import library, units
from lentigo.cli.cite import citation
from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.cli.render.device import device_page
from lentigo.cli.render.drugs import ACTIONS, drug_facts, drug_numbers, drugs_list
from lentigo.cli.render.indications import indications_page, roles_page
from lentigo.cli.render.ways import ways_page
from lentigo.cli.render.words import number, plain
from lentigo.domain.drugs import Drug
from lentigo.domain.medicines import CLASS_WORDS, MedicineEntry
from lentigo.domain.risks import RiskEntry
from lentigo.errors import UnknownNameError
from lentigo.library.drugs import drugs
from lentigo.library.medicines import medicines
from lentigo.library.risks import risk_set

_RISKS: Final = {"light": "Light on pigment", "resurfacing": "Columns in the skin, and resurfacing"}

_WAVELENGTHS_NM: Final = (
    400,
    450,
    500,
    532,
    585,
    595,
    650,
    694,
    755,
    800,
    900,
    1064,
    1320,
    1450,
    1550,
    1927,
    2940,
    10600,
)
"""Where spectra are shown: a few of the eye's, and the usual lasers."""


def page_of(name: str, *, width: int) -> RenderableType:
    """The page of a table, spectrum, refractive index, device, or of one of the lists.

    Raises
    ------
    UnknownNameError
        If the library knows nothing of that name.
    """
    tables = {known: known for known in library.tables()}
    tables |= {known.rpartition("/")[2]: known for known in library.tables()} | tables
    if name in tables:
        return numbers_page(tables[name], width=width)
    if name in library.chromophores():
        return spectrum_page(library.chromophore(name).spectrum, unit="1/cm", per=units.per_cm)
    if name in library.media():
        return spectrum_page(library.refraction(name), unit="refractive index", per=1.0)
    if name in library.devices():
        return device_page(library.device(name))
    lists: dict[str, Callable[[], RenderableType]] = {
        "rules": rules_page,
        "medicines": medicines_page,
        "drugs": lambda: Group(
            drugs_list(drugs()), sources_section(key for one in drugs() for key in drug_sources(one))
        ),
        "indications": indications_page,
        "roles": roles_page,
        "risks": risks_page,
        "ways": ways_page,
    }
    if name in lists:
        return lists[name]()
    by_name = {one.id: one for one in drugs()}
    if name in by_name:
        return drug_page(by_name[name])
    known = {*by_name, *tables, *library.chromophores(), *library.media(), *library.devices(), *lists}
    raise UnknownNameError(name, kind="table, spectrum or device in the library", known=known)


def numbers_page(name: str, *, width: int) -> RenderableType:
    """Every number of a table: value, range, unit, kind, and where it comes from."""
    rows = table(
        ("number", "left"),
        ("value", "right"),
        ("low", "right"),
        ("high", "right"),
        ("unit", "left"),
        ("kind", "left"),
        ("source", "left"),
    )
    numbers = library.table(name)
    for key, one in numbers.items():
        where = f"{one.source}, {one.where}" if width >= 100 else one.source
        unit = library.unit_of(key) or "1"
        rows.add_row(key, number(one.value), number(one.low), number(one.high), unit, one.kind, where)
    notes = [f"{key}: {one.text}" for key, one in numbers.items() if one.text]
    parts: list[RenderableType] = [Text(f"{name}: {library.title(name)}", style="bold"), rows]
    if notes:
        parts.append(section("To know", bullets(notes)))
    parts.append(sources_section(one.source for one in numbers.values()))
    return Group(*parts)


def spectrum_page(spectrum: library.Spectrum, *, unit: str, per: float) -> RenderableType:
    """A spectrum at the wavelengths of the usual lasers, with its range and its parts' sources."""
    rows = table(("nm", "right"), (unit, "right"))
    for wavelength_nm in _WAVELENGTHS_NM:
        if spectrum.low_m <= wavelength_nm * units.nm <= spectrum.high_m:
            rows.add_row(str(wavelength_nm), number(float(spectrum.at(wavelength_nm * units.nm)) / per))
    low, high = spectrum.low_m / units.nm, spectrum.high_m / units.nm
    parts = [
        f"{part.low_m / units.nm:.0f} to {part.high_m / units.nm:.0f} nm: {part.source}, {part.where} ({part.kind}"
        + (f", {part.factor_low:g} to {part.factor_high:g} times)" if part.factor_low < part.factor_high else ")")
        for part in spectrum.parts
    ]
    return Group(
        Text(f"{spectrum.name}: {spectrum.title}", style="bold"),
        Text(f"Known from {low:.0f} to {high:.0f} nm, and nowhere else; between points: {spectrum.between}."),
        rows,
        section("Parts", bullets(parts)),
        sources_section(part.source for part in spectrum.parts),
    )


def rules_page() -> RenderableType:
    """The sets of screening rules, with the title of each rule; `lentigo rules show` tells them in full."""
    from lentigo.cli.render.rules import sets_page
    from lentigo.library.rules import rule_sets

    return Group(sets_page(rule_sets()), Text("\nEach in full: lentigo rules show ID", style="dim"))


def medicines_page() -> RenderableType:
    """Every medicine that the library knows, by what it does."""
    found = medicines()
    parts: list[RenderableType] = [
        Text(f"Medicines by active substance: {len(found)}", style="bold"),
        Text("`lentigo library medicine NAME` shows one, by any of its names. (m): from memory, not read in a source."),
    ]
    for name, words in CLASS_WORDS.items():
        members = [f"{one.substance}{' (m)' if one.from_memory else ''}" for one in found if name in one.classes]
        parts.append(section(name, Text(f" {', '.join(sorted(members))}"), note=words))
    harmless = [one.substance for one in found if not one.classes]
    parts.append(section("Of none of these classes", Text(f" {', '.join(sorted(harmless))}")))
    parts.append(sources_section(key for one in found for key in one.sources))
    return Group(*parts)


def risks_page() -> RenderableType:
    """What can go wrong with each way of treating: how often, where, and what nobody has counted."""
    parts: list[RenderableType] = []
    keys: list[str] = []
    for name, title in _RISKS.items():
        rows = table(("risk", "left"), ("named for", "left"), ("where on the body", "left"), ("how often", "left"))
        for column in rows.columns:
            column.overflow = "fold"  # a key may be broken, never cut off
        for risk in risk_set(name).risk:
            whom = ", ".join(plain(word) for word in (*risk.kinds, *risk.families)) or "all"
            sites = ", ".join(plain(site) for site in risk.sites) or "everywhere"
            rows.add_row(plain(risk.name), whom, sites, _how_often(risk))
            keys += risk.sources
        parts.append(section(title, rows))
    return Group(*parts, sources_section(keys))


def _how_often(risk: RiskEntry) -> str:
    if risk.share_percent is None:
        return f"not known [{', '.join(risk.sources)}]"
    return (
        f"{number(risk.share_percent)} % ({number(risk.low_percent or 0.0)} to {number(risk.high_percent or 0.0)} %)"
        f" [{', '.join(risk.sources)}]"
    )


def medicine_page(entry: MedicineEntry) -> RenderableType:
    """One medicine: its names, what it does, for how long, and who says so."""
    lines = [CLASS_WORDS[name] for name in entry.classes] or ["nothing that a rule asks for"]
    if entry.stays_days:
        lines.append(f"its effect lasts {entry.stays_days:g} days after the last one")
    if entry.action_nm is not None:
        lines.append(f"makes skin sensitive from {entry.action_nm[0]:g} to {entry.action_nm[1]:g} nm")
    parts: list[RenderableType] = [Text(entry.substance, style="bold")]
    if entry.also:
        parts.append(Text(f"Also written: {', '.join(entry.also)}."))
    parts.append(bullets(lines))
    if entry.note:
        parts.append(Text(f" {entry.note}"))
    if entry.from_memory:
        parts.append(Text(" From memory: not all of this was read in its sources; verify before relying on it."))
    parts.append(sources_section(entry.sources))
    return Group(*parts)


def drug_page(one: Drug) -> RenderableType:
    """One drug against dark spots: how it is used, what it may do, what it acts on, and who says so."""
    parts: list[RenderableType] = [Text(one.name, style="bold"), drug_facts(one), drug_numbers(one)]
    if one.note:
        parts.append(section("To know", bullets([one.note])))
    return Group(*parts, sources_section(drug_sources(one)))


def drug_sources(one: Drug) -> tuple[str, ...]:
    """Every work behind a drug."""
    actions = [getattr(one.action, name).source for name in ACTIONS]
    said = (*one.sources, *(h.source for h in one.harms), *(given.source for given in one.licence), *actions)
    return tuple(key for key in dict.fromkeys(said) if key != "assumed")


def sources_section(keys: Iterable[str]) -> RenderableType:
    """The works behind a page, each once."""
    return section("Sources", pairs((key, citation(key)) for key in sorted(set(keys), key=str.casefold)))
