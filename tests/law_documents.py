"""A regulation that does not exist, and its rendering in every form that the reader takes."""

import csv
import io
from html import escape

from openpyxl import Workbook

Part = str | list[list[str]]

COLUMNS = [
    "Crebonummer",
    "Prijsfactor",
    "Kwalificatiedossier",
    "Crebonummer",
    "Kwalificatie",
    "Niveau",
    "Prijsfactor",
    "Soort opleiding",
    "Beroepsvereisten",
    "Leerweg",
]


def cells(row: str) -> list[str]:
    return row.split(";")


REGULATION: list[Part] = [
    "# Regeling van de Minister van Onderwijs van 3 maart 2031, nr. MBO/4711, over proeven",
    "### Artikel 2.9",
    "Voor opleidingen in een in bijlage C opgenomen sector geldt voor wie een middenkaderopleiding"
    " heeft afgelegd een eis.",
    "### Artikel 3",
    "Deze regeling treedt in werking met ingang van 1 augustus 2031.",
    "Artikel 2.9 treedt in werking met ingang van 1 september 2032.",
    "Deze regeling wordt aangehaald als: Regeling proef 2031.",
    "Een zin over kaas staat niet in de vorm.",
    "### Bijlage 1",
    "*Overzicht geldig vanaf 01-08-2031*",
    [
        COLUMNS,
        ["*Opleidingsdomein* *1. Bouw en infra 79000*"],
        cells("79000;---;---;---;---;---;1,00;---;---;---"),
        cells("23901;1,30;Dijken;27.901;Dijkwerker & co;3;1,30;vakopleiding;EZ;BOL/BBL"),
        cells("---;---;Dijken;27902;Dijkmeester;4;1,40;middenkaderopleiding;---;BBL"),
        cells("---;---;Duinen;27903;Duinwachter;2;1,10;basisberoepsopleiding;---;BOL"),
        cells("23902;1,60;Zee;27904;Zeeman;vijf;1,60;zeevaart;---;varend"),
        cells("zonder code;1,60;Zee;---;Visser;2;---;vakopleiding;---;BOL"),
    ],
    "Niet toebedeeld aan domeinen, geldig vanaf 01-09-2031",
    [
        COLUMNS,
        cells("23903;1,00;Entree;27905;Assistent dijk;1;1,00;entreeopleiding;---;BOL/BBL"),
    ],
    "### Bijlage 4",
    "#### Vierjarige middenkaderopleidingen 2031-2032",
    [["Kwalificaties", "Crebo code"], ["*1. Bouw en infra*"], ["Dijkmeester", "27902"], ["---"]],
    "### Bijlage C",
    [
        ["MBO-domein", "HBO-sector"],
        ["---", "Econo-mie", "Techniek"],
        ["Bouw en infra", "*", "---"],
        ["Voedsel, natuur en leef-omgeving", "---", "*"],
        ["Kaasbereiding", "*", "*"],
    ],
]


def markdown(parts: list[Part]) -> bytes:
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines += [part, ""]
            continue
        for number, cells in enumerate(part):
            lines.append(f"| {' | '.join(cells)} |")
            if not number:
                lines.append("|" + ":---|" * len(cells))
        lines.append("")
    return "\n".join(lines).encode()


def html(parts: list[Part]) -> bytes:
    """Render it with the page's own clutter; what is 'as above' becomes a cell over two rows."""
    body = "".join(_html_words(part) if isinstance(part, str) else _table(part) for part in parts)
    head = "<head><title>wetten</title><style>td { color: red }</style></head>"
    return f"<!DOCTYPE html><html>{head}<body><script>var x = '23999';</script>{body}".encode()


def _html_words(words: str) -> str:
    tag = "h3" if words.startswith("#") else "p"
    return f"<{tag}>{escape(words.strip('#* '))}</{tag}>\n"


def _table(rows: list[list[str]]) -> str:
    spans = {row: rows[row + 1 :] for row in range(len(rows))}
    shown = []
    for number, cells in enumerate(rows):
        dossier = cells[0].isdecimal() and len(cells) == len(COLUMNS) and cells[3] != "---"
        below = 0
        for following in spans[number] if dossier else ():
            if following[:1] != ["---"] or following[2] != cells[2]:
                break
            below += 1
        covered = number and cells[:2] == ["---", "---"] and cells[2] == rows[number - 1][2]
        shown.append(_html_row(cells, below, bool(covered)))
    return f"<table>{''.join(shown)}</table>"


def _html_row(cells: list[str], below: int, covered: bool) -> str:
    made = []
    for at, cell in enumerate(cells):
        if covered and at < 2:
            continue
        span = f' rowspan="{below + 1}"' if below and at < 2 else ""
        span = ' colspan="10"' if len(cells) == 1 else span
        plain = cell if cell == "*" else cell.replace("*", "")
        made.append(f"<td{span}><p>{escape(plain)}</p></td>")
    return f"<tr>{''.join(made)}</tr>\n"


def _flat(parts: list[Part]) -> list[list[str]]:
    rows: list[list[str]] = []
    for part in parts:
        rows += [[part.strip("#* ")]] if isinstance(part, str) else part
    return [[cell if cell == "*" else cell.replace("*", "") for cell in row] for row in rows]


def separated(parts: list[Part]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(_flat(parts))
    return stream.getvalue().encode()


def workbook(rows: list[list[object]]) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def spreadsheet(parts: list[Part]) -> bytes:
    """Render it as people type: codes and levels as numbers, factors as fractions."""

    def typed(cell: str) -> object:
        if cell.isdecimal():
            return int(cell)
        return float(cell.replace(",", ".")) if cell[1:2] == "," and cell[2:].isdecimal() else cell

    return workbook([[typed(cell) for cell in row] for row in _flat(parts)])


RENDERERS = {"md": markdown, "html": html, "csv": separated, "xlsx": spreadsheet}
FORMS = {form: render(REGULATION) for form, render in RENDERERS.items()}
