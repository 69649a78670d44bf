"""Broken documents on the readers for as long as you like, guided by coverage (atheris).

Run: ``python -m bench.fuzz_forms --seconds 600``. Each form has its share of the time, in a
process of its own. A document that breaks a reader is kept in ``fuzz/`` as libFuzzer names it;
``python -m bench.fuzz_forms --form word.docx fuzz/word.docx/crash-...`` runs it again.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.made_documents import CONTENT, FORMS

FOLDER = Path("fuzz")
_PACKAGES = {"word.docx", "open.odt"}
_LONGEST = 100_000
_UNIT_SECONDS = 10
_MEGABYTES = 2_000


def main() -> int:
    """Fuzz every form, or one; return 1 when a reader broke."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=60, help="for all forms together")
    arguments.add_argument("--form", choices=FORMS, help="only this one, in this process")
    arguments.add_argument("documents", nargs="*", help="documents to run again")
    given = arguments.parse_args()
    try:
        import atheris  # noqa: F401, PLC0415
    except ImportError:
        print("atheris has no wheel for this Python and system: nothing was fuzzed.")
        return 0
    if given.form:
        _fuzz(given.form, given.seconds, given.documents)
        return 0
    share = max(given.seconds // len(FORMS), 1)
    failed = [name for name in FORMS if _in_a_process(name, share)]
    print(f"broken: {', '.join(failed)}" if failed else "No reader broke.")
    return 1 if failed else 0


def _in_a_process(name: str, seconds: int) -> bool:
    print(f"{name}: {seconds} seconds", flush=True)
    command = [sys.executable, "-m", "bench.fuzz_forms", "--form", name, "--seconds", str(seconds)]
    return subprocess.run(command, check=False).returncode != 0


def _fuzz(name: str, seconds: int, documents: list[str]) -> None:
    import atheris  # noqa: PLC0415

    with atheris.instrument_imports(include=["qualgraph.documents"]):
        from tests.mutations import read_or_refuse, repacked  # noqa: PLC0415
    folder = FOLDER / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    content = FORMS[name](CONTENT)
    parts: list[bytes] = []
    if name in _PACKAGES:
        repacked(content, lambda part: parts.append(part) or part)  # type: ignore[func-returns-value]
    # The XML part with the text: the zip around it is made anew each time.
    (corpus / "seed").write_bytes(max(parts, key=len, default=content))

    def one_input(data: bytes) -> None:
        whole = repacked(content, lambda _: data) if name in _PACKAGES else data
        read_or_refuse(name, whole)

    options = [
        *(f"-max_total_time={seconds}", f"-max_len={_LONGEST}", f"-timeout={_UNIT_SECONDS}"),
        *(f"-rss_limit_mb={_MEGABYTES}", f"-artifact_prefix={folder}/", "-print_final_stats=1"),
    ]
    atheris.Setup([sys.argv[0], *options, *(documents or [str(corpus)])], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
