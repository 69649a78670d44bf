"""Proposals: what they reach on judged answers, and what they promise their users."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from qualgraph.alignment.embedding import OnnxModel
from qualgraph.alignment.embedding import load as load_model
from qualgraph.alignment.evaluation import (
    Answer,
    calibration,
    cross_validated,
    examples,
    figures,
    with_weights,
)
from qualgraph.alignment.gold import Judged, Question, read_gold, read_questions
from qualgraph.alignment.importing import import_esco
from qualgraph.alignment.knowledge import Knowledge
from qualgraph.alignment.matcher import Query
from qualgraph.alignment.ranking import Example, Ranking, fit, folds
from qualgraph.alignment.records import Role
from qualgraph.alignment.relations import relation_of
from qualgraph.alignment.service import Aligner, rejected_pairs
from qualgraph.alignment.shelf import INDEX
from qualgraph.alignment.sssom import proposals, read_all, table
from qualgraph.alignment.vocabulary import FILE
from qualgraph.alignment.words import Splitter, stem
from qualgraph.documents.source import Limits, Source, open_source
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.alignment import OPTIONAL, REQUIRED, read_alignments
from qualgraph.graph.names import Names
from tests.conftest import ROOT
from tests.test_vocabulary import BAKER, COOK, write

SHARED = ROOT.parent / "shared"
GOLD = SHARED / "alignment" / "gold-occupations-nl.csv"
OWN = ROOT / "bench" / "gold"
CURATED = ROOT / "data" / "alignments" / "nl-mbo-2015.sssom.tsv"


# --- Words and weights ---------------------------------------------------------------------


def test_compounds_are_split_by_what_the_vocabulary_says() -> None:
    splitter = Splitter({"beton": 9, "staal": 5, "taal": 9, "vlechter": 3, "brood": 4})
    assert splitter.split("betonstaalvlechter") == ("beton", "staal", "vlechter")
    assert splitter.split("zilversmid") == ("zilversmid",)
    assert splitter.split("x" * 500) == ("x" * 500,)


def test_stems_level_plural_and_inflection() -> None:
    assert stem("monteurs") == stem("monteur")
    assert stem("verkopen") == stem("verkoop")


def test_level_words_are_understood_and_put_apart() -> None:
    knowledge = Knowledge.load()
    assert knowledge.core("Allround signmaker") == "signmaker"
    assert knowledge.core("(Junior) accountmanager") == "accountmanager"
    assert knowledge.leads("Leidinggevende bediening")
    assert knowledge.groups("Voedsel, natuur en leefomgeving (EZ)")


@pytest.mark.parametrize(
    ("name", "label", "near", "relation"),
    [
        ("stukadoor", "stukadoor", 1.0, "exactMatch"),
        ("monteur laagspanning", "monteur", 0.6, "broadMatch"),
        ("monteur", "monteur laagspanning", 0.6, "narrowMatch"),
        ("stylist", "modeontwerper", 0.1, "closeMatch"),
    ],
)
def test_the_relation_is_read_off_the_names(
    name: str, label: str, near: float, relation: str
) -> None:
    assert relation_of(name, label, Role.PREFERRED, near) == relation


def example(strength: float, right: int, group: int) -> Example:
    features = np.array([[strength * (n == right), n / 10] for n in range(5)])
    return Example(features, np.eye(5)[right], str(group))


def test_confidence_follows_how_strong_the_evidence_is() -> None:
    strong = [example(1.0, n % 5, n) for n in range(40)]
    # Without evidence the answer is a guess; an example without a right answer is always wrong.
    weak = [example(0.0, n % 5, 40 + n) for n in range(40)]
    ranking = fit(strong + weak)
    sure = ranking.confidence(ranking.scores(strong[0].features)).max()
    unsure = ranking.confidence(ranking.scores(weak[0].features)).max()
    assert sure > 0.8
    assert unsure < 0.5
    assert fit(strong + weak).weights.tolist() == ranking.weights.tolist()


def test_no_fold_divides_a_dossier() -> None:
    data = [example(1.0, 0, n // 3) for n in range(30)]
    for train, test in folds(data, 5, seed=1):
        assert not {e.group for e in train} & {e.group for e in test}
        assert len(train) + len(test) == 30


def test_weights_come_back_from_their_file(tmp_path: Path) -> None:
    ranking = Ranking(np.array([1.5, -2.0]), np.array([0.1, 0.2]))
    path = tmp_path / "w.toml"
    path.write_text(ranking.to_toml(("a", "b"), "why"), "utf-8")
    assert Ranking.load(path, ("b", "a")).weights.tolist() == [-2.0, 1.5]


def test_figures_count_questions_without_an_answer_as_wrong() -> None:
    runs = [[Answer(0, 0.9, True), Answer(3, 0.6, True), Answer(10_000, 0.2, False)]]
    found = {figure.name: figure for figure in figures(runs, 0.5)}
    assert found["top-1"].share == pytest.approx(1 / 3)
    assert found["recall-5"].share == pytest.approx(2 / 3)
    assert found["none-found"].share == 1
    assert found["precision-answered"].share == pytest.approx(1 / 2)
    assert found["top-1"].low < 1 / 3 < found["top-1"].high


# --- A small vocabulary --------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    import_esco([write(folder / "in")], folder / "out", Names())
    return folder / "out"


@pytest.fixture
def questions(tmp_path: Path) -> Callable[[str], Path]:
    def written(rows: str) -> Path:
        path = tmp_path / "questions.csv"
        path.write_text(f"crebo,name,level,dossier,domain\n{rows}", "utf-8")
        return path

    return written


def propose(*arguments: object, vocabularies: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qualgraph", "align", "propose", *map(str, arguments)]
    environment = {**os.environ, "QUALGRAPH_VOCABULARIES": str(vocabularies)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_propose_prints_one_object_for_each_row(
    small: Path, questions: Callable[[str], Path]
) -> None:
    file = questions('1,Banketbakker,2,Brood en banket,Horeca en bakkerij\n2,Kok,2,"Keuken",\n')
    done = propose(file, "--top", 1, "--json", vocabularies=small)
    assert done.returncode == 0, done.stderr
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["crebo"], second["crebo"]) == ("1", "2")
    [candidate] = first["candidates"]
    assert set(candidate) == {"uri", "label", "relation", "confidence", "reasons"}
    assert (candidate["uri"], candidate["label"]) == (BAKER, "bakker")
    assert 0 <= candidate["confidence"] <= 1
    assert any("banketbakker" in reason for reason in candidate["reasons"])
    assert second["candidates"][0]["uri"] == COOK


def test_below_the_threshold_the_answer_is_none(
    small: Path, questions: Callable[[str], Path]
) -> None:
    file = questions("1,Vliegtuigbouwer,2,,\n")
    done = propose(file, "--json", "--threshold", 0.99, vocabularies=small)
    assert json.loads(done.stdout) == {"crebo": "1", "candidates": []}


def test_a_rejected_pair_is_never_proposed_again(
    small: Path, questions: Callable[[str], Path], tmp_path: Path
) -> None:
    file = questions("1,Bakker,2,,\n")
    columns = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification"
    pair = f"id:occupation/nl-1\tskos:closeMatch\tNot\t{BAKER}\tsemapv:ManualMappingCuration\t0.9"
    rejected = tmp_path / "no.sssom.tsv"
    rejected.write_text(f"{columns}\tconfidence\n{pair}\n", "utf-8")
    before = json.loads(propose(file, "--json", vocabularies=small).stdout)
    after = json.loads(propose(file, "--json", "--curated", rejected, vocabularies=small).stdout)
    assert BAKER in {c["uri"] for c in before["candidates"]}
    assert BAKER not in {c["uri"] for c in after["candidates"]}
    [alignment] = read_all([rejected])
    assert not list(alignment.triples(Names())), "a rejected pair is no fact"


@pytest.mark.parametrize(
    ("rows", "line"),
    [("1,,2,,\n", 2), ("1,Kok,2,,\n2,Bakker,nine,,\n", 3), ("1,Kok,2\n", 2)],
)
def test_a_bad_question_is_refused_with_its_line(rows: str, line: int) -> None:
    content = f"crebo,name,level,dossier,domain\n{rows}".encode()
    with pytest.raises(DataError) as caught:
        read_questions(Source.of("q.csv", content))
    assert caught.value.values["line"] == line


def test_gold_with_a_strange_uri_is_refused() -> None:
    content = b"name,best_uri,also_uris\nKok,http://example.org/x,\n"
    with pytest.raises(DataError, match="table-row"):
        read_gold(Source.of("gold.csv", content))


class Taste:
    """A model to which everything that is called kok means the same."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> NDArray[np.float64]:
        self.asked += texts
        return np.array([[1.0, 0.0] if t in ("kok", "Iets anders") else [0.0, 2.0] for t in texts])


