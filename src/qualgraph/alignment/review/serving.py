"""The review page on this computer, for as long as the command runs."""

import secrets
import socket
from collections.abc import Callable, Mapping

import uvicorn

from qualgraph.alignment.review.app import Told, create_app
from qualgraph.alignment.review.door import Door, bound
from qualgraph.alignment.review.judging import Judging
from qualgraph.texts import Texts

_TOKEN_BYTES = 32


def serve(
    judging: Judging,
    words: Texts,
    told: Mapping[str, Told],
    place: tuple[str, int],
    announce: Callable[[str], None],
) -> None:
    """Serve the page at ``place`` (host and port) and ``announce`` its address.

    The address holds a token that only this start knows. Raises ``UsageError`` for a host that
    is not this computer alone, or a port that cannot be had (0: a free one).
    """
    judging.subjects()  # a file that is not good is told before anything is served
    listening = bound(*place)
    port = listening.getsockname()[1]
    door = Door(secrets.token_urlsafe(_TOKEN_BYTES), port)
    name = "[::1]" if listening.family == socket.AF_INET6 else "127.0.0.1"
    announce(f"http://{name}:{port}/?token={door.token}")
    config = uvicorn.Config(
        create_app(judging, door, words, told),
        log_level="warning",
        access_log=False,  # the address holds the token
        proxy_headers=False,
        server_header=False,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
