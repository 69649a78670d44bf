"""The profiles in which a thing can be had (``ontology/profiles/profiles.toml``)."""

import tomllib
from dataclasses import dataclass
from functools import cache

from qualgraph import resources

OWN, ELM, SCHEMA, ALT = "own", "elm", "schema", "alt"


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its name here, its IRI, its JSON-LD context, and the kinds of things that have it.

    Without ``kinds`` all things have it.
    """

    name: str
    iri: str
    context: str
    title: dict[str, str]
    kinds: tuple[str, ...] = ()

    def has(self, kind: str) -> bool:
        """Return whether things of ``kind`` can be had in this profile."""
        return not self.kinds or kind in self.kinds


@cache
def profiles() -> dict[str, Profile]:
    """Return the profiles by name, the favourite first."""
    path = resources.ONTOLOGY / "profiles" / "profiles.toml"
    entries = tomllib.loads(path.read_text("utf-8"))
    return {
        name: Profile(name, e["iri"], e["context"], e["title"], tuple(e.get("kinds", ())))
        for name, e in entries.items()
    }
