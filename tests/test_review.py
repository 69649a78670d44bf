"""Judging on a page: what is written, that nothing is lost, and who is kept out."""

import multiprocessing
import os
import re
import subprocess
import sys
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient

from qualgraph.alignment.gold import Question
from qualgraph.alignment.matcher import Query
from qualgraph.alignment.review.app import create_app
from qualgraph.alignment.review.door import Door, bound
from qualgraph.alignment.review.file import change, read
from qualgraph.alignment.review.judging import (
    ConflictError,
    Decision,
    Judging,
    UnknownError,
    proposals_of,
)
from qualgraph.alignment.review.people import Reviewer
from qualgraph.alignment.service import Aligner, rejected_pairs
from qualgraph.alignment.sssom import read_all, table
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.names import Names
from qualgraph.texts import LANGUAGES, Texts

TOKEN = "a-token-of-this-start"
PORT = 8123
ORIGIN = f"http://127.0.0.1:{PORT}"
COOK, BAKER = "id:occupation/nl-1", "id:occupation/nl-2"


def row(subject: str, object_: str, **cells: str) -> dict[str, str]:
    return {
        "subject_id": subject,
        "subject_label": f"label of {subject[-1]}",
        "predicate_id": "skos:closeMatch",
        "object_id": f"esco-occupation:{object_}",
        "object_label": f"concept {object_}",
        "mapping_justification": "semapv:CompositeMatching",
        "confidence": "0.812",
        "mapping_tool": "qualgraph",
        "object_source_version": "v1.2.1",
        "comment": "name: 'kok' 0.90; shares: keuken",
        **cells,
    }


@pytest.fixture
def proposals(tmp_path: Path) -> Path:
    path = tmp_path / "p.sssom.tsv"
    rows = [row(COOK, "a"), row(COOK, "b"), row(BAKER, "a"), row(BAKER, "c")]
    path.write_text(table(rows, "p"), "utf-8")
    return path


@pytest.fixture
def work(tmp_path: Path, proposals: Path) -> Judging:
    return judging(tmp_path / "mine.sssom.tsv", proposals)


def judging(file: Path, *proposals: Path) -> Judging:
    who = Reviewer.parse("A. Smit")
    return Judging(file, proposals_of(proposals), who, lambda: date(2026, 11, 23))


