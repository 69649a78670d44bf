"""Small documents of every form, and ways to break them: for hypothesis and for atheris."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO

from qualgraph.documents.running_text import read_lines
from qualgraph.documents.source import Limits, Source
from qualgraph.errors import QualgraphError
from tests.made_documents import CONTENT, FORMS

# A place in the content (of 65,536), how many bytes to drop there, and what to put instead.
Change = tuple[int, int, bytes]
LIMITS = Limits(document_bytes=1_000_000, pages=50, package_bytes=5_000_000, part_bytes=1_000_000)


def seeds() -> dict[str, bytes]:
    return {name: make(CONTENT) for name, make in FORMS.items()}


def mutated(content: bytes, changes: Sequence[Change]) -> bytes:
    for place, drop, put in changes:
        at = place * len(content) // 65_536
        content = content[:at] + put + content[at + drop :]
    return content


_CHANGED = frozenset({"word/document.xml", "content.xml"})
_KEPT = _CHANGED | {"mimetype", "_rels/.rels", "word/_rels/document.xml.rels", "word/numbering.xml"}


def repacked(package: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return a zip with its text changed and all checksums right, without parts of no use here."""
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(package)) as parts,
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive,
    ):
        for name in (name for name in parts.namelist() if name in _KEPT):
            content = parts.read(name)
            archive.writestr(name, change(content) if name in _CHANGED else content)
    return target.getvalue()


def read_or_refuse(name: str, content: bytes) -> None:
    """Read a document; only the reader's own errors may come out, and lines hold their promises."""
    try:
        lines = read_lines(Source.of(name, content, LIMITS))
    except QualgraphError:
        return
    assert lines
    numbers = [line.number for line in lines]
    assert numbers == sorted(set(numbers))
    assert all(line.text.strip() and "\n" not in line.text for line in lines)
    assert [line.page for line in lines] == sorted(line.page for line in lines)
