"""What the matcher knows beside the vocabulary: level words, domains, the work of dossiers.

Data of ``data/matching``: no judged link and no ESCO label is in it.
"""

import csv
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from qualgraph import resources
from qualgraph.alignment.words import STOP, fold

_WORD = re.compile(r"\w+")
_NOTE = re.compile(r"\s*\([^)]*\)$")


@dataclass(frozen=True)
class Knowledge:
    """Level words by class, majors of ISCO by level, ISCO groups by domain, work by dossier."""

    classes: dict[str, str]
    dropped: frozenset[str]
    leading: frozenset[str]
    modest: frozenset[str]
    english_leads: frozenset[str]
    english_academic: frozenset[str]
    majors: dict[int, dict[int, float]]
    domains: dict[str, tuple[str, ...]]
    work: dict[str, str]

    @classmethod
    def load(cls, folder: Path = resources.MATCHING) -> "Knowledge":
        """Read the files of ``folder``."""
        levels = tomllib.loads((folder / "levels.toml").read_text("utf-8"))
        return cls(
            classes={word: kind for kind, words in levels["words"].items() for word in words},
            dropped=frozenset(levels["drop"]["classes"]),
            leading=frozenset(levels["leads"]["classes"]),
            modest=frozenset(levels["helps"]["classes"]),
            english_leads=frozenset(levels["leads"]["english"]),
            english_academic=frozenset(levels["leads"]["academic"]),
            majors={
                int(level): {int(major): share for major, share in shares.items()}
                for level, shares in levels["majors"].items()
            },
            domains={
                row["domain"]: tuple(row["isco"].split()) for row in _rows(folder / "domains.csv")
            },
            work={fold(row["dossier"]): row["work"] for row in _rows(folder / "dossiers-nl.csv")},
        )

    def without_glossary(self) -> "Knowledge":
        """Return the knowledge without the work of dossiers: people wrote that by hand, after they
        had judged qualifications, so that what it adds on those is not what it adds elsewhere."""
        return replace(self, work={})

    def core(self, name: str) -> str:
        """Return ``name`` without the words that only tell its level."""
        words = _WORD.findall(fold(name))
        kept = [w for w in words if self.classes.get(w) not in self.dropped and w not in STOP]
        return " ".join(kept) or name

    def leads(self, name: str) -> bool:
        """Return whether the name says that its holder leads others."""
        return any(self.classes.get(word) in self.leading for word in _WORD.findall(fold(name)))

    def helps(self, name: str) -> bool:
        """Return whether the name says that its holder assists or works under others."""
        return any(self.classes.get(word) in self.modest for word in _WORD.findall(fold(name)))

    def groups(self, domain: str) -> tuple[str, ...]:
        """Return the ISCO groups in which people of a domain work, empty when it is unknown."""
        return self.domains.get(_NOTE.sub("", domain.strip()), ())

    def work_of(self, dossier: str) -> str:
        """Return in a few words what the work of a dossier is, empty when it is unknown."""
        return self.work.get(fold(dossier.strip()), "")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
