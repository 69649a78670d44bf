"""Release: an immutable, content-addressed state of the whole graph."""
