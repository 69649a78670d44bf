"""Facts: what comes next."""

from dataclasses import dataclass

from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.subjects import Kind


@dataclass(frozen=True, slots=True)
class HigherEducationAccess(Fact):
    """That the holder may go on to hbo, in the document's words."""

    text: Text


@dataclass(frozen=True, slots=True)
class FollowUp(Fact):
    """A programme (of hbo or mbo) or specialisation (``kind``) that is named as a next step."""

    kind: Kind
    text: Text
