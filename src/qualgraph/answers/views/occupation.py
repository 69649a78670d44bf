"""The page of an occupation, with the qualifications that lead to it."""

from dataclasses import dataclass

from qualgraph.answers.views.asked import Asked, Said
from qualgraph.answers.views.elsewhere import Elsewhere, elsewhere
from qualgraph.answers.views.links import Link, links_of
from qualgraph.answers.views.listing import Listing, listing
from qualgraph.graph.terms import DCT, QG, SKOS


@dataclass(frozen=True, slots=True)
class Occupation:
    """All that the page of an occupation shows."""

    description: Said
    also_called: tuple[Said, ...]
    settings: tuple[Said, ...]
    regulated: Said
    links: tuple[Link, ...]
    qualifications: Listing
    elsewhere: tuple[Elsewhere, ...]


def view(asked: Asked) -> Occupation:
    """Return what the page shows."""
    others = asked.facts.texts(asked.iri, SKOS("altLabel"))
    return Occupation(
        description=asked.said(DCT("description")),
        also_called=tuple(Said(text.words, text.language) for text in others),
        settings=tuple(asked.linked(QG("workSetting"))),
        regulated=asked.said(QG("regulated")),
        links=links_of(asked, asked.iri),
        qualifications=listing(asked),
        elsewhere=elsewhere("occupation", "elsewhere", asked.language, asked.reference),
    )
