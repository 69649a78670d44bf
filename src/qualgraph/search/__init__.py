"""Searching a release by words: an index that is built at publish, and asking it."""
