"""The field of education: what is proposed, how often it is right, and how sure it says it is."""

import json
from pathlib import Path

import pytest

from qualgraph.alignment.asking import field_of, of_reading
from qualgraph.alignment.fields import Fields
from qualgraph.alignment.gold import read_gold
from qualgraph.alignment.matcher import Query
from qualgraph.alignment.service import FieldProposer
from qualgraph.documents.source import Limits, open_source
from qualgraph.facts.readers import Readers
from qualgraph.graph.alignment import read_alignments
from tests.conftest import DOSSIER, ROOT, shared
from tests.test_convert import qualgraph

GOLD = ROOT / "bench" / "gold" / "isced-f-nl.csv"
CURATED = [ROOT / "data" / "alignments" / f"{n}.sssom.tsv" for n in ("nl-isced-f", "nl-25132")]


def test_fields_reach_on_judged_qualifications_what_their_confidence_says() -> None:
    proposer, judged = Fields(), read_gold(open_source(GOLD, Limits()))
    assert len(judged) == 120
    right: dict[float, list[bool]] = {}
    for item in judged:
        first = proposer.propose(item.question.query, 1)
        if first:
            right.setdefault(first[0].confidence, []).append(first[0].uri in item.accepted)
    assert sum(map(sum, right.values())) >= 110
    for confidence, answers in right.items():
        assert abs(sum(answers) / len(answers) - confidence) < 0.05


def test_fields_from_documents_agree_with_the_curated_table() -> None:
    links = [link for path in CURATED for link in read_alignments(open_source(path, Limits()))]
    curated: dict[str, set[str]] = {}
    for link in links:
        if "isced-f" in link.object.value:
            curated.setdefault(link.subject, set()).add(link.object.value)
    proposer, agreed = FieldProposer(), 0
    for path in (DOSSIER, *sorted(shared("sbb").glob("*.xml"))):
        for reading in Readers.load().read(open_source(path, Limits())):
            for asked in map(field_of, of_reading(reading)):
                found = proposer.candidates(asked, 1, 0.0, frozenset())
                if asked.subject in curated:
                    agreed += found[0].uri in curated[asked.subject]
    assert (agreed, len(curated)) == (5, 6), "25498 is taken for social work"


def test_nothing_known_gives_no_field() -> None:
    assert Fields().propose(Query("Xyz"), 5) == []


def test_the_field_is_proposed_for_the_qualification(tmp_path: Path) -> None:
    table = tmp_path / "fields.sssom.tsv"
    done = qualgraph("align", "propose", DOSSIER, "--to", "isced-f", "--json", "-o", table)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["subject"] == "qualification/nl-25132"
    assert told["candidates"][0]["uri"] == "http://data.europa.eu/snb/isced-f/0416"
    assert told["candidates"][0]["reasons"]
    first, *_ = read_alignments(open_source(table, Limits()))
    assert first.predicate.value.endswith("ISCEDFCode")
    assert not first.judged_by_people


@pytest.mark.parametrize("wrong", ["isco", ""])
def test_an_unknown_vocabulary_is_named_with_the_known(wrong: str) -> None:
    done = qualgraph("align", "propose", DOSSIER, "--to", wrong, "--lang", "en")
    assert done.returncode == 2
    assert b"esco, isced-f" in done.stderr
