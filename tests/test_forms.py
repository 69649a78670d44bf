"""Documents of every form to lines, seen from outside: bytes in, texts in reading order out."""

from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.colors import black
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Table
from reportlab.platypus import Paragraph as PdfParagraph

from qualgraph.documents.form import Form, delimiter_of
from qualgraph.documents.running_text import read_lines
from qualgraph.documents.source import Limits, Source, open_source
from qualgraph.errors import DataError
from tests.made_documents import (
    CONTENT,
    FORMS,
    docx,
    docx_of,
    html,
    odt,
    odt_of,
    pdf,
    pdf_drawn,
    pdf_of,
    plain,
    zipped,
)

STYLE = getSampleStyleSheet()["BodyText"]
LONG = "De houder van dit certificaat verzorgt de klant en de markt en het verkoopbeleid. "
CZECH = "Kuchař-číšník připravuje pokrmy a nápoje; žák složí závěrečnou zkoušku."
POLISH = "Świadectwo potwierdzające kwalifikacje zawodowe: źródło, żółty, umiejętność."
GREEK = "Πιστοποιητικό επαγγελματικής κατάρτισης. Ο κάτοχος μπορεί να εκτελεί εργασίες."
BULGARIAN = "Свидетелство за професионална квалификация. Притежателят може."
LITHUANIAN = "Profesinio mokymo diplomas: įgytos žinios ir gebėjimai, šaltinis."
DUTCH = "Coördinatie “reëel” – één financiële ruïne…"


def texts(name: str, content: bytes) -> list[str]:
    return [line.text for line in read_lines(Source.of(name, content))]


def page(body: str) -> list[str]:
    return texts("page.html", f"<!doctype html><body>{body}".encode())


# --- the form ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_the_same_content_gives_the_same_texts_in_every_form(name: str) -> None:
    assert texts(name, FORMS[name](CONTENT)) == CONTENT.texts


@pytest.mark.parametrize("name", FORMS)
def test_lines_are_numbered_in_reading_order(name: str) -> None:
    lines = read_lines(Source.of(name, FORMS[name](CONTENT)))
    numbers = [line.number for line in lines]
    assert numbers == sorted(set(numbers))
    assert min(numbers) >= 1


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (pdf(CONTENT), Form.PDF),
        (docx(CONTENT), Form.DOCX),
        (odt(CONTENT), Form.ODT),
        (html(CONTENT), Form.HTML),
        (b"<!-- saved --><HTML><p>x", Form.HTML),
        (b"<div class=a>tekst</div>", Form.HTML),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html xmlns="x"/>', Form.HTML),
        (b'<?xml version="1.0"?><sbb/>', Form.XML),
        ("<?xml version='1.0' encoding='utf-16'?><sbb/>".encode("utf-16"), Form.XML),
        (b"\xef\xbb\xbf<kwalificatiedossier nr='1'>x</kwalificatiedossier>\n", Form.XML),
        (b"<naam> staat hier, en dit is gewone tekst", Form.PLAIN),
        (b"code;naam;niveau\n1;a;2\n2;b;3\n", Form.TABLE),
        (b"code\tnaam\tniveau\n1\ta\t2\n2\tb\t3\n", Form.TABLE),
        (b'# bron\ncode,naam,niveau\n1,"a, b",2\n2,b,3\n', Form.TABLE),
        (zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), Form.WORKBOOK),
        (plain(CONTENT), Form.PLAIN),
        (b"Niveau\tmbo 4\nEQF\t4\nUren\t4800\n", Form.PLAIN),
        (b"Een zin, met komma.\nNog een, met twee, ja.\nEn een derde.\n", Form.PLAIN),
    ],
)
def test_form_is_told_by_content_whatever_the_name(content: bytes, form: Form) -> None:
    assert Source.of("supplement.txt", content).form is form


def test_names_settle_markdown_and_tables(tmp_path: Path) -> None:
    for name, content, form in [
        ("a.md", b"<meta charset=utf-8>\n## Regeling", Form.MARKDOWN),
        ("a.csv", b"a,b\n1,2\n", Form.TABLE),
        ("a.md", b"<!doctype html><p>x", Form.HTML),
        ("a.csv", pdf(CONTENT), Form.PDF),
        ("a.html", b"zomaar tekst", Form.HTML),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        assert open_source(path, Limits()).form is form


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (bytes(range(256)) * 20, "document-binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "document-binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "document-old-office"),
        (b"{\\rtf1 tekst}", "document-old-office"),
        (zipped({"foto.jpg": "x"}), "package-unknown"),
        (
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "package-unknown",
        ),
    ],
)
def test_what_has_no_known_form_is_said_to_have_none(content: bytes, key: str) -> None:
    with pytest.raises(DataError) as raised:
        Source.of("document.pdf", content)
    assert raised.value.key == key


