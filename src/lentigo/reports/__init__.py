"""A plan and its evidence as figures, pages and paper."""
