"""An unknown sentence, put at each line in turn, is reported, and nothing else changes."""

import pytest

from qualgraph.documents.source import Source
from qualgraph.facts import model
from qualgraph.facts.evidence import Fact
from qualgraph.facts.reading import Reading, Share
from qualgraph.facts.supplement import SupplementReader
from tests.conftest import DOSSIER

SENTENCE = "Deze zin over kaas kent het formulier niet."
LINES = DOSSIER.read_text("utf-8").splitlines()
READER = SupplementReader.load()


def read(lines: list[str]) -> Reading:
    text = "\n".join(lines) + "\n"
    return READER.read(Source.of("test.md", text.encode()))


def told(fact: Fact) -> tuple[object, ...]:
    names = (name for name in fact.__dataclass_fields__ if name != "evidence")
    return (type(fact).__name__, *(getattr(fact, name) for name in names))


GOOD = [told(fact) for fact in read(LINES).records[0].facts]


@pytest.mark.parametrize("apart", [True, False], ids=["own paragraph", "adjacent"])
@pytest.mark.parametrize("at", range(len(LINES) + 1))
def test_unknown_sentence_is_reported(at: int, apart: bool) -> None:
    added = ["", SENTENCE, ""] if apart else [SENTENCE]
    reading = read([*LINES[:at], *added, *LINES[at:]])
    facts = [told(fact) for fact in reading.records[0].facts]
    unknown = [entry.places[0].quote for entry in reading.ledger.of(Share.NOT_UNDERSTOOD)]
    prose = [entry.places[0].quote for entry in reading.ledger.of(Share.TEXT)]
    if SENTENCE in prose:
        # Section 4 is prose: there every sentence is taken over, word for word, as text.
        described = model.OccupationDescription.__name__
        assert [f for f in facts if f[0] != described] == [f for f in GOOD if f[0] != described]
        assert SENTENCE in str([f for f in facts if f[0] == described])
        assert not unknown
    else:
        assert unknown == [SENTENCE]
        assert facts == GOOD
