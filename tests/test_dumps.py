"""Dumps, the feed of changes and the sitemap: whole, resumable, with digests."""

import gzip
import hashlib
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.graph.names import Names
from qualgraph.release.batch import gather
from qualgraph.release.changes import sitemaps
from qualgraph.release.configuration import Configuration
from qualgraph.release.conversion import Converter
from qualgraph.release.directory import Release, Releases
from qualgraph.release.portal_files import split
from qualgraph.release.publish import publish
from tests.conftest import DOSSIER, ROOT

GOOD = DOSSIER.read_text("utf-8")
DUMP = "/dumps/qualgraph.ttl.gz"
ATOM = "{http://www.w3.org/2005/Atom}"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PARTS = {"documents", "evidence", "follow-ups", "occupations", "qualifications", "registers",
         "vocabulary"}  # fmt: skip


def released(folder: Path, text: str, configuration: Configuration | None = None) -> Release:
    """Publish one document, over what ``folder`` already holds."""
    source = folder / "in"
    source.mkdir(exist_ok=True)
    (source / "a.md").write_text(text, "utf-8")
    converter = Converter.load(Names())
    batch = gather(converter, source, with_shipped=False)
    return publish(converter, batch, Releases(folder / "out"), configuration)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    """Two releases: in the second a work process has another name, and an occupation is gone."""
    folder = tmp_path_factory.mktemp("two")
    first = released(folder, GOOD)
    changes = json.loads((first.path / "changes.json").read_text("utf-8"))
    changes["modified"] = dict.fromkeys(changes["modified"], "2020-01-01")
    (first.path / "changes.json").write_text(json.dumps(changes), "utf-8")
    changed = GOOD.replace("Behandelt klachten", "Handelt klachten af")
    return first, released(folder, re.sub(r"(?m)^- 4\.5 .*\n", "", changed))


@pytest.fixture(scope="module")
def newer(two: tuple[Release, Release]) -> Iterator[TestClient]:
    with TestClient(create_app(two[1], Settings()), follow_redirects=False) as client:
        yield client


def quads(body: bytes, name: str) -> set[Quad]:
    form = RdfFormat.TURTLE if ".ttl" in name else RdfFormat.N_QUADS
    content = gzip.decompress(body) if name.endswith(".gz") else body
    return set(parse(content, format=form))


# --- What is in them -----------------------------------------------------------------------------


def test_every_dump_has_the_size_and_digest_that_are_stated(client: TestClient) -> None:
    files = client.get("/dumps/", headers={"Accept": "application/json"}).json()["files"]
    assert {entry["part"] for entry in files} == {"all", *PARTS}
    for entry in files:
        answer = client.get(entry["address"])
        digest = hashlib.sha256(answer.content).hexdigest()
        assert (len(answer.content), digest) == (entry["size"], entry["sha256"])
        assert client.get(f"{entry['address']}.sha256").text == f"{digest}  {entry['file']}\n"


def test_sha256sum_accepts_the_list_of_digests(client: TestClient, tmp_path: Path) -> None:
    sums = client.get("/dumps/SHA256SUMS")
    assert sums.headers["content-type"].startswith("text/plain")
    (tmp_path / "SHA256SUMS").write_bytes(sums.content)
    for line in sums.text.splitlines():
        name = line.split()[1]
        (tmp_path / name).write_bytes(client.get(f"/dumps/{name}").content)
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_the_whole_dump_is_the_release(client: TestClient, release: Release) -> None:
    body = gzip.decompress(client.get("/dumps/qualgraph.nq.gz").content)
    assert body == (release.path / "graph.nq").read_bytes()
    answer = {q.triple for q in quads(body, ".nq") if q.graph_name == DefaultGraph()}
    assert answer == {q.triple for q in quads(client.get(DUMP).content, DUMP)}


