"""How a server is run: processes, newer releases, the log, the counts."""
