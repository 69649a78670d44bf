"""Documents: bytes in, numbered lines of text or rows of a table out."""
