"""HTML pages: templates filled with what queries answered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from qualgraph.answers.http.negotiate import choose_language
from qualgraph.answers.http.tongues import spoken, unspoken
from qualgraph.answers.operations.spent import spent
from qualgraph.graph.names import Names
from qualgraph.graph.terms import QG, VOCABULARIES
from qualgraph.texts import LANGUAGES, Texts


@dataclass(frozen=True)
class Pages:
    """The templates, the words of both languages, and how IRIs are shown and linked."""

    environment: Environment
    texts: dict[str, Texts]
    names: Names
    served: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, names: Names, release: str = "", built: str = "") -> "Pages":
        """Load the templates and the texts; ``release`` was ``built`` then (for the footer)."""
        environment = Environment(
            loader=PackageLoader("qualgraph.answers"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        pages = cls(environment, {tag: Texts.load(tag) for tag in LANGUAGES}, names)
        environment.filters["link"] = pages.link
        environment.filters["short"] = pages.short
        environment.filters["spoken"] = spoken
        environment.filters["unspoken"] = unspoken
        environment.filters["absolute"] = pages.absolute
        environment.globals.update(
            languages=LANGUAGES,
            release_id=release,
            release_day=built[:10],
            here="",
            served=pages.served,
        )
        return pages

    def serve(self, addresses: Iterable[str]) -> None:
        """Tell the pages which addresses there are: a menu names no other."""
        self.served.update(addresses)

    def language(self, header: str | None) -> str:
        """Return the language to answer in: the best that ``Accept-Language`` allows, else nl."""
        return choose_language(header, LANGUAGES)

    @spent("render")
    def render(self, template: str, language: str, **values: Any) -> str:
        """Fill a template; ``here`` is the address of the page without its language, if known.

        ``t`` are the words, those of the language when others are not given.
        """
        said = {"t": self.texts[language], "language": language, **values}
        return self.environment.get_template(template).render(said)

    def link(self, iri: str) -> str:
        """Return where a click on ``iri`` leads: own things and terms stay on this site."""
        if iri.startswith(QG.iri):
            return f"/def/{iri.removeprefix(QG.iri)}"
        if iri.startswith(f"{self.names.base}id/"):
            return f"/doc/{iri.removeprefix(f'{self.names.base}id/')}"
        return iri if iri.startswith(("http://", "https://")) else ""

    def absolute(self, address: str) -> str:
        """Return an address of this site with its host, as links to other languages need it."""
        return f"{self.names.base.rstrip('/')}{address}"

    def short(self, iri: str) -> str:
        """Return ``iri`` as people write it: ``elm:Qualification``, ``qualification/nl-25132``."""
        if iri.startswith(f"{self.names.base}id/"):
            return iri.removeprefix(f"{self.names.base}id/")
        for prefix, namespace in VOCABULARIES.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri
