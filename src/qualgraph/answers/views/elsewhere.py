"""Where else to look: links to other sites, from ``ontology/links.toml``."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from qualgraph import resources


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A link to another site; ``deep`` when it leads to the very thing, else to a search there."""

    name: str
    href: str
    noted: str
    deep: bool


def elsewhere(
    kind: str, place: str, language: str, reference: str = "", iri: str = ""
) -> tuple[Elsewhere, ...]:
    """Return the links for a ``place`` on the page of a thing, ``reference`` as in ``nl-25132``."""
    country, _, code = reference.partition("-")
    slots = {"code": quote(code, safe=""), "iri": quote(iri, safe=""), "language": language}
    return tuple(
        Elsewhere(
            name=entry["name"][language],
            href=entry["address"].format_map(slots),
            noted=entry["noted"].isoformat(),
            deep="{code}" in entry["address"] or "{iri}" in entry["address"],
        )
        for entry in _known()
        if (entry["kind"], entry["for"]) == (kind, place) and entry["country"] in {"", country}
    )


@lru_cache(maxsize=1)
def _known() -> tuple[dict, ...]:  # type: ignore[type-arg]
    text = (resources.ONTOLOGY / "links.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["link"])
