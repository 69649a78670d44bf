"""Check: SHACL validation of what the graph step made."""