def page(work: Judging, language: str = "en") -> TestClient:
    app = create_app(work, Door(TOKEN, PORT), Texts.load(language), {})
    return TestClient(app, ORIGIN, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def browser(work: Judging) -> TestClient:
    """A browser on our page: it sends the origin of that page."""
    client = page(work)
    client.headers["origin"] = ORIGIN
    return client


def fields(work: Judging, subject: str, object_: str = "", **more: str) -> dict[str, str]:
    found = work.subjects()[subject]
    version = found.candidate(object_).version if object_ else found.version
    told = {"token": TOKEN, "subject": subject, "object": object_, "version": version}
    return {**told, "verdict": "accept", **more}


# --- What a decision writes -------------------------------------------------------------------


def test_an_accepted_pair_becomes_a_curated_link(work: Judging) -> None:
    seen = work.subjects()[COOK].candidate("esco-occupation:a").version
    work.decide(COOK, "esco-occupation:a", seen, Decision("broadMatch", "medium", "seen"), 0)
    [link] = read_all([work.path])
    assert (link.subject, link.predicate.value[-10:]) == ("occupation/nl-1", "broadMatch")
    assert (float(link.confidence), link.author, link.judged) == (
        0.7,
        "A. Smit",
        date(2026, 11, 23),
    )
    assert link.justification.value.endswith("ManualMappingCuration")
    assert link.comment == "seen (name: 'kok' 0.90; shares: keuken)"
    assert list(link.triples(Names()))
    [record] = read(work.path).records
    assert record.cells["reviewer_label"] == "A. Smit"
    assert record.cells["object_source_version"] == "v1.2.1"


def test_a_rejected_pair_is_kept_and_never_proposed_again(work: Judging) -> None:
    seen = work.subjects()[COOK].candidate("esco-occupation:a").version
    work.decide(COOK, "esco-occupation:a", seen, Decision("reject"), 0)
    [link] = read_all([work.path])
    assert link.negated
    assert (link.subject, link.object.value) in rejected_pairs((link,))
    assert not list(link.triples(Names()))
    assert not work.subjects()[COOK].reviewed, "another candidate is still to be judged"


def test_none_is_recorded_and_is_no_fact(work: Judging) -> None:
    accepted = work.subjects()[COOK].candidate("esco-occupation:a").version
    work.decide(COOK, "esco-occupation:a", accepted, Decision("accept"), 0)
    work.none(COOK, work.subjects()[COOK].version, "too broad", 0)
    links = read_all([work.path])
    assert sorted((link.object.value.rpartition("/")[2], link.negated) for link in links) == [
        ("NoTermFound", False),
        ("a", True),
        ("b", True),
    ]
    assert not [t for link in links for t in link.triples(Names())]
    assert work.subjects()[COOK].none
    assert ("occupation/nl-1", "https://w3id.org/sssom/NoTermFound") in rejected_pairs(links)
    # Who accepts a candidate after all takes back that there is none.
    seen = work.subjects()[COOK].candidate("esco-occupation:b").version
    work.decide(COOK, "esco-occupation:b", seen, Decision("accept"), 0)
    assert not work.subjects()[COOK].none


def test_undo_puts_back_what_was(work: Judging) -> None:
    seen = work.subjects()[COOK].candidate("esco-occupation:a").version
    first = work.decide(COOK, "esco-occupation:a", seen, Decision("accept"), 0)
    before = work.path.read_bytes()
    second = work.none(COOK, work.subjects()[COOK].version, "", first)
    assert work.undo(second).previous == first
    assert work.path.read_bytes() == before
    work.undo(first)
    assert read(work.path).records == ()
    with pytest.raises(ConflictError):
        work.undo(first)


def test_a_file_of_proposals_is_judged_in_place(proposals: Path) -> None:
    work = judging(proposals)
    seen = work.subjects()[COOK].candidate("esco-occupation:b").version
    work.decide(COOK, "esco-occupation:b", seen, Decision("accept"), 0)
    records = read(proposals).records
    assert [r.pair for r in records] == [
        (s, f"esco-occupation:{o}")
        for s, o in ((COOK, "a"), (COOK, "b"), (BAKER, "a"), (BAKER, "c"))
    ]
    assert records[1].cells["mapping_justification"] == "semapv:ManualMappingCuration"
    assert records[0].cells["mapping_justification"] == "semapv:CompositeMatching"


def test_rows_that_are_not_touched_keep_their_bytes(tmp_path: Path, proposals: Path) -> None:
    path = tmp_path / "old.sssom.tsv"
    old = (
        '#mapping_set_id: https://example.org/x\n#curie_map:\n#  "skos": "http://other.example/"\n'
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment\n"
        f"{COOK}\tskos:closeMatch\tesco-occupation:z\tsemapv:ManualMappingCuration\t0.70\t"
        '"a ""quoted"" word"\n'
    )
    path.write_text(old, "utf-8")
    work = judging(path, proposals)
    change(path, lambda links: links)
    assert path.read_text("utf-8") == old
    seen = work.subjects()[BAKER].candidate("esco-occupation:a").version
    number = work.decide(BAKER, "esco-occupation:a", seen, Decision("accept"), 0)
    text = path.read_text("utf-8")
    assert '\t0.70\t"a ""quoted"" word"' in text
    assert "#mapping_set_id: https://example.org/x\n" in text
    work.undo(number)
    assert read(path).records[0].cells["confidence"] == "0.70"


def test_who_judges_is_a_name_or_an_orcid() -> None:
    assert Reviewer.parse("https://orcid.org/0000-0002-1825-0097").cells()["reviewer_id"] == (
        "orcid:0000-0002-1825-0097"
    )
    assert Reviewer.parse(" Ä. Smit ").cells()["reviewer_label"] == "Ä. Smit"
    for wrong in ("", "0000-0002-1825-0098", "a|b", "a\tb", "x" * 300):
        with pytest.raises(UsageError):
            Reviewer.parse(wrong)


# --- Nothing is lost ----------------------------------------------------------------------------


def test_of_two_open_pages_the_second_is_told(work: Judging, proposals: Path) -> None:
    other = judging(work.path, proposals)
    seen = work.subjects()[COOK].candidate("esco-occupation:a").version
    all_seen = work.subjects()[COOK].version
    other.decide(COOK, "esco-occupation:a", seen, Decision("reject"), 0)
    written = work.path.read_bytes()
    with pytest.raises(ConflictError):
        work.decide(COOK, "esco-occupation:a", seen, Decision("accept"), 0)
    with pytest.raises(ConflictError):
        work.none(COOK, all_seen, "", 0)
    assert work.path.read_bytes() == written


def judge_all(file: str, proposals: str, object_: str) -> None:
    work = judging(Path(file), Path(proposals))
    for subject, found in work.subjects().items():
        work.decide(subject, object_, found.candidate(object_).version, Decision("accept"), 0)


def test_several_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    proposals, file = tmp_path / "p.sssom.tsv", tmp_path / "mine.sssom.tsv"
    subjects = [f"id:occupation/nl-{n}" for n in range(12)]
    objects = ["a", "b", "c"]
    rows = [row(subject, object_) for subject in subjects for object_ in objects]
    proposals.write_text(table(rows, "p"), "utf-8")
    context = multiprocessing.get_context("spawn")
    arguments = [(str(file), str(proposals), f"esco-occupation:{o}") for o in objects]
    running = [context.Process(target=judge_all, args=given) for given in arguments]
    for process in running:
        process.start()
    while any(process.is_alive() for process in running):
        if file.exists():
            read(file)  # whoever reads meanwhile finds a whole file
    for process in running:
        process.join()
        assert process.exitcode == 0
    pairs = [(link.subject, link.object.value[-1]) for link in read_all([file])]
    assert sorted(pairs) == sorted((s.removeprefix("id:"), o) for s in subjects for o in objects)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_change_that_fails_leaves_the_file_as_it_was(work: Judging, tmp_path: Path) -> None:
    seen = work.subjects()[COOK].candidate("esco-occupation:a").version
    work.decide(COOK, "esco-occupation:a", seen, Decision("accept"), 0)
    before = work.path.read_bytes()
    bad = row(COOK, "x", predicate_id="skos:nonsense")
    with pytest.raises(DataError, match="table-row"):
        change(work.path, lambda links: links.with_rows((COOK, "esco-occupation:x"), [bad]))
    assert work.path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2


def test_a_linked_file_is_changed_where_it_lies(work: Judging, tmp_path: Path) -> None:
    link = tmp_path / "link.sssom.tsv"
    change(work.path, lambda links: links)
    work.path.chmod(0o640)
    link.symlink_to(work.path)
    change(link, lambda links: links.with_rows((COOK, "esco-occupation:a"), [row(COOK, "a")]))
    assert link.is_symlink()
    assert len(read(work.path).records) == 1
    assert work.path.stat().st_mode & 0o777 == 0o640


# --- The page -----------------------------------------------------------------------------------


def test_the_page_shows_a_subject_with_reasons(browser: TestClient) -> None:
    answer = browser.get("/", params={"token": TOKEN})
    assert answer.status_code == 200
    text = unescape(answer.text)
    assert "<h1>label of 1</h1>" in text
    assert "name: 'kok' 0.90" in text
    assert "0 of 2 reviewed" in text
    for key in "aecbnrx0f":
        assert f'data-key="{key}"' in text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?! src)|\son\w+=|style=", text)


