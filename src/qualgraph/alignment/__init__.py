"""Alignment: vocabularies are read, links are proposed with reasons, proposals are measured.

A room beside the flow: nothing of documents, facts or graph depends on it.
"""
