"""How much memory reading a file of many dossiers takes: that of one dossier, not of the file.

Example: python bench/dossier_memory.py --megabytes 500
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from qualgraph.documents.source import Limits, open_source
from qualgraph.facts.dossier import DossierReader

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<sbb><domeinen><domein nr="1" titel="Zee" crebo="79990"/></domeinen>
<competenties><competentie nr="2" titel="Aansturen" code="B"/></competenties><dossiers>
"""
TAIL = "</dossiers></sbb>\n"
PROSE = "De wachter houdt het licht brandend, kijkt naar zee en schrijft op wat hij ziet. " * 12
WARM_UP = 20  # dossiers; what is loaded once does not grow with the file


def dossier(number: int) -> str:
    """Return a dossier of about 100 kB with one profile."""
    processes = "".join(
        f'<werkproces nr="{n}" titel="Proces {n}" hoofdstuk="{n}">'
        f"<werkprocesomschrijving><![CDATA[{PROSE}]]></werkprocesomschrijving>"
        f"<werkprocesgedrag><![CDATA[{PROSE}]]></werkprocesgedrag><werkprocescompetenties>"
        f'<competentie referentie="2"/></werkprocescompetenties></werkproces>\n'
        for n in range(1, 46)
    )
    task = '<kerntaak nr="9" titel="Taak" hoofdstuk="1">'
    return (
        f'<dossier nr="{number}" titel="Dossier {number}" referentiedomein="1"><dossiercrebos>'
        f"<dossiercrebo>D{number}</dossiercrebo></dossiercrebos>\n<basis><basistaken>"
        f"<basiskerntaken>{task}<basiswerkprocessen>{processes}</basiswerkprocessen></kerntaak>"
        f"</basiskerntaken></basistaken></basis><profielen>"
        f'<profiel nr="8" titel="Profiel" niveau="2"><creboinformatie><crebo>Q{number}</crebo>'
        f"</creboinformatie></profiel></profielen></dossier>\n"
    )


def write(path: Path, megabytes: int) -> None:
    """Write a file of at least that many megabytes."""
    number = 10_000
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        while file.tell() < megabytes * 1_000_000:
            number += 1
            file.write(dossier(number))
        file.write(TAIL)


def peak() -> float:
    """Return the most memory that this process took so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(path: Path) -> str:
    """Read the file and return what that took."""
    reader, started, warm, count = DossierReader.load(), time.perf_counter(), 0.0, 0
    for count, _ in enumerate(reader.read(open_source(path, Limits())), 1):
        if count == WARM_UP:
            warm = peak()
    seconds, megabytes = time.perf_counter() - started, path.stat().st_size / 1_000_000
    return (
        f"{megabytes:.0f} MB, {count} dossiers: {seconds:.1f} s ({megabytes / seconds:.1f} MB/s), "
        f"peak {peak():.0f} MB, grew by {peak() - warm:.1f} MB after {WARM_UP} dossiers"
    )


def main() -> None:
    """Write a file, or take it as it is, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "large.xml"
        if not path.exists():
            write(path, options.megabytes)
        print(measure(path))


if __name__ == "__main__":
    main()
