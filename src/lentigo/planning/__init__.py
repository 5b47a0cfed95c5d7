"""Window, uncertainty, comparison and verification: a case becomes a plan."""
