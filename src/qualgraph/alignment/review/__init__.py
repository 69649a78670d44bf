"""Judging proposals by hand: the one place of the program that writes what people decide.

``file`` changes an SSSOM file whole or not at all, ``judging`` says what a decision changes,
``door`` who may come in, ``app`` is the page.
"""