def test_accept_moves_on_and_can_be_undone_by_forms_alone(
    browser: TestClient, work: Judging
) -> None:
    answer = browser.post("/decide", data=fields(work, COOK, "esco-occupation:a"))
    assert answer.status_code == 303
    following = parse_qs(urlsplit(answer.headers["location"]).query)
    assert following["subject"] == [BAKER]
    shown = browser.get(answer.headers["location"])
    assert "1 of 2 reviewed" in shown.text
    assert "concept a is accepted" in shown.text
    undone = browser.post(
        "/undo", data={"token": TOKEN, "subject": BAKER, "done": following["done"][0]}
    )
    assert parse_qs(urlsplit(undone.headers["location"]).query)["subject"] == [COOK]
    assert read(work.path).records == ()


def test_reject_stays_until_nothing_is_left(browser: TestClient, work: Judging) -> None:
    first = browser.post("/decide", data=fields(work, COOK, "esco-occupation:a", verdict="reject"))
    assert f"subject={COOK.replace(':', '%3A').replace('/', '%2F')}" in first.headers["location"]
    last = browser.post("/decide", data=fields(work, COOK, "esco-occupation:b", verdict="reject"))
    assert parse_qs(urlsplit(last.headers["location"]).query)["subject"] == [BAKER]


def test_the_unreviewed_alone(browser: TestClient, work: Judging) -> None:
    browser.post("/none", data=fields(work, COOK))
    assert "<h1>label of 2</h1>" in browser.get("/", params={"token": TOKEN, "open": "1"}).text
    browser.post("/none", data=fields(work, BAKER))
    nothing = browser.get("/", params={"token": TOKEN, "open": "1"})
    assert "Nothing is left to review." in nothing.text
    assert "2 of 2 reviewed" in nothing.text


