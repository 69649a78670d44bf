"""What is shipped to run the server with fits the program, and the README says what is so."""

import re
import shlex
import tomllib
from dataclasses import fields
from pathlib import Path

import typer.main

from qualgraph.answers.settings import ENVIRONMENT, Settings
from qualgraph.cli import command_line
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
README = (ROOT / "README.md").read_text("utf-8")


def variables() -> set[str]:
    """The variables of the environment that ``serve`` reads."""
    program = typer.main.get_command(command_line("serve"))
    parameters = program.commands["serve"].params  # type: ignore[attr-defined]
    options = {str(each.envvar) for each in parameters if each.envvar}
    return options | {f"{ENVIRONMENT}{field.name.upper()}" for field in fields(Settings)}


def instructions(name: str) -> list[list[str]]:
    text = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text("utf-8"))
    lines = [shlex.split(line, comments=True) for line in text.splitlines()]
    return [line[1:] for line in lines if line and line[0] == name]


def test_the_container_copies_what_is_there_and_all_that_the_wheel_needs() -> None:
    copied = [name for line in instructions("COPY") if "--from=build" not in line
              for name in line[:-1]]  # fmt: skip
    assert all((ROOT / name).exists() for name in copied)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    needed = {Path(each).parts[0] for each in carried}
    assert {
        *needed,
        "src",
        "web",
        "hatch_build.py",
        "README.md",
        "LICENSE",
        "pyproject.toml",
    } <= set(copied)


def test_container_and_unit_set_variables_that_are_read() -> None:
    unit = (DEPLOY / "qualgraph.service").read_text("utf-8")
    container = (DEPLOY / "Containerfile").read_text("utf-8")
    named = set(re.findall(r"(QUALGRAPH_[A-Z_]+)=", unit + container))
    assert named
    assert named <= variables()


def test_container_and_unit_run_commands_that_there_are() -> None:
    unit = (DEPLOY / "qualgraph.service").read_text("utf-8")
    [started] = re.findall(r"^ExecStart=\S+/qualgraph (.*)$", unit, re.MULTILINE)
    assert started == "serve"
    assert instructions("CMD")[0] == ["[serve]"]


def test_the_unit_waits_longer_for_the_end_than_the_server() -> None:
    unit = (DEPLOY / "qualgraph.service").read_text("utf-8")
    [seconds] = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert int(seconds) > Settings().drain_seconds


def test_the_readme_has_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| ([^|]*) \|", README, re.MULTILINE))
    expected = {field.name: f"{field.default:,}" if not isinstance(field.default, str)
                else field.default or "none" for field in fields(Settings)}  # fmt: skip
    assert {name: rows.get(name) for name in expected} == expected