def test_a_model_of_the_user_is_one_more_feature(small: Path, tmp_path: Path) -> None:
    query, model = Query("Iets anders", 2), Taste()
    plain = Aligner(small).occupations
    aligner = Aligner(small, model)
    witness = aligner.occupations.witness
    features = witness.evidence(query).features
    assert witness.features == (*plain.witness.features, "model")
    assert features[:, :-1].tolist() == plain.witness.evidence(query).features.tolist()
    assert set(features[:, -1].round(6)) == {0.0, 1.0}
    found = aligner.occupations.propose(query, 9)
    assert "model: 1.00" in next(c for c in found if c.uri == COOK).reasons
    assert len(model.asked) == len(set(model.asked)), "no text is asked for twice"
    # Its weight is fitted as the others are, and read back from the file.
    data = [Example(features, (features[:, -1] > 0.5).astype(float), str(n)) for n in range(30)]
    fitted = fit(data)
    assert fitted.weights[-1] > 0.5
    path = tmp_path / "w.toml"
    path.write_text(fitted.to_toml(witness.features, "why"), "utf-8")
    own = Aligner(small, model, path).occupations
    assert own.ranking.weights[-1] == pytest.approx(fitted.weights[-1], abs=1e-4)
    assert own.propose(query, 1)[0].uri == COOK


