"""Pages have one address per language: ``/about.nl.html`` is ``/about`` in Dutch.

The things of the graph and the data set know these addresses themselves, since there they stand
beside those of other formats; here are those of all other pages.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from qualgraph.texts import LANGUAGES

HOME = "/index"
_OWN = ("/id/", "/doc/", "/def/", "/dataset")


def spoken(address: str, language: str) -> str:
    """Return the address of the page at ``address`` in ``language``."""
    path, mark, query = address.partition("?")
    stem = HOME if path == "/" else path
    return f"{stem}.{language}.html{mark}{query}"


def unspoken(path: str) -> str:
    """Return the address of a page without the language that it fixes."""
    return _parted(path)[0]


def fixed_language(path: str) -> str:
    """Return the language that an address fixes, empty when it fixes none."""
    return _parted(path)[1]


def place(request: Request) -> str:
    """Return the address of a page without its language: path and query string."""
    path = unspoken(request.url.path)
    return f"{path}?{request.url.query}" if request.url.query else path


def _parted(path: str) -> tuple[str, str]:
    for language in LANGUAGES:
        stem = path.removesuffix(f".{language}.html")
        if stem != path:
            return ("/" if stem == HOME else stem), language
    return path, ""


class Tongues:
    """Passes an address that fixes a language on as the page and a wish for that language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        path, language = _parted(scope["path"]) if scope["type"] == "http" else ("", "")
        if language and not scope["path"].startswith(_OWN):
            wishes = [(b"accept", b"text/html"), (b"accept-language", language.encode())]
            names = {name for name, _ in wishes}
            headers = [pair for pair in scope["headers"] if pair[0] not in names] + wishes
            scope = {**scope, "path": path, "raw_path": path.encode(), "headers": headers}
        await self.app(scope, receive, send)
