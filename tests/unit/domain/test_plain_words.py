"""Names of the file format are said as people of the field write them, on every page that makes titles of them."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from lentigo import library
from lentigo.cli.render import words as terminal
from lentigo.domain.case import LesionKind
from lentigo.domain.plain_words import opened, spoken
from lentigo.domain.skin import Site, site_in_words
from lentigo.domain.treatments import TREATMENTS
from lentigo.reports import words as pages


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stretch_marks_white", "white stretch marks"),
        ("stretch_marks_red", "red stretch marks"),
        ("naevus_of_ota", "naevus of Ota"),
        ("full_field_co2", "full-field CO2"),
        ("fractional_er_yag", "fractional Er:YAG"),
        ("qs_ndyag", "Q-switched Nd:YAG"),
        ("lp_er_glass_1540", "long-pulse Er:glass 1540"),
        ("lp_ktp", "long-pulse KTP"),
        ("fractional_nonablative", "fractional non-ablative"),
        ("ipl", "intense pulsed light"),
        ("back_of_hand", "back of the hand"),
        ("heat_of_ablation", "heat of ablation"),
        ("my_laser", "my laser"),
        ("contact, sapphire at 5 °C", "contact, sapphire at 5 °C"),
    ],
)
def test_names_are_said_as_they_are_written_by_people(name, said):
    assert spoken(name) == terminal.plain(name) == pages.plain(name) == said


@pytest.mark.parametrize("name", [*library.devices(), *get_args(LesionKind), *TREATMENTS])
def test_no_name_keeps_a_short_form_or_an_underscore(name):
    assert (
        re.search(r"_|\bco2\b|\byag\b|ndyag|\bktp\b|\bipl\b|\bqs\b|\blp\b|\bps\b|\bq switched\b", spoken(name)) is None
    )


@pytest.mark.parametrize("site", get_args(Site))
def test_sites_are_said_in_one_way(site):
    assert spoken(site) == site_in_words(site)


@pytest.mark.parametrize(
    ("words", "inside", "at_first"),
    [
        ("Full-field CO2", "full-field CO2", "Full-field CO2"),
        ("Er:YAG laser", "Er:YAG laser", "Er:YAG laser"),
        ("CO2 laser", "CO2 laser", "CO2 laser"),
        ("Q-switched ruby", "Q-switched ruby", "Q-switched ruby"),
        ("fractional CO2", "fractional CO2", "Fractional CO2"),
        ("", "", ""),
    ],
)
def test_first_letters_follow_the_place_in_a_sentence(words, inside, at_first):
    assert opened(words) == inside
    assert opened(words, capital=True) == at_first
