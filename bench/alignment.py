"""Import time of ESCO, and how good the proposals are: ``make bench``.

Reads ``../shared`` (ESCO in its official layout, the judged qualifications); says so when absent.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
GOLD = SHARED / "alignment" / "gold-occupations-nl.csv"
OWN = ROOT / "bench" / "gold"


def main() -> int:
    """Run the measurements and print them."""
    if not (SHARED / "esco").is_dir() or not GOLD.is_file():
        print(f"alignment: not measured, {SHARED} is not there")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        run("vocabulary", "import", "esco", str(SHARED / "esco"), "--vocabularies", folder)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"import of {SHARED / 'esco'}: {time.monotonic() - began:.1f} s, {memory} MB")
        for title, arguments in (
            ("occupations, the judged qualifications", (str(GOLD),)),
            ("without the glossary of dossiers", (str(GOLD), "--no-glossary")),
            ("30 judged apart, by the shipped weights", (str(OWN / "sample-nl.csv"), "--shipped")),
            (
                "the same 30 without the glossary, which the weights lean on",
                (str(OWN / "sample-nl.csv"), "--shipped", "--no-glossary"),
            ),
            ("with 20 more of the kind that has no answer", (str(GOLD), str(OWN / "none-nl.csv"))),
            ("skills, tasks of three dossiers", (str(OWN / "skills-nl.csv"), "--kind", "skill")),
        ):
            how = "weights that never saw them" if "--shipped" in arguments else "cross-validated"
            print(f"\n{title} ({how})")
            run("align", "evaluate", *arguments, "--lang", "en", "--vocabularies", folder)
    return 0


def run(*arguments: str) -> None:
    """Run a command of the program; its output is the report."""
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "qualgraph", *arguments], check=True, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
