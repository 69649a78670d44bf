"""How a supplement is written down in each form."""

from collections.abc import Callable

from bench.corpus.page import Page
from bench.corpus.render.docx import docx
from bench.corpus.render.html import html
from bench.corpus.render.markdown import markdown
from bench.corpus.render.odt import odt
from bench.corpus.render.pdf import pdf
from bench.corpus.render.plain import plain

RENDERERS: dict[str, Callable[[Page], bytes]] = {
    "markdown": markdown,
    "plain": plain,
    "html": html,
    "docx": docx,
    "odt": odt,
    "pdf": pdf,
}

SUFFIXES = {
    "markdown": "md",
    "plain": "txt",
    "html": "html",
    "docx": "docx",
    "odt": "odt",
    "pdf": "pdf",
}