def test_only_head_and_tail_of_a_file_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "big.docx"
    filler = bytes(i * 7919 % 251 for i in range(200_000))
    path.write_bytes(zipped({"media/a.bin": filler, "word/document.xml": "<x/>"}))
    assert open_source(path, Limits()).form is Form.DOCX


def test_the_delimiter_of_a_table_is_found() -> None:
    assert delimiter_of("a;b;c\n1;2,5;3\n4;5;6\n") == ";"
    assert delimiter_of("gewone tekst\nzonder iets\nerin\n") is None


# --- text and its encodings -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((DUTCH, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")),
        *((GREEK, name) for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32")),
        *((DUTCH, "cp1252"), (CZECH, "cp1250"), (CZECH, "iso8859_2")),
        *((POLISH, "cp1250"), (POLISH, "iso8859_2"), (GREEK, "cp1253"), (GREEK, "iso8859_7")),
        *((BULGARIAN, "cp1251"), (BULGARIAN, "iso8859_5"), (LITHUANIAN, "cp1257")),
    ],
)
def test_text_is_decoded_in_its_own_encoding(text: str, encoding: str) -> None:
    if encoding in {"iso8859_2", "iso8859_7", "iso8859_5"}:
        text = text.replace("“", '"').replace("”", '"').replace("–", "-").replace("…", ".")
    content = f"1. TITLE\n\n{text}\n\nNo accents here.\n".encode(encoding)
    assert texts("a.txt", content) == ["1. TITLE", text, "No accents here."]


@pytest.mark.parametrize(
    "content",
    [
        "zo één café é".encode()[:-1],
        "é".encode() * 9 + b"\xe9 ok",
        b"\xff\xfea\0b",
        b"tekst \x81\x8d\x9d",
    ],
)
def test_text_that_cannot_be_told_is_refused_and_not_guessed(content: bytes) -> None:
    with pytest.raises(DataError) as raised:
        texts("a.txt", content)
    assert raised.value.key in {"document-encoding", "document-binary"}


def test_plain_text_is_no_markdown() -> None:
    content = b"# 1. Titel\n* een\n_twee_\n    drie\n\nvier\tvijf\n"
    lines = read_lines(Source.of("a.txt", content))
    assert [line.text for line in lines] == ["# 1. Titel", "* een", "_twee_", "drie", "vier\tvijf"]
    assert [line.number for line in lines] == [1, 2, 3, 4, 6]
    assert lines[0].block == lines[3].block != lines[4].block


def test_a_form_feed_ends_a_page() -> None:
    lines = read_lines(Source.of("a.txt", b"een\ntwee\n\x0cdrie\n"))
    assert [(line.text, line.page, line.number) for line in lines] == [
        ("een", 1, 1),
        ("twee", 1, 2),
        ("drie", 2, 3),
    ]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("co\u0308ordinatie", "cöordinatie"),
        ("ver\xadkoop", "verkoop"),
        ("ver\xad", "ver-"),
        ("a\xa0b\u202fc\u200bd\ufeff", "a b cd"),
        ("e\ufb03cie\u0308nt \ufb01lm \ufb02ora \u0133s", "efficiënt film flora ijs"),
        ("a\x01b\x7fc", "abc"),
        ("\uf0b7 punt", "• punt"),
        ("\uf0fc\tpunt", "• punt"),
        ("1.\tTITEL", "1. TITEL"),
        ("1.1\tVerzamelt", "1.1 Verzamelt"),
        ("Niveau \t mbo   4", "Niveau\tmbo 4"),
        ("\ue123 blijft", "\ue123 blijft"),
    ],
)
def test_every_form_is_cleaned_alike(raw: str, clean: str) -> None:
    padded = raw + "\n" + "gewone tekst " * 20
    assert texts("a.txt", padded.encode())[0] == clean
    assert page(f"<pre>{raw}</pre>") == [clean]


# --- HTML -------------------------------------------------------------------------------------


def test_html_shows_what_a_browser_shows() -> None:
    assert page(
        "<!-- x --><script>x</script><style>x</style><template>x</template><noscript>x</noscript>"
        "<nav><ul><li>Home<li>Over ons</ul></nav><p hidden>x</p><p style='display: none'>x</p>"
        "<h2>3. <b>Vaardig</b>heden</h2><p>een<br>twee<div>drie<p>vier</div>vijf"
    ) == ["Home", "Over ons", "3. Vaardigheden", "een", "twee", "drie", "vier", "vijf"]


