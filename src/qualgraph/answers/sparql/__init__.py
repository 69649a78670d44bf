"""The SPARQL endpoint: the protocol, the guard, and the processes that evaluate."""
