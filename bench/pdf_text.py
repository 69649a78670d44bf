"""How fast the text of PDFs is read in reading order, on one process.

The documents are made here: two pages in the official form's two columns, label and value.
Run: ``python -m bench.pdf_text``. Exits with 1 below the target, by the processor's time.
"""

import random
import sys
import time
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table

from qualgraph.documents.running_text import read_lines
from qualgraph.documents.source import Source

DOCUMENTS, ROUNDS, PAGES, TARGET = 20, 10, 2, 500
_LABELS = 9
_TEXT = (
    "de houder van dit certificaat verzorgt klanten orders offertes contracten analyses en plannen "
    "voor het bedrijf met collega's binnen afspraken over kwaliteit kosten planning"
)


def make_pdf(seed: int, pages: int = PAGES) -> bytes:
    """Return a PDF of label and value in two columns, about 1,900 characters on a page."""
    chance = random.Random(seed)
    style = getSampleStyleSheet()["BodyText"]
    flow: list[Flowable] = []
    for page in range(pages):
        rows = [
            [
                Paragraph(f"{page}.{row} {_words(chance, 5)}", style),
                Paragraph(_words(chance, chance.randint(4, 46)), style),
            ]
            for row in range(_LABELS)
        ]
        flow += [Paragraph("EUROPASS CERTIFICAATSUPPLEMENT", style)]
        flow += [Table(rows, colWidths=[150, 310], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])]
        flow += [PageBreak()]
    target = BytesIO()
    SimpleDocTemplate(target, pagesize=A4).build(flow)
    return target.getvalue()


def _words(chance: random.Random, count: int) -> str:
    words = _TEXT.split()
    return " ".join(chance.choice(words) for _ in range(count))


def main() -> int:
    """Print the rates of each round's documents and the best; compare that with the target."""
    sources = [Source.of(f"{seed}.pdf", make_pdf(seed)) for seed in range(DOCUMENTS)]
    read = [read_lines(source) for source in sources]
    pages = sum(lines[-1].page for lines in read)
    characters = sum(len(line.text) for lines in read for line in lines)
    rates = []
    for _ in range(ROUNDS):
        wall, processor = time.perf_counter(), time.process_time()
        for source in sources:
            read_lines(source)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        rates.append((pages / processor, pages / wall))
    best, on_the_wall = max(rates)
    slowest = min(rates)[0]
    print(
        f"{pages} pages of {characters // pages} characters: {best:.0f} pages/s "
        f"({on_the_wall:.0f} on the wall, slowest round {slowest:.0f}), target {TARGET}"
    )
    return 0 if best >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