def test_html_blocks_keep_broken_lines_together() -> None:
    lines = read_lines(Source.of("a.html", b"<html><p>een<br>twee</p><p>drie</p>"))
    assert lines[0].block == lines[1].block != lines[2].block


def test_html_lists_tables_and_definitions() -> None:
    assert page(
        "<ol start=3><li>c<li value=7>g<ul><li>bol</ul></ol><ol type=a><li>eerste</ol>"
        "<dl><dt>Niveau<dd>mbo 4</dl>"
        "<table><tr><th>Code<th>Naam<tr><td>1<td>een<tr><td>2<td><p>alinea</p><p>nog een</table>"
    ) == [
        *("3. c", "7. g", "bol", "a. eerste", "Niveau", "mbo 4"),
        *("Code\tNaam", "1\teen", "2", "alinea", "nog een"),
    ]


def test_html_keeps_addresses_that_are_not_shown() -> None:
    assert page(
        "<p><a href='https://example.org/a'>Meer</a> of <a href='https://example.org/'>"
        "example.org</a> <a href='#top'>boven</a>"
    ) == ["Meer <https://example.org/a> of example.org boven"]


@pytest.mark.parametrize("declared", ["windows-1250", "ISO-8859-2", "nonsense"])
def test_html_is_read_in_the_encoding_it_declares(declared: str) -> None:
    encoding = "iso8859_2" if declared == "ISO-8859-2" else "cp1250"
    content = f"<html><meta http-equiv=Content-Type content='text/html; charset={declared}'><p>"
    assert texts("a.html", (content + CZECH).encode(encoding)) == [CZECH]


# --- DOCX -------------------------------------------------------------------------------------


def test_docx_lists_keep_their_visible_numbers() -> None:
    def level(depth: int, figures: str, text: str) -> str:
        return (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{figures}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    def item(depth: int, text: str, number: int = 5) -> str:
        return (
            f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
            f"</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )

    numbering = (
        '<w:root><w:abstractNum w:abstractNumId="1">'
        + level(0, "decimal", "%1.")
        + level(1, "lowerLetter", "%1.%2)")
        + level(2, "bullet", "\uf0b7")
        + '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:root>'
    )
    body = item(0, "een") + item(1, "sub") + item(1, "sub") + item(2, "bol") + item(0, "twee")
    styled = '<w:p><w:pPr><w:pStyle w:val="Kop"/></w:pPr><w:r><w:t>drie</w:t></w:r></w:p>'
    styles = (
        '<w:root><w:style w:styleId="Kop"><w:basedOn w:val="K0"/></w:style><w:style w:styleId="K0">'
        '<w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style></w:root>'
    )
    content = docx_of(body + styled, numbering=numbering, styles=styles)
    assert texts("a.docx", content) == [
        *("1. een", "1.a) sub", "1.b) sub", "bol", "2. twee", "3. drie")
    ]


def test_docx_text_is_what_the_page_shows() -> None:
    body = (
        "<w:p><w:r><w:t>ge</w:t></w:r><w:del><w:r><w:delText>schrapt</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>bleven</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>"
        '<w:r><w:br/><w:t>regel</w:t><w:noBreakHyphen/><w:sym w:char="F0B7"/></w:r>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>veld</w:t><w:tab/><w:t>waarde</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>buiten</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>kader</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
        '<w:p><w:r><w:t>noot</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    parts = {
        "footnotes": '<w:root><w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>x</w:t></w:r>'
        '</w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>uitleg</w:t></w:r>'
        "</w:p></w:footnote></w:root>",
        "header": "<w:root><w:p><w:r><w:t>kop</w:t></w:r></w:p></w:root>",
        "footer": "<w:root><w:p><w:r><w:t>voet</w:t></w:r></w:p></w:root>",
    }
    assert texts("a.docx", docx_of(body, **parts)) == [
        *("kop", "gebleven", "regel-•", "veld\twaarde", "buiten", "kader"),
        *("noot(2)", "(2) uitleg", "voet"),
    ]


def test_docx_table_with_longer_cells_keeps_each_paragraph() -> None:
    def change(document: Any) -> None:
        cell = document.tables[0].rows[1].cells[1]
        cell.text = "eerste"
        cell.add_paragraph("tweede")

    assert texts("a.docx", docx(CONTENT, change))[4:] == [
        *("Niveau\tmbo 4", "EQF", "eerste", "tweede", "Studielast\t4800 uur")
    ]


# --- ODT --------------------------------------------------------------------------------------


def test_odt_text_is_what_the_page_shows() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>weg</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>een<text:s text:c="9"/>twee<text:line-break/>drie<text:tab/>vier'
        "<office:annotation><text:p>opmerking</text:p></office:annotation>\n  vijf</text:p>"
        "<text:p>noot<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>uitleg</text:p></text:note-body></text:note></text:p>"
        '<text:section text:display="none"><text:p>x</text:p></text:section>'
        "<text:p>buiten<drawing:frame><drawing:text-box><text:p>kader</text:p></drawing:text-box>"
        '</drawing:frame><text:span text:style-name="H">x</text:span></text:p>'
    )
    hidden = (
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    )
    assert texts("a.odt", odt_of(body, hidden)) == [
        *("een twee", "drie\tvier vijf", "noot(1)", "buiten", "kader", "(1) uitleg")
    ]


def test_odt_lists_keep_their_visible_numbers() -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" '
        'style:num-format="a" style:num-suffix=")" text:display-levels="2"/></text:list-style>'
    )
    body = (
        '<text:list text:style-name="L"><text:list-item><text:p>een</text:p><text:list>'
        "<text:list-item><text:p>sub</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>twee</text:p><text:p>vervolg</text:p></text:list-item></text:list>"
    )
    assert texts("a.odt", odt_of(body, styles)) == ["1. een", "1.a) sub", "2. twee", "vervolg"]


