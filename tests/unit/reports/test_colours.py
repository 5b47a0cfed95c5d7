"""The section on colours: words, swatches and numbers that agree, and nothing told by colour alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawing import collisions, outside

from lentigo.domain.seen_colour import ColourBand, SeenColour, SeenColours
from lentigo.reports.blocks import Notice, Paragraph, Picture, Table
from lentigo.reports.colour_figures import swatch_figure
from lentigo.reports.colours import colours_section
from lentigo.reports.page import page
from lentigo.reports.paper import pdf
from lentigo.reports.sources import Sources
from lentigo.screening.phrases import claims_in


def band(middle, wide=2.0):
    return ColourBand(p5=middle - wide, p50=middle, p95=middle + wide)


def colour(lightness, a_star, b_star, ita, name, srgb):
    return SeenColour(
        lightness=band(lightness),
        a_star=band(a_star),
        b_star=band(b_star),
        ita_deg=band(ita, 5.0),
        ita_class=name,
        srgb=srgb,
    )


SKIN = colour(64, 10, 18, 38, "intermediate", (0.72, 0.58, 0.49))
SPOT = colour(52, 11, 20, -7, "brown", (0.61, 0.46, 0.36))
SEEN = SeenColours(
    skin=SKIN,
    lesion=SPOT,
    faintest_srgb=((0.72, 0.58, 0.49), (0.63, 0.48, 0.38)),
    strongest_srgb=((0.72, 0.59, 0.48), (0.58, 0.44, 0.33)),
    difference_delta_e=band(10.4),
    just_seen_delta_e=1.0,
    chance_seen=1.0,
    by_melanin=True,
    by_blood=False,
    lesion_known=True,
)
RED = replace(
    SEEN,
    lesion=replace(SKIN, a_star=band(13)),
    difference_delta_e=band(2.5),
    chance_seen=0.9,
    by_melanin=False,
    by_blood=True,
    lesion_known=False,
    remarks=("Its redness is a rough guess.",),
)


def section(sample, seen):
    return colours_section(replace(sample.plan(), colours=seen), Sources())


def told(found):
    return " ".join(b.text for b in found.blocks if isinstance(b, Paragraph))


def test_words_swatches_and_numbers_agree(sample):
    found = section(sample, SEEN)
    said = told(found)
    assert "The skin around is neither pale nor dark (ITA 38°); the spot is darker: brown (ITA −7°)." in said
    assert "10 (8 to 12) in colour, where about 1 is just seen side by side: plain to see." in said
    assert "not a photograph" in said
    assert "only roughly" in said
    (table,) = [b for b in found.blocks if isinstance(b, Table)]
    assert table.rows[0] == ("Skin around", "64 (62 to 66)", "10 (8 to 12)", "18 (16 to 20)", "38° (33° to 43°)")
    assert table.rows[1][-1] == "−7° (−12° to −2°)"
    (drawn,) = [b for b in found.blocks if isinstance(b, Picture)]
    for word in ("Spot: ITA −7°", "L* 52, a* 11, b* 20", "#9c755c", "stands out least", "difference 12"):
        assert word in drawn.svg
    assert "#b8947d" in drawn.svg
    assert not [b for b in found.blocks if isinstance(b, Notice)]


def test_a_red_lesion_and_what_is_not_known(sample):
    found = section(sample, RED)
    assert "the lesion is redder: neither pale nor dark" in told(found)
    assert "seen on a close look in about 9 in 10 of the sampled skins" in told(found)
    (notice,) = [b for b in found.blocks if isinstance(b, Notice)]
    assert notice.lines == RED.remarks
    (drawn,) = [b for b in found.blocks if isinstance(b, Picture)]
    assert "Only the range is known" in drawn.caption


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (band(0.4, 0.3), "hardly seen, if at all"),
        (band(2.0, 1.5), "seen on a close look"),
        (band(4.0, 2.0), "most likely plain to see"),
        (band(9.0, 2.0), ": plain to see"),
    ],
)
def test_whether_an_eye_would_see_it(sample, apart, words):
    assert words in told(section(sample, replace(SEEN, difference_delta_e=apart)))


def test_deep_melanin_is_greyer(sample):
    grey = replace(SEEN, lesion=colour(49, 7, 13, -3, "brown", (0.53, 0.44, 0.38)))
    assert "the spot is darker and greyer: brown" in told(section(sample, grey))


def test_a_plan_without_colours_has_no_such_section(sample):
    assert section(sample, None) is None
    assert 'id="colours"' not in page(sample.plan())
    assert 'id="colours"' not in page(replace(sample.refused(), colours=SEEN))


def test_page_and_paper_hold_them(sample, tmp_path, paper_text):
    made = replace(sample.plan(), colours=SEEN)
    shown = page(made)
    assert 'id="colours"' in shown
    assert claims_in(shown) == ()
    text = " ".join(paper_text(pdf(made, tmp_path / "report.pdf")))
    assert "The colours to expect" in text
    assert "not a photograph" in text


def test_nothing_in_the_figure_collides_or_leaves_it():
    for seen in (SEEN, RED):
        figure = swatch_figure(seen, name="the lesion" if seen.by_blood else "the spot")
        assert collisions(figure) == []
        assert outside(figure) == []
