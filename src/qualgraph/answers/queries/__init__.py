"""Canned queries as pages, forms and an interface for programs."""