def test_each_statement_of_the_answer_is_in_one_part(client: TestClient) -> None:
    whole = {q.triple for q in quads(client.get(DUMP).content, DUMP)}
    parts = Counter(
        quad.triple
        for part in PARTS - {"documents", "evidence", "registers"}
        for quad in quads(client.get(f"/dumps/{part}.ttl.gz").content, ".ttl.gz")
    )
    assert set(parts) == whole
    assert set(parts.values()) == {1}


def test_documents_registers_and_evidence_hold_their_graphs(
    client: TestClient, release: Release
) -> None:
    base = release.base
    graphs = {
        part: {
            str(q.graph_name)[1:-1].removeprefix(f"{base}id/graph/")
            for q in quads(client.get(f"/dumps/{part}.nq.gz").content, ".nq.gz")
        }
        for part in ("documents", "registers", "evidence")
    }
    references = set(release.manifest["documents"])
    assert graphs["documents"] | graphs["registers"] == references
    assert all(name.startswith("register-") for name in graphs["registers"])
    assert graphs["evidence"] == {f"{reference}-evidence" for reference in references}


def test_the_same_input_gives_the_same_dumps(
    converter: Converter, release: Release, tmp_path: Path
) -> None:
    batch = gather(converter, ROOT / "data", with_shipped=True)
    again = publish(converter, batch, Releases(tmp_path))
    assert again.manifest["dumps"] == release.manifest["dumps"]


# --- Their addresses -----------------------------------------------------------------------------


def test_a_dump_has_a_stable_address_and_one_of_its_release(
    client: TestClient, release: Release
) -> None:
    stable = client.get(DUMP)
    lasting = client.get(f"/dumps/{release.id}/qualgraph.ttl.gz")
    assert stable.content == lasting.content
    assert stable.headers["etag"] == lasting.headers["etag"]
    assert stable.headers["content-location"] == f"/dumps/{release.id}/qualgraph.ttl.gz"
    assert "immutable" in lasting.headers["cache-control"]
    assert "immutable" not in stable.headers["cache-control"]


def test_an_older_release_is_still_there(newer: TestClient, two: tuple[Release, Release]) -> None:
    first, second = two
    old = newer.get(f"/dumps/{first.id}/qualgraph.nq.gz")
    assert gzip.decompress(old.content) == (first.path / "graph.nq").read_bytes()
    now = newer.get("/dumps/qualgraph.nq.gz")
    assert gzip.decompress(now.content) == (second.path / "graph.nq").read_bytes()
    assert old.headers["etag"] != now.headers["etag"]
    assert newer.get(f"/dumps/{first.id}/", headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/dumps/none.nq.gz",
        "/dumps/..%2Fmanifest.json",
        "/dumps/0123456789abcdef/qualgraph.nq.gz",
        "/dumps/0123456789abcdef/",
        "/dumps/current/qualgraph.nq.gz",
        "/dumps/current/",
        "/dumps/..%2F..%2F/qualgraph.nq.gz",
        "/dumps/qualgraph.nq.gz.sha256.sha256",
        "/dumps/.sha256",
        "/sitemap-1.xml",
    ],
)
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


# --- How they are sent ---------------------------------------------------------------------------


@pytest.mark.parametrize("accepted", ["gzip", "identity", "*"])
def test_a_packed_file_is_sent_as_it_lies_there(client: TestClient, accepted: str) -> None:
    answer = client.get(DUMP, headers={"Accept-Encoding": accepted})
    assert answer.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in answer.headers
    assert answer.content.startswith(b"\x1f\x8b")
    assert answer.headers["repr-digest"].startswith("sha-256=:")


def test_a_file_for_portals_is_plain(client: TestClient) -> None:
    answer = client.get("/dumps/portal-qualifications-1.ttl")
    assert answer.headers["content-type"].startswith("text/turtle")
    assert quads(answer.content, ".ttl")


