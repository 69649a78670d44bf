"""What speaks for an ESCO occupation when a Dutch qualification is to be linked."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property, partial
from math import log
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from qualgraph.alignment.concepts import Concepts, Language, english
from qualgraph.alignment.knowledge import Knowledge
from qualgraph.alignment.matcher import Evidence, Query
from qualgraph.alignment.phrases import Lists, Scores
from qualgraph.alignment.records import Kind, Relation, Role
from qualgraph.alignment.relations import relation_of
from qualgraph.alignment.semantics import Semantics
from qualgraph.alignment.shelf import Arrays, Shelf, packed, unpacked
from qualgraph.alignment.vocabulary import Vocabulary
from qualgraph.alignment.words import words
from qualgraph.graph.reasons import reason

_FULL = 0.95
_MANY, _SOME = 40, 15
_SAME = 0.999
_LETTERS_OF_A_WORD = re.compile(r"[^\W\d_]+")


class Occupations:
    """All occupations with what is needed to weigh them; built once from a vocabulary."""

    features: ClassVar[tuple[str, ...]] = (
        "preferred",
        "alternative",
        "crosswalk",
        "exact",
        "with-dossier",
        "head",
        "english",
        "words",
        "work-words",
        "work-description",
        "work-english",
        "work-skills",
        "work-isco",
        "meaning",
        "level",
        "domain",
        "leads",
        "leads-4",
        "follows",
        "academic",
        "research",
        "depth",
        "tasks",
    )

    # No judged qualification comes with its tasks: half the tasks' skills weigh as one good name.
    held: ClassVar[dict[str, float]] = {"tasks": 4.0}

    def __init__(
        self, vocabulary: Vocabulary, language: Language, knowledge: Knowledge, shelf: Shelf
    ) -> None:
        self.knowledge = knowledge
        self.language = language
        self._vocabulary = vocabulary
        self.concepts = Concepts(
            vocabulary, Kind.OCCUPATION, language, shelf, self._labels_of_skills
        )
        self._count = len(self.concepts.known)
        self._isco = [concept.isco for concept in self.concepts.known]
        self._majors = np.array([int(code[:1] or 0) for code in self._isco])
        self._depth = np.array([c.code.count(".") for c in self.concepts.known], dtype=float)
        self._essential, self.skills = _skills(vocabulary, self.concepts)
        self._by_skills = self.concepts.phrases(
            "skills",
            lambda: [
                (n, " ; ".join(texts)) for n, texts in self._skill_texts(self.concepts).items()
            ],
            self._dutch_of_several,
        )
        self._by_group = self.concepts.phrases("isco", self._group_texts, english)
        meaning = partial(self._documents, self.concepts)
        self._meaning = Semantics(
            self.concepts.kept(
                "meaning", lambda: Semantics.learn(meaning(), self.concepts.presence)
            )
        )
        heads = self.concepts.kept("heads", self._learn_heads)
        scores = heads["scores"].tolist()
        self._heads = dict(zip(unpacked(heads["words"], len(scores)), scores, strict=True))
        self._preferred_heads = Lists(
            self.concepts.kept("preferred-heads", lambda: Lists.learn(self._heads_of_labels()))
        )

    def _dutch_of_several(self, text: str) -> list[str]:
        return [token for part in text.split(" ; ") for token in self.language.dutch(part)]

    def _skill_texts(self, concepts: Concepts) -> dict[int, list[str]]:
        labels = {
            iri: text
            for iri, role, text in self._vocabulary.terms(Kind.SKILL, "nl")
            if role is Role.PREFERRED
        }
        found: dict[int, list[str]] = defaultdict(list)
        for number, skills in enumerate(_skills(self._vocabulary, concepts)[1]):
            known = [labels[iri] for iri in sorted(skills) if iri in labels]
            if known:
                found[number] = known
        return found

    def _labels_of_skills(self, concepts: Concepts) -> Iterator[tuple[int, str]]:
        for number, texts in self._skill_texts(concepts).items():
            yield from ((number, text) for text in texts)

    def _group_texts(self) -> list[tuple[int, str]]:
        vocabulary = self._vocabulary
        codes = {concept.iri: concept.code for concept in vocabulary.concepts(Kind.ISCO_GROUP)}
        texts = {
            codes[iri]: text
            for iri, role, text in vocabulary.terms(Kind.ISCO_GROUP, "en")
            if role is Role.DESCRIPTION and iri in codes
        }
        return [(n, texts.get(code, "")) for n, code in enumerate(self._isco)]

    def _documents(self, concepts: Concepts) -> list[dict[str, float]]:
        documents: list[dict[str, float]] = [defaultdict(float) for _ in concepts.known]
        for role, texts in self.concepts.texts["nl"].items():
            for number, text in texts:
                for token in self.language.dutch(text):
                    documents[number][token] += 1.0 if role is Role.DESCRIPTION else 2.0
        for number, label in self._labels_of_skills(concepts):
            for token in self.language.dutch(label):
                documents[number][token] += 0.5
        return documents

    def _learn_heads(self) -> Arrays:
        """Return for each word how much it names a person: seen in occupations, not in skills."""
        people: Counter[str] = Counter()
        for role in (Role.PREFERRED, Role.ALTERNATIVE, Role.CROSSWALK):
            for _, text in self.concepts.texts["nl"][role]:
                people.update(set(self.language.dutch(text)))
        doings: Counter[str] = Counter()
        for _, role, text in self._vocabulary.terms(Kind.SKILL, "nl"):
            if role is not Role.DESCRIPTION:
                doings.update(set(self.language.dutch(text)))
        scores = [
            (count + 0.2) / (count + 3 * doings[word] + 1) * log(2 + count)
            for word, count in people.items()
        ]
        return {"words": packed(people), "scores": np.array(scores)}

    def _head(self, text: str) -> str:
        """Return the word that says what someone is: monteur in "monteur mechatronica"."""
        last = [self.language.dutch(self.language.splitter.split(w)[-1]) for w in words(text)]
        heads = [tokens[0] for tokens in last if tokens]
        return max(heads, key=lambda head: self._heads.get(head, 0.0), default="")

    def _heads_of_labels(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, text in self.concepts.texts["nl"][Role.PREFERRED]:
            found[self._head(text)].append(number)
        return found

    @cached_property
    def _english_words(self) -> list[set[str]]:
        found: list[set[str]] = [set() for _ in range(self._count)]
        for number, text in self.concepts.texts["en"][Role.PREFERRED]:
            found[number].update(words(text))
        return found

    def evidence(self, query: Query) -> Evidence:
        """Return the candidates among all occupations and what speaks for each."""
        columns = {**self._by_name(query), **self._by_work(query), **self._by_place(query)}
        columns["tasks"] = self._by_tasks(query)
        numbers = _candidates(columns)
        features = np.stack([columns[name][numbers] for name in self.features], axis=1)
        uris = tuple(self.concepts.known[number].iri for number in numbers)

        def explain(row: int) -> tuple[str, str, tuple[str, ...]]:
            weighed = dict(zip(self.features, features[row], strict=True))
            return self._explain(query, int(numbers[row]), weighed)

        return Evidence(numbers, features, uris, explain)

    def _by_name(self, query: Query) -> dict[str, Scores]:
        core, concepts = self.knowledge.core(query.name), self.concepts
        scores = {
            name: np.maximum(concepts.named(core, role), _FULL * concepts.named(query.name, role))
            for name, role in (
                ("preferred", Role.PREFERRED),
                ("alternative", Role.ALTERNATIVE),
                ("crosswalk", Role.CROSSWALK),
            )
        }
        scores["exact"] = (np.maximum.reduce(list(scores.values())) > _SAME).astype(float)
        scores["with-dossier"] = concepts.nearest(f"{core} {query.dossier}")
        scores["head"] = self._by_head(core)
        scores["english"], scores["described-english"] = concepts.in_english(core)
        scores["described"] = concepts.described.score(core)
        scores["words"] = concepts.covered(Counter(self.language.dutch(core)))
        return scores

    def _by_head(self, core: str) -> Scores:
        scores = np.zeros(self._count)
        same = self._preferred_heads.numbers[self._preferred_heads.part(self._head(core))]
        scores[same] = log(1 + self._count / (1 + len(same))) / log(1 + self._count)
        return scores

    def _by_work(self, query: Query) -> dict[str, Scores]:
        """Weigh what the dossier is about: its known work, else its title."""
        core, dutch = self.knowledge.core(query.name), self.language.dutch
        work = self.knowledge.work_of(query.dossier) or query.dossier
        bag: dict[str, float] = defaultdict(float)
        for text, share in ((core, 1.0), (query.dossier, 0.5), (work, 0.3)):
            for token in dutch(text):
                bag[token] += share
        translated = self.language.translation.bag(dutch(work))
        return {
            "work-words": self.concepts.covered(Counter(dutch(work))),
            "work-description": self.concepts.described.score(work),
            "work-english": self.concepts.in_english(work)[1],
            "work-skills": self._by_skills.score(work),
            "work-isco": self._by_group.score(translated),
            "meaning": self._meaning.score(bag),
            "dossier": self.concepts.nearest_words(query.dossier),
        }

    def _by_place(self, query: Query) -> dict[str, Scores]:
        """Weigh where the level and the domain are at home in ISCO."""
        knowledge = self.knowledge
        leads = np.array([bool(w & knowledge.english_leads) for w in self._english_words])
        above = np.array([code[:1] == "1" or code[:2] in _ACADEMIC for code in self._isco])
        asked = self._leads(query.name)
        low = 1 <= query.level <= 3 or knowledge.helps(query.name)
        groups = knowledge.groups(query.domain)
        return {
            "level": self._prior(query.level),
            "domain": np.array([code.startswith(groups) for code in self._isco], dtype=float)
            if groups
            else np.zeros(self._count),
            "leads": leads.astype(float) * (low and not asked),
            "leads-4": leads.astype(float) * (not low and not asked),
            "follows": (~leads).astype(float) * asked,
            "academic": above.astype(float) * low,
            "research": np.array(
                [bool(w & knowledge.english_academic) for w in self._english_words], dtype=float
            ),
            "depth": self._depth,
        }

    def _leads(self, name: str) -> bool:
        """Return whether a name says that its holder leads, a part of a compound included."""
        split = self.language.splitter.split
        return self.knowledge.leads(" ".join(part for w in words(name) for part in split(w)))

    def _prior(self, level: int) -> Scores:
        shares = self.knowledge.majors.get(level)
        if not shares:
            return np.zeros(self._count)
        known = Counter(self._majors.tolist())
        of_major = {m: log((shares.get(m, 0) + 0.003) * self._count / n) for m, n in known.items()}
        return np.array([of_major[int(major)] for major in self._majors])

    def _by_tasks(self, query: Query) -> Scores:
        """Return the share of the tasks whose skills an occupation asks for (``tasks``: IRIs)."""
        scores = np.zeros(self._count)
        if not query.tasks:
            return scores
        for number, skills in enumerate(self.skills):
            scores[number] = sum(1 for task in query.tasks if task in skills)
        return scores / len(query.tasks)

    def _explain(
        self, query: Query, number: int, features: dict[str, float]
    ) -> tuple[str, str, tuple[str, ...]]:
        concepts, core = self.concepts, self.knowledge.core(query.name)
        role, name, near = concepts.nearest_name(number, core)
        reasons = [reason("name", label=name, role=role.value, near=near)] if name else []
        work = self.knowledge.work_of(query.dossier) or query.dossier
        for key, text in (("shares", query.name), ("work", work)):
            if shared := self._shared(number, text):
                reasons.append(reason(key, words=", ".join(shared[:6])))
        if features["english"] > 0.3 and concepts.label_en(number):
            near_en = float(features["english"])
            reasons.append(reason("english", label=concepts.label_en(number), near=near_en))
        if query.level and self._isco[number]:
            kind = "level-fits" if features["level"] > 0 else "level-unusual"
            reasons.append(reason(kind, isco=self._isco[number], level=query.level))
        if features["domain"]:
            reasons.append(reason("domain", isco=self._isco[number]))
        if query.tasks:
            total, essential = len(query.tasks), self._essential[number]
            known = sum(task in essential for task in query.tasks)
            reasons.append(reason("essential", count=known, total=total))
            if (any_known := round(features["tasks"] * total)) > known:
                reasons.append(reason("tasks", count=any_known, total=total))
        return concepts.label(number), relation_of(core, name, role, near), tuple(reasons)

    def _shared(self, number: int, text: str) -> list[str]:
        """Return the words of ``text`` of which a part is shared, as they are written there."""
        parts = set(self.concepts.shared(number, self.language.dutch(text)))
        written = dict.fromkeys(_LETTERS_OF_A_WORD.findall(text))
        return [word for word in written if parts & set(self.language.dutch(word))]


_ACADEMIC = ("21", "22", "23", "25", "26")
_ALONE = (
    "preferred",
    "alternative",
    "crosswalk",
    "english",
    "described",
    "with-dossier",
)


def _candidates(columns: dict[str, Scores]) -> NDArray[np.int64]:
    """Return who is worth weighing: the best by each measure and by sums of several."""
    c = columns
    lexical = (
        c["preferred"]
        + c["alternative"]
        + c["crosswalk"]
        + c["words"]
        + c["english"]
        + c["described"]
        + c["dossier"]
    )
    work = c["work-description"] + c["work-english"] + c["meaning"] + c["work-words"]
    sums = (
        lexical,
        lexical + 2 * c["domain"] + 0.3 * c["level"],
        work + 0.3 * c["level"],
        work + c["words"] + 2 * c["head"] + 0.5 * c["domain"],
        work + lexical + c["described-english"] + 4 * c["tasks"],
    )
    found = {int(n) for total in sums for n in np.argsort(-total, kind="stable")[:_MANY]}
    for name in _ALONE:
        found |= {int(n) for n in np.argsort(-c[name], kind="stable")[:_SOME]}
    return np.array(sorted(found), dtype=np.int64)


def _skills(
    vocabulary: Vocabulary, concepts: Concepts
) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """Return for each occupation its essential skills, and these with its optional ones."""
    found: list[set[str]] = [set() for _ in concepts.known]
    of_relation = []
    for relation in (Relation.ESSENTIAL, Relation.OPTIONAL):
        for occupation, skill in vocabulary.links(relation, Kind.OCCUPATION):
            if occupation in concepts.number:
                found[concepts.number[occupation]].add(skill)
        of_relation.append([frozenset(skills) for skills in found])
    essential, both = of_relation
    return essential, both