# --- PDF --------------------------------------------------------------------------------------


def form_pdf(*style: tuple[object, ...]) -> bytes:
    labels = ["Naam en status van de instantie die het certificaat verstrekt", "Niveau"]
    labels += ["Toegang tot vervolgopleidingen", "Rechtsgrond", "Overeenkomsten over erkenning"]
    values = ["School. " + LONG, "mbo 4", LONG * 3, "Wet", "Geen"]
    rows = [
        [PdfParagraph(label, STYLE), PdfParagraph(value, STYLE)]
        for label, value in zip(labels, values, strict=True)
    ]
    return pdf_of([PdfParagraph("KOP", STYLE), Table(rows, colWidths=[110, 300], style=style)])


FORM_ORDER = [
    *("KOP", "Naam en", "School.", "Niveau\tmbo 4", "Toegang tot", "De houder"),
    *("Rechtsgrond\tWet", "Overeenkomsten", "Geen"),
]
ALL = ((0, 0), (-1, -1))


@pytest.mark.parametrize(
    "style",
    [
        [("VALIGN", *ALL, "TOP")],
        [("VALIGN", *ALL, "TOP"), ("TOPPADDING", *ALL, 0), ("BOTTOMPADDING", *ALL, 0)],
        [("VALIGN", *ALL, "MIDDLE")],
        [("VALIGN", *ALL, "MIDDLE"), ("GRID", *ALL, 0.5, black)],
        [("VALIGN", *ALL, "TOP"), ("GRID", *ALL, 0.5, black), ("LEFTPADDING", *ALL, 20)],
    ],
    ids=["top", "tight", "middle", "middle-ruled", "ruled"],
)
def test_pdf_form_gives_each_label_before_its_own_value(style: list[tuple[object, ...]]) -> None:
    found = texts("a.pdf", form_pdf(*style))
    assert " ".join(found).count("De houder") == 3 + 1
    places = [next(i for i, text in enumerate(found) if text.startswith(x)) for x in FORM_ORDER[:5]]
    assert places == sorted(places)
    assert found[places[4] :][-1] == "Geen"
    legal = found.index("Rechtsgrond\tWet")
    assert (
        places[4]
        < legal
        < next(i for i, text in enumerate(found) if text.startswith("Overeenkomsten"))
    )
    value = [text for text in found[places[4] : legal] if "houder" in text]
    assert value, "the value stands between its label and the next"


def columns_of(canvas: Any, interleaved: bool, offset: float) -> tuple[list[str], list[str]]:
    words = (LONG * 12).split()
    canvas.setFont("Helvetica", 10)
    sides: tuple[list[str], list[str]] = ([], [])
    for side in (0, 1):
        line = ""
        for word in words[side:]:
            if canvas.stringWidth(f"{line} {word}") > 220:
                sides[side].append(line.strip())
                line = ""
            line += f" {word}"
    drawn: list[tuple[int, float, str]] = [
        (60, 700 - 12 * i, text) for i, text in enumerate(sides[0])
    ]
    drawn += [(310, 700 - offset - 12 * i, text) for i, text in enumerate(sides[1])]
    for x, y, text in sorted(drawn, key=lambda one: (-one[1], one[0])) if interleaved else drawn:
        canvas.drawString(x, y, text)
    return sides


