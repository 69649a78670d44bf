"""``python -m qualgraph.answers.sparql.worker``: a process that evaluates queries, nothing else.

It has the store open for reading, no network, a limit on its memory, and leaves no core dump. It
reads requests from a socket and writes answers, one at a time; it ends with its parent.
"""

import os
import resource
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from qualgraph.answers.sparql.bounded import Limits
from qualgraph.answers.sparql.frames import read_frame, write_frame
from qualgraph.answers.sparql.guard import check_calls, prepare
from qualgraph.answers.sparql.sealed import seal
from qualgraph.answers.stores.store import EmbeddedStore
from qualgraph.errors import UsageError
from qualgraph.graph.names import Names


def main(path: Path, names: Names, descriptor: int, limits: Limits, memory: int) -> None:
    """Answer what comes over the socket until it is closed; ``memory`` is in bytes."""
    # What a library says while it dies is of no use to who reads the log of the server.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    sealed = seal()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Data, not address space: files that are mapped and the stacks of threads are not counted.
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    store = EmbeddedStore.open(path, names, limits)
    with socket.socket(fileno=descriptor) as parent:
        write_frame(parent, {"sealed": sealed}, b"")
        while (asked := read_frame(parent)) is not None:
            write_frame(parent, *_answer(store, asked[0]))


def _answer(store: EmbeddedStore, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    if asked.get("prepare"):
        prepare()
        return {}, b""
    try:
        if asked["check"]:
            check_calls(asked["text"])
        result = store.query(
            asked["text"],
            asked["table"],
            asked["graph"],
            tuple(asked["default"]),
            tuple(asked["named"]),
        )
    except UsageError as error:
        told = {name: _told(value) for name, value in error.values.items()}
        return {"error": error.key, "values": told}, b""
    return {"media_type": result.media_type, "truncated": result.truncated}, result.body


def _told(value: object) -> int | str:
    return value if isinstance(value, int) else str(value)


def _end_with_parent() -> None:
    """Wait for the end of standard input, a pipe that only the parent holds open."""
    while os.read(0, 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    number, rows, size, most = map(int, sys.argv[3:])
    main(Path(sys.argv[1]), Names(sys.argv[2]), number, Limits(rows, size), most)
