"""A real server on a port of its own, for tests of what only a connection shows."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from pyoxigraph import NamedNode, RdfFormat, Store

from qualgraph.answers.app import create_app
from qualgraph.answers.http.protocol import BoundedProtocol
from qualgraph.answers.settings import Settings
from qualgraph.release.description import DESCRIPTION_FILE
from qualgraph.release.directory import Release


@contextmanager
def served(release: Release, settings: Settings, port: int = 0) -> Iterator[str]:
    """Serve a release with uvicorn; yields its address, without a slash at the end."""
    listening = socket.create_server(("127.0.0.1", port))
    host, port = listening.getsockname()[:2]
    app = create_app(release, settings)
    connection: Any = partial(BoundedProtocol, settings)
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", http=connection, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def copied(release: Release, folder: Path, base: str, graphs: dict[str, Path]) -> Release:
    """Return a copy of a release with another base and more named graphs (N-Triples files)."""
    shutil.copytree(release.path, folder)
    described = folder / DESCRIPTION_FILE
    described.write_text(described.read_text("utf-8").replace(release.base, base), "utf-8")
    store = Store(str(folder / "store"))
    for name, path in graphs.items():
        store.load(path=str(path), format=RdfFormat.N_TRIPLES, to_graph=NamedNode(name))
    store.flush()
    return Release(folder, {**release.manifest, "base": base})


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
