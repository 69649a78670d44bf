"""Reading rules: the document itself."""

import re
from collections.abc import Iterator

from qualgraph.facts import model
from qualgraph.facts.evidence import Fact
from qualgraph.facts.rules.addresses import address
from qualgraph.facts.rules.match import Match, named


def translation_status(m: Match) -> Iterator[Fact]:
    yield model.TranslationStatus(not m.denied, evidence=m.evidence)


def document_status(m: Match) -> Iterator[Fact]:
    yield model.DocumentStatus(not m.denied, evidence=m.evidence)


def document_basis(m: Match) -> Iterator[Fact]:
    kind = m.language.words["acts"][m.groups["act"].lower()]
    yield model.DocumentBasis(kind, m.groups["number"], m.day, evidence=m.evidence)


def document_form(m: Match) -> Iterator[Fact]:
    groups = m.groups
    yield model.DocumentForm(
        groups["version"], groups["holder"], int(groups["year"]), evidence=m.evidence
    )


def document_site(m: Match) -> Iterator[Fact]:
    yield model.DocumentSite(address(m), evidence=m.evidence)


def sections_from_dossier(m: Match) -> Iterator[Fact]:
    numbers = tuple(re.findall(r"\d", m.groups["list"]))
    yield model.SectionsFromDossier(numbers, evidence=m.evidence)


def dossier_site(m: Match) -> Iterator[Fact]:
    yield model.DossierSite(address(m), evidence=m.evidence)


RULES = named(
    translation_status,
    document_status,
    document_basis,
    document_form,
    document_site,
    sections_from_dossier,
    dossier_site,
)
