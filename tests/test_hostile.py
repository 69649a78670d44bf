"""Documents made to harm: each is refused with its reason, in bounded time and memory."""

import pickle
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from qualgraph.documents.running_text import read_lines
from qualgraph.documents.source import Limits, Source, open_source
from qualgraph.errors import DataError, QualgraphError
from qualgraph.texts import LANGUAGES, Texts
from tests.made_documents import (
    CONTENT,
    FORMS,
    docx,
    docx_of,
    odt,
    odt_of,
    pdf,
    pdf_drawn,
    zipped,
)

SECONDS = 5
TOO_DEEP = {"document-too-deep", "package-too-large"}
MEMORY = 1_500_000_000
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/hostname">]>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def refusal(content: bytes, name: str = "a.txt", limits: Limits | None = None) -> str:
    with pytest.raises(DataError) as raised:
        read_lines(Source.of(name, content, limits))
    for language in LANGUAGES:
        assert name in Texts.load(language).error(raised.value)
    assert pickle.loads(pickle.dumps(raised.value)).key == raised.value.key
    return raised.value.key


def document_xml(prologue: str, text: str) -> str:
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return f'{prologue}<w:document xmlns:w="{W}">{body}</w:document>'


def content_xml(prologue: str, text: str) -> str:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    return f'{prologue}<o:document-content xmlns:o="{office}">{text}</o:document-content>'


