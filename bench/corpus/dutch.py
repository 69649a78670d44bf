"""The Dutch form: from what is true to blocks in Dutch, English or German."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from bench.corpus.keys import Key, key
from bench.corpus.page import Block, Kind, Page
from bench.corpus.truth import DutchTruth, Phrase
from bench.corpus.wordings import SPOKEN, Dutch, dutch
from qualgraph.facts.evidence import Text

_NLQF_OF_LEVEL = {1: "1", 2: "2", 3: "3", 4: "4"}
_POINT = "National Reference Point (NRP)"
_ACTS = (
    ("reso", "93/C 49/01", date(1992, 12, 3)),
    ("reso", "96/C 224/04", date(1996, 7, 15)),
    ("reco", "2001/613/EC", date(2001, 7, 10)),
)
_LAWS = {
    "nl": "Wet educatie en beroepsonderwijs",
    "en": "Adult and Vocational Education Act",
    "de": "Gesetz über Erwachsenenbildung und berufliche Bildung",
}


def dutch_page(truth: DutchTruth, language: str, rng: Random) -> Page:
    """Return the supplement of ``truth`` in ``language``, in the words that ``rng`` picks."""
    form = _Form(truth, dutch(language), rng)
    note = tuple(form.note())
    body = tuple(form.body())
    cut = next(i for i, block in enumerate(body) if block.section == 5)
    at_foot = rng.random() < 0.6  # of the first page, as the official form has it
    blocks = (*body[:cut], *note, *body[cut:]) if at_foot else (*body, *note)
    return Page(language, (form.head(), *blocks))


class _Form:
    """Writes one supplement, section by section."""

    def __init__(self, truth: DutchTruth, words: Dutch, rng: Random) -> None:
        self.truth, self.words, self.rng = truth, words, rng
        self.language = words.language
        self.title = self._in(truth.title)
        self.upper = rng.random() < 0.7

    def head(self) -> Block:
        return Block(Kind.FORM, self.rng.choice(self.words.table["form"]))

    def body(self) -> Iterator[Block]:
        yield from self._titles(1, "nl", "original")
        translation = "en" if self.language == "nl" else self.language
        yield from self._titles(2, translation, "no_status")
        yield from self._outcomes()
        yield from self._occupations()
        yield from self._basis()
        yield from self._earning()
        yield from self._further()

    def note(self) -> Iterator[Block]:
        address, holder = "http://www.europass.cedefop.europa.eu/", self.words.word("holder")
        version, year = self.truth.version, self.truth.rights
        yield Block(Kind.LABEL, "* " + self.words.word("note"))
        acts = tuple(key("DocumentBasis", *act) for act in _ACTS)
        facts = (key("DocumentStatus", False), *acts)
        yield Block(Kind.NOTE, self._say("note"), facts=facts)
        site = key("DocumentSite", address)
        yield Block(Kind.NOTE, self._say("more", address=address), facts=(site,))
        form = key("DocumentForm", version, holder, year)
        words = self._say("version", holder=holder, year=year, version=version)
        yield Block(Kind.NOTE, words, facts=(form,))

    def _titles(self, section: int, language: str, remark: str) -> Iterator[Block]:
        words = dutch(language)
        title = self.truth.title[SPOKEN.index(language)]
        dossier = self.truth.dossier[SPOKEN.index(language)]
        certificate = words.table["certificate"][0]
        yield self._heading(section, f" ({language.upper()})")
        fact = key("CertificateType", Text(certificate, language))
        yield Block(Kind.LINE, certificate, section, (fact,))
        fact = key("Title", Text(title, language))
        yield Block(Kind.LINE, words.table["qualification"] + title, section, (fact,))
        fact = key("DossierTitle", Text(dossier, language))
        yield Block(Kind.LINE, words.table["dossier"] + dossier, section, (fact,))
        status = (key("TranslationStatus", False),) if section == 2 else ()
        yield Block(Kind.REMARK, self.words.table[remark][0], section, status)

    def _outcomes(self) -> Iterator[Block]:
        yield self._heading(3)
        lead = self.rng.choice(self.words.table["tasks"]).format(title=self.title)
        yield Block(Kind.REMARK, lead, 3)
        for position, task in enumerate(self.truth.tasks, 1):
            number, title = str(position), self._in(task.title)
            fact = key("CoreTask", number, position, self._text(title))
            words = f"{self.words.table['core_task']} {number}: {title}"
            yield Block(Kind.LINE, words, 3, (fact,))
            for place, process in enumerate(task.processes, 1):
                text = self._in(process)
                values = (f"{number}.{place}", place, number, self._text(text))
                fact = key("WorkProcess", *values)
                yield Block(Kind.BULLET, f"{number}.{place} {text}", 3, (fact,))

    def _occupations(self) -> Iterator[Block]:
        yield self._heading(4)
        sentences = [*self._settings(), *map(self._in, self.truth.occupation)]
        text = " ".join(sentences)
        codes = (*self.truth.settings, *self.truth.markets)
        facts = (key("OccupationDescription", self._text(text)),)
        settings = tuple(key("WorkSetting", code) for code in codes)
        yield Block(Kind.TEXT, text, 4, facts + settings)

    def _settings(self) -> Iterator[str]:
        names = [self.words.table["settings"][code] for code in self.truth.settings]
        if len(names) == 2:
            yield self._say("settings_both", sme=names[0], large=names[1])
        elif names:
            yield self._say("settings_one", one=names[0])
        for market in self.truth.markets:
            yield self._say(market)

    def _basis(self) -> Iterator[Block]:
        yield self._heading(5)
        yield self._label(5, "awarding")
        body = self.words.variant(self.rng, "body")
        fact = key("AwardingBody", self._text(body))
        yield Block(Kind.TEXT, self._say("awarding", body=body), 5, (fact,))
        yield self._label(5, "authority")
        authority = self._say("authority")
        fact = key("RecognisingAuthority", self._text(authority))
        yield Block(Kind.TEXT, authority, 5, (fact,))
        yield from self._level()
        yield self._label(5, "grading")
        yield self._grades()
        yield self._label(5, "access")
        yield from self._access()
        yield self._label(5, "agreements")
        yield from self._agreements()
        yield from self._legal()

    def _level(self) -> Iterator[Block]:
        level, isced = self.truth.level, self.truth.isced
        nlqf = _NLQF_OF_LEVEL[level]
        yield self._label(5, "level")
        fact = key("Level", "mbo-level", str(level))
        yield Block(Kind.TEXT, self._say("mbo", level=level), 5, (fact,))
        text = self.words.table["characteristics"][str(level)]
        fact = key("LevelCharacteristics", self._text(text))
        yield Block(Kind.TEXT, self._say("characteristics", text=text), 5, (fact,))
        edition = "isced-2011" if isced.isdigit() else "isced-1997"
        facts = (("nlqf", nlqf), ("eqf", nlqf), (edition, isced))
        words = self._say("frameworks", nlqf=nlqf, eqf=nlqf, isced=isced)
        yield Block(Kind.TEXT, words, 5, tuple(key("Level", *fact) for fact in facts))

    def _grades(self) -> Block:
        words = list(zip(range(10, 0, -1), self.words.word("grades"), strict=True))
        facts = tuple(key("Grade", value, self._text(text), value == 6) for value, text in words)
        rows = tuple((str(value), text) for value, text in words)
        return Block(Kind.TABLE, "", 5, facts, rows=rows)

    def _access(self) -> Iterator[Block]:
        sentences: list[tuple[str, list[Key]]] = []
        truth = self.truth
        if truth.growth:
            names = list(map(self._in, truth.growth))
            facts = [key("GrowthOccupation", self._text(name)) for name in names]
            sentences.append((self._say("growth", growth=self._and(names)), facts))
        if truth.programmes:
            text = self._say("higher")
            sentences.append((text, [key("HigherEducationAccess", self._text(text))]))
            sentences.append(self._follow_ups())
        if sentences:
            facts = [fact for _, found in sentences for fact in found]
            yield Block(Kind.TEXT, " ".join(text for text, _ in sentences), 5, tuple(facts))

    def _follow_ups(self) -> tuple[str, list[Key]]:
        programmes = list(map(self._in, self.truth.programmes))
        special = list(map(self._in, self.truth.specialisations))
        facts = [key("FollowUp", "programme", self._text(name)) for name in programmes]
        facts += [key("FollowUp", "specialisation", self._text(name)) for name in special]
        if special:
            names = {"programmes": ", ".join(programmes), "specialisations": self._and(special)}
            return self._say("both", **names), facts
        variants = self.words.table["sentence"]["programmes"]
        sentence = variants[0 if len(programmes) == 1 else 1]
        return sentence.format(programmes=self._and(programmes)), facts

    def _agreements(self) -> Iterator[Block]:
        truth, level, amended = self.truth, self.truth.level, "2013/55/EU"
        directive = "2005/36/" + ("EC" if self.language == "en" else "EG")
        which = "profession_yes" if truth.profession_regulated else "profession_no"
        sentences = [self._say(which)]
        facts = [key("RegulatedProfession", truth.profession_regulated)]
        which = "education_yes" if truth.education_regulated else "education_no"
        values = {"level": level, "directive": directive, "amended": amended}
        sentences.append(self._say(which, **values))
        regulated = (truth.education_regulated, str(level), directive, amended)
        facts.append(key("RegulatedEducation", *regulated))
        if truth.education_regulated:
            sentences.append(self._say("opens", article=truth.article))
            facts.append(key("RegulatedAccess", truth.article, self._text(sentences[-1])))
        yield Block(Kind.TEXT, " ".join(sentences), 5, tuple(facts))

    def _legal(self) -> Iterator[Block]:
        yield self._label(5, "legal")
        law = Text(_LAWS[self.language], self.language)
        facts = (key("LegalBasis", law, "WEB"), key("Code", self.truth.code, "crebo", "nl"))
        yield Block(Kind.TEXT, self._say("law", code=self.truth.code), 5, facts)
        day = self.truth.since
        month = self.words.word("months")[day.month - 1]
        written = self.words.word("date").format(day=day.day, month=month, year=day.year)
        since = self._say("since", date=written)
        yield Block(Kind.TEXT, since, 5, (key("OfferedSince", day),))

    def _earning(self) -> Iterator[Block]:
        yield self._heading(6)
        yield from self._pathways()
        yield self._label(6, "duration")
        years, hours = self.truth.years, self.truth.hours
        reservation = self._say("reservation")
        written = str(years).replace(".", self.words.word("decimal"))
        values = {"years": written, "hours": hours, "reservation": reservation}
        text = re.sub(r"^1 (year|Jahr)[se]", r"1 \1", self._say("duration", **values))
        fact = key("Duration", years, hours, self._text(reservation))
        yield Block(Kind.LINE, text, 6, (fact,))
        yield self._label(6, "admission")
        names = [self.words.table["diplomas"][code] for code in self.truth.diplomas]
        which = "comparable" if self.truth.comparable else "admission"
        text = self._say(which, diplomas=self._or(names))
        facts = tuple(key("AdmissionDiploma", code) for code in self.truth.diplomas)
        comparable = (key("ComparableAdmission"),) if self.truth.comparable else ()
        yield Block(Kind.TEXT, text, 6, facts + comparable)

    def _pathways(self) -> Iterator[Block]:
        truth, pathways = self.truth, self.truth.pathways
        both = len(pathways) == 2
        facts = tuple(key("Pathway", code) for code in pathways)
        yield Block(Kind.TEXT, self._say("two" if both else f"one_{pathways[0]}"), 6, facts)
        sentences: list[str] = []
        said: list[Key] = []
        if "bol" in pathways:
            sentences.append(self._say("bol"))
            said.append(key("PathwayDescription", "bol", self._text(sentences[-1])))
            shares = {"minimum": truth.minimum, "maximum": truth.maximum}
            sentences.append(self._say("bol_share", **shares))
            bounds = (_share(truth.minimum), _share(truth.maximum))
            said.append(key("WorkPlacementShare", "bol", *bounds, False))
        if "bbl" in pathways:
            sentences.append(self._say("bbl_share", maximum=truth.maximum))
            said.append(key("WorkPlacementShare", "bbl", _share(truth.maximum), None, True))
            sentences.append(self._week())
            said.append(key("WeekSchedule", "bbl", truth.work_days, 5 - truth.work_days))
        yield Block(Kind.TEXT, " ".join(sentences), 6, tuple(said))
        if both:
            text = self._say("available")
            yield Block(Kind.TEXT, text, 6, (key("PathwayAvailability", self._text(text)),))

    def _week(self) -> str:
        numbers, work = self.words.word("numbers"), self.truth.work_days
        days = {"nl": "dagen", "en": "days", "de": "Tage"}[self.language]
        school = self.words.word("one_day") if work == 4 else f"{numbers[4 - work]} {days}"
        return self._say("week", work=numbers[work - 1], school=school)

    def _further(self) -> Iterator[Block]:
        yield self._heading(7)
        dossier = "http://kwalificaties.s-bb.nl"
        sentences = [self._say("dossiers"), self._say("sections")]
        sentences.append(self._say("site", address=dossier))
        facts = (key("SectionsFromDossier", ("3", "4")), key("DossierSite", dossier))
        yield Block(Kind.TEXT, " ".join(sentences), 7, facts)
        if self.truth.electives:
            share = self._say("share", share=self.truth.electives)
            text = " ".join((self._say("electives"), share, self._say("listed")))
            kept = (key("ElectiveUnits"), key("ElectivesOnDiploma"))
            size = key("ElectiveShare", _share(self.truth.electives))
            yield Block(Kind.TEXT, text, 7, (*kept, size))
        authority = dutch(self.language).table["sentence"]["authority"][0]
        site = "www.s-bb.nl"
        text = " ".join((self._say("point", address=site), self._say("centre")))
        text = f"{text} {self._say('designated', authority=authority)}"
        point = key("ReferencePoint", _POINT, "SBB", authority)
        yield Block(Kind.TEXT, text, 7, (point, key("ReferencePointSite", _POINT, site)))

    def _heading(self, section: int, tag: str = "") -> Block:
        text = self.words.table["sections"][section - 1]
        text = (text.upper() if self.upper else text) + tag
        return Block(Kind.SECTION, text, section, number=str(section))

    def _label(self, section: int, name: str) -> Block:
        return Block(Kind.LABEL, self.words.table["basis"][name], section)

    def _say(self, name: str, **values: object) -> str:
        return self.words.say(self.rng, name, title=self.title, **values)

    def _in(self, phrase: Phrase) -> str:
        return phrase[SPOKEN.index(self.language)]

    def _text(self, value: str) -> Text:
        return Text(value, self.language)

    def _and(self, names: list[str]) -> str:
        return self._joined(names, self.words.word("and"))

    def _or(self, names: list[str]) -> str:
        return self._joined(names, self.words.word("or"))

    @staticmethod
    def _joined(names: list[str], last: str) -> str:
        return last.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _share(percent: int) -> Decimal:
    return Decimal(percent) / 100
