"""A plan and its evidence as figures, pages and paper.

``page`` makes the HTML page, ``paper`` the PDF, ``papers`` what clinic and patient hold in their hands, and
``write_report`` all of them at once. They are imported from their modules, because figures need the ``reports`` extra
and a terminal plan does not.
"""
