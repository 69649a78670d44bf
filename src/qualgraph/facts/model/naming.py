"""Facts: names and codes."""

from dataclasses import dataclass

from qualgraph.facts.evidence import Fact, Text


@dataclass(frozen=True, slots=True)
class Title(Fact):
    """The name of the subject in one language."""

    text: Text


@dataclass(frozen=True, slots=True)
class OtherTitle(Fact):
    """Another name of the subject, as a source writes it."""

    text: Text


@dataclass(frozen=True, slots=True)
class Code(Fact):
    """The national code of the subject, the register that gave it (``crebo``), its country."""

    code: str
    register: str
    country: str


@dataclass(frozen=True, slots=True)
class CertificateType(Fact):
    """What the holder receives, such as *Diploma Beroepsonderwijs*."""

    text: Text


@dataclass(frozen=True, slots=True)
class DossierTitle(Fact):
    """The name of the qualification dossier, in the words of a document that has no code for it."""

    text: Text


@dataclass(frozen=True, slots=True)
class NamedAfter(Fact):
    """The name that the subject's reference was made of, for want of a national code."""

    name: str