def test_a_download_can_be_resumed(client: TestClient) -> None:
    whole = client.get(DUMP)
    assert whole.headers["accept-ranges"] == "bytes"
    half = len(whole.content) // 2
    rest = client.get(DUMP, headers={"Range": f"bytes={half}-", "If-Range": whole.headers["etag"]})
    assert rest.status_code == 206
    size = len(whole.content)
    assert rest.headers["content-range"] == f"bytes {half}-{size - 1}/{size}"
    assert rest.headers["etag"] == whole.headers["etag"]
    assert whole.content[:half] + rest.content == whole.content


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-0", 0, 1), ("bytes=-5", -5, None), ("bytes=2-4", 2, 5)]
)
def test_a_range_is_that_range(client: TestClient, asked: str, start: int, end: int | None) -> None:
    answer = client.get(DUMP, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == client.get(DUMP).content[start:end]


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-9", "If-Range": '"another"'},
        {"Range": "bytes=0-9", "If-Range": "Wed, 21 Oct 2015 07:28:00 GMT"},
        {"Range": "bytes=0-1,4-5"},
        {"Range": "lines=0-9"},
        {"Range": "bytes=x"},
        {"Range": "bytes=-"},
    ],
)
def test_a_range_that_does_not_count_gives_the_whole(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.get(DUMP, headers=headers)
    assert answer.status_code == 200
    assert answer.content == client.get(DUMP).content


def test_a_range_outside_is_416(client: TestClient) -> None:
    answer = client.get(DUMP, headers={"Range": "bytes=999999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")


def test_head_says_the_whole_size_whatever_the_range(client: TestClient) -> None:
    answer = client.head(DUMP, headers={"Range": "bytes=0-9"})
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(client.get(DUMP).content)


def test_who_holds_the_file_gets_304(client: TestClient) -> None:
    etag = client.get(DUMP).headers["etag"]
    answer = client.get(DUMP, headers={"If-None-Match": f'"x", W/{etag}', "Range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag


def test_a_script_of_another_site_may_resume(client: TestClient) -> None:
    answer = client.get(DUMP, headers={"Origin": "https://x.example", "Range": "bytes=0-9"})
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert {"content-range", "etag"} <= set(re.split(r",\s*", exposed))


# --- Files for portals ---------------------------------------------------------------------------


def test_files_for_portals_stay_below_the_limit(tmp_path: Path) -> None:
    limit = 30_000
    path = tmp_path / "c.toml"
    path.write_text(f"[dumps]\nportal_bytes = {limit}", "utf-8")
    converter = Converter.load(Names())
    batch = gather(converter, ROOT / "data", with_shipped=True)
    release = publish(converter, batch, Releases(tmp_path / "out"), Configuration.load(path))
    folder = release.path / "dumps"
    files = sorted(folder.glob("portal-qualifications-*.ttl"))
    assert len(files) > 1
    held = [{q.triple for q in quads(file.read_bytes(), file.name)} for file in files]
    whole = quads((folder / "qualifications.ttl.gz").read_bytes(), "qualifications.ttl.gz")
    assert set.union(*held) == {q.triple for q in whole}
    assert sum(map(len, held)) == len(whole)
    sizes = [file.stat().st_size for file in files]
    assert max(sizes) <= limit
    homes = [
        i for i, triples in enumerate(held) if any("/nl-25132" in str(t.subject) for t in triples)
    ]
    assert len(homes) == 1


@pytest.mark.parametrize("limit", [1, 7, 10, 25, 1000])
def test_splitting_loses_nothing_and_divides_no_unit(limit: int) -> None:
    units = [str(number) * (number % 9 + 1) for number in range(1, 30)]
    files = list(split(units, lambda chosen: " ".join(chosen).encode(), limit))
    assert b" ".join(files).decode().split() == units
    assert all(len(file) <= limit or b" " not in file for file in files)


# --- What changed --------------------------------------------------------------------------------


def test_the_feed_names_what_is_new_changed_and_gone(newer: TestClient) -> None:
    answer = newer.get("/changes.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    titles = {
        entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}title")
        for entry in root.iter(f"{ATOM}entry")
    }
    assert titles["http://localhost:8000/id/outcome/nl-25132-3.2"] == "Handelt klachten af"
    gone = {entry.get("ref") for entry in root.iter(GONE)}
    assert "http://localhost:8000/id/outcome/nl-25132-4.5" in gone
    for entry in root.iter(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}updated")
        [link] = [e.get("href") or "" for e in entry.iter(f"{ATOM}link") if not e.get("rel")]
        found = newer.get(link.removeprefix("http://localhost:8000"))
        assert found.status_code == 200


def test_all_that_changed_is_there_as_json(newer: TestClient, two: tuple[Release, Release]) -> None:
    data = newer.get("/changes.json").json()
    assert (data["since"], data["release"]) == (two[0].id, two[1].id)
    kinds = {change["thing"].rsplit("/", 1)[1]: change["kind"] for change in data["changes"]}
    assert kinds["nl-25132-3.2"] == "changed"
    assert kinds["nl-25132-4.5"] == "gone"
    assert "nl-25132-1.1" not in kinds


def test_a_first_release_changes_nothing(two: tuple[Release, Release]) -> None:
    root = ElementTree.parse(two[0].path / "changes.atom").getroot()
    assert len(list(root.iter(f"{ATOM}entry"))) == 1


def test_the_sitemap_says_since_when_a_page_is_as_it_is(
    newer: TestClient, two: tuple[Release, Release]
) -> None:
    answer = newer.get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    days = {
        url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod")
        for url in ElementTree.fromstring(answer.content).iter(f"{SITEMAP}url")
    }
    base = "http://localhost:8000/doc/outcome/nl-25132"
    assert days[f"{base}-3.2"] == two[1].manifest["built"][:10]
    assert days[f"{base}-1.1"] == "2020-01-01"
    assert f"{base}-4.5" not in days


def test_every_address_of_the_sitemap_answers(client: TestClient) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    addresses = [url.text or "" for url in root.iter(f"{SITEMAP}loc")]
    assert "http://localhost:8000/doc/qualification/nl-25132" in addresses
    for address in [*addresses[:6], *addresses[6::25]]:
        path = address.removeprefix("http://localhost:8000")
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200
    assert "Sitemap: http://localhost:8000/sitemap.xml" in client.get("/robots.txt").text


def test_a_large_sitemap_has_an_index() -> None:
    base = "https://x.example/"
    things = {f"{base}id/outcome/nl-{number}": f"2026-01-{number:02}" for number in range(1, 29)}
    files = dict(sitemaps(base, "2025-01-01", things, most=10))
    index = ElementTree.fromstring(files.pop("sitemap.xml"))
    assert index.tag == f"{SITEMAP}sitemapindex"
    named = [loc.text for loc in index.iter(f"{SITEMAP}loc")]
    assert named == [f"{base}{name}" for name in files]
    urls = [
        loc.text
        for body in files.values()
        for loc in ElementTree.fromstring(body).iter(f"{SITEMAP}loc")
    ]
    assert len(urls) == len(set(urls)) == 28 + 4
    assert f"{base}doc/outcome/nl-7" in urls


def test_portals_find_loq_xml_elm_and_schema_org(client: TestClient) -> None:
    """The files of the profiles hold the qualification that has all they demand."""
    loq = ElementTree.fromstring(client.get("/dumps/loq-qualifications-1.xml").content)
    assert "25132" in {element.text for element in loq.iter() if element.tag.endswith("}notation")}
    elm = client.get("/dumps/elm-qualifications-1.ttl")
    assert elm.headers["content-type"].startswith("text/turtle")
    subjects = {str(quad.subject) for quad in parse(elm.content, format=RdfFormat.TURTLE)}
    assert "<http://localhost:8000/id/qualification/nl-25132>" in subjects
    schema = client.get("/dumps/schema-qualifications-1.jsonld").json()
    assert schema["@context"]
    assert "nl-25132" in json.dumps(schema)
