"""What the tests ask of every figure: words that do not lie on one another, and stay inside."""

import itertools

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from lentigo.reports import style


def words_of(figure):
    """Every text that a figure shows, with its box."""
    canvas = FigureCanvasAgg(figure)
    with style.styled():
        canvas.draw()
        renderer = canvas.get_renderer()
        outside = {
            tick.label1
            for axes in figure.axes
            for axis in (axes.xaxis, axes.yaxis)
            for tick in axis.get_major_ticks()
            if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
        }
        words = [
            t
            for t in figure.findobj(Text)
            if t.get_text().strip()
            and t.get_visible()
            and t not in outside
            and (t.axes is None or t.axes.axison or t in t.axes.texts)
        ]
        boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in words]
    return [(said, box) for said, box in boxes if box.width and box.height]


def collisions(figure):
    """Pairs of texts that lie on one another."""
    found = []
    for (one, a), (other, b) in itertools.combinations(words_of(figure), 2):
        overlap_x = min(a.x1, b.x1) - max(a.x0, b.x0)
        overlap_y = min(a.y1, b.y1) - max(a.y0, b.y0)
        if overlap_x > 1.5 and overlap_y > 2.5 and one != other:
            found.append((one, other))
    return found


def outside(figure):
    """Texts that are cut off at the sides."""
    page = figure.bbox
    return [said for said, box in words_of(figure) if len(said) > 3 and (box.x0 < page.x0 - 2 or box.x1 > page.x1 + 2)]
