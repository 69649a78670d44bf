"""What helps to judge: where a qualification stands, and how ESCO describes a concept."""

from collections.abc import Iterable
from pathlib import Path

from qualgraph.alignment.gold import read_questions
from qualgraph.alignment.records import Role
from qualgraph.alignment.sssom import curie, expanded
from qualgraph.alignment.vocabulary import FILE, Vocabulary
from qualgraph.documents.source import Limits, open_source
from qualgraph.texts import Texts

Told = tuple[tuple[str, str], ...]


def of_rows(paths: Iterable[Path], words: Texts) -> dict[str, Told]:
    """Return level, dossier, domain and tasks of the rows of ``propose``, by subject.

    Raises ``DataError`` with the line of a row that is not good.
    """
    found: dict[str, Told] = {}
    for path in paths:
        for question in read_questions(open_source(path, Limits())):
            query = question.query
            rows = (
                ("level", str(query.level or "")),
                ("dossier", query.dossier),
                ("domain", query.domain),
                ("tasks", "; ".join(query.tasks)),
            )
            told = tuple((words(f"review.{name}"), value) for name, value in rows if value)
            found[f"id:occupation/nl-{question.code}"] = told
    return found


def of_concepts(folder: Path, names: Iterable[str], words: Texts) -> dict[str, Told]:
    """Return the English label and the description of concepts (CURIEs) that were imported.

    Empty when nothing was imported in ``folder``: a link can be judged without.
    """
    if not (folder / FILE).is_file():
        return {}
    vocabulary = Vocabulary.open(folder)
    found: dict[str, Told] = {}
    for iri in dict.fromkeys(expanded(name) for name in names):
        described = vocabulary.text(iri, words.language, Role.DESCRIPTION) or vocabulary.text(
            iri, "en", Role.DESCRIPTION
        )
        rows = (
            ("english", vocabulary.label(iri, "en")),
            ("description", " ".join(described.split())),
        )
        found[curie(iri)] = tuple((words(f"review.{n}"), value) for n, value in rows if value)
    vocabulary.close()
    return found
