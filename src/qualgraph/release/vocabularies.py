"""What a release takes from imported vocabularies: the concepts that its links refer to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pyoxigraph import Triple

from qualgraph.alignment.competentnl import FILE as COMPETENTNL
from qualgraph.alignment.records import Kind
from qualgraph.alignment.vocabulary import FILE, Vocabulary
from qualgraph.documents.source import Limits, open_source
from qualgraph.facts.evidence import Text
from qualgraph.graph.alignment import Alignment, is_known, read_alignments
from qualgraph.graph.esco import BASE, ISCO, esco_concept, isco_group
from qualgraph.texts import LANGUAGES

_KINDS = {"occupation": Kind.OCCUPATION, "skill": Kind.SKILL}


@dataclass(frozen=True)
class Imported:
    """The vocabularies of a folder; ``esco`` is none where it was not imported."""

    folder: Path | None = None
    esco: Vocabulary | None = None
    norms: tuple[Alignment, ...] = ()
    """What CompetentNL prescribes for each crebo."""

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what was imported into ``folder``; raises ``DataError`` when it is broken."""
        esco = Vocabulary.open(folder) if (folder / FILE).is_file() else None
        norms = folder / COMPETENTNL
        links = read_alignments(open_source(norms, Limits())) if norms.is_file() else ()
        return cls(folder, esco, links)

    def knows(self, iri: str) -> bool:
        """Return whether the vocabularies have a concept, or cannot tell."""
        kind = _kind(iri)
        if self.esco is None or kind is None or self.esco.newest(kind) is None:
            return is_known(iri)
        return self.esco.find(iri) is not None

    def concepts(self, iris: Iterable[str]) -> Iterator[Triple]:
        """Return what is to be said of the ESCO concepts among ``iris`` and of their groups.

        Without ESCO that is only what the IRI itself tells: whether it is an occupation or a skill.
        """
        groups: set[str] = set()
        for iri in sorted(set(iris)):
            known = self.esco.find(iri) if self.esco else None
            if _kind(iri) is None:
                continue
            if known is None:
                yield from esco_concept(iri, "", ())
                continue
            yield from esco_concept(iri, known.version, self._labels(iri), known.code, known.isco)
            groups.add(known.isco)
        for code in sorted(groups - {""}):
            labels = self._labels(ISCO + code)
            if labels:
                yield from isco_group(ISCO + code, code, labels)

    def _labels(self, iri: str) -> tuple[Text, ...]:
        found = ((tag, self.esco.label(iri, tag) if self.esco else "") for tag in LANGUAGES)
        return tuple(Text(label, tag) for tag, label in found if label)


def _kind(iri: str) -> Kind | None:
    if not iri.startswith(BASE):
        return None
    return _KINDS.get(iri.removeprefix(BASE).split("/", 1)[0])
