"""Reading rules: names, codes, and the document itself."""

from collections.abc import Iterator

from qualgraph.facts import model
from qualgraph.facts.evidence import Fact
from qualgraph.facts.rules.match import Match, named


def title(m: Match) -> Iterator[Fact]:
    yield model.Title(m.text(), evidence=m.evidence)


def dossier_title(m: Match) -> Iterator[Fact]:
    yield model.DossierTitle(m.text(), evidence=m.evidence)


def certificate_type(m: Match) -> Iterator[Fact]:
    yield model.CertificateType(m.text(), evidence=m.evidence)


RULES = named(
    title,
    dossier_title,
    certificate_type,
)
