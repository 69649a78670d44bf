"""The wheel carries the project's knowledge: it works in an empty folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import DOSSIER, ROOT


def test_the_wheel_converts_publishes_and_queries_in_an_empty_folder(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    subprocess.run([*build, str(tmp_path), str(ROOT)], check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    site, folder = tmp_path / "site", tmp_path / "empty"
    folder.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (folder / "in").mkdir()
    (folder / "in" / "25132.md").write_bytes(DOSSIER.read_bytes())

    def run(*arguments: str) -> str:
        start = (
            f"import sys; sys.path.insert(0, {str(site)!r}); from qualgraph.cli import main; main()"
        )
        command = [sys.executable, "-c", start, *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    assert "elm:Qualification" in run("convert", "in/25132.md")
    run("publish", "in")
    assert "Commerciële economie" in run(
        "query", "hbo-follow-ups", "--param", "qualification=25132"
    )
