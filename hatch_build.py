"""Build hook: bundles the query editor of ``web/`` into the package.

The packages that ``web/package-lock.json`` names are fetched from npm's registry and held against
their digests; esbuild's own binary bundles them, so neither Node nor npm is needed. Where the
registry is not at hand the package is built without it, and the site serves the plain form.
"""

import base64
import hashlib
import io
import json
import os
import platform
import subprocess
import tarfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

REGISTRY = os.environ.get("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org").rstrip("/")
BUNDLE = Path("src/qualgraph/answers/static/query-editor.js")
_SYSTEMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}
_PROCESSORS = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}


class QueryEditorHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the bundle before hatchling collects the files of the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle the editor; says so and goes on where that cannot be done."""
        root = Path(self.root)
        target = root / BUNDLE
        if not (root / "web").is_dir():
            return
        try:
            _bundle(root / "web", target)
        except (OSError, subprocess.CalledProcessError) as error:
            self.app.display_warning(f"Built without the query editor: {error}")
            target.unlink(missing_ok=True)
            return
        build_data["artifacts"].append(str(BUNDLE.parent / "*"))


def _bundle(web: Path, target: Path) -> None:
    lock = json.loads((web / "package-lock.json").read_text("utf-8"))
    for folder, entry in _wanted(lock["packages"]):
        _fetch(web / folder, entry)
    machine = f"{_SYSTEMS.get(platform.system())}-{_PROCESSORS.get(platform.machine())}"
    binary = "esbuild.exe" if platform.system() == "Windows" else "bin/esbuild"
    command = [
        str(web / "node_modules" / "@esbuild" / machine / binary),
        "query-editor.js",
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--legal-comments=inline",
        f"--outfile={target}",
    ]
    subprocess.run(command, cwd=web, check=True, capture_output=True)  # noqa: S603


def _wanted(packages: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the packages for this machine, by the folder where they belong."""
    system, processor = _SYSTEMS.get(platform.system()), _PROCESSORS.get(platform.machine())
    for path, entry in packages.items():
        fits = system in entry.get("os", [system]) and processor in entry.get("cpu", [processor])
        if path and fits:
            yield path, entry


def _fetch(folder: Path, entry: dict[str, str]) -> None:
    """Unpack a package into ``folder``; raises ``OSError`` where its digest is another."""
    there = folder / "package.json"
    if there.is_file() and json.loads(there.read_text("utf-8"))["version"] == entry["version"]:
        return
    name = folder.as_posix().rpartition("node_modules/")[2]
    address = f"{REGISTRY}/{name}/-/{name.rpartition('/')[2]}-{entry['version']}.tgz"
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
        content = answer.read()
    digest = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if digest != entry["integrity"]:
        raise OSError(f"{address}: digest {digest}, not {entry['integrity']}")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            # Everything in a package of npm stands in one folder, whose name differs.
            member.name = member.name.partition("/")[2]
            if member.name:
                archive.extract(member, folder, filter="data")
