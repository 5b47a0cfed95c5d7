"""Who may be treated, with what, when, and why not."""
