"""Pages about things: what each kind shows, as values; templates put them into HTML."""