@pytest.mark.parametrize("prologue", [LAUGHS, OUTSIDE, "<!DOCTYPE x>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_document_types_are_refused(prologue: str, encoding: str) -> None:
    text = "&i;" if "ENTITY i" in prologue else ""
    word = zipped({"word/document.xml": document_xml(prologue, text).encode(encoding)})
    assert refusal(word) == "xml-doctype"
    open_ = zipped({"content.xml": content_xml(prologue, text).encode(encoding)})
    assert refusal(open_) == "xml-doctype"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = bytes(60_000_000)
    started = time.process_time()
    for content in (
        zipped({"word/document.xml": document_xml("", "x"), "word/media/a": bomb}),
        zipped({"content.xml": content_xml("", "x"), "Pictures/a": bomb}),
        zipped({"word/document.xml": bomb[:30_000_000]}),
    ):
        assert refusal(content) == "package-too-large"
    assert time.process_time() - started < SECONDS


def test_a_zip_that_lies_about_its_sizes_unpacks_no_more_than_it_says() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document_xml("", "a" * 5_000_000))
    size = (5_000_000 + len(document_xml("", ""))).to_bytes(4, "little")
    assert refusal(target.getvalue().replace(size, b"\x10\0\0\0")) == "package-damaged"


def test_a_zip_of_very_many_parts_is_refused() -> None:
    many = {f"word/{i}": b"" for i in range(6_000)}
    assert refusal(zipped(many)) == "package-too-large"


def test_repeated_cells_do_not_multiply_without_bound() -> None:
    cell = '<table:table-cell table:number-columns-repeated="999999"><text:p>a</text:p>'
    row = f'<table:table-row table:number-rows-repeated="999999">{cell}</table:table-cell>'
    content = odt_of(f"<table:table>{row}</table:table-row></table:table>")
    started = time.process_time()
    read_lines(Source.of("a.odt", content))
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("depth", [300, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    started = time.process_time()
    assert refusal(b"<html>" + b"<div>" * depth + b"x" + b"</div>" * depth) == "document-too-deep"
    assert refusal(b"<html>" + b"<div>" * depth) == "document-too-deep"
    inner = "<w:r>" * depth + "</w:r>" * depth
    assert refusal(docx_of(f"<w:p>{inner}</w:p>")) in TOO_DEEP
    inner = "<text:span>" * depth + "</text:span>" * depth
    assert refusal(odt_of(f"<text:p>{inner}</text:p>")) in TOO_DEEP
    assert time.process_time() - started < SECONDS


def test_scripts_are_not_text() -> None:
    page = b"<html><script>" + b"document.write('x');" * 50_000 + b"</script><p onclick=x>tekst"
    assert [line.text for line in read_lines(Source.of("a.html", page))] == ["tekst"]


def test_a_pdf_of_ten_thousand_pages_is_refused() -> None:
    def draw(canvas: object) -> None:
        for _ in range(10_000):
            canvas.showPage()  # type: ignore[attr-defined]

    content = pdf_drawn(draw)
    started = time.process_time()
    assert refusal(content) == "pdf-pages"
    assert time.process_time() - started < SECONDS


def test_a_pdf_with_a_password_is_refused() -> None:
    locked = pdf_drawn(
        lambda canvas: canvas.drawString(60, 700, "geheim"),
        encrypt=StandardEncryption("geheim", canPrint=0, strength=128),
    )
    assert refusal(locked, "a.pdf") == "document-password"


def test_a_pdf_that_only_its_owner_may_change_is_read() -> None:
    free = pdf_drawn(
        lambda canvas: canvas.drawString(60, 700, "leesbaar"),
        encrypt=StandardEncryption("", ownerPassword="geheim", strength=128),
    )
    assert [line.text for line in read_lines(Source.of("a.pdf", free))] == ["leesbaar"]


def test_a_pdf_of_pictures_is_said_to_have_no_text_layer() -> None:
    assert refusal(pdf_drawn(lambda canvas: canvas.rect(10, 10, 99, 99))) == "pdf-without-text"


def test_a_pdf_with_too_much_text_on_a_page_is_refused() -> None:
    content = pdf_drawn(lambda canvas: [canvas.drawString(9, 9 * y, "x" * 99) for y in range(50)])
    assert refusal(content, limits=Limits(page_characters=1_000)) == "document-too-large"


def test_a_docx_with_a_password_is_refused() -> None:
    content = bytearray(docx(CONTENT))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal(bytes(content)) == "document-password"


@pytest.mark.parametrize("name", FORMS)
def test_limits_hold_for_every_form(name: str) -> None:
    content = FORMS[name](CONTENT)
    assert refusal(content, name, Limits(text_characters=10)) == "document-too-large"
    assert refusal(content, name, Limits(line_characters=10)) == "document-line-too-long"


def test_every_limit_of_size_is_told_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("tekst " * 100)
    with pytest.raises(DataError) as raised:
        open_source(path, Limits(document_bytes=99))
    assert raised.value.values["setting"] == "document_bytes"
    path.write_text("<?xml version='1.0'?><a>" + "tekst " * 100)
    with pytest.raises(DataError) as raised:
        open_source(path, Limits(streamed_bytes=99))
    assert raised.value.values["setting"] == "streamed_bytes"


@pytest.mark.parametrize("make", [docx, odt, pdf], ids=["docx", "odt", "pdf"])
def test_truncated_files_are_refused_or_read_and_nothing_else(
    make: Callable[..., bytes],
) -> None:
    content = make(CONTENT)
    for share in range(1, 20):
        try:
            lines = read_lines(Source.of("a", content[: len(content) * share // 20]))
        except QualgraphError:
            continue
        assert lines


# What reads it lives in a process of its own, which the system ends when it takes too much.
READ = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]),) * 2)
from qualgraph.documents.running_text import read_lines
from qualgraph.documents.source import Limits, open_source
from qualgraph.errors import QualgraphError
try:
    print(len(read_lines(open_source(Path(sys.argv[1]), Limits()))))
except QualgraphError as error:
    print(error.key)
"""


def stream_bomb() -> bytes:
    """Return a PDF whose page unpacks to 90 MB of drawing commands."""
    import zlib  # noqa: PLC0415

    stream = zlib.compress(b"0 0 m\n" * 15_000_000, 6)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    body = b"%PDF-1.4\n"
    for number, found in enumerate(objects, 1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, found)
    return body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "zeros.docx": lambda: zipped({"word/document.xml": bytes(19_000_000)}),
    "spans.html": lambda: b"<html>" + b"<p><b>x</b>" * 200_000,
    "tables.html": lambda: b"<html>" + b"<table><tr><td>" * 300_000,
    "links.html": lambda: b"<html><a href=https://a.b>" * 200_000,
    "attributes.html": lambda: b"<html><p " + b"a=1 " * 2_000_000 + b">x",
    "tabs.txt": lambda: b"a\t" * 9_000_000,
    "marks.md": lambda: b"[" * 15_000 + b"\n" + b"*a_" * 5_000 + b"\n" + b"> " * 5_000,
    "lines.txt": lambda: b"a\n" * 400_000,
    "random.bin": lambda: bytes(i * 7919 % 251 for i in range(5_000_000)),
    "high.txt": lambda: b"\xe9\xb9\xb3 " * 5_000_000,
    "quotes.txt": lambda: b'"a;b;c\n' * 300_000,
    "comment.html": lambda: b"<!--" * 2_000_000,
    "open.xml": lambda: b"<a" * 5_000_000,
    "stream.pdf": stream_bomb,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_and_memory_are_bounded(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    command = [sys.executable, "-c", READ, str(path), str(MEMORY), "20"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert used < 12
