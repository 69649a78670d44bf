"""Answers: pages, linked data and queries, read from one release."""