def test_a_stale_page_gets_a_conflict_and_the_present_state(
    browser: TestClient, work: Judging
) -> None:
    stale = fields(work, COOK, "esco-occupation:a")
    browser.post("/decide", data=fields(work, COOK, "esco-occupation:a", verdict="reject"))
    answer = browser.post("/decide", data=stale)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "rejected" in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_both_languages(work: Judging, language: str) -> None:
    answer = page(work, language).get("/", params={"token": TOKEN})
    assert f'<html lang="{language}">' in answer.text
    assert Texts.load(language)("review.accept") in answer.text


def test_what_a_table_says_is_never_markup(tmp_path: Path) -> None:
    path = tmp_path / "x.sssom.tsv"
    evil = '<script src="//x"></script>"\'>'
    rows = [row(COOK, "a", subject_label=evil, object_label=evil, comment=evil)]
    path.write_text(table(rows, "x"), "utf-8")
    answer = page(judging(path)).get("/", params={"token": TOKEN})
    assert '<script src="//x">' not in answer.text
    assert answer.text.count("<script") == 1


# --- The door ------------------------------------------------------------------------------------


def refused(client: TestClient, work: Judging, **headers: str) -> int:
    """Return the status of a write with these headers; nothing may come of it."""
    data = fields(work, COOK, "esco-occupation:a")
    answer = client.post("/decide", data=data, headers=headers)
    assert not work.path.exists()
    assert answer.headers["content-security-policy"]
    return answer.status_code


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "",
        f"https://127.0.0.1:{PORT}",
        f"http://localhost:{PORT}",
        "http://127.0.0.1",
        f"http://127.0.0.1:{PORT}.evil.example",
    ],
)
def test_a_foreign_origin_writes_nothing(work: Judging, origin: str) -> None:
    assert refused(page(work), work, origin=origin) == 403


