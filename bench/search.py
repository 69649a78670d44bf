"""How fast the search answers over 10,000 synthetic qualifications, against FILTER CONTAINS.

`python -m bench.search [--qualifications N] [--json]`. Names are made by combining Dutch words, so
that there are compounds, common words and rare ones. Each question is asked of a fresh index, none
twice; the time is of the whole answer: hits, snippets, counts of all facets.
"""

import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import Literal, NamedNode, Quad, Store

from qualgraph.graph.terms import RDFS
from qualgraph.search.build import INDEX_FILE, write_index
from qualgraph.search.content import Content, Name
from qualgraph.search.index import Question, SearchIndex

TO_REACH = 10.0
_BASE = "https://example.org/id/"
_FIRST = """account auto bak bank beton bloem bos bouw boek brand dak dier drank electro film fiets
geluid glas goud graaf groen hand haven hotel hout huid installatie jacht kaas kantoor keuken klant
koel kunst land lak las leder logistiek luchtvaart maatschap machine markt medi meubel milieu mode
muziek natuur onderwijs onderhoud optiek paarden plant podium proces project recreatie reis rijwiel
schilder scheeps slager sport staal steiger stof straat tand techniek textiel theater timmer toneel
transport tuin uitvaart vastgoed veehouderij veiligheid verf verkoop verpleeg verzorg vis vlees
voertuig water web weg werktuig winkel zaad zorg zuivel""".split()  # noqa: SIM905
_LAST = """adviseur assistent begeleider beheerder bewerker bouwer coordinator deskundige inspecteur
installateur kundige leider maker manager medewerker meester monteur ondernemer ontwerper operator
planner specialist technicus uitvoerder verkoper verzorger werker""".split()  # noqa: SIM905
_DOES = """adviseert behandelt beheert beoordeelt bereidt bestelt controleert ontwerpt onderhoudt
organiseert plant registreert repareert stelt verkoopt verzamelt verzorgt voert""".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured: times in milliseconds, the build in seconds, the file in MB."""

    qualifications: int
    things: int
    build: float
    megabytes: float
    opened: float
    p50: float
    p95: float
    p99: float
    worst: float
    browse: float
    contains_p50: float
    contains_p95: float

    @property
    def failures(self) -> list[str]:
        """What falls short of what is to be reached."""
        return [f"p95 {self.p95:.1f} ms"] if self.p95 >= TO_REACH else []


def synthetic(count: int, chance: random.Random) -> Content:
    """Return ``count`` qualifications with an occupation, 12 tasks and a dossier for each four."""
    kinds: dict[str, str] = {}
    names: dict[str, tuple[Name, ...]] = {}
    codes: dict[str, tuple[str, ...]] = {}
    belongs: dict[str, frozenset[str]] = {}
    facets: dict[str, dict[str, frozenset[str]]] = {}

    def add(kind: str, reference: str, title: str, code: str = "", whole: str = "") -> str:
        iri = f"{_BASE}{kind}/nl-{reference}"
        kinds[iri], names[iri] = kind, (Name("title", "nl", title),)
        codes.update({iri: (code,)} if code else {})
        belongs[iri] = frozenset({whole} - {""})
        return iri

    for number in range(count):
        code = str(30000 + number)
        title = _title(chance)
        thing = add("qualification", code, title, code)
        add("occupation", code, title, "", thing)
        for task in range(12):
            add("outcome", f"{code}-{task}", _task(chance), f"B1-K1-W{task}", thing)
        if number % 4 == 0:
            add("dossier", f"9{code}", _title(chance), f"9{code}", thing)
        level, domain = chance.randint(1, 4), chance.randint(0, 16)
        facets[thing] = {
            "level": frozenset({f"http://data.europa.eu/snb/eqf/{level}"}),
            "domain": frozenset({f"{_BASE}domain/nl-79{domain:02}0"}),
            "pathway": frozenset({"https://w3id.org/qualgraph/def/pathway/bol"}),
            # The law decides by domain and level which sectors a diploma opens.
            "sector": frozenset(f"{_BASE}sector/nl-{(domain + n) % 7}" for n in range(level)),
        }
    return Content(kinds, names, codes, {}, belongs, facets)


def questions(found: Content, count: int, chance: random.Random) -> Iterator[str]:
    """Return what people type: words, beginnings as they type, codes, parts, faults, nonsense."""
    titles = [each[0].text for each in found.names.values()]
    for _ in range(count):
        words = chance.choice(titles).split()
        word = chance.choice(words)
        yield chance.choice(
            (
                word,
                " ".join(words[:2]),
                " ".join(words),
                word[: chance.randint(2, max(2, len(word)))],
                word[chance.randint(0, len(word) // 2) :],
                word[:3] + word[4:],
                str(30000 + chance.randint(0, 20_000)),
            )
        )


def measure(count: int, asked: int = 1000, seed: int = 25132) -> Figures:
    """Build an index and ask it."""
    chance = random.Random(seed)
    found = synthetic(count, chance)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / INDEX_FILE
        started = time.perf_counter()
        write_index(path, found)
        build = time.perf_counter() - started
        started = time.perf_counter()
        index = SearchIndex(path)
        opened = _passed(started)
        times = []
        for text in set(questions(found, asked, chance)):
            started = time.perf_counter()
            index.ask(Question(text))
            times.append(_passed(started))
        started = time.perf_counter()
        index.ask(Question(chosen={"level": frozenset({"4"})}, page=3))
        browse = _passed(started)
        index.close()
        size = path.stat().st_size / 1e6
    cut = statistics.quantiles(times, n=100)
    contains = statistics.quantiles(_contains(found, chance), n=100)
    return Figures(
        count,
        len(found.kinds),
        round(build, 1),
        round(size, 1),
        *(round(each, 2) for each in (opened, cut[49], cut[94], cut[98], max(times), browse)),
        *(round(each, 2) for each in (contains[49], contains[94])),
    )


def _contains(found: Content, chance: random.Random, asked: int = 20) -> list[float]:
    store = Store()
    store.bulk_extend(
        Quad(NamedNode(iri), RDFS("label"), Literal(name.text, language="nl"))
        for iri, names in found.names.items()
        for name in names
    )
    times = []
    for text in questions(found, asked, chance):
        query = (
            "SELECT ?s ?l WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l "
            f"FILTER(CONTAINS(LCASE(?l), {Literal(text.lower())})) }} LIMIT 20"
        )
        started = time.perf_counter()
        list(store.query(query))  # type: ignore[arg-type]
        times.append(_passed(started))
    return times


def _title(chance: random.Random) -> str:
    extra = f" {chance.choice(_FIRST)} en {chance.choice(_FIRST)}" if chance.random() < 0.5 else ""
    grade = chance.choice(("", "", "Allround ", "Junior ", "Eerste "))
    return f"{grade}{chance.choice(_FIRST)}{chance.choice(_LAST)}{extra}"


def _task(chance: random.Random) -> str:
    things = [chance.choice(_FIRST) + chance.choice(_FIRST) for _ in range(chance.randint(1, 3))]
    return f"{chance.choice(_DOES).capitalize()} {' en '.join(things)}"


def _passed(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def main(
    qualifications: Annotated[int, typer.Option(help="How many to make.")] = 10_000,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Measure and print; exit 1 when it is too slow."""
    figures = measure(qualifications)
    if as_json:
        print(json.dumps(asdict(figures)))
    else:
        for name, value in asdict(figures).items():
            print(f"{name:16} {value:>10}")
    for failure in figures.failures:
        print(f"falls short: {failure}")
    raise typer.Exit(bool(figures.failures))


if __name__ == "__main__":
    typer.run(main)