@pytest.mark.parametrize("offset", [0, 5])
@pytest.mark.parametrize("interleaved", [False, True])
def test_pdf_columns_of_running_text_are_read_one_after_another(
    interleaved: bool, offset: float
) -> None:
    expected: list[str] = []

    def draw(canvas: Any) -> None:
        canvas.drawString(60, 800, "Koptekst")
        canvas.drawString(60, 730, "Een titel die over de hele breedte loopt, " * 2)
        left, right = columns_of(canvas, interleaved, offset)
        canvas.drawString(60, 40, "voettekst")
        canvas.drawString(500, 40, "pagina 1")
        expected.extend([*left, *right])

    found = texts("a.pdf", pdf_drawn(draw))
    assert found[0] == "Koptekst"
    assert found[2:-1] == expected
    assert found[-1] == "voettekst\tpagina 1"


def test_pdf_rows_of_a_table_stand_on_one_line() -> None:
    rows = [["Code", "Naam", "Niveau"], ["25132", "Accountmanager", "4"], ["25133", "", "3"]]
    tight = [("TOPPADDING", *ALL, 0), ("BOTTOMPADDING", *ALL, 0)]
    content = pdf_of([PdfParagraph(LONG, STYLE), Table(rows, colWidths=[80, 200, 60], style=tight)])
    assert texts("a.pdf", content)[-3:] == [
        "Code\tNaam\tNiveau",
        "25132\tAccountmanager\t4",
        "25133\t\t3",
    ]


def test_pdf_boxes_side_by_side_are_read_box_by_box() -> None:
    def cell(*parts: str) -> list[PdfParagraph]:
        return [PdfParagraph(text, STYLE) for text in parts]

    rows = [
        [cell("Naam instantie", LONG), cell("Naam autoriteit", LONG * 2)],
        [cell("Niveau", "mbo 4"), cell("Beoordelingsschaal", "10 tot 1")],
    ]
    style = [("VALIGN", *ALL, "TOP"), ("GRID", *ALL, 0.5, black)]
    found = texts("a.pdf", pdf_of([Table(rows, colWidths=[225, 225], style=style)]))
    places = [found.index(x) for x in ("Naam instantie", "Naam autoriteit", "Niveau", "mbo 4")]
    assert places == sorted(places)
    assert found[-3:] == ["mbo 4", "Beoordelingsschaal", "10 tot 1"]


def test_pdf_pages_are_counted_and_keep_their_headers() -> None:
    flow = [PdfParagraph("een", STYLE), PageBreak(), PdfParagraph("twee", STYLE)]
    lines = read_lines(Source.of("a.pdf", pdf_of(flow)))
    assert [(line.page, line.text) for line in lines] == [(1, "een"), (2, "twee")]


def test_pdf_marks_and_hyphens_at_the_end_of_a_line_stay() -> None:
    def draw(canvas: Any) -> None:
        for y, x, text in [
            *((700, 60, "1."), (700, 90, "TITEL VAN HET CERTIFICAAT")),
            *((660, 60, "•"), (660, 90, "punt")),
            *((620, 60, "een woord-"), (608, 60, "afbreking op twee regels")),
        ]:
            canvas.drawString(x, y, text)

    assert texts("a.pdf", pdf_drawn(draw)) == [
        *("1. TITEL VAN HET CERTIFICAAT", "• punt", "een woord-", "afbreking op twee regels")
    ]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_pdf_pages_that_are_turned_are_read_as_they_are_seen(rotation: int) -> None:
    def draw(canvas: Any) -> None:
        canvas.setPageRotation(rotation)
        width, height = canvas._pagesize
        canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[rotation])
        canvas.rotate(rotation)
        for i, (label, value) in enumerate(CONTENT.rows):
            canvas.drawString(60, 500 - 14 * i, label)
            canvas.drawString(260, 500 - 14 * i, value)

    assert texts("a.pdf", pdf_drawn(draw)) == ["\t".join(row) for row in CONTENT.rows]


def test_pdf_text_that_leaps_over_the_gutter_in_one_piece_is_cut() -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(60, 760, "Een gewone regel tekst die laat zien hoe breed letters zijn.")
        canvas.drawString(60, 746, "Nog een gewone regel tekst die dat ook laat zien, zeker wel.")
        for i, (label, value) in enumerate(CONTENT.rows):
            text = canvas.beginText(60, 700 - 14 * i)
            width = 200 - canvas.stringWidth(label)
            text._code.append(f"[({label}) {-width / 12 * 1000:.0f} ({value})] TJ")
            canvas.drawText(text)

    assert texts("a.pdf", pdf_drawn(draw))[2:] == ["\t".join(row) for row in CONTENT.rows]
