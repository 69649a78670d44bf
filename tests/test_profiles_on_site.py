"""The profile ``elm`` on the site says what ``convert --profile elm`` says."""

from pathlib import Path

import pyoxigraph
from lxml import etree
from pyoxigraph import RdfFormat
from starlette.testclient import TestClient

from tests.conftest import DOSSIER
from tests.test_convert import qualgraph

THING = "/doc/qualification/nl-25132"
REGISTERED = "/doc/qualification/nl-25134"


def triples(body: bytes) -> set[str]:
    return {str(quad.triple) for quad in pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES)}


def test_a_qualification_in_elm(client: TestClient, tmp_path: Path) -> None:
    target = tmp_path / "out.nt"
    done = qualgraph("convert", DOSSIER, "--profile", "elm", "--to", "ntriples", "-o", target)
    assert done.returncode == 0, done.stderr
    served = client.get(f"{THING}.nt?profile=elm")
    assert triples(served.content) == triples(target.read_bytes())
    assert '<http://data.europa.eu/snb/model/elm/>; rel="profile"' in served.headers["link"]
    assert b"PT4800H" in client.get(f"{THING}.jsonld?profile=elm").content


def test_loq_xml_by_accept(client: TestClient) -> None:
    answer = client.get(THING, headers={"Accept": "application/xml"})
    assert answer.headers["content-type"] == "application/xml"
    assert answer.headers["content-location"] == f"{THING}.xml?profile=elm"
    assert "loq" in etree.fromstring(answer.content).tag


def test_what_lacks_what_the_profile_demands_is_not_offered(client: TestClient) -> None:
    answer = client.get(f"{REGISTERED}.ttl")
    assert "profile=elm" not in answer.headers["link"]
    assert "profile=schema" in answer.headers["link"]
    assert client.get(f"{REGISTERED}?profile=elm").status_code == 406


def test_the_page_says_what_an_export_carries(client: TestClient) -> None:
    page = client.get(f"{THING}.en.html?profile=alt").text
    report = page.split("For European portals (ELM)")[1].split("</section>")[0]
    assert "go out with shared terms" in report
    assert "qg:" in report, "what is not carried is named"
    assert "For European portals" not in client.get(f"{REGISTERED}.en.html?profile=alt").text
