"""SBB's XML to readings, one for each dossier in the file."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualgraph.documents.source import Source
from qualgraph.documents.xml import Element, Part, read_parts
from qualgraph.errors import DataError
from qualgraph.facts import model
from qualgraph.facts.dossier.account import Account
from qualgraph.facts.dossier.accountability import read_accountability
from qualgraph.facts.dossier.cover import codes, read_cover, read_texts
from qualgraph.facts.dossier.desk import Desk, Tables
from qualgraph.facts.dossier.form import Form
from qualgraph.facts.dossier.further import read_further_education
from qualgraph.facts.dossier.outcomes import read_basis
from qualgraph.facts.dossier.profiles import find_profiles, read_profiles
from qualgraph.facts.evidence import Text
from qualgraph.facts.reading import Document, Reader, Reading, Record
from qualgraph.facts.subjects import Kind, Subject


@dataclass(frozen=True, slots=True)
class DossierReader:
    """Reads dossiers by the shipped form."""

    form: Form

    @classmethod
    def load(cls) -> "DossierReader":
        """Return a reader with the shipped form."""
        return cls(Form.load())

    def read(self, source: Source) -> Iterator[Reading]:
        """Return what each dossier says; what stands around them goes with the one before.

        Raises ``DataError`` when the XML is not SBB's, is not well-formed or is beyond the
        limits, and for a dossier without any code or with the code of another in the file.
        """
        shared, seen = None, set[str]()
        for part in read_parts(source, self.form.words["root"], self.form.words["part"]):
            shared = shared or Tables.of(part.around)
            reading = self._dossier(source, part, shared)
            reference = reading.document.reference
            if reference in seen:
                raise DataError("dossier-twice", name=source.name, reference=reference)
            seen.add(reference)
            yield reading

    def _dossier(self, source: Source, part: Part, shared: Tables) -> Reading:
        dossier = part.element
        values = [value for each in (*part.around, dossier) for value in each.values()]
        desk = Desk(
            Account(values),
            self.form,
            Tables.of(dossier.at("kennisenvaardigheden").children, shared),
            tuple(self._subjects(source, dossier)),
            " ".join(self.form.title(value.text) for value in dossier["titel"]),
        )
        find_profiles(desk, dossier.at("profielen"))
        _check_size(source, desk, dossier)
        _read(desk, dossier)
        records = (Record(subject, tuple(facts)) for subject, facts in desk.facts.items())
        titles = self.form.words["document_title"].items()
        document = Document(
            series=f"{desk.dossier.reference}-{Reader.DOSSIER}",
            edition=_edition(desk),
            reader=Reader.DOSSIER,
            titles=tuple(Text(f"{title}: {desk.title}", tag) for tag, title in titles),
            language=self.form.language,
            name=source.name,
            sha256=source.sha256,
        )
        return Reading(document, tuple(records), desk.account.ledger(self.form))

    def _subjects(self, source: Source, dossier: Element) -> Iterator[Subject]:
        found = list(codes(self.form, dossier.at("dossiercrebos").all("dossiercrebo")))
        if not found:
            title = " ".join(value.text for value in dossier["titel"])
            raise DataError("dossier-without-code", name=source.name, title=title)
        for code, _ in found:
            yield Subject(Kind.DOSSIER, self.form.country, code)


def _edition(desk: Desk) -> str:
    """Return the day on which the dossier was adopted; each edition is adopted anew."""
    facts = desk.facts.get(desk.dossier, ())
    days = [fact.day.isoformat() for fact in facts if isinstance(fact, model.AdoptedOn)]
    return max(days, default="")


def _check_size(source: Source, desk: Desk, dossier: Element) -> None:
    """Refuse what would multiply: each qualification has all core tasks of the basis."""
    limits = source.limits
    qualifications = sum(len(profile.subjects) for profile in desk.profiles.values())
    outcomes = sum(element.tag in {"kerntaak", "werkproces"} for element in dossier.below())
    for count, setting in (
        (max(qualifications, len(desk.dossiers)), "dossier_qualifications"),
        (outcomes, "dossier_outcomes"),
    ):
        limit = getattr(limits, setting)
        if count > limit:
            name, title = source.name, desk.title
            raise DataError(
                "dossier-too-many",
                name=name,
                title=title,
                count=count,
                limit=limit,
                setting=setting,
            )


def _read(desk: Desk, dossier: Element) -> None:
    """Read the parts of a dossier whose profiles were found."""
    accountability = dossier.at("verantwoordingsinformatie")
    read_cover(desk, dossier)
    read_basis(desk, dossier.at("basis", "basistaken", "basiskerntaken"))
    read_profiles(desk)
    read_accountability(desk, accountability)
    read_further_education(desk, accountability.at("ontwikkelmogelijkheden").texts)
    read_texts(desk, dossier, "dossier_parts", desk.dossiers[:1])
