"""Medicines are found by the names that people write, and what is not known is never taken for harmless."""

from __future__ import annotations

import pytest

from lentigo.domain.health import Medicine, health_answered
from lentigo.domain.medicines import CLASS_WORDS, MEDICINE_CLASSES
from lentigo.library import _files, medicines
from lentigo.library._files import LibraryDataError
from lentigo.library.medicines import medicine_called, medicines_like, unknown_medicine

ROUTINE = (
    "levothyroxine", "ramipril", "atorvastatin", "metformin", "paracetamol", "omeprazole", "salbutamol", "cetirizine",
    "vitamin D", "amlodipine", "candesartan", "pantoprazole", "insulin", "amoxicillin", "aciclovir",
)  # fmt: skip


def test_there_are_medicines_of_every_class_and_words_for_each():
    found = medicines.medicines()
    assert len(found) >= 120
    assert {name for one in found for name in one.classes} == set(MEDICINE_CLASSES) == set(CLASS_WORDS)


@pytest.mark.parametrize("name", ROUTINE)
def test_what_many_people_take_is_known_and_of_no_class(name):
    assert medicine_called(name).classes == ()


@pytest.mark.parametrize(
    ("written", "substance"),
    [
        ("Doxycycline 100 mg", "doxycycline"),
        ("DOXY", "doxycycline"),
        ("ramipril 5mg tablets", "ramipril"),
        ("Metoprolol succinate 47,5 mg", "metoprolol"),
        ("Roaccutane®", "isotretinoin"),
        ("5-FU", "fluorouracil"),
        ("St John’s wort", "st john's wort"),
        ("co-trimoxazole", "co trimoxazole"),
        ("the Pill", "combined hormonal contraceptive"),
        ("amiodarone (since May)", "amiodarone"),
        ("candesartan/hydrochlorothiazide 16/12.5", "candesartan and hydrochlorothiazide"),
    ],
)
def test_a_medicine_is_found_as_people_write_it(written, substance):
    assert medicine_called(written.replace("®", "")).substance == substance


def test_several_substances_in_one_medicine_do_what_each_of_them_does():
    assert medicine_called("ramipril + hydrochlorothiazide").classes == ("photosensitiser_uva",)
    both = medicine_called("amiodarone and warfarin")
    assert {"anticoagulant", "class_iii_antiarrhythmic"} <= set(both.classes)
    assert both.from_memory
    assert medicine_called("hydrochlorothiazide and nothingatall") is None
    assert "Write each substance" in unknown_medicine("hydrochlorothiazide and nothingatall")


def test_a_cream_is_not_its_tablet():
    assert medicine_called("hydrocortisone cream 1 %").classes == ()
    assert "immunosuppressant" in medicine_called("hydrocortisone tablets").classes
    assert medicine_called("isotretinoin gel").classes == ("topical_retinoid",)
    assert medicine_called("isotretinoin 20 mg capsules").classes == ("isotretinoin",)


@pytest.mark.parametrize(("written", "meant"), [("doxicycline", "doxycycline"), ("isotretinion", "isotretinoin")])
def test_a_slip_of_the_pen_gets_a_suggestion_and_no_medicine(written, meant):
    assert medicine_called(written) is None
    assert medicines_like(written)[0] == meant
    assert f"Did you mean {meant}" in unknown_medicine(written)


@pytest.mark.parametrize("written", ["", "   ", "zyxolumab", "100 mg", "+", "/", "tablets", "0"])
def test_what_is_no_medicine_is_none(written):
    assert medicine_called(written) is None
    assert "counts as unknown" in unknown_medicine(written)


@pytest.mark.parametrize(
    ("name", "days"), [("porfimer", 90), ("temoporfin", 15), ("verteporfin", 5), ("ALA", 2), ("metvix", 2)]
)
def test_each_drug_of_photodynamic_therapy_has_its_own_window(name, days):
    entry = medicine_called(name)
    assert entry.stays_days == days
    assert any(one.startswith("pdt_") for one in entry.classes)
    assert "photosensitiser_visible" in entry.classes


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ('substance = "gold"\nclasses = []\nsources = ["DermTxt"]\nfrom_memory = true', "names that stand twice: gold"),
        ('substance = "New"\nclasses = []\nsources = ["DermTxt"]\nfrom_memory = true', "nobody would find: New"),
        ('substance = "new"\nclasses = []\nsources = ["Nobody99"]\nfrom_memory = true', "no references: ['Nobody99']"),
        ('substance = "new"\nclasses = []\nsources = []\nfrom_memory = true', "no references: none"),
        ('substance = "new"\nclasses = []\nsources = ["DermTxt"]\nfrom_memory = false', "so it is from memory"),
        ('substance = "new"\nclasses = ["golden"]\nsources = ["DermTxt"]\nfrom_memory = true', "golden"),
        (
            'substance = "new"\nclasses = ["gold", "gold"]\nsources = ["DermTxt"]\nfrom_memory = true',
            "new: a class twice",
        ),
        (
            'substance = "new"\nclasses = []\naction_nm = [500, 400]\nsources = ["DermTxt"]\nfrom_memory = true',
            "action_nm must rise",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_the_reason(entry, wrong, monkeypatch):
    import tomllib

    plain = dict(_files.toml("medicines.toml"))
    plain["medicine"] = [*plain["medicine"], *tomllib.loads(f"[[medicine]]\n{entry}")["medicine"]]
    monkeypatch.setattr(_files, "toml", lambda _: plain)
    with pytest.raises(LibraryDataError) as caught:
        medicines.medicines.__wrapped__()
    assert wrong in str(caught.value)
    assert "medicines.toml" in str(caught.value)


@pytest.mark.shows("S0-09")
def test_an_unknown_medicine_leaves_every_class_open_and_a_known_one_says_its_own():
    from dataclasses import replace

    from lentigo.domain.files import read_case
    from lentigo.screening.facts import case_facts

    examples = __import__("pathlib").Path(__file__).parents[3] / "examples"
    case = read_case(examples / "hand_pale.toml")

    def said(*taken):
        health = health_answered(medicines=tuple(Medicine(substance=name, taken="now") for name in taken))
        facts = case_facts(replace(case, health=health))
        return {name: facts[f"medicine.{name}"].value for name in MEDICINE_CLASSES}

    assert set(said("ramipril").values()) == {"no"}
    assert set(said("zyxolumab").values()) == {"unknown"}
    told = said("minocycline", "zyxolumab")
    assert told["pigmenting"] == "yes"
    assert told["gold"] == "unknown"
