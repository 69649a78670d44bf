"""Web addresses in running text."""

from qualgraph.facts.rules.match import Match


def address(m: Match) -> str:
    """Return the address as an IRI; a bare ``www.`` is reached by http, as browsers do."""
    found = m.groups["address"].rstrip("/.,;)>")
    found = found if "://" in found else f"http://{found}"
    return f"{found}/" if found.count("/") == 2 else found
