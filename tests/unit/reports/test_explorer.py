"""The sliders, opened in a browser: what they say is what the table holds."""

import re
from dataclasses import replace

import pytest

from lentigo.domain.explorer import ExplorerTable
from lentigo.domain.record import as_plain, from_plain
from lentigo.reports.markup import Html
from lentigo.reports.page import page


@pytest.fixture(scope="module")
def at(tmp_path_factory, pages, browse):
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(pages["setting"], encoding="utf-8")

    def text_at(**place: float) -> dict[str, str]:
        link = "#explore=" + ";".join(f"{k}:{v}" for k, v in place.items()) if place else ""
        dom = browse(file, link)
        found = re.findall(r'id="explorer-([a-z-]+)"([^>]*)>([^<]*)<', dom)
        made = {name: said for name, _, said in found}
        made["status-class"] = re.search(r'id="explorer-status" class="([^"]+)"', dom).group(1)
        made["swatch"] = re.search(r'id="explorer-swatch"[^>]*style="background: ([^";]+)', dom).group(1)
        made["dom"] = dom
        return made

    return text_at


def share(said: str) -> float:
    if said == "below 1 %":
        return 0.0
    return float(re.search(r"\d+", said).group()) / 100


def test_page_opens_at_the_case(at):
    shown = at()
    assert shown["dial-value"] == "1.3 J/cm²"
    assert shown["colour-value"] == "ITA 33°, intermediate"
    assert shown["status"].startswith("Inside the limit")
    assert shown["status-class"] == "status"
    assert 'id="explorer-body" hidden' not in shown["dom"]


def test_node_of_the_table_is_shown_as_it_stands(at, explorer):
    colour, cooling, exposure = explorer.ita_deg.index(20.0), 1, explorer.fluence_j_cm2.index(1.0)
    shown = at(ita=20, cooling=cooling, fluence=1.0)
    assert share(shown["effect"]) == pytest.approx(explorer.effect_chance[colour][cooling][exposure], abs=0.0051)
    assert share(shown["marks"]) == pytest.approx(explorer.dark_mark_chance[colour][cooling][exposure], abs=0.0051)
    assert shown["swatch"] == "rgb({}, {}, {})".format(*(round(255 * c) for c in explorer.skin_srgb[colour]))
    hottest = max(
        background + 1.0 * max(row)
        for background, row in zip(
            explorer.background_c[cooling], explorer.rise_k_per_j_cm2[colour][cooling], strict=True
        )
    )
    assert float(re.search(r"(\d+) °C", shown["hottest"]).group(1)) == pytest.approx(hottest, abs=1.5)


def test_between_nodes_is_the_straight_line(at, explorer):
    shown = at(ita=25, cooling=0, fluence=1.1)
    rows = [explorer.effect_chance[explorer.ita_deg.index(i)][0] for i in (30.0, 20.0)]
    i, j = explorer.fluence_j_cm2.index(1.0), explorer.fluence_j_cm2.index(1.2)
    assert share(shown["effect"]) == pytest.approx(sum(row[k] for row in rows for k in (i, j)) / 4, abs=0.0051)


def test_above_the_limit_is_said_in_words(at, explorer):
    shown = at(ita=20, cooling=0, fluence=2.4)
    allowed = explorer.highest_allowed_j_cm2[explorer.ita_deg.index(20.0)][0]
    assert shown["status"] == f"ABOVE THE LIMIT: not a setting. The highest allowed here is {allowed:.1f} J/cm²."
    assert shown["status-class"] == "status over"
    assert shown["said"].startswith("ABOVE THE LIMIT")


def test_nothing_is_allowed_between_something_and_nothing(tmp_path, plans, explorer, sample, browse):
    closed = tuple(
        (0.0, 0.0) if ita < 15 else row
        for ita, row in zip(explorer.ita_deg, explorer.highest_allowed_j_cm2, strict=True)
    )
    file = tmp_path / "report.html"
    table = replace(explorer, highest_allowed_j_cm2=closed)
    file.write_text(page(plans["setting"], explorer=table, sources=sample.REFERENCES), encoding="utf-8")
    assert "Nothing is allowed on this device" in browse(file, "#explore=ita:16;fluence:0.4")
    assert "Inside the limit" in browse(file, "#explore=ita:20;fluence:0.4")


def test_out_of_range_stays_on_the_table(at):
    shown = at(ita=99, fluence=99)
    assert shown["colour-value"].startswith("ITA 60°")
    assert shown["dial-value"] == "3.0 J/cm²"


def test_sliders_have_names_units_and_a_voice(at):
    dom = at()["dom"]
    for control in ("colour", "cooling", "dial"):
        assert f'for="explorer-{control}"' in dom
    assert 'aria-valuetext="ITA 33 degrees, intermediate"' in dom
    assert 'role="status" aria-live="polite"' in dom


def test_words_in_the_table_cannot_end_the_script(plans, explorer, sample):
    names = ("</script><b>", explorer.coolings[1])
    hostile = replace(explorer, coolings=names, case_cooling=names[0])
    made = page(plans["setting"], explorer=hostile, sources=sample.REFERENCES)
    assert "</script><b>" not in made


def test_table_goes_to_json_and_back(explorer):
    assert from_plain(ExplorerTable, as_plain(explorer)) == explorer


@pytest.mark.parametrize(
    "change",
    [
        {"ita_deg": (0.0, 10.0)},
        {"case_cooling": "steam"},
        {"skin_srgb": ((0.1, 0.2, 0.3),)},
        {"fluence_j_cm2": (1.0, 1.0)},
        {"highest_allowed_j_cm2": ((1.0,),)},
    ],
)
def test_table_that_does_not_fit_its_axes_is_refused(explorer, change):
    with pytest.raises(ValueError, match=r"must|not among"):
        replace(explorer, **change)


def test_markup_is_escaped_unless_it_is_markup():
    from lentigo.reports.markup import element, text

    assert element("p", "a < b", title='"x"') == '<p title="&quot;x&quot;">a &lt; b</p>'
    assert element("p", Html("<b>a</b>")) == "<p><b>a</b></p>"
    assert text("so⟦3⟧⟦4⟧") == (
        'so<sup class="src">[<a href="#source-3" aria-label="source 3">3</a>, '
        '<a href="#source-4" aria-label="source 4">4</a>]</sup>'
    )
