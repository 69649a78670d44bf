"""Qualification dossiers in, a validated knowledge graph out.

The packages are the steps of the flow, in order::

    documents ──▶ facts ──▶ graph ──▶ check ──▶ release ──▶ answers
"""

from importlib.metadata import version

__version__ = version("qualgraph")
