"""The site as files, and the same files behind nginx and Apache."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from qualgraph.answers.app import create_app
from qualgraph.answers.dataset.export import file_name
from qualgraph.answers.settings import Settings
from qualgraph.cli import command_line
from qualgraph.release.batch import gather
from qualgraph.release.conversion import Converter
from qualgraph.release.directory import Releases
from qualgraph.release.publish import publish
from tests.conftest import DOSSIER

THING = "/doc/qualification/nl-25132"
ASKED = [
    (THING, "text/html", "nl"),
    (THING, "text/html,application/xhtml+xml,*/*;q=0.8", "en-GB,en;q=0.9"),
    (THING, "text/turtle", ""),
    (THING, "application/ld+json", ""),
    (THING, "application/json", ""),
    (THING, "application/n-triples", ""),
    (THING, "application/rdf+xml", ""),
    (f"{THING}.ttl", "*/*", ""),
    (f"{THING}.en.html", "*/*", "nl"),
    (f"{THING}.jsonld?profile=schema", "*/*", ""),
    ("/doc/outcome/nl-25132-1", "text/turtle", ""),
    ("/doc/outcome/nl-25132-1.1", "text/turtle", ""),
    ("/", "text/html", "en"),
    ("/queries", "text/html", "nl"),
    ("/dataset", "text/turtle", ""),
    ("/dumps/", "text/html", "nl"),
    ("/def/", "text/turtle", ""),
    ("/pathways", "text/html", "en"),
    ("/sitemap.xml", "*/*", ""),
    ("/style.css", "text/css", ""),
]


@pytest.fixture(scope="module")
def exported(
    converter: Converter, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, TestClient]]:
    folder = tmp_path_factory.mktemp("export")
    shutil.copy(DOSSIER, folder / "nl.md")
    known = Releases(folder / "releases")
    publish(converter, gather(converter, folder, with_shipped=False), known)
    site = folder / "site"
    command = ["export", "--output", str(site), "--releases", str(folder / "releases")]
    done = CliRunner().invoke(command_line("export"), command)
    assert done.exit_code == 0, done.output
    with TestClient(create_app(known.active(), Settings())) as client:
        yield site, client


def test_every_file_holds_what_the_server_sends(exported: tuple[Path, TestClient]) -> None:
    site, client = exported
    addresses = {
        _address(path.relative_to(site).as_posix())
        for path in site.rglob("*.*")
        if path.is_file() and not re.match(r"index\.|\.(nginx|apache)\.", path.name)
    }
    assert len(addresses) > 100
    for address in sorted({*addresses, "/index.nl.html", "/index.en.html"}):
        sent = client.get(address, headers={"accept-encoding": "identity"})
        assert sent.content == (site / file_name(address)).read_bytes(), address


def _address(name: str) -> str:
    """Return the address of a file, where a profile may be a part of the name."""
    if found := re.search(r"\.(elm|schema|alt)(?=\.)", name):
        return f"/{name.replace(found[0], '', 1)}?profile={found[1]}"
    return f"/{name}"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/doc/x/nl-1.ttl", "doc/x/nl-1.ttl"),
        ("/doc/x/nl-1.ttl?profile=elm", "doc/x/nl-1.elm.ttl"),
        ("/doc/x/nl-1.nl.html?profile=alt", "doc/x/nl-1.alt.nl.html"),
        ("/doc/x/nl-1-1.1", ""),
        ("/doc/x/nl-1", ""),
        ("/queries/tasks.json?qualification=1", ""),
        ("/", ""),
    ],
)
def test_an_address_that_negotiates_has_no_file(address: str, name: str) -> None:
    assert file_name(address) == name


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    done = CliRunner().invoke(command_line("export"), ["export", "-o", str(tmp_path)])
    assert done.exit_code != 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.fixture(scope="module", params=["nginx", "apache2"])
def server(
    request: pytest.FixtureRequest, exported: tuple[Path, TestClient]
) -> Iterator[tuple[str, str]]:
    """A web server of the system with the exported rules; yields its name and address."""
    program = shutil.which(request.param, path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        pytest.skip(f"{request.param} is not installed")
    site, _ = exported
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    work = site.parent / request.param
    work.mkdir()
    start = {"nginx": _nginx, "apache2": _apache}[request.param]
    running = subprocess.Popen([program, *start(work, site, port)])
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield request.param, address
    finally:
        running.terminate()
        running.wait(10)


def _nginx(work: Path, site: Path, port: int) -> list[str]:
    rules = (site / ".nginx.conf").read_text("utf-8")
    rules = rules.replace("127.0.0.1:8080", f"127.0.0.1:{port}").replace(
        "/srv/qualgraph/site", str(site)
    )
    user = "user root;" if os.getuid() == 0 else ""
    (work / "nginx.conf").write_text(
        f"daemon off; {user} pid {work}/pid; error_log {work}/error.log;\n"
        f"events {{ }}\nhttp {{ access_log off;\n{rules}\n}}\n",
        "utf-8",
    )
    return ["-p", str(work), "-e", str(work / "error.log"), "-c", str(work / "nginx.conf")]


def _apache(work: Path, site: Path, port: int) -> list[str]:
    rules = (site / ".apache.conf").read_text("utf-8").replace("/srv/qualgraph/site", str(site))
    folder = "/usr/lib/apache2/modules"
    modules = (
        "mpm_event",
        "authz_core",
        "negotiation",
        "mime",
        "headers",
        "rewrite",
        "dir",
        "alias",
    )
    lines = [
        f'ServerRoot "{work}"',
        "ServerName localhost",
        f"Listen 127.0.0.1:{port}",
        f"PidFile {work}/pid",
        f"ErrorLog {work}/error.log",
        f"Mutex file:{work}",
        *(f"LoadModule {each}_module {folder}/mod_{each}.so" for each in modules),
        "TypesConfig /dev/null",
        rules,
    ]
    (work / "apache.conf").write_text("\n".join(lines), "utf-8")
    return ["-f", str(work / "apache.conf"), "-D", "FOREGROUND"]


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            httpx2.get(f"{address}/robots.txt")
        except httpx2.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{address} does not answer")


@pytest.mark.parametrize(("path", "accept", "language"), ASKED)
def test_web_server_chooses_as_the_program_does(
    server: tuple[str, str],
    exported: tuple[Path, TestClient],
    path: str,
    accept: str,
    language: str,
) -> None:
    headers = {"accept": accept, "accept-language": language, "accept-encoding": "identity"}
    headers = {name: value for name, value in headers.items() if value}
    ours, theirs = (
        exported[1].get(path, headers=headers),
        httpx2.get(server[1] + path, headers=headers),
    )
    assert theirs.status_code == 200
    assert theirs.content == ours.content
    assert theirs.headers["content-type"].replace(" ", "") == ours.headers["content-type"].replace(
        " ", ""
    )


def test_a_name_leads_to_the_document(server: tuple[str, str]) -> None:
    answer = httpx2.get(f"{server[1]}/id/qualification/nl-25132", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/doc/qualification/nl-25132")


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        (THING, "image/png", 406),
        ("/doc/qualification/nl-99999", "text/html", 404),
        ("/.nginx.conf", "*/*", 404),
        ("/.apache.conf", "*/*", 404),
    ],
)
def test_what_is_not_there_is_refused(
    server: tuple[str, str], path: str, accept: str, status: int
) -> None:
    assert httpx2.get(server[1] + path, headers={"accept": accept}).status_code == status