def test_a_write_without_an_origin_is_refused(work: Judging) -> None:
    assert refused(page(work), work) == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_of_another_site_is_refused(work: Judging, site: str) -> None:
    headers = {"origin": ORIGIN, "sec-fetch-site": site}
    assert refused(page(work), work, **headers) == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:1",
        f"127.0.0.1.nip.io:{PORT}",
        f"[::2]:{PORT}",
        f"127.0.0.1:{PORT}@evil.example",
        "",
    ],
)
def test_a_rebound_host_is_refused_for_reading_and_writing(work: Judging, host: str) -> None:
    client = page(work)
    assert refused(client, work, host=host, origin=f"http://{host}") == 421
    answer = client.get("/", params={"token": TOKEN}, headers={"host": host})
    assert answer.status_code == 421
    assert TOKEN not in answer.text


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_every_name_of_this_computer_is_good(work: Judging, name: str) -> None:
    host = f"{name}:{PORT}"
    data = fields(work, COOK, "esco-occupation:a")
    answer = page(work).post(
        "/decide", data=data, headers={"host": host, "origin": f"http://{host}"}
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/?token="), "it stays at the name that was asked"


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], f"{TOKEN}x", "é"])
def test_a_missing_or_wrong_token_neither_reads_nor_writes(
    browser: TestClient, work: Judging, token: str
) -> None:
    data = fields(work, COOK, "esco-occupation:a", token=token)
    for path in ("/decide", "/none", "/undo"):
        assert browser.post(path, data=data).status_code == 403
        assert browser.post(path, params={"token": TOKEN}, data=data).status_code == 403
    answer = browser.get("/", params={"token": token})
    assert answer.status_code == 403
    assert TOKEN not in answer.text
    assert not work.path.exists()


def test_reading_never_writes(browser: TestClient, work: Judging) -> None:
    given = {**fields(work, COOK, "esco-occupation:a"), "done": "1"}
    for path in ("/", "/decide", "/none", "/undo", "/review.js", "/review.css"):
        for method in ("GET", "HEAD"):
            browser.request(method, path, params=given)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert browser.request(method, "/decide", params=given).status_code == 405
    assert not work.path.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"token=x", "text/plain", 415),
        (b"a=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=1" for _ in range(50)), "application/x-www-form-urlencoded", 400),
        (b"token=%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
    ],
)
def test_only_a_small_form_is_read(
    browser: TestClient, body: bytes, kind: str, status: int
) -> None:
    answer = browser.post("/decide", content=body, headers={"content-type": kind})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "id:occupation/nl-99"},
        {"object": "esco-occupation:nowhere"},
        {"verdict": "skos:exactMatch"},
        {"certainty": "1.0"},
    ],
)
def test_what_is_not_there_cannot_be_decided(
    browser: TestClient, work: Judging, wrong: dict[str, str]
) -> None:
    data = {**fields(work, COOK, "esco-occupation:a"), **wrong}
    assert browser.post("/decide", data=data).status_code == 404
    assert not work.path.exists()
    with pytest.raises(UnknownError):
        work.undo(7)


def test_a_note_stays_one_line(browser: TestClient, work: Judging) -> None:
    note = "one\r\ntwo\tthree\u2028four\x00" + "x" * 2000
    browser.post("/decide", data=fields(work, COOK, "esco-occupation:a", note=note))
    [record] = read(work.path).records
    assert record.cells["comment"].startswith("one two three four")
    assert len(record.cells["comment"]) < 600


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "::", "example.org", ""])
def test_it_listens_on_this_computer_only(host: str) -> None:
    with pytest.raises(UsageError, match="review-address"):
        bound(host, 0)


def test_the_command_serves_until_it_is_stopped(work: Judging, proposals: Path) -> None:
    command = [sys.executable, "-m", "qualgraph", "align", "review", str(work.path)]
    options = ["--proposals", str(proposals), "--reviewer", "A. Smit", "--lang", "en"]
    environment = {**os.environ, "COLUMNS": "300"}
    with subprocess.Popen(
        [*command, *options], stderr=subprocess.PIPE, text=True, env=environment
    ) as running:
        assert running.stderr
        try:
            said = running.stderr.readline() + running.stderr.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", said)
            assert address, said
            with urlopen(address[0], timeout=10) as answer:
                assert b"label of 1" in answer.read()
        finally:
            running.terminate()


def test_what_people_said_silences_the_matcher() -> None:
    told = frozenset({("occupation/nl-1", "https://w3id.org/sssom/NoTermFound")})
    aligner = Aligner.__new__(Aligner)  # never asked: no vocabulary is needed to know the answer
    assert aligner.propose(Question(2, "1", Query("Kok")), 5, 0.0, told) == []
