"""The ways in: the home page, search, reconciliation."""