def model_folder(tmp_path: Path) -> Path:
    for name in ("tokenizer.json", "model.onnx"):
        (tmp_path / name).write_text("{", "utf-8")
    return tmp_path


def test_a_model_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    with pytest.raises(UsageError, match="model-missing"):
        load_model(tmp_path / "nowhere")
    folder = model_folder(tmp_path)
    with pytest.raises(UsageError, match="model-packages"):
        load_model(folder, absent)
    with pytest.raises(DataError, match="model-broken"):
        load_model(folder, lambda _: object())


def test_a_model_in_onnx_gives_the_mean_of_its_tokens() -> None:
    def entry(ids: list[int], mask: list[int]) -> SimpleNamespace:
        return SimpleNamespace(ids=ids, attention_mask=mask)

    given: dict[str, NDArray[np.int64]] = {}

    def run(_: None, inputs: dict[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        given.update(inputs)
        return [np.array([[[1.0], [3.0]], [[5.0], [9.0]]], dtype=np.float32)]

    inputs = [SimpleNamespace(name=name) for name in ("input_ids", "attention_mask")]
    session = SimpleNamespace(get_inputs=lambda: inputs, run=run)
    encoded = [entry([7, 8], [1, 1]), entry([9, 0], [1, 0])]
    tokenizer = SimpleNamespace(encode_batch=lambda texts: encoded)
    assert OnnxModel(tokenizer, session).encode(["a b", "c"]).tolist() == [[2.0], [5.0]]
    assert set(given) == {"input_ids", "attention_mask"}


def test_weights_that_are_no_weights_are_told(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text("[weights]\npreferred = 1\n", "utf-8")
    with pytest.raises(DataError, match="weights-file"):
        Aligner(small, None, path).occupations  # noqa: B018


# --- What was learned is kept ---------------------------------------------------------------


def told(folder: Path) -> list[str]:
    aligner = Aligner(folder)
    query = Query("Banketbakker", 2, "Brood en banket", "Horeca en bakkerij")
    features = aligner.occupations.witness.evidence(query).features
    skills = aligner.skills.propose(Query("Brood bakken"), 3)
    return [str(features.tolist()), *map(str, aligner.occupations.propose(query, 3)), str(skills)]


def kept(folder: Path) -> list[Path]:
    return sorted((folder / INDEX).rglob("*.npz"))


@pytest.fixture
def own(small: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / FILE).write_bytes((small / FILE).read_bytes())
    return folder


def test_what_was_learned_is_kept_and_says_the_same(own: Path) -> None:
    first = told(own)
    files = {path: path.stat().st_mtime_ns for path in kept(own)}
    assert files
    assert told(own) == first
    assert {path: path.stat().st_mtime_ns for path in kept(own)} == files


def test_what_is_damaged_or_hides_code_is_made_anew(own: Path) -> None:
    first = told(own)
    for number, path in enumerate(kept(own)):
        if number % 3 == 0:
            path.write_bytes(b"no archive")
        elif number % 3 == 1:
            path.write_bytes(path.read_bytes()[:100])
        else:
            np.savez(path, words=np.array([{"an": "object"}], dtype=object))
    assert told(own) == first


def test_of_another_vocabulary_nothing_is_used(own: Path, small: Path) -> None:
    told(own)
    before = kept(own)
    with closing(sqlite3.connect(own / FILE)) as db, db:
        db.execute("UPDATE term SET text = 'imker' WHERE text = 'bakker'")
    assert any("imker" in line for line in told(own))
    assert not set(before) & set(kept(own)), "what was learned from another vocabulary goes"
    assert (small / FILE).is_file()


def test_without_a_place_to_keep_it_everything_works(own: Path) -> None:
    first = told(own)
    shutil.rmtree(own / INDEX)
    (own / INDEX).write_text("no folder", "utf-8")
    assert told(own) == first


# --- SSSOM ---------------------------------------------------------------------------------


def test_proposals_are_sssom_that_can_be_read_back(small: Path, tmp_path: Path) -> None:
    question = Question(2, "7", Query("Bakker", 2))
    found = Aligner(small).propose(question, 2, 0.0, frozenset())
    path = tmp_path / "p.sssom.tsv"
    rows = proposals(question, found, "v1.2.1", date(2026, 11, 23))
    path.write_text(table(rows, "p"), "utf-8")
    first, *_ = read_alignments(open_source(path, Limits()))
    assert (first.subject, first.object.value) == ("occupation/nl-7", BAKER)
    assert first.justification.value.endswith("CompositeMatching")
    assert float(first.confidence) == found[0].confidence
    header = path.read_text("utf-8").split("\nsubject_id", 1)[1].split("\n")[0].split("\t")
    assert set(header[1:]) <= {*REQUIRED, *OPTIONAL}


def test_curated_links_are_of_occupations_and_rejected_pairs_are_kept() -> None:
    links = read_alignments(open_source(CURATED, Limits()))
    assert all(link.subject.startswith("occupation/nl-") for link in links)
    assert all(link.judged and link.comment and link.object_version for link in links)
    rejected = rejected_pairs(links)
    accepted = {(a.subject, a.object.value) for a in links if not a.negated}
    assert rejected
    assert not rejected & accepted


def test_every_curated_concept_has_its_label_in_the_shipped_vocabulary() -> None:
    with (ROOT / "data" / "vocabularies" / "esco.csv").open(encoding="utf-8") as lines:
        known = {row["iri"]: row for row in csv.DictReader(lines)}
    for link in read_alignments(open_source(CURATED, Limits())):
        assert known[link.object.value]["label_nl"]


# --- Measured on what people judged ----------------------------------------------------------


@pytest.fixture(scope="module")
def aligner(tmp_path_factory: pytest.TempPathFactory) -> Aligner:
    if not (SHARED / "esco").is_dir() or not GOLD.is_file():
        pytest.skip(f"ESCO and the judged qualifications are not in {SHARED}")
    folder = tmp_path_factory.mktemp("vocabularies")
    import_esco([SHARED / "esco"], folder, Names())
    return Aligner(folder)


def judged(path: Path) -> tuple[Judged, ...]:
    return read_gold(open_source(path, Limits()))


def test_occupations_reach_what_is_required(aligner: Aligner) -> None:
    data = examples(aligner.occupations.witness, judged(GOLD))
    runs = cross_validated(data)
    found = {figure.name: figure.share for figure in figures(runs, 0.5)}
    assert found["top-1"] >= 0.60
    assert found["recall-5"] >= 0.78
    assert found["precision-sure"] >= 0.90
    for confidence, right, _ in calibration(runs):
        assert abs(confidence - right) < 0.2
    assert cross_validated(data, repeats=1) == runs[:1]


def test_where_esco_has_no_answer_few_are_given(aligner: Aligner) -> None:
    data = examples(aligner.occupations.witness, judged(GOLD))
    unseen = examples(aligner.occupations.witness, judged(OWN / "none-nl.csv"))
    found = {figure.name: figure for figure in figures(with_weights(unseen, fit(data)), 0.5)}
    assert found["none-found"].share >= 0.75
    assert found["none-found"].items == 15


def test_skills_stay_as_good_as_they_were(aligner: Aligner) -> None:
    prepared = aligner.prepared(judged(OWN / "skills-nl.csv"), "skill")
    assert len(prepared) == 62
    runs = cross_validated(examples(aligner.skills.witness, prepared))
    found = {figure.name: figure.share for figure in figures(runs, 0.5)}
    assert found["top-1"] >= 0.30
    assert found["recall-5"] >= 0.55


def test_without_the_glossary_a_dossier_is_known_by_its_title_only() -> None:
    knowledge = Knowledge.load()
    assert knowledge.work_of("Betonboren")
    plain = knowledge.without_glossary()
    assert not plain.work_of("Betonboren")
    assert plain.groups("Bouw en infra") == knowledge.groups("Bouw en infra")
