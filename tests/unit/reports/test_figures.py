import itertools
import re
import xml.etree.ElementTree as ET
from math import isfinite

import matplotlib as mpl
import pytest
from drawing import collisions, outside

from lentigo.reports import depth_figures, figures, style


@pytest.fixture(scope="module")
def drawn(plans, fields):
    plan = plans["setting"]
    return {
        "window": figures.window_chart(plan, plan.windows[0]),
        "closed": figures.window_chart(plans["no_window"], plans["no_window"].windows[0]),
        "comparison": figures.comparison_chart(plan),
        "sensitivity": figures.sensitivity_chart(plan.windows[0].sensitivities),
        "depth": depth_figures.depth_chart(fields),
        "heat": depth_figures.heat_picture(fields, spot_mm=3.0),
    }


NAMES = ("window", "closed", "comparison", "sensitivity", "depth", "heat")


@pytest.mark.parametrize("name", NAMES)
def test_every_axis_names_its_unit(drawn, name):
    labels = [
        label
        for axes in drawn[name].axes
        if axes.axison
        for label, ticks in ((axes.get_xlabel(), axes.get_xticks()), (axes.get_ylabel(), axes.get_yticks()))
        if label
    ]
    assert labels
    for label in labels:
        assert re.search(r"\[(J/cm²|%|1|µm|mm|°C|1/mm)\]", label), label


@pytest.mark.parametrize("name", NAMES)
def test_figure_is_whole_svg_with_its_own_identifiers(drawn, name):
    text = style.svg(drawn[name], name=name, title="What & <why>")
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.get("role") == "img"
    assert root.find("{http://www.w3.org/2000/svg}title").text == "What & <why>"
    identifiers = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(identifiers) == len(set(identifiers))
    assert all(i.startswith(f"{name}-") for i in identifiers)
    for reference in re.findall(r'(?:url\(#|href="#)([^)"]+)', text):
        assert reference in identifiers
    assert not any("nan" in str(e.get("d")) for e in root.iter())


@pytest.mark.parametrize("name", NAMES)
def test_words_do_not_lie_on_one_another(drawn, name):
    assert collisions(drawn[name]) == []
    assert outside(drawn[name]) == []


def test_same_figure_is_the_same_bytes(plans):
    plan = plans["setting"]
    one, other = (style.svg(figures.window_chart(plan, plan.windows[0]), name="w", title="t") for _ in range(2))
    assert one == other


def test_style_leaves_matplotlib_as_it_was(plans):
    before = dict(mpl.rcParams)
    figures.comparison_chart(plans["setting"])
    assert dict(mpl.rcParams) == before


def test_recommended_value_is_marked_only_where_there_is_one(plans):
    def upright_lines(plan):
        chart = figures.window_chart(plan, plan.windows[0]).axes[0]
        return [float(line.get_xdata()[0]) for line in chart.lines if len(set(line.get_xdata())) == 1]

    start = plans["setting"].windows[0].recommended.setting.fluence_j_cm2
    assert start in upright_lines(plans["setting"])
    assert start not in upright_lines(plans["blocked_by_verification"])


def test_text_is_legible_on_paper_and_on_shade():
    for name, colour in style.TEXT_COLOURS.items():
        assert style.contrast(colour, style.PAPER) >= 4.5, name
        assert style.contrast(colour, style.SHADE) >= 4.5, name
    assert style.contrast(style.CARD_INK, style.CARD_PAPER) >= 7


def test_contrast_is_that_of_the_standard():
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("group", [(style.EFFECT, style.BURN, style.DARK_MARKS), (style.SKIN, style.LESION)])
def test_quantities_differ_without_colour(group):
    for one, other in itertools.combinations(group, 2):
        assert one.dashes != other.dashes
        assert one.marker != other.marker
        assert abs(style.luminance(one.colour) - style.luminance(other.colour)) > 0.03


def test_heat_colours_rise_evenly_in_grey():
    shades = [style.luminance(mpl.colors.to_hex(mpl.colormaps[style.HEAT](i / 20))) for i in range(21)]
    assert all(a < b for a, b in itertools.pairwise(shades))


def test_spread_keeps_order_gap_and_bounds():
    placed = style.spread([50, 51, 97], gap=10, low=0, high=100)
    assert placed[0] < placed[1] < placed[2] <= 100
    assert min(b - a for a, b in itertools.pairwise(placed)) >= 10 - 1e-9


def test_deeper_pigment_than_the_basal_layer_is_not_shown_bursting(fields):
    short = fields.assign(disruption_ratio=fields["fluence"] * 2, disruption_ratio_lesion=fields["fluence_lesion"] * 2)
    short.attrs["pulse_s"] = 8e-9
    chart = next(a for a in depth_figures.depth_chart(short).axes if a.get_title(loc="left").startswith("Bursting"))
    curve = next(line for line in chart.lines if len(line.get_xdata()) > 10)
    deepest = max(depth for x, depth in zip(curve.get_xdata(), curve.get_ydata(), strict=True) if isfinite(x))
    assert deepest <= 77


def test_hottest_layer_is_read_from_the_middle_skin(fields):
    spot, depth = depth_figures.hottest(fields, lesion=True)
    assert spot == pytest.approx(float(fields["peak_temperature_lesion"].sel(percentile=50).max()) - 273.15)
    assert depth == pytest.approx(65, abs=3)
