"""A corpus of certificate supplements: structured truth, rendered in every form and language.

The wording is its own, written without sight of the reader's tables, so that reading can be
scored fact by fact.
"""

from bench.corpus.make import FORMS, LANGUAGES, Example, Wish, example, examples

__all__ = ["FORMS", "LANGUAGES", "Example", "Wish", "example", "examples"]
