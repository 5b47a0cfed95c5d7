"""How the manual is built: MyST pages, the furo theme, mathematics as MathML; nothing is fetched from outside."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

import lentigo  # noqa: E402 - the path must be set first

project = "Lentigo"
author = "The Lentigo developers"
copyright = "The Lentigo developers, Apache License 2.0"  # noqa: A001 - Sphinx's own name
version = release = lentigo.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = False
autodoc_typehints = "none"
napoleon_google_docstring = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_title = "Lentigo"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "announcement": "Research and education software. Not a medical device. Not validated for treating patients."
    " A qualified clinician is responsible for every setting.",
}
html_math_renderer = "mathml"


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, bool]:
    """Write mathematics as MathML, which browsers show by themselves: no script from a foreign host is needed."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
