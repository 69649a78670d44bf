"""The same facts as other models say them: triples to triples, and formats that are not RDF."""
