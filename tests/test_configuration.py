"""The configuration file: what is wrong is refused by field, what lacks is told."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.errors import UsageError
from qualgraph.release.configuration import Configuration
from tests.conftest import DOSSIER
from tests.test_convert import qualgraph
from tests.test_dataset import COMPLETE, embedded, released


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ('[publisher]\niri = "example"', "publisher.iri"),
        ('[publisher]\niri = "https://a b"', "publisher.iri"),
        ('[publisher]\nnaam = "x"', "publisher.naam"),
        ('[publisher]\nname = "x"', "publisher.name"),
        ('[publisher]\nname = { de = "x" }', "publisher.name"),
        ('[contact]\nemail = "nobody"', "contact.email"),
        ('[contact]\nemail = "a|b@example.org"', "contact.email"),
        ('[contact]\npage = "https://x.example/%|"', "contact.page"),
        ('[publisher]\nidentifier = "a\\u0001b"', "publisher.identifier"),
        ('[publisher]\nname.nl = "a\\u0001b"', "publisher.name"),
        ('[dataset]\nissued = "yesterday"', "dataset.issued"),
        ('[dataset]\nissued = "2026-02-31"', "dataset.issued"),
        ('[dataset]\nthemes = ["x"]', "dataset.themes"),
        ("[dataset]\nkeywords.nl = [1]", "dataset.keywords"),
        ("[dumps]\nportal_bytes = 0", "dumps.portal_bytes"),
        ("[dumps]\nportal_bytes = true", "dumps.portal_bytes"),
        ("[people]\nx = 1", "people"),
        ("publisher = 1", "publisher"),
        ("licence = 1", "licence"),
        ('[[licence]]\ngraphs = ["*"]', "licence."),
    ],
)
def test_a_wrong_configuration_is_refused_by_field(
    tmp_path: Path, content: str, field: str
) -> None:
    path = tmp_path / "c.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError) as error:
        Configuration.load(path)
    assert error.value.key == "configuration-value"
    assert str(error.value.values["field"]).startswith(field)


@pytest.mark.parametrize("content", [b"[publisher", b"\xff\xfe", b"#" * 1_000_001])
def test_a_configuration_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError) as error:
        Configuration.load(path)
    assert error.value.key == "configuration-syntax"


def test_publish_takes_a_configuration_and_says_what_lacks(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_bytes(DOSSIER.read_bytes())
    (tmp_path / "c.toml").write_text(COMPLETE, "utf-8")
    command = ("publish", tmp_path / "in", "--only", "--lang", "en", "--releases", tmp_path / "out")
    assert b"Fill in [publisher]" in qualgraph(*command).stderr
    told = qualgraph(*command, "--configuration", tmp_path / "c.toml")
    assert told.returncode == 0
    assert b"[publisher]" not in told.stderr
    (tmp_path / "c.toml").write_text('[contact]\nemail = "x"', "utf-8")
    refused = qualgraph(*command, "--configuration", tmp_path / "c.toml")
    assert refused.returncode == 2
    assert b"contact.email" in refused.stderr
    assert qualgraph(*command, "--configuration", tmp_path / "none.toml").returncode == 2


def test_a_contact_that_is_half_filled_in_is_told_what_lacks(tmp_path: Path) -> None:
    configuration = '[contact]\nemail = "data@example.org"'
    release = released(tmp_path, DOSSIER.parent, configuration)
    lacking = [entry["en"] for entry in release.manifest["to_fill_in"]]
    assert "The contact point has no name. Fill in name in [contact]." in lacking
    assert "The contact point is missing. Fill in [contact]." not in lacking


def test_words_of_a_configuration_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    configuration = COMPLETE.replace("Example organisation", evil)
    app = create_app(released(tmp_path, DOSSIER.parent, configuration), Settings())
    with TestClient(app) as client:
        page = client.get("/dataset.en.html").text
    assert "<script>alert" not in page
    names = [node.get("name") for node in embedded(page)["@graph"]]
    assert evil in json.dumps(names)
