"""The score: what is left out, told twice, invented or not read is held against the reader."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.corpus import Example, Wish, example
from bench.corpus.render.plain import decoded
from bench.corpus.score import judge, total
from qualgraph.documents.source import Source
from qualgraph.errors import DataError
from qualgraph.facts.evidence import Evidence, Place, Text
from qualgraph.facts.model import CertificateType, Title
from qualgraph.facts.reading import Document, Entry, Ledger, Reader, Reading, Record, Share
from qualgraph.facts.subjects import Kind, Subject

NOWHERE = Evidence("title", "none", ())


def made() -> Example:
    return example(5, Wish("nl", "plain", faults=False, template="dutch"))


@dataclass
class Told:
    """Tells every line of a document, but for those in ``silent``; facts as given."""

    facts: tuple[Title | CertificateType, ...] = ()
    silent: tuple[int, ...] = ()
    twice: tuple[int, ...] = ()

    def read(self, source: Source) -> Iterator[Reading]:
        lines = list(enumerate(decoded(source.content).splitlines(), 1))
        told = [line for line in lines if line[1].strip() and line[0] not in self.silent]
        told += [line for line in lines if line[0] in self.twice]
        entries = tuple(
            Entry(Share.TEXT, "occupations", (Place(number, 0, text),)) for number, text in told
        )
        document = Document("nl-1", Reader.SUPPLEMENT, (), "nl", source.name, source.sha256)
        subject = Subject(Kind.QUALIFICATION, "nl", "1")
        yield Reading(document, (Record(subject, self.facts),), Ledger(entries))


class Broken:
    def read(self, source: Source) -> Iterator[Reading]:
        raise DataError("document-binary", name=source.name)


def test_a_reader_without_facts_has_no_recall_but_a_whole_ledger() -> None:
    verdict = judge(made(), Told())
    assert not verdict.gaps
    assert verdict.missed == made().page.facts
    assert total([verdict]).recall == 0
    assert verdict.sections == {4}


def test_right_and_invented_facts_are_told_apart() -> None:
    diploma = CertificateType(Text("Diploma  Beroepsonderwijs", "nl"), evidence=NOWHERE)
    invented = Title(Text("Tovenaar", "nl"), evidence=NOWHERE)
    verdict = judge(made(), Told((diploma, invented)))
    assert (len(verdict.right), len(verdict.extra)) == (1, 1)
    assert total([verdict]).precision == 0.5


def test_a_line_that_is_left_out_or_told_twice_is_a_gap() -> None:
    assert judge(made(), Told(silent=(2,))).gaps
    assert any("told twice" in gap for gap in judge(made(), Told(twice=(2,))).gaps)


def test_a_placeholder_in_a_fact_is_counted() -> None:
    seeds = (example(seed, Wish("nl", "plain", template="dutch")) for seed in range(200))
    unfilled = next(one for one in seeds if one.page.placeholders)
    title = Title(Text(f"Kok {unfilled.page.placeholders[0]}", "nl"), evidence=NOWHERE)
    assert judge(unfilled, Told((title,))).placeholders
    assert not judge(unfilled, Told()).placeholders


def test_what_is_not_read_misses_everything() -> None:
    verdict = judge(made(), Broken())
    assert verdict.error
    assert verdict.missed == made().page.facts
    assert not verdict.sections
