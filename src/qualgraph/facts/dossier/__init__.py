"""SBB's qualification dossiers (kwalificatiedossiers) in XML: elements to facts."""

from qualgraph.facts.dossier.reader import DossierReader

__all__ = ["DossierReader"]
