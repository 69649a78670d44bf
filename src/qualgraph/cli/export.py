"""``qualgraph export``: the site as files."""

import asyncio
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from qualgraph.answers.app import create_app
from qualgraph.answers.dataset.export import Broken, exported, parted
from qualgraph.answers.settings import Settings
from qualgraph.cli.options import DEFAULT_RELEASES, Lang, ReleasesDir, say, texts
from qualgraph.errors import UsageError
from qualgraph.release.directory import Release, Releases

SERVERS = ("nginx.conf", "apache.conf")


def export(
    folder: Annotated[
        Path, typer.Option("--output", "-o", help="A folder that is not there, or empty.")
    ] = Path("site"),
    releases: ReleasesDir = DEFAULT_RELEASES,
    lang: Lang = "",
) -> None:
    """Write the pages and data of the active release as files, with the rules for two web servers.

    Example: qualgraph export -o site
    """
    words = texts(lang)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("folder-not-empty", name=folder)
    count, broken = asyncio.run(_write(Releases(releases).active(), folder))
    _index(folder)
    for each in broken:
        say(words("export.broken", address=each.address, page=each.found_on, status=each.status))
    for name in SERVERS:
        rules = files("qualgraph.answers.dataset").joinpath("static_site", name).read_bytes()
        (folder / f".{name}").write_bytes(rules)
    say(words("export.done", count=count, folder=folder))
    if broken:
        raise typer.Exit(1)


def _index(folder: Path) -> None:
    """Give what is a page and a folder at once (``/queries``) its forms inside the folder, too.

    Apache negotiates for names that are no folder: its rules ask for ``/queries/index``.
    """
    for path in [path for path in folder.rglob("*.*") if path.is_file()]:
        address, ending = parted(path.relative_to(folder).as_posix())
        if ending and (folder / address).is_dir():
            shutil.copyfile(path, folder / address / f"index{ending}")


async def _write(release: Release, folder: Path) -> tuple[int, list[Broken]]:
    app, count, broken = create_app(release, Settings()), 0, []
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("", total=None)
            async for each in exported(app, release.base):
                if isinstance(each, Broken):
                    broken.append(each)
                    continue
                path = folder / each.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(each.body)
                count += 1
                progress.update(task, completed=count, total=count + each.waiting)
    finally:
        await app.state.sites.close()
    return count, broken
