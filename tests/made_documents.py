"""The same content written down in every form, for tests and for fuzzing."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from docx import Document as WordDocument
from odfdo import Document as OpenDocument
from odfdo import List, Paragraph
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate, Table
from reportlab.platypus import Paragraph as PdfParagraph


@dataclass(frozen=True)
class Content:
    """A title, paragraphs, and a table of labels and short values."""

    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        return [self.title, *self.paragraphs, *("\t".join(row) for row in self.rows)]


CONTENT = Content(
    "Europass certificaatsupplement",
    (
        "1. TITEL VAN HET CERTIFICAAT (NL)",
        "Diploma coördinatie en reëel werk",
        "Kerntaak 1: Onderzoekt de markt",
    ),
    (("Niveau", "mbo 4"), ("EQF", "4"), ("Studielast", "4800 uur")),
)


def plain(content: Content) -> bytes:
    return "\n\n".join(content.texts).encode()


def markdown(content: Content) -> bytes:
    return "\n\n".join([f"# {content.title}", *content.texts[1:]]).encode()


def html(content: Content) -> bytes:
    rows = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>"
        for label, value in content.rows
    )
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in content.paragraphs)
    page = f"<h1>{escape(content.title)}</h1>{paragraphs}<table>{rows}</table>"
    return f"<!DOCTYPE html><meta charset=utf-8><title>x</title><body>{page}".encode()


def docx(content: Content, change: Callable[[Any], object] | None = None) -> bytes:
    document = WordDocument()
    document.add_heading(content.title)
    for text in content.paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=2)
    for row in content.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    if change:
        change(document)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def odt(content: Content, change: Callable[[Any], object] | None = None) -> bytes:
    document = OpenDocument("text")
    document.body.clear()
    document.body.append(Paragraph(content.title))
    for text in content.paragraphs:
        document.body.append(Paragraph(text))
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row
        )
        + "</table:table-row>"
        for row in content.rows
    )
    if rows:
        from odfdo import Element  # noqa: PLC0415

        document.body.append(Element.from_tag(f'<table:table table:name="t">{rows}</table:table>'))
    if change:
        change(document)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def odt_list(*items: str) -> List:
    return List(list(items))


def pdf(content: Content) -> bytes:
    style = getSampleStyleSheet()["BodyText"]
    flow: list[Flowable] = [PdfParagraph(escape(text), style) for text in content.texts[:4]]
    flow.append(Table([list(row) for row in content.rows], colWidths=[150, 300]))
    return pdf_of(flow)


def pdf_of(flow: list[Flowable]) -> bytes:
    target = BytesIO()
    SimpleDocTemplate(target, pagesize=A4, invariant=1).build(flow)
    return target.getvalue()


def pdf_drawn(draw: Callable[[Any], object], **settings: Any) -> bytes:
    """Return a PDF whose words ``draw`` puts on a canvas."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, **settings)
    draw(canvas)
    canvas.save()
    return target.getvalue()


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def docx_of(body: str, **parts: bytes | str) -> bytes:
    """Return a DOCX with that XML in its body; ``parts`` are further files of `word/`."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = {name: f"{office}/{name}" for name in parts}
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{kind}" Target="{name}.xml"/>'
        for i, (name, kind) in enumerate(kinds.items())
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "word/document.xml": f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": (
                f'<Relationships xmlns="{package}">{relations}</Relationships>'
            ),
            **{
                f"word/{name}.xml": part.replace("<w:root", f'<w:root xmlns:w="{w}"')
                if isinstance(part, str)
                else part
                for name, part in parts.items()
            },
        }
    )


def odt_of(body: str, styles: str = "") -> bytes:
    """Return an ODT with that XML in its text and its automatic styles."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style", "drawing")
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": (
                f"<office:document-content {names}>"
                f"<office:automatic-styles>{styles}</office:automatic-styles>"
                f"<office:body><office:text>{body}</office:text></office:body>"
                "</office:document-content>"
            ),
        }
    )


FORMS: dict[str, Callable[[Content], bytes]] = {
    "plain.txt": plain,
    "marked.md": markdown,
    "page.html": html,
    "word.docx": docx,
    "open.odt": odt,
    "print.pdf": pdf,
}
