"""Graph: facts become RDF; every node has an IRI and every literal a canonical form."""
